//! Executions under the language's memory model, as graphs.
//!
//! A schedule cannot say everything that a program may do: a load may read an old value, and then there is no order of all steps
//! in which each sees the last one. A *graph* can: it has the steps of each actor in their order, for each read the write that it
//! reads, and for each object the order in which writes to it count. Whether the language allows such an execution is a
//! function of the graph: [`consistent`].
//!
//! [`Search`] goes through all graphs of a program that a [`Model`] allows, each once. It knows nothing of how actors are run:
//! whoever runs them tells it what each of them asks for, and is told what it is answered. [`explore`] does so for a [`Program`]
//! that is a function, and [`explore_on`] by several threads; [`races`] says which accesses to plain memory nothing orders; and [`judge`] comes to the same by another
//! way, slowly, and sees to it that the search is right.
//!
//! # Asking the model
//!
//! A graph is plain data, and can be asked about. [`Graph::with_order`] is the same execution with one access ordered more strongly
//! or more weakly: if [`consistent`] is false for it, the execution does not exist any more, and the change is a repair. With
//! [`Model::Tso`] it says whether an x86 could show the execution, and with [`Model::Sc`] whether there is a schedule for it.
//!
//! ```text
//! let repaired = graph.with_order(spot, Order::Release).is_none_or(|graph| !consistent(&graph, Model::Language));
//! ```
//!
//! [`lesson`] asks so: in which order an execution can be told, why an old value may be read in it, and which is the cheapest
//! repair.
//!
//! What happens before what is [`Graph::happens_before`]; what a read could have read instead is between
//! [`Graph::oldest_seen`] and the last write.

mod answer;
mod clock;
mod ends;
mod event;
mod graph;
mod jobs;
#[doc(hidden)]
pub mod judge;
pub mod lesson;
mod model;
mod program;
mod progress;
mod races;
mod search;
mod steps;

pub use clock::Clock;
pub use ends::EndsMade;
pub use event::{Event, Kind, Request, Spot, gives_back_lock, takes_lock, version_of};
pub use graph::Graph;
pub use jobs::explore_on;
pub use model::{Model, consistent};
pub use program::{Answered, Ended, Program, Walk, explore};
pub use races::races;
pub use search::{Leaf, Pending, Preference, Search, Step};
pub use steps::{Refused, Steps};

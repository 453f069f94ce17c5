//! Real threads and processes: what they do is recorded, and they can be held to a schedule.
//!
//! - [`record`] is where every thread and process of a run writes down what it holds and what it waits for, in memory that
//!   they share. A real run that hangs is explained from it ([`hang`]).
//! - [`gates`] are in front of every operation: through them actors go in the order of a schedule, so that what a model has
//!   found happens on real threads every time. Where a model takes an operation apart, an object behind gates acts by the
//!   model's rules ([`gates::ByRules`]).
//! - A [`crew`] is threads that last, which are the actors of one run after another, so that actors really meet.
//! - The rest is what the facade's native arms are made of where no library has it: processes, pipes, queues of frames,
//!   locks on files, memory that processes share, a rendezvous that can be taken apart; [`lack`], by which what the machine has
//!   no more of is told from what the program does; [`supervision`], by which a watcher hears what an engine finds; [`asleep`],
//!   by which it knows a thread that waits without an end; and [`call_filter`], what a process forbids itself.
//!
//! Nothing here knows a model, an engine or a scenario.

pub mod crew;
pub mod gates;
pub mod hang;
pub mod lack;
pub mod record;
pub mod supervision;

pub mod asleep;
pub mod call_filter;
pub mod fair_clock;
pub mod file_lock;
pub mod frames;
pub mod held_directory;
pub mod pipe;
pub mod private_directory;
pub mod process;
pub mod rendezvous;
pub mod shared_words;
pub mod traced;

//! One execution of a concurrent program in a model, step by step, on one of three hosts.
//!
//! The facade's types, in a model, are numbers; what they do comes in here, and it is an engine that has the execution run and
//! decides who goes on. Nothing here knows a search, a scenario, a report, or a real thread or process. What an operation means
//! is not decided here either, but by `racecourse-meaning`.
//!
//! # A short trip
//!
//! Every shared operation goes through [`perform`]: the actor announces what it is about to do, the host picks who goes on, and
//! only when the step is possible and chosen is it taken. So each engine sees every actor's *next* operation, no engine's own
//! locks are involved (loom's `try_lock` never fails, shuttle's locks block unseen), and all hosts agree on what is possible.
//! What asks for the execution on this thread panics where there is none; [`in_model`] says whether there is one.
//!
//! [`world::World`] is the execution: its actors, processes and objects, the states of these, and a [`transcript`] of the steps
//! so far. [`world()`] lends the one on this thread. What comes before what is told from the transcript when somebody asks
//! (`order`, `clock`).
//!
//! A `host` keeps the stacks of the actors and lets one of them go on at a time: coroutines of our own ([`on_coroutines`]),
//! shuttle's runtime (`on_shuttle`), or loom's (`on_loom`). The two others are features, of the names of their libraries. An
//! engine makes a host the thread's (`within`) and lets the program run in it ([`run_execution`]).
//!
//! A failure never aborts the host. The world is stopped instead ([`stop`]), and every actor leaves at its next operation: it
//! stops where it is, on its own stack, whichever host resumes it (`stacks`). So the execution ends in an orderly way, no code of
//! the program runs in it any more, and the engine goes on with the next one.
//!
//! Read on in `world`, then in [`on_coroutines`], which is the host of all searches of our own; `racecourse-engine` has these.

// What a step is, and what it changes.
mod clock;
pub mod lessons;
pub mod lock_order;
pub mod numbers;
pub mod object;
mod order;
pub mod section;
pub mod shown;
pub mod stop;
pub mod transcript;
pub mod tripwire;
pub mod world;

// One execution on this thread, on one of three hosts.
#[cfg(unix)]
mod abort;
mod current;
mod door;
mod host;
mod life;
pub mod locals;
pub mod made;
pub mod on_coroutines;
#[cfg(feature = "loom")]
pub mod on_loom;
#[cfg(feature = "shuttle")]
pub mod on_shuttle;
mod panics;
mod stacks;
mod within;

// What the process hears of it.
pub mod heartbeat;
pub mod hook;
#[cfg(target_os = "linux")]
pub mod outside;

pub use current::{in_model, names, recycle, take_world, try_world, world};
pub use door::{
    add_object, copy_memory, fence, has_changed_inside, looks_inside, may_have_changed_inside, note, note_panic,
    open_end, panic_failure, peek, perform, perform_exactly, perform_showing, run_execution, spawn, text, token_of,
    turn_step, turns,
};
pub use life::stop_if_stuck;
pub use stacks::{MOST_ABANDONED, MOST_EVER, STACK, Stopped};

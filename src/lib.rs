//! Find, explain and replay the races and deadlocks of small concurrent programs.
//!
//! # A check
//!
//! [`check()`] runs a closure in every interleaving that can make a difference, and panics with a report if one of them goes
//! wrong: who did what in which order, with values and source lines, and why that is wrong.
//!
//! ```
//! use racecourse::sync::Mutex;
//! use racecourse::thread;
//!
//! racecourse::check(|| {
//!     let counter = Mutex::new(0);
//!     thread::scope(|scope| {
//!         scope.spawn(|| *counter.lock() += 1);
//!         scope.spawn(|| *counter.lock() += 1);
//!     });
//!     assert_eq!(*counter.lock(), 2);
//! });
//! ```
//!
//! [`explore()`] returns what can come out, for `assert_eq!`; [`Check`] has the settings, and says how a schedule is
//! replayed.
//!
//! What threads share is made of [`sync`], [`channel`], [`cell`], [`thread`] and [`process`] from here, which read like
//! `std`, `parking_lot` and `crossbeam`, and *are* those when the code is simply called. So there is one version of it, for
//! production and for tests.
//!
//! # Engines
//!
//! [`engine::EngineId`] lists what can be asked. `explorer` is the one to begin with: every interleaving under sequential
//! consistency, one of each class of equivalent ones. `weak_memory` has every execution that the language's memory model allows: stale reads, too. What each engine
//! has covered is always said ([`exploration::Coverage`]), and what an engine cannot see is said in `docs/engines.md`.
//! [`engine::explore`] runs one of them and returns all that it found.
//!
//! # Features
//!
//! * `loom`, on by default: the engine `loom`, which is [loom](https://crates.io/crates/loom)'s search.
//! * `shuttle`, on by default: `depth_first`, `random`, `pct`, `urw` and `round_robin`, which are
//!   [shuttle](https://crates.io/crates/shuttle)'s.
//!
//! With `default-features = false` what is left has half as many packages in its tree, and is all that [`check()`] needs:
//! `explorer`, replay, and real threads and processes. [`engine::is_built_in`] says what a build has.
//!
//! # A scenario
//!
//! A [`scenario::Scenario`], declared by [`scenario!`], is a lesson: programs that are broken and fixed, with the outcomes
//! that are allowed and those that must be seen. A program of a scenario returns an [`Outcome`], a short label for what it
//! came to. The course of this repository is made of these.

extern crate self as racecourse;

// The facade: what scenarios are written with.
pub mod cell;
pub mod channel;
pub mod hint;
pub mod process;
pub mod progress;
pub mod sync;
pub mod thread;

// For everybody's own tests.
mod check;

// What a scenario is.
pub mod scenario;
#[doc(inline)]
pub use racecourse_trace::{budget, hazard, outcome};

// What an engine finds.
pub mod engine;
#[doc(inline)]
pub use racecourse_trace::{exploration, failure, schedule, state_graph};

// What the other crates of this workspace build on. It is no public interface.
#[doc(hidden)]
pub mod isolate;

// What the driver of an exercise is written with.
#[doc(hidden)]
pub mod exercise;

// What is said at the end of a process that cannot go on.
mod last_words;

// Under the facade.
mod object;
mod show;

pub use check::{Check, Outcomes, check, explore};
pub use outcome::Outcome;

/// What the other crates of this workspace build on, in small. It is no part of the public interface, and changes with them.
#[doc(hidden)]
pub mod internals {
    pub use racecourse_kernel::hook::panic_text;
    pub use racecourse_sources::debug_in;

    /// Panics that are kept instead of printed.
    pub mod hook {
        pub use racecourse_kernel::hook::silence_process;
    }

    /// Processes made by `fork`.
    pub mod process {
        pub use racecourse_native::process::{Ended, NativeChild, exit_at_once, fork};
    }

    /// Words that processes share.
    pub mod shared_words {
        pub use racecourse_native::shared_words::SharedWords;
    }
}

/// The examples of how to use it are tests too.
#[cfg(doctest)]
#[doc = include_str!("../docs/own_programs.md")]
struct OwnPrograms;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

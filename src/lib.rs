//! racecourse: a course in races.
//!
//! Deliberately broken concurrent programs with their repaired twins, and engines that find each bug and search each
//! cure to the end. The scenarios are the course; this page is about the library under it, which works for programs
//! of your own just as well.
//!
//! # A program
//!
//! A program for the engines is a function that returns an [`Outcome`]: a short label for what it came to. It uses
//! [`sync`], [`thread`], [`channel`], [`cell`] and [`process`] from here, which read like `std`, `parking_lot` and
//! `crossbeam`, and *are* those when the function is simply called.
//!
//! ```
//! use std::sync::Arc;
//!
//! use racecourse::Outcome;
//! use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
//! use racecourse::thread;
//!
//! fn add_twice() -> Outcome {
//!     let counter = Arc::new(AtomicU32::new(0));
//!     let other = {
//!         let counter = Arc::clone(&counter);
//!         thread::spawn(move || counter.store(counter.load(SeqCst) + 1, SeqCst))
//!     };
//!     counter.store(counter.load(SeqCst) + 1, SeqCst);
//!     other.join().unwrap();
//!     Outcome::new(format!("counter={}", counter.load(SeqCst)))
//! }
//!
//! // For real, on threads. It nearly always goes well.
//! println!("{}", add_twice());
//!
//! // Under a model: every order of steps.
//! use racecourse::budget::Budget;
//! use racecourse::engine::{EngineId, Program, explore};
//!
//! let found = explore(&Program::unnamed(add_twice), EngineId::Explorer, &Budget::DEFAULT);
//! assert!(found.coverage.is_exhaustive());
//! assert!(found.saw("counter=2") && found.saw("counter=1"));
//!
//! // One execution for each label, step by step.
//! let lost = &found.observations["counter=1"].example;
//! assert_eq!(lost.actors, ["main", "thread-1"]);
//! assert!(lost.events.iter().any(|event| event.action == "store" && event.written.as_deref() == Some("1")));
//! ```
//!
//! Apart from scheduling the function must be deterministic: no clocks, no randomness, no statics, nothing shared that
//! the facade does not know. Failures need no label of their own: a deadlock, a data race, a livelock, starvation, a
//! spin, a panic or work left running is found by the engine, and stands under
//! [`FailureKind::label`](failure::FailureKind::label).
//!
//! # Engines
//!
//! [`engine::EngineId`] lists them. `explorer` is the one to begin with: every interleaving under sequential consistency,
//! one of each class of equivalent ones. `weak_memory` adds stale reads and memory orderings. What each engine has
//! covered is always said ([`exploration::Coverage`]), and what an engine cannot see is said in the README.
//!
//! [`engine::explore`] runs in this process. [`isolate::explore`] runs in a watched child process, and survives whatever
//! the program does: looping for ever, allocating without end, ending the process.
//!
//! # Grading
//!
//! A [`scenario::Scenario`], declared by [`scenario!`], says which outcomes are allowed and which must be seen;
//! [`verdict::judge_variant`] holds explorations against that, and [`report`] puts the result into words. Neither does any
//! input or output.

extern crate self as racecourse;

// The facade: what scenarios are written with.
pub mod cell;
pub mod channel;
pub mod hint;
pub mod process;
pub mod progress;
pub mod sync;
pub mod thread;

// What a scenario is.
pub mod budget;
pub mod hazard;
pub mod outcome;
pub mod scenario;

// What an engine finds.
pub mod engine;
pub mod exploration;
pub mod failure;
pub mod isolate;
pub mod schedule;

// What it means.
pub mod counterexample;
pub mod verdict;

// How it is told.
pub mod report;

// Under the facade.
mod diagnosis;
mod hook;
mod kernel;
mod look;
mod naming;
mod native;
mod object;

pub use outcome::Outcome;

/// What the other crates of this workspace are built on. It is no part of the public interface, and changes with them.
#[doc(hidden)]
pub mod internals {
    pub use crate::engine::panic_text;
    pub use crate::naming::debug_in;

    /// Panics that are kept instead of printed.
    pub mod hook {
        pub use crate::hook::silence_process;
    }

    /// Processes made by `fork`.
    pub mod process {
        pub use crate::native::process::{Ended, NativeChild, exit_at_once, fork};
    }

    /// Words that processes share.
    pub mod shared_words {
        pub use crate::native::shared_words::SharedWords;
    }
}

/// The README's example is a test too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

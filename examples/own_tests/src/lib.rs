//! A small crate as an engineer might have it, with bugs that only some interleavings show, and without.
//!
//! It uses racecourse's `sync`, `thread`, `channel` and `cell`, which are the real things when they are simply used.

pub mod bank;
pub mod cache;
pub mod once;
pub mod pool;
pub mod queue;

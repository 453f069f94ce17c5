//! Passing messages instead of sharing memory.

pub mod join_before_drain;

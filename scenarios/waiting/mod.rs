//! Waiting for something to become true: signals that get lost, and signals that reach the wrong one.

pub mod lost_wakeup;
pub mod parallel_region;
pub mod wrong_waiter;

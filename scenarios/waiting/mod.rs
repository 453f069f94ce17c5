//! Waiting for something to become true: signals that get lost, and signals that reach the wrong one.

pub mod lost_wakeup;
pub mod wrong_waiter;

//! Passing messages instead of sharing memory.

pub mod join_before_drain;
pub mod results_out_of_order;

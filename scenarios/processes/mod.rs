//! Processes: memory of their own, pipes that fill up, and locks that outlive their owner.

pub mod dead_worker;
pub mod orphan_lock;
pub mod pipe_full;
pub mod results_lost;
pub mod torn_entry;

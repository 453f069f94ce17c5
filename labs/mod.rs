//! The labs, in teaching order.

pub mod bound;
pub mod dot_product;
pub mod false_sharing;
pub mod global_lock;
pub mod grid_search;
pub mod machine;
pub mod mean;
pub mod parallel_loop;
pub mod parallel_regions;
pub mod pipeline;
pub mod pool;
pub mod threading_gotcha;
pub mod threads_or_processes;
pub mod too_small;
pub mod watch_cores;
pub mod word_count;
pub mod workers;

use crate::lab::Lab;

/// All labs, in teaching order.
pub static ALL: &[&Lab] = &[
    &machine::LAB,
    &watch_cores::LAB,
    &threading_gotcha::LAB,
    &mean::LAB,
    &global_lock::LAB,
    &bound::LAB,
    &workers::LAB,
    &pool::LAB,
    &dot_product::LAB,
    &word_count::LAB,
    &parallel_loop::LAB,
    &parallel_regions::LAB,
    &grid_search::LAB,
    &threads_or_processes::LAB,
    &false_sharing::LAB,
    &too_small::LAB,
    &pipeline::LAB,
];

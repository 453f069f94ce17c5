//! The labs, in teaching order.

pub mod grid_search;
pub mod mean;
pub mod parallel_loop;
pub mod pipeline;

use crate::lab::Lab;

/// All labs, in teaching order.
pub static ALL: &[&Lab] = &[&mean::LAB, &parallel_loop::LAB, &grid_search::LAB, &pipeline::LAB];

//! The labs, in teaching order.

pub mod bound;
pub mod global_lock;
pub mod mean;
pub mod threads_or_processes;

use crate::lab::Lab;

/// All labs, in teaching order.
pub static ALL: &[&Lab] = &[&global_lock::LAB, &bound::LAB, &mean::LAB, &threads_or_processes::LAB];

//! The labs, in teaching order.

pub mod dot_product;
pub mod mean;
pub mod pool;
pub mod workers;

use crate::lab::Lab;

/// All labs, in teaching order.
pub static ALL: &[&Lab] = &[&workers::LAB, &pool::LAB, &mean::LAB, &dot_product::LAB];

//! The labs, in teaching order.

pub mod mean;

use crate::lab::Lab;

/// All labs, in teaching order.
pub static ALL: &[&Lab] = &[&mean::LAB];

//! The labs, in teaching order.

use crate::lab::Lab;

/// All labs, in teaching order.
pub static ALL: &[&Lab] = &[];

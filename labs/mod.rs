//! The labs, in teaching order.

pub mod false_sharing;
pub mod machine;
pub mod mean;
pub mod too_small;
pub mod watch_cores;
pub mod word_count;

use crate::lab::Lab;

/// All labs, in teaching order.
pub static ALL: &[&Lab] =
    &[&machine::LAB, &watch_cores::LAB, &false_sharing::LAB, &too_small::LAB, &mean::LAB, &word_count::LAB];

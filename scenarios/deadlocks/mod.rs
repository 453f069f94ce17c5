//! Everybody waits, nobody can go on.

pub mod guard_in_match;
pub mod lock_order;

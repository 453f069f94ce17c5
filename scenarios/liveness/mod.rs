//! Everybody may go on, and yet somebody never gets there.

pub mod backoff_livelock;
pub mod writer_starvation;

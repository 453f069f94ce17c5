//! Small programs that are easily decided wrongly, each with what has to be said of it.

mod algorithms;
#[cfg(target_os = "linux")]
mod blocked_outside;
#[path = "../claims/mod.rs"]
mod claims;
mod programs;
mod public_bugs;
mod reports;

//! Small programs that are easily decided wrongly, each with what has to be said of it.

#[cfg(target_os = "linux")]
mod blocked_outside;
mod programs;
mod public_bugs;

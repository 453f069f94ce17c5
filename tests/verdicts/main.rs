//! Small programs that are easily decided wrongly, each with what has to be said of it.

mod programs;
mod public_bugs;

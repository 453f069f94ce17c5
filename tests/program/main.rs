//! The program: what its commands print, run as a user runs them, and what a report looks like.

mod commands;
#[path = "../fixtures/mod.rs"]
mod fixtures;
mod playing;
mod reports;
mod short_of;

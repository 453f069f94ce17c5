//! What is said before a process ends because a program in it is blocked for good.

use std::io::{self, Write};

use crate::failure::Failure;
use racecourse_engine::standstill;
use racecourse_report::sentences;

/// From now on the reason is written to the standard error. A test's harness, which keeps what its tests print, would be dead
/// before it has shown that.
pub(crate) fn say_why_this_process_ends() {
    standstill::last_words(say);
}

fn say(failure: Option<&Failure>) {
    let why = failure.map_or_else(
        || "A program that an engine runs is blocked in something outside of the facade.".to_owned(),
        sentences::failure,
    );
    let end = "It cannot be got out of there, so this process ends. In a process of its own (`Check::isolated`) it would take \
               only that with it.";
    let _ = writeln!(io::stderr(), "\nerror: {why} {end}");
}

//! The command line. Everything is in the library; see [`racecourse_commands`].

use std::process::ExitCode;

use racecourse_course::ALL;

fn main() -> ExitCode {
    // Before anything else: this program may have been started as the child in which one engine runs.
    racecourse::isolate::enter_if_child(ALL);
    racecourse_commands::main(ALL)
}

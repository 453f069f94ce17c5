//! The labs' program. Everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before anything else: this program may have been started as the child in which one lab runs.
    racecourse_labs::lab::stage::enter_if_child(racecourse_labs::labs::ALL);
    racecourse_labs::command::main()
}

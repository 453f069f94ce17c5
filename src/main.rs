//! The command line. Everything is in the library; see [`racecourse::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before anything else: this program may have been started as the child that runs one engine or one lab.
    racecourse::isolate::enter_if_child();
    racecourse::lab::stage::enter_if_child(racecourse::labs::ALL);
    racecourse::cli::main()
}

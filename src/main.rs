//! The command line. Everything is in the library; see [`racecourse::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before anything else: this program may have been started as the child that runs one engine.
    racecourse::isolate::enter_if_child();
    racecourse::cli::main()
}

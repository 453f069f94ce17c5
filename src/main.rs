//! The command line. Everything is in the library; see [`racecourse::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    // TO BIND, and to stay the first statement: racecourse::isolate::enter_if_child();
    racecourse::cli::main()
}

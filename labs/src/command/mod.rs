//! The labs' command line.
//!
//! Standard output carries the result and nothing else; progress and messages go to standard error. Nothing is written
//! to disk but the picture that `--plot` asks for, and the page that `--report` does.

mod args;
mod lab;
mod live;
mod names;
mod pace;
mod page;
mod plot;
mod show;

use std::process::ExitCode;

use racecourse_commands::terminal::Terminal;
use racecourse_commands::{invocation, parsed};

use self::args::{Arguments, Command};

/// Does what the process's arguments ask for.
pub fn main() -> ExitCode {
    let command = args::command(invocation::of_this_process());
    let arguments = match parsed::<Arguments>(command) {
        Ok(arguments) => arguments,
        Err(message) => return racecourse_commands::refuse(&message),
    };
    let terminal = Terminal::of_this_process(arguments.color, arguments.width);
    racecourse_commands::conclude(&terminal, |out| match &arguments.command {
        Some(Command::Show(show)) => show::run(show, &terminal, out),
        None => lab::run(&arguments.lab, &terminal, out),
    })
}

//! The command line: reads arguments, asks the engines, prints a report and sets the exit code.
//!
//! Standard output carries the result and nothing else; progress and messages go to standard error. Nothing is written
//! to disk but the picture that `lab --plot` asks for.

mod args;
mod check;
pub mod course;
#[doc(hidden)]
pub mod dry;
mod exit;
mod explain;
mod highlight;
mod jobs;
mod lab;
mod lesson;
mod list;
mod live;
mod names;
mod plot;
mod real_run;
mod replay;
mod show;
mod terminal;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use course::Course;
pub use exit::Exit;
use terminal::Terminal;

/// What can go wrong with a command. A verdict is none of it: finding a bug is what the program is for.
#[derive(Debug)]
enum Trouble {
    /// The user asked for something that does not exist.
    Usage(String),
    /// Reading or writing did not work.
    Io(String, io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Trouble::Io("write the report".to_owned(), error)
    }
}

/// Does what the process's arguments ask for.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(message) => {
            // Help and version are asked for, everything else is a mistake. A closed pipe hides both.
            let _ = message.print();
            let exit = if message.use_stderr() { Exit::Usage } else { Exit::AsExpected };
            return exit.into();
        }
    };
    let terminal = Terminal::of_this_process(arguments.color, arguments.width);
    let result = course_of(&arguments).and_then(|course| {
        let mut out = terminal.stdout();
        let exit = obey(&arguments, &course, &terminal, &mut out)?;
        match out.flush() {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(exit),
        }
    });
    match result {
        Ok(exit) => exit.into(),
        // Whoever reads us has seen enough.
        Err(Trouble::Io(_, error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::AsExpected.into(),
        Err(trouble) => {
            let says = match trouble {
                Trouble::Usage(message) => message,
                Trouble::Io(what, error) => format!("failed to {what}: {error}"),
            };
            let _ = writeln!(terminal.stderr(), "error: {}", says.trim_end());
            Exit::Usage.into()
        }
    }
}

fn course_of(arguments: &Arguments) -> Result<Course, Trouble> {
    match &arguments.dry_engine {
        None => Ok(Course::real()),
        Some(path) => {
            let trouble = |error| Trouble::Io(format!("read {}", path.display()), error);
            let text = std::fs::read_to_string(path).map_err(trouble)?;
            dry::course(&text).map_err(|error| trouble(error.into()))
        }
    }
}

fn obey(arguments: &Arguments, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Trouble> {
    match &arguments.command {
        None => check::run(&args::Check::default(), course, terminal, out),
        Some(Command::Check(check)) => check::run(check, course, terminal, out),
        Some(Command::List(list)) => list::run(list, course, terminal, out),
        Some(Command::Show(show)) => show::run(show, course, terminal, out),
        Some(Command::Run(run)) => real_run::run(run, course, terminal, out),
        Some(Command::Replay(replay)) => replay::run(replay, course, terminal, out),
        Some(Command::Explain(explain)) => explain::run(explain, course, terminal, out),
        Some(Command::Lab(lab)) => lab::run(lab, terminal, out),
        Some(Command::Hint(hint)) => lesson::hint(hint, course, terminal, out),
    }
}

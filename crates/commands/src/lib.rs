//! The commands: they read arguments, ask the engines, print a report and set the exit code.
//!
//! Standard output carries the result and nothing else; progress and messages go to standard error. Nothing is written
//! to disk but by `exercises`.
//!
//! The scenarios come from whoever calls [`main`], so that a changed scenario leaves all of this as it was compiled. The
//! labs' program uses the same [`terminal`], [`listing`]s and [`markdown`].

pub mod args;
pub mod course;
#[doc(hidden)]
pub mod dry;
pub mod help;
pub mod invocation;
pub mod labs;
pub mod lecture;
pub mod listing;
pub mod markdown;
pub mod names;
pub mod other_names;
pub mod terminal;
pub mod whole_number;

mod answers;
mod asked;
mod check;
mod checkout;
mod error;
mod exercises;
mod exit;
mod explain;
mod find;
mod highlight;
mod hint;
mod interrupt;
mod jobs;
mod list;
mod manual;
mod orderings;
mod pager;
mod play;
mod predict;
mod raw_terminal;
mod real_run;
mod replay;
mod show;
mod styled;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::FromArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use racecourse::scenario::Scenario;
use racecourse_layout::shown;

pub use self::error::Error;
pub use self::exit::Exit;

use self::args::{Arguments, Command};
use self::course::Course;
use self::terminal::Terminal;

/// Does what the process's arguments ask for, with these scenarios.
pub fn main(scenarios: &'static [&'static Scenario]) -> ExitCode {
    // It may have been started to try whether a wall stands.
    racecourse_exercises::confinement::trial::enter_if_trial();
    let command = args::command(invocation::of_this_process());
    let arguments = match parsed::<Arguments>(command) {
        Ok(arguments) => arguments,
        Err(message) => {
            if let Some(says) = a_scenario(&message, scenarios) {
                let _ = writeln!(io::stderr().lock(), "error: {says}");
                return Exit::Usage.into();
            }
            return refuse(&message);
        }
    };
    let terminal = Terminal::of_this_process(arguments.color, arguments.width);
    conclude(&terminal, |out| {
        let course = course_of(&arguments, scenarios)?;
        dispatch(&arguments, &course, &terminal, out)
    })
}

/// What to say where a scenario, or a family of them, stands in place of a command.
fn a_scenario(message: &clap::Error, scenarios: &[&'static Scenario]) -> Option<String> {
    let name = match (message.kind(), message.get(ContextKind::InvalidSubcommand)) {
        (ErrorKind::InvalidSubcommand, Some(ContextValue::String(name))) => names::normal(name),
        _ => return None,
    };
    let what = match names::scenario(scenarios, &name) {
        Ok(_) => "a scenario",
        Err(_) if scenarios.iter().any(|one| one.family == name) => "a family of scenarios",
        Err(_) => return None,
    };
    let command = invocation::of_this_process().with(format!("check {name}"));
    Some(format!("`{name}` is {what}, not a command; did you mean `{command}`?"))
}

/// Characters of an argument that are shown in a message about it.
const MOST_OF_AN_ARGUMENT: usize = 200;

/// This process's arguments, as `command` takes them.
///
/// # Errors
///
/// What clap has to say of arguments that it does not take, or help.
pub fn parsed<T: FromArgMatches>(command: clap::Command) -> Result<T, clap::Error> {
    let mut matches = command.clone().try_get_matches().map_err(visibly)?;
    T::from_arg_matches_mut(&mut matches).map_err(|error| visibly(error).format(&mut command.clone()))
}

/// The same error, with what somebody has typed as it can stand in a message.
fn visibly(mut error: clap::Error) -> clap::Error {
    let visible = |text: &String| shown(text, MOST_OF_AN_ARGUMENT);
    let said = error.context().filter_map(|(kind, value)| match value {
        ContextValue::String(text) => Some((kind, ContextValue::String(visible(text)))),
        ContextValue::Strings(texts) => Some((kind, ContextValue::Strings(texts.iter().map(visible).collect()))),
        _ => None,
    });
    for (kind, value) in said.collect::<Vec<_>>() {
        error.insert(kind, value);
    }
    error
}

/// Prints what clap has to say of arguments that it does not take, or help.
pub fn refuse(message: &clap::Error) -> ExitCode {
    // Help and version are asked for, everything else is a mistake. A closed pipe hides both.
    let _ = message.print();
    let exit = if message.use_stderr() { Exit::Usage } else { Exit::AsExpected };
    exit.into()
}

/// Runs `command` with standard output; an error is printed, and becomes the exit code.
pub fn conclude(terminal: &Terminal, command: impl FnOnce(&mut dyn Write) -> Result<Exit, Error>) -> ExitCode {
    let mut out = terminal.stdout();
    let result = command(&mut out).and_then(|exit| match out.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(exit),
    });
    match result {
        Ok(exit) => exit.into(),
        // Whoever reads us has seen enough.
        Err(Error::Io(_, error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::AsExpected.into(),
        Err(error) => {
            let says = match error {
                Error::Usage(message) => message,
                Error::Io(what, error) => format!("failed to {what}: {error}"),
            };
            let _ = writeln!(terminal.stderr(), "error: {}", says.trim_end());
            Exit::Usage.into()
        }
    }
}

fn course_of(arguments: &Arguments, scenarios: &[&'static Scenario]) -> Result<Course, Error> {
    match &arguments.dry_engine {
        None => Ok(Course::of(scenarios)),
        Some(path) => {
            let failed = |error| Error::Io(format!("read {}", path.display()), error);
            let text = std::fs::read_to_string(path).map_err(failed)?;
            dry::course(&text, scenarios).map_err(|error| failed(error.into()))
        }
    }
}

fn dispatch(arguments: &Arguments, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    match &arguments.command {
        None => check::run(&args::Check::default(), course, terminal, out),
        Some(Command::Check(check)) if check.scenarios.iter().any(|name| exercises::is_one(name)) => {
            exercises::check(&check.scenarios, terminal, out)
        }
        Some(Command::List(list)) if list.exercises => exercises::list(list.format, terminal, out),
        Some(Command::Show(show)) if exercises::is_one(&show.scenario) => exercises::show(show, terminal, out),
        Some(Command::Hint(hint)) if exercises::is_one(&hint.scenario) => exercises::hint(hint, terminal, out),
        Some(Command::Play(play)) if exercises::is_one(&play.scenario) => exercises::play(play, terminal, out),
        Some(Command::Learn(learn)) => exercises::learn(learn, terminal, out),
        Some(Command::Watch(watch)) => exercises::watch(watch, terminal, out),
        Some(Command::Progress(progress)) => exercises::progress(progress, terminal, out),
        Some(Command::Syllabus(syllabus)) => exercises::syllabus(syllabus, course, terminal, out),
        Some(Command::Reset(reset)) => exercises::reset(&reset.exercise, out),
        Some(Command::Grade(grade)) => exercises::grade(grade, terminal, out),
        Some(Command::New(new)) => exercises::new(new, terminal, out),
        Some(Command::Check(check)) => check::run(check, course, terminal, out),
        Some(Command::List(list)) => list::run(list, course, terminal, out),
        Some(Command::Show(show)) => show::run(show, course, terminal, out),
        Some(Command::Run(run)) => real_run::run(run, course, terminal, out),
        Some(Command::Replay(replay)) => replay::run(replay, course, terminal, out),
        Some(Command::Play(play)) => play::run(play, course, terminal, out),
        Some(Command::Predict(predict)) => predict::run(predict, course, terminal, out),
        Some(Command::Find(find)) => find::run(find, course, terminal, out),
        Some(Command::Orderings(orderings)) => orderings::run(orderings, course, terminal, out),
        Some(Command::Explain(explain)) => explain::run(explain, course, terminal, out),
        Some(Command::Lab(lab)) => labs::run(lab, course, terminal),
        Some(Command::Lecture(number)) => lecture::run(number, course, terminal, out),
        Some(Command::Hint(hint)) => hint::run(hint, course, terminal, out),
        Some(Command::Completions(completions)) => manual::complete(completions, out),
        Some(Command::Man(page)) => manual::man(page, out),
    }
}

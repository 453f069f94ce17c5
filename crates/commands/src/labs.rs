//! `racecourse lab`, and `racecourse show` of a lab: the labs are a program of their own.
//!
//! They measure, draw and serve pages, which takes four times as much to build as all the rest. So they are built when
//! somebody asks for one: from a checkout by cargo, else by `cargo install`.

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use crate::args::{Lab, Show};
use crate::checkout::Checkout;
use crate::course::Course;
use crate::names::{self, normal};
use crate::other_names::lessons;
use crate::terminal::Terminal;
use crate::{Error, Exit, invocation};

/// The labs by name and title, in teaching order. A test of the labs holds this list against theirs.
pub const LABS: [(&str, &str); 17] = [
    ("machine", "Know your machine"),
    ("watch_cores", "Watch the cores"),
    ("threading_gotcha", "The threading gotcha"),
    ("mean", "The mean of many numbers"),
    ("global_lock", "The global interpreter lock"),
    ("bound", "CPU-bound or I/O-bound"),
    ("workers", "How many workers"),
    ("pool", "A pool of workers"),
    ("dot_product", "A dot product, and what it costs to send the vectors"),
    ("word_count", "Words in many documents"),
    ("parallel_loop", "A parallel loop, and a cache on disk"),
    ("parallel_regions", "Parallel regions"),
    ("grid_search", "A grid search, and how many cores it takes"),
    ("threads_or_processes", "Threads or processes"),
    ("false_sharing", "False sharing"),
    ("too_small", "Don't optimise too early"),
    ("pipeline", "A pipeline: loading while computing"),
];

/// The program that they are.
const PROGRAM: &str = "racecourse-lab";

/// Whether a lab is called `name`.
pub fn is_one(name: &str) -> bool {
    names().any(|lab| lab == normal(name))
}

/// The names of the labs, in teaching order.
pub fn names() -> impl Iterator<Item = &'static str> {
    LABS.into_iter().map(|(name, _)| name)
}

/// Runs `racecourse lab` with what stands behind it.
pub(crate) fn run(lab: &Lab, course: &Course, terminal: &Terminal) -> Result<Exit, Error> {
    let invocation = terminal.layout().invocation;
    let alone = matches!(lab.arguments.as_slice(), [one] if one == "list");
    if alone {
        let command = invocation.with("lab");
        return Err(Error::Usage(format!("no lab is called `list`; `{command}` alone lists them")));
    }
    if let Some((name, what)) = not_a_lab(&lab.arguments, course) {
        let command = invocation.with(format!("check {name}"));
        return Err(Error::Usage(format!(
            "`{name}` is {what}, not a lab; it is not measured, but checked:\n  {command}"
        )));
    }
    hand_over(lab.arguments.iter().map(OsString::as_os_str), terminal)
}

/// What stands for a lab in `arguments` and is a scenario, or a family of them, with what it is. The labs' program does not
/// know scenarios.
fn not_a_lab(arguments: &[OsString], course: &Course) -> Option<(String, &'static str)> {
    // What stands behind an option may belong to it.
    let named = arguments.iter().map_while(|one| one.to_str().filter(|one| !one.starts_with('-')));
    named.into_iter().find_map(|name| {
        let is_of_labs = is_one(name) || lessons(name).iter().any(|lesson| is_one(lesson));
        let what = match names::scenario(&course.scenarios, name) {
            _ if is_of_labs => return None,
            Ok(scenario) => return Some((scenario.name.to_owned(), "a scenario")),
            Err(_) if names::is_family(&course.scenarios, name) => "a family of scenarios",
            Err(_) => return None,
        };
        Some((normal(name), what))
    })
}

/// Shows the lesson and the programs of the lab called `name`.
pub(crate) fn show(name: &str, show: &Show, terminal: &Terminal) -> Result<Exit, Error> {
    let name = normal(name);
    let mut arguments = vec!["show", &name];
    if let Some(variant) = &show.variant {
        arguments.extend(["--variant", variant]);
    }
    if show.diff {
        arguments.push("--diff");
    }
    if show.no_pager {
        arguments.push("--no-pager");
    }
    hand_over(arguments.into_iter().map(OsStr::new), terminal)
}

/// Becomes the labs' program. Returns only if there is none.
fn hand_over<'a>(arguments: impl Iterator<Item = &'a OsStr>, terminal: &Terminal) -> Result<Exit, Error> {
    let program = program()?;
    let mut command = Command::new(&program);
    command.args(arguments).args(terminal.as_arguments());
    // It is started under another name than the one that the reader types.
    command.env(invocation::VARIABLE, terminal.layout().invocation.words());
    let error = command.exec();
    Err(Error::Io(format!("start {}", program.display()), error))
}

/// The labs' program: beside this one. In a checkout it is brought up to date first.
fn program() -> Result<PathBuf, Error> {
    let this = env::current_exe().map_err(|error| Error::Io("find out where this program is".to_owned(), error))?;
    let beside = this.with_file_name(PROGRAM);
    match Checkout::of(&this) {
        Some(checkout) => checkout.build("racecourse-labs", PROGRAM).map(|()| beside),
        None if beside.exists() => Ok(beside),
        None => Err(Error::Usage(format!(
            "the labs are a program of their own, {PROGRAM}, and it is not there; \
             from a checkout, `cargo install --path labs` puts it beside this one"
        ))),
    }
}

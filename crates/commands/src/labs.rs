//! `racecourse lab`, and `racecourse show` of a lab: the labs are a program of their own.
//!
//! They measure, draw and serve pages, which takes four times as much to build as all the rest. So they are built when
//! somebody asks for one: from a checkout by cargo, else by `cargo install`.

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use racecourse_layout::{nearest, visible};

use crate::args::{Lab, Show};
use crate::checkout::Checkout;
use crate::invocation;
use crate::names::normal;
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// The labs, in teaching order. A test of the labs holds this list against theirs.
pub const NAMES: [&str; 15] = [
    "machine",
    "watch_cores",
    "mean",
    "global_lock",
    "bound",
    "workers",
    "pool",
    "dot_product",
    "word_count",
    "parallel_loop",
    "grid_search",
    "threads_or_processes",
    "false_sharing",
    "too_small",
    "pipeline",
];

/// The program that they are.
const PROGRAM: &str = "racecourse-lab";

/// Whether a lab is called `name`.
pub fn is_one(name: &str) -> bool {
    NAMES.contains(&normal(name).as_str())
}

/// What to say of a name that is neither a scenario's nor a lab's, if it is nearly a lab's.
pub(crate) fn did_you_mean(name: &str) -> Option<Error> {
    let nearest = nearest(&normal(name), NAMES.into_iter())?;
    Some(Error::Usage(format!("no scenario and no lab is called `{}`; did you mean `{nearest}`?", visible(name))))
}

/// Runs `racecourse lab` with what stands behind it.
pub(crate) fn run(lab: &Lab, terminal: &Terminal) -> Result<Exit, Error> {
    let alone = matches!(lab.arguments.as_slice(), [one] if one == "list");
    if alone {
        let command = terminal.layout().invocation.with("lab");
        return Err(Error::Usage(format!("no lab is called `list`; `{command}` alone lists them")));
    }
    hand_over(lab.arguments.iter().map(OsString::as_os_str), terminal)
}

/// Shows a lab's lesson and programs.
pub(crate) fn show(show: &Show, terminal: &Terminal) -> Result<Exit, Error> {
    let name = normal(&show.scenario);
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

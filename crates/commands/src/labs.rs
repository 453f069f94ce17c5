//! `racecourse lab`, and `racecourse show` of a lab: the labs are a program of their own.
//!
//! They measure, draw and serve pages, which takes four times as much to build as all the rest. So they are built when
//! somebody asks for one: from a checkout by cargo, else by `cargo install`.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use racecourse_layout::{nearest, visible};

use crate::args::{Lab, Show};
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
pub(crate) fn is_one(name: &str) -> bool {
    NAMES.contains(&normal(name).as_str())
}

/// What to say of a name that is neither a scenario's nor a lab's, if it is nearly a lab's.
pub(crate) fn did_you_mean(name: &str) -> Option<Error> {
    let nearest = nearest(&normal(name), NAMES.into_iter())?;
    Some(Error::Usage(format!("no scenario and no lab is called `{}`; did you mean `{nearest}`?", visible(name))))
}

/// Runs `racecourse lab` with what stands behind it.
pub(crate) fn run(lab: &Lab, terminal: &Terminal) -> Result<Exit, Error> {
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
    hand_over(arguments.into_iter().map(OsStr::new), terminal)
}

/// Becomes the labs' program. Returns only if there is none.
fn hand_over<'a>(arguments: impl Iterator<Item = &'a OsStr>, terminal: &Terminal) -> Result<Exit, Error> {
    let program = program()?;
    let error = Command::new(&program).args(arguments).args(terminal.as_arguments()).exec();
    Err(Error::Io(format!("start {}", program.display()), error))
}

/// The labs' program: beside this one. In a checkout it is brought up to date first.
fn program() -> Result<PathBuf, Error> {
    let this = env::current_exe().map_err(|error| Error::Io("find out where this program is".to_owned(), error))?;
    let beside = this.with_file_name(PROGRAM);
    match Checkout::of(&this) {
        Some(checkout) => checkout.build().map(|()| beside),
        None if beside.exists() => Ok(beside),
        None => Err(Error::Usage(format!(
            "the labs are a program of their own, {PROGRAM}, and it is not there; \
             from a checkout, `cargo install --path labs` puts it beside this one"
        ))),
    }
}

/// Where this program was built, if it was not moved away since.
struct Checkout {
    root: PathBuf,
    target: PathBuf,
    release: bool,
}

impl Checkout {
    /// The checkout in whose target folder `program` lies.
    fn of(program: &Path) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
        let profile = program.parent()?;
        let target = profile.parent()?;
        let built_here = root.join("labs/Cargo.toml").exists() && is_target(target);
        built_here.then(|| Self {
            root: root.to_owned(),
            target: target.to_owned(),
            release: profile.ends_with("release"),
        })
    }

    /// Has cargo build the labs, if they are not.
    fn build(&self) -> Result<(), Error> {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--package", "racecourse-labs", "--bin", PROGRAM, "--target-dir"]).arg(&self.target);
        if self.release {
            cargo.arg("--release");
        }
        // What cargo has to say is of interest to who waits for it, and to nobody else.
        if !io::stderr().is_terminal() {
            cargo.arg("--quiet");
        }
        let status = cargo.current_dir(&self.root).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(Error::Usage("failed to build the labs: see what cargo says above".to_owned())),
            Err(error) => Err(Error::Io("build the labs by cargo".to_owned(), error)),
        }
    }
}

/// Whether cargo builds into this folder: it leaves its mark there.
fn is_target(folder: &Path) -> bool {
    folder.join("CACHEDIR.TAG").exists()
}

//! The tests that are to notice: those that there are, with few random programs each.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::fault::Fault;

/// What tests look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// One piece by itself.
    Units,
    /// What engines come to in models.
    Models,
    /// What real threads and processes do behind gates.
    Gates,
    /// What a reader sees.
    Reports,
}

impl Group {
    pub(crate) const ALL: [Group; 4] = [Group::Units, Group::Models, Group::Gates, Group::Reports];

    /// Whether these tests have anything to do with a fault.
    pub(crate) fn is_about(self, fault: &Fault) -> bool {
        match self {
            Group::Units => true,
            Group::Models | Group::Reports => fault.area != "gates",
            Group::Gates => fault.area == "gates" || fault.is_of_an_object(),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Group::Units => "units",
            Group::Models => "models",
            Group::Gates => "gates",
            Group::Reports => "reports",
        })
    }
}

/// Some tests of a program of tests.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) group: Group,
    /// The package, and the program; a package's unit tests are called like the package, with underscores.
    pub(crate) package: &'static str,
    pub(crate) program: &'static str,
    arguments: &'static [&'static str],
    /// So many random programs of each kind.
    cases: u32,
    /// The lists whose faults it notices soonest.
    pub(crate) first_for: &'static [&'static str],
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.program, self.arguments.join(" "))
    }
}

const fn part(
    group: Group,
    package: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    cases: u32,
    first_for: &'static [&'static str],
) -> Part {
    Part { group, package, program, arguments, cases, first_for }
}

/// All parts: within a group, what notices most in the least time comes first. Those that take seconds each are left out.
pub(crate) const PARTS: &[Part] = &[
    part(Group::Units, "racecourse-tests", "meaning", &[], 64, &[]),
    part(Group::Units, "racecourse-kernel", "racecourse_kernel", &[], 16, &[]),
    part(Group::Units, "racecourse-engine", "built_in", &[], 16, &[]),
    part(Group::Units, "racecourse-native", "racecourse_native", &[], 16, &[]),
    part(Group::Models, "racecourse-tests", "engines", EXACT, 12, &["search", "dependence"]),
    part(Group::Models, "racecourse-tests", "verdicts", WITHIN_THE_FACADE, 8, &[]),
    part(Group::Models, "racecourse-tests", "engines", SMALL, 4, &["meaning", "kernel"]),
    part(Group::Models, "racecourse-tests", "engines", ROUNDS, 6, &["waiting"]),
    part(Group::Models, "racecourse-tests", "isolated", &["cas(4)"], 1, &[]),
    part(Group::Models, "racecourse-graphs", "graphs", &["--skip=what_is_told_without_oddities"], 150, &["graphs"]),
    part(Group::Models, "racecourse-tests", "language", WITHIN_THE_LANGUAGE, 12, &[]),
    part(Group::Reports, "racecourse-tests", "engines", &["counterfactuals::"], 24, &["counterfactual"]),
    part(Group::Gates, "racecourse-tests", "isolated", &["does_for_real_what_the_explorer_saw"], 1, &[]),
    part(Group::Gates, "racecourse-tests", "isolated", &["what_is_impossible_for_real"], 1, &[]),
    part(Group::Reports, "racecourse-tests", "engines", &["checks::", "shown_values::", "replay::"], 1, &[]),
];

/// Random programs against brute force, and programs that were decided wrongly before.
const EXACT: &[&str] = &[
    "classes::",
    "properties::the_explorer_is_exact",
    "properties::the_explorer_finds",
    "everything::",
    "does_not_repeat::",
    "litmus::",
    "--skip=no_operation_is_missing",
    "--skip=destructors_take_their_steps",
    "--skip=waiting_and_signalling",
];

/// Small programs, which mean the same to all engines.
const SMALL: &[&str] = &[
    "facade::",
    "handed_over::",
    "lock_orders::",
    "concurrency::",
    "states::",
    "panics::",
    "--skip=long_values",
    "--skip=the_course",
];

/// What goes round, and what is given up.
const ROUNDS: &[&str] = &[
    "liveness::",
    "resting::",
    "waiting_for_ever::",
    "fairness::",
    "thread_locals::",
    "limits::",
    "waiting_and_signalling",
    "sees_all_ways_of_waiting",
    "--skip=few_searches_are_left",
    "--skip=most_programs_are_small",
    "--skip=whether_pollers",
    "--skip=what_takes_some_seconds",
    "--skip=about_how_much",
    "--skip=what_others_do_is_seen_beside_a_loop",
];

/// What is decided as graphs: those that the graphs' own tests know nothing of, such as processes and returns.
const WITHIN_THE_LANGUAGE: &[&str] = &[
    "files_of_one_process",
    "has_ended",
    "may_return_while",
    "a_pipe",
    "a_full_pipe",
    "processes_are_decided",
    "a_kill_comes",
    "ends_of_a_channel",
    "spins::a_lock",
    "spins::who_changes",
    "spins::each_of",
    "polls::a_",
    "polls::two_",
    "under_locks::a_",
    "under_locks::plain_",
    "under_locks::two_",
    "under_locks::what_",
    "under_locks::who_",
];

/// Those that block outside of it wait for ten seconds each, and some are long searches.
const WITHIN_THE_FACADE: &[&str] = &[
    "programs::",
    "public_bugs::",
    "--skip=foreign_lock_over_a_step",
    "--skip=lock_across_stealing",
    "--skip=the_end_of_a_pipe",
    "--skip=the_end_of_the_killed",
];

/// So many seconds of a processor may each part take, or so many times what the longest takes without a fault: what takes more goes on
/// for ever.
const MOST_SECONDS: u64 = 20;
const MOST_TIMES: u64 = 3;
/// The same while it is not known how long that is.
const MOST_WITHOUT: u64 = 120;

/// A program of tests that has been built.
#[derive(Debug)]
struct Program {
    path: PathBuf,
    package: PathBuf,
}

/// The programs of tests of a workspace, built.
#[derive(Debug)]
pub(crate) struct Suite {
    root: PathBuf,
    programs: BTreeMap<(String, String), Program>,
    /// So many seconds of a processor may a part take.
    most: u64,
}

impl Suite {
    /// Builds all programs that the parts need, in the workspace at `root`.
    pub(crate) fn build(root: &Path, target: &Path) -> Result<Self, String> {
        let mut packages: Vec<&str> = PARTS.iter().map(|part| part.package).collect();
        packages.sort_unstable();
        packages.dedup();
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["test", "--no-run", "--locked", "--message-format", "json-render-diagnostics"]);
        packages.iter().for_each(|package| {
            cargo.args(["--package", package]);
        });
        // What a package is told by its own `cargo run` is not for another's build.
        std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_")).for_each(|(name, _)| {
            cargo.env_remove(name);
        });
        cargo.env_remove("CARGO_MANIFEST_DIR").env("CARGO_TARGET_DIR", target).current_dir(root);
        let said = cargo.stdout(Stdio::piped()).stderr(Stdio::piped()).output();
        let said = said.map_err(|error| format!("cannot start cargo: {error}"))?;
        if !said.status.success() {
            return Err(format!(
                "the workspace with faults does not compile\n{}",
                String::from_utf8_lossy(&said.stderr)
            ));
        }
        let mut programs = BTreeMap::new();
        for line in String::from_utf8_lossy(&said.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let is_test = message["profile"]["test"] == true;
            let manifest = text(&message["manifest_path"]).map(PathBuf::from);
            let (Some(path), Some(manifest), true) = (text(&message["executable"]), manifest, is_test) else {
                continue;
            };
            let package = manifest.parent().unwrap_or(root).to_path_buf();
            let name = message["package_id"].as_str().map(package_name).unwrap_or_default();
            let program = text(&message["target"]["name"]).unwrap_or_default();
            programs.insert((name, program), Program { path: path.into(), package });
        }
        let suite = Self { root: root.to_path_buf(), programs, most: MOST_WITHOUT };
        match PARTS.iter().find(|part| suite.program(part).is_none()) {
            Some(part) => Err(format!("cargo has built no {} of {}", part.program, part.package)),
            None => Ok(suite),
        }
    }

    /// From now on parts may take as long as befits one that takes so long without a fault.
    pub(crate) fn allow(&mut self, longest: Duration) {
        self.most = MOST_SECONDS.max(MOST_TIMES * longest.as_secs());
    }

    fn program(&self, part: &Part) -> Option<&Program> {
        self.programs.get(&(part.package.to_owned(), part.program.to_owned()))
    }

    /// The command that runs a part, with this fault or with none. The random programs are always the same.
    pub(crate) fn command(&self, part: &Part, fault: Option<usize>) -> Command {
        self.command_with(part, part.arguments, fault)
    }

    /// The same for one test of the part.
    pub(crate) fn command_of_one(&self, part: &Part, test: &str, fault: usize) -> Command {
        self.command_with(part, &[test, "--exact"], Some(fault))
    }

    fn command_with(&self, part: &Part, arguments: &[&str], fault: Option<usize>) -> Command {
        let program = self.program(part).expect("it has been built");
        // Measured is what it takes of a processor, which does not depend on what else the machine does.
        let mut command = Command::new("sh");
        command.args(["-c", r#"ulimit -St "$0"; exec "$@""#, &self.most.to_string()]).arg(&program.path);
        command.args(arguments).arg("--test-threads=1").current_dir(&program.package);
        command.env("CARGO_MANIFEST_DIR", &program.package);
        command.env("PROPTEST_CASES", part.cases.to_string()).env("PROPTEST_RNG_SEED", "1");
        command.env("PROPTEST_MAX_SHRINK_ITERS", "0").env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "true");
        command.env("INSTA_UPDATE", "no").env("INSTA_WORKSPACE_ROOT", &self.root);
        match fault {
            Some(number) => command.env("RACECOURSE_FAULT", number.to_string()),
            None => command.env_remove("RACECOURSE_FAULT"),
        };
        command
    }
}

/// The name in a package id: behind `#`, or the last folder before it.
fn package_name(id: &str) -> String {
    let (place, said) = id.rsplit_once('#').unwrap_or((id, ""));
    match said.split_once('@') {
        Some((name, _)) => name.to_owned(),
        None => place.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}

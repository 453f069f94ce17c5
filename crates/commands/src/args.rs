//! The arguments. Their help is the manual, so it is written to be read.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use racecourse::engine::EngineId;
use racecourse::hazard::Hazard;
use racecourse_layout::{Invocation, Layout};

use crate::explain;
use crate::help::{called, examples};
use crate::whole_number::WholeNumber;

const EXAMPLES: &[(&str, &str)] = &[
    ("list", "what there is to learn"),
    ("show lost_update", "a lesson and its programs"),
    ("check lost_update", "what is wrong with it, step by step"),
    ("hint lost_update", "help with repairing it"),
    ("predict lost_update", "how can it end? say it beforehand"),
    ("play lost_update", "decide yourself who goes on"),
    ("run lost_update -n 10000", "how often it really happens here"),
    ("replay lost_update --on threads", "make it fail for real, each time"),
    ("learn", "exercises, checked as you save them"),
    ("watch counter.rs", "a file of your own, checked as you save it"),
    ("lab mean", "measure: one process, two, threads"),
    ("lecture 4", "which program is that of a lecture"),
];

const EXIT_CODES: &str = "\
Exit codes:
  0  every verdict is as expected (a bug found in a broken variant is expected)
  1  a verdict differs from what its scenario promises
  2  the command makes no sense, or something failed
  3  something asked for could not be decided

NO_COLOR, CLICOLOR_FORCE, COLUMNS and PAGER are respected.
Nothing is written to disk but what `lab --plot` and `lab --report` ask for, and where `learn` and `grade` work.";

/// The arguments as `invocation` takes them: what is parsed, what help says, and what completions and manual are made of.
pub(crate) fn command(invocation: Invocation) -> clap::Command {
    let after = format!("{}\n\n{EXIT_CODES}", examples(EXAMPLES, invocation));
    let command = Arguments::command().bin_name(invocation.words()).after_help(after);
    called(command, invocation)
}

/// A course in races: broken and fixed concurrent programs, each bug found and each fix proved.
///
/// Every scenario is a short program, once broken and at least once fixed. Engines run it: models that try every order
/// of steps, samplers, real threads and real processes. Without a command, all of them are asked about all scenarios.
#[derive(Debug, Parser)]
#[command(name = "racecourse", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// When to use colours. They never say anything that the text does not.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Colour,
    /// Columns to fit the output into, 40 to 1000; a report takes no fewer than 72 [default: `COLUMNS`, or else the
    /// terminal's, at most 100; 96 without either].
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = width(), allow_negative_numbers = true)]
    pub(crate) width: Option<u16>,
    /// Takes the explorations from a file instead of running engines, so that tests know every byte.
    #[arg(long, global = true, hide = true, value_name = "FILE")]
    pub(crate) dry_engine: Option<PathBuf>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Also where it is no terminal.
    Always,
    /// Not at all.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check scenarios: is each bug found, does each fix hold?
    Check(Check),
    /// List the scenarios and the labs.
    List(List),
    /// Show a scenario or a lab: the lesson and its programs.
    Show(Show),
    /// Run a scenario for real, many times, and count how it ends.
    Run(Run),
    /// Follow a schedule, step by step, or on real threads and processes.
    Replay(Replay),
    /// Say beforehand how a program can end.
    Predict(Predict),
    /// Play the scheduler: decide who goes on.
    Play(Play),
    /// Find the two steps that decide whether it goes wrong.
    Find(Find),
    /// Find out which orderings of a program are stronger than it needs.
    Orderings(Orderings),
    /// Explain a class of bugs, or the memory model.
    Explain(Explain),
    /// Get a hint for repairing a broken variant.
    Hint(Hint),
    /// Measure something on this machine.
    Lab(Lab),
    /// Find the program for what a lecture shows.
    Lecture(Lecture),
    /// Do exercises: each is checked whenever it is saved.
    Learn(Learn),
    /// Check a file of your own whenever it is saved.
    Watch(Watch),
    /// Show how far you have come with the exercises.
    Progress(Progress),
    /// Show the path through the course, week by week.
    Syllabus(Syllabus),
    /// Put an exercise back to what it was at first.
    Reset(Reset),
    /// Grade submissions to exercises.
    Grade(Grade),
    /// Begin something of your own: an exercise.
    New(New),
    /// Print what completes the arguments in a shell.
    Completions(Completions),
    /// Print a page of the manual.
    Man(Manual),
}

/// Check scenarios: is each bug found, does each fix hold?
///
/// A scenario is reported on one screen: what was found, the steps that lead there, and the verdict. Several are reported
/// as a table. With `--verbose` there is everything: the outcomes, the evidence, and what each engine says.
#[derive(Debug, Default, Args)]
#[command(after_help = "Exit codes: 0 as expected, or a broken variant of a named scenario is repaired; 1 a verdict \
                        differs; 2 usage or failure; 3 not decided.")]
pub(crate) struct Check {
    /// Scenarios by name or id (`lost_update`, `A01`), or families (`races`) [default: all]; or exercises of the course's folder
    /// around the current one.
    #[arg(value_name = "NAME")]
    pub(crate) scenarios: Vec<String>,
    /// Only these variants, for instance `broken`.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) variant: Vec<String>,
    /// Only these engines; they alone are judged.
    #[arg(long, value_name = "ENGINE", value_delimiter = ',', value_parser = engine())]
    pub(crate) engine: Vec<EngineId>,
    /// How to report: to a reader, a script (see docs/json.md), or a build server.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
    /// Report every variant in full.
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Human,
    Json,
    Junit,
}

/// Measure something on this machine: threads, processes, cores, memory.
///
/// The labs are a program of their own, which is built when it is needed. `racecourse lab` lists them, and
/// `racecourse lab --help` says what they can be asked.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub struct Lab {
    /// Labs by name, and how to measure: see `racecourse lab --help`.
    #[arg(value_name = "LAB", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) arguments: Vec<OsString>,
}

/// Find the program for what a lecture shows.
///
/// Five lectures are the ground of this course. Each has a table: what it shows, which command shows it here, and the
/// lecture's own figure. Names that lectures use, such as GIL, `n_jobs` or `3.py`, can be given to `show`, `list` and
/// `lab`, too.
#[derive(Debug, Args)]
pub(crate) struct Lecture {
    /// Which lecture, 1 to 5 [default: their titles].
    #[arg(value_parser = WholeNumber::new("a lecture", 1, 5).parser::<u8>(), allow_negative_numbers = true)]
    pub(crate) number: Option<u8>,
    /// Do not show long tables page by page.
    #[arg(long)]
    pub(crate) no_pager: bool,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Scenarios by name or id, families (`races`), labs, or what others call it (`GIL`) [default: all].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// How to list them.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: ListFormat,
    /// List the exercises instead.
    #[arg(long, conflicts_with = "scenarios")]
    pub(crate) exercises: bool,
}

/// How to report what has no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// To a reader.
    Human,
    /// To a script.
    Json,
}

/// Show a scenario or a lab: the lesson and its programs.
///
/// On a terminal of 120 columns or more, a broken program and its fix stand side by side, as do a slow and a fast one.
#[derive(Debug, Args)]
pub struct Show {
    /// The scenario, by name or id, or the exercise or the lab, by name, or what others call it (`GIL`, `Pool`, `mutex`).
    #[arg(value_name = "NAME")]
    pub scenario: String,
    /// Only this variant, or this program of a lab.
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// What was changed between the broken program and the fix.
    #[arg(long)]
    pub diff: bool,
    /// Do not show long texts page by page. `PAGER` says by what; the default is `less -FRX`.
    #[arg(long)]
    pub no_pager: bool,
    /// Show solutions of an exercise. Before it is right, it then counts as shown.
    #[arg(long)]
    pub spoil: bool,
}

/// Run a scenario for real, many times, and count how it ends.
///
/// The threads last from run to run and set out together, so that they really meet; what never ends is counted and left
/// behind. The counts are about this machine and this moment. Seeing no failure proves nothing: that is what `check` is
/// for. Ctrl-C ends the runs, and what was counted is shown.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The scenario, by name or id.
    pub(crate) scenario: String,
    /// The variant [default: the first, which is broken].
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
    /// How many times [default: as often as there is time for in five seconds].
    #[arg(short = 'n', long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) runs: Option<u64>,
    /// Until it fails for the first time, or so many times; then show by which steps it fails so.
    #[arg(long)]
    pub(crate) until_failure: bool,
}

/// Follow a schedule: the order in which the actors take their steps.
///
/// Under the model this shows the steps and what they come to. On real threads and processes every actor is held before
/// each operation of the facade until it is its turn, so the same happens in every run.
///
/// A schedule is the names of the actors in order: `left right×2 left`, with `(left right)×20` for rounds, `*` or `x` for
/// `×`, and quotes around names with spaces. Joining, yielding and sleeping stand in no schedule. Where it ends, the actor that
/// took the last step goes on as long as it can.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 it was followed, and every run ended alike (or a fix cannot be led into the \
                        failure of what it repairs); 1 runs ended otherwise; 2 there is no such schedule, or it cannot \
                        be followed; 3 there is nothing to replay, or it could not be done.")]
pub(crate) struct Replay {
    /// The scenario, by name or id.
    pub(crate) scenario: String,
    /// The variant [default: the first, which is broken].
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
    /// The schedule; `-` reads it from standard input [default: the one by which the explorer makes the broken variant
    /// fail].
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) schedule: Option<String>,
    /// What to follow it on.
    #[arg(long, value_name = "WHAT", default_value = "model")]
    pub(crate) on: On,
    /// How many real runs [default: 100].
    #[arg(short = 'n', long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) runs: Option<u64>,
}

/// What a schedule is followed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum On {
    /// The explorer's model, once.
    Model,
    /// Real threads.
    Threads,
    /// Real processes.
    Processes,
}

/// Play the scheduler: you decide who takes the next step, and bring a program to its bug.
///
/// On a terminal this takes the whole screen, and `?` says what the keys do. By lines (`--line`, or where there is no terminal) a
/// name or a number moves an actor, and `help` says the rest. Par is the fewest preemptions, proven: so many are three stars,
/// one more are two. Hints cost nothing. In a course's folder the name of an exercise plays what you have written there.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 the level was done; 1 it was not; 2 usage or failure; 3 there is no such level, and \
                        it is said why."
)]
pub(crate) struct Play {
    /// The scenario, by name or id; or an exercise, by name.
    #[arg(value_name = "NAME")]
    pub(crate) scenario: String,
    /// What to do.
    #[arg(long, value_name = "WHAT", default_value = "attack")]
    pub(crate) goal: Goal,
    /// Only this variant, or program of an exercise [default: all that the goal is about, one after another].
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
    /// The wrong end to come to, in an attack [default: each, one after another].
    #[arg(long, value_name = "LABEL")]
    pub(crate) end: Option<String>,
    /// By lines, for pipes and screen readers.
    #[arg(long)]
    pub(crate) line: bool,
    /// Judge the answer in a file instead: a schedule, or the word `impossible`; `-` reads it from standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "line")]
    pub(crate) from: Option<PathBuf>,
    /// Which of several programs an open level is about, so that tests know.
    #[arg(long, hide = true, value_name = "NUMBER")]
    pub(crate) pick: Option<usize>,
}

/// What a player is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Goal {
    /// Bring a broken program to its bug.
    Attack,
    /// Find out why a fix cannot be brought to it.
    Defend,
    /// One of the two, and it is not told which.
    Open,
}

/// Say beforehand how a program can end, over all orders of its steps.
///
/// The prediction is right if it is exactly what the explorer finds. One mistake is told at a time.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 right; 1 wrong, or not answered; 2 usage or failure; 3 not decided, because not all \
                        executions could be searched."
)]
pub(crate) struct Predict {
    /// The scenario, by name or id.
    pub(crate) scenario: String,
    /// The variant [default: the first, which is broken].
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
    /// Judge the prediction in a file instead of asking: `possible = ["counter=2", "counter=1"]`; `-` reads it from
    /// standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
}

/// Find out which orderings of a program are stronger than it needs.
///
/// Each atomic access and each fence is weakened by itself, by one step, and all executions are gone through that the language allows
/// then: so it takes a search for each of them.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 it is known; 2 usage or failure; 3 not decided, because not all executions could be \
                        searched."
)]
pub(crate) struct Orderings {
    /// The scenario, by name or id.
    pub(crate) scenario: String,
    /// The variant [default: all fixes].
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
}

/// Find the class of a bug and the two steps that decide whether it happens.
///
/// Right are two steps of two actors if in the other order the program ends otherwise, or if they race, wait for each other, or
/// are what the report on the bug shows.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 right; 1 wrong, or not answered; 2 usage or failure; 3 nothing fails here.")]
pub(crate) struct Find {
    /// The scenario, by name or id.
    pub(crate) scenario: String,
    /// The broken variant [default: the first].
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
    /// Judge the answer in a file instead of asking: `hazard = "deadlock"`, `steps = [18, 27]`, and perhaps a `schedule` that
    /// shows it; `-` reads it from standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The class of bugs, a scenario, which means its class, or `memory-model` [default: all of them, in short].
    #[arg(value_parser = HazardOrScenario)]
    pub(crate) hazard: Option<String>,
}

/// Do exercises: each is checked whenever it is saved.
///
/// In an empty folder this makes a course: a folder for each exercise, with its task and one file to edit. It goes on where you
/// were. The first time, the library that exercises are checked with is built, which takes a minute or so; from then on there has
/// to be no network.
///
/// On a terminal there is one screen at a time, with its keys in the last line. Through a pipe it is plain lines: `check`, `steps`,
/// `real`, `diff`, `hint`, `task`, `list`, `go NAME`, `next`, `solution`, `quit`, one a line.
#[derive(Debug, Args)]
pub(crate) struct Learn {
    /// The course's folder, empty at first [default: the current one].
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    /// Check only when asked to, not whenever a file is saved.
    #[arg(long)]
    pub(crate) manual: bool,
    /// The command that opens a file for editing [default: `VISUAL`, or else `EDITOR`].
    #[arg(long, value_name = "COMMAND")]
    pub(crate) edit_cmd: Option<String>,
}

/// Check a file of your own whenever it is saved.
///
/// The file has a function `run`, as the programs of scenarios have, and every order of steps of it is tried. It may be written with
/// `std::sync` and `std::thread`, which are the library's here. What it returns has to be the same in all executions, unless you say
/// what may come out. The first time, the library is built, which takes a minute or so.
///
/// On a terminal there is one screen at a time, with its keys in the last line. Through a pipe it is plain lines: `check`, `steps`,
/// `real`, `play`, `more`, `quit`, one a line.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 when you leave; 2 usage or failure. With --once: 0 right; 1 wrong; 2 usage or failure; \
                        3 not decided."
)]
pub(crate) struct Watch {
    /// The file, for instance `counter.rs`.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// An outcome that may come out. Can be said several times; then all others are wrong.
    #[arg(long, value_name = "OUTCOME")]
    pub(crate) allow: Vec<String>,
    /// An outcome that has to come out in some execution, and is allowed. Can be said several times; then all others are wrong.
    #[arg(long, value_name = "OUTCOME")]
    pub(crate) must: Vec<String>,
    /// Check it once, say what was found, and end.
    #[arg(long)]
    pub(crate) once: bool,
    /// Check only when asked to, not whenever the file is saved.
    #[arg(long, conflicts_with = "once")]
    pub(crate) manual: bool,
    /// The command that opens the file for editing [default: `VISUAL`, or else `EDITOR`].
    #[arg(long, value_name = "COMMAND", conflicts_with = "once")]
    pub(crate) edit_cmd: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Progress {
    /// The folder that `learn` has made, or one in it [default: this folder].
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: ProgressFormat,
}

/// Show the path through the course: what is done in which week, in which order, and how long it takes.
///
/// It is a recommendation, and for a teacher something to begin with: `--format md` is a page that can be changed.
#[derive(Debug, Args)]
pub(crate) struct Syllabus {
    /// Only this week, counted from 0 [default: all].
    #[arg(value_name = "WEEK", allow_negative_numbers = true)]
    pub(crate) week: Option<usize>,
    /// How to show it.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: ProgressFormat,
}

/// How progress, or what there is to do, is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressFormat {
    /// To a reader.
    Human,
    /// As a page that can be handed on.
    Md,
    /// To a script.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Reset {
    /// The exercise.
    #[arg(value_name = "EXERCISE")]
    pub(crate) exercise: String,
}

/// Begin something of your own.
#[derive(Debug, Args)]
pub(crate) struct New {
    #[command(subcommand)]
    pub(crate) what: NewThing,
}

#[derive(Debug, Subcommand)]
pub(crate) enum NewThing {
    /// Begin an exercise of your own, as a copy of one of the course.
    ///
    /// The copy judges its own submissions as they say, so what no longer fits shows as soon as you change something:
    /// `grade --self-test DIR` tells. docs/exercises.md says what is in the folder.
    Exercise(NewExercise),
}

#[derive(Debug, Args)]
pub(crate) struct NewExercise {
    /// The folder to make, called as the exercise is to be: small letters, digits and underscores.
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// What the student is to do.
    #[arg(long, value_name = "KIND", default_value = "repair")]
    pub(crate) kind: ExerciseKind,
    /// What to copy: an exercise, or the scenario that it belongs to [default: the first of its kind].
    #[arg(long, value_name = "NAME")]
    pub(crate) from: Option<String>,
}

/// What a student does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExerciseKind {
    /// Mends what is there.
    Repair,
    /// Writes it, from its contract.
    Write,
    /// Writes tests of it.
    Test,
}

/// Grade submissions to an exercise.
///
/// A file is a submission, and in a folder each file and each folder of a student is one. Each is right, wrong or undecided; what is
/// undecided is for a person to look at and never counted as wrong. With `--out`, what is done is noted at once, and the same command
/// goes on where it was stopped.
///
/// Around each submission stand walls: it has no names for what would do harm, and the system keeps it from the network, from other
/// processes and from files. Each report says which of them stand here; `--doctor` tries them one by one and says what to do.
///
/// With `--self-test`, the submissions of the exercises' authors are judged, right ones and wrong ones, and it is said which are
/// not judged as their first lines say: see docs/exercises.md.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 all are graded (or judged as they should be); 1 with --strict, one is wrong (with \
                        --self-test, one is not as it should be; with --doctor, a wall does not stand); 2 usage or failure; 3 one is undecided."
)]
pub(crate) struct Grade {
    /// Submissions, or folders of them.
    #[arg(value_name = "PATH", required_unless_present_any = ["self_test", "doctor"])]
    pub(crate) paths: Vec<PathBuf>,
    /// The exercise, by name, or the folder of one of your own.
    #[arg(long, value_name = "EXERCISE", required_unless_present_any = ["self_test", "doctor"])]
    pub(crate) exercise: Option<String>,
    /// How to report.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: GradeFormat,
    /// A folder for the grades: a table, a text for each student, and the journal.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// How many are graded at a time [default: as many as there are processors].
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// How long all of it may take: 90s, 30m, 2h. What has not been begun by then is undecided, and begun when the same command
    /// is given again with `--out`.
    #[arg(long, value_name = "TIME", value_parser = a_while, conflicts_with_all = ["self_test", "doctor"])]
    pub(crate) budget: Option<Duration>,
    /// Exit with 1 if a submission is wrong.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Say which walls stand around a submission on this machine, each tried.
    #[arg(long, conflicts_with_all = ["paths", "exercise", "out", "self_test"])]
    pub(crate) doctor: bool,
    /// Exercises by name, or folders of your own exercises, to be tested by their own submissions [default: all of the course].
    #[arg(long, value_name = "EXERCISE", num_args = 0.., conflicts_with_all = ["paths", "exercise", "out"])]
    pub(crate) self_test: Option<Vec<String>>,
}

/// A time as somebody types it: a whole number, and s, m or h.
fn a_while(typed: &str) -> Result<Duration, String> {
    let says = || "a time is a whole number and s, m or h: 90s, 30m, 2h".to_owned();
    let unit = typed.chars().last().ok_or_else(says)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        _ => return Err(says()),
    };
    let number: u32 = typed[..typed.len() - 1].parse().map_err(|_| says())?;
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

/// How grades are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GradeFormat {
    /// To a reader.
    Human,
    /// To a script.
    Json,
    /// To a spreadsheet.
    Csv,
    /// To Gradescope: `results.json` of one submission.
    Gradescope,
    /// To a build server: JUnit's XML.
    Junit,
    /// To Classroom 50: `result.json` of one submission. What it is about is in the environment of its runner.
    Classroom50,
    /// To CodeRunner: the answer of a grader on one submission.
    Coderunner,
    /// To VPL: comments and a grade of one submission.
    Vpl,
}

#[derive(Debug, Args)]
pub(crate) struct Hint {
    /// The scenario, by name or id, or the exercise.
    #[arg(value_name = "NAME")]
    pub(crate) scenario: String,
    /// Which hint: 1 is vague, each further one is plainer.
    #[arg(long, short, value_name = "N", default_value_t = 1)]
    pub(crate) level: usize,
}

/// Print what completes the arguments in a shell.
///
/// For bash, `racecourse completions bash > ~/.local/share/bash-completion/completions/racecourse`; other shells have other
/// places. It completes the installed name.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    pub(crate) shell: Shell,
}

/// Print a page of the manual, for `man`.
///
/// `racecourse man > racecourse.1` makes a file that can be installed, and `man -l racecourse.1` shows it.
#[derive(Debug, Args)]
pub(crate) struct Manual {
    /// The command that the page is about [default: all of them, in short].
    pub(crate) command: Option<String>,
}

/// As many columns as a report can be fitted into.
pub fn width() -> impl TypedValueParser<Value = u16> {
    WholeNumber::new("a number of columns", Layout::NARROWEST as u64, 1000).parser()
}

fn engine() -> impl TypedValueParser<Value = EngineId> {
    // The names come from the same list as the engines, so the search cannot fail.
    PossibleValuesParser::new(EngineId::ALL.map(EngineId::name))
        .map(|name| EngineId::from_name(&name).unwrap_or(EngineId::Explorer))
}

/// Takes any name, because the scenarios are not known here; help and completions name the classes of bugs.
#[derive(Clone)]
struct HazardOrScenario;

impl TypedValueParser for HazardOrScenario {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Hazard::ALL.into_iter().map(Hazard::name).chain(explain::pages()).map(PossibleValue::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        for invocation in [Invocation::INSTALLED, Invocation::new("cargo run --release --")] {
            command(invocation).debug_assert();
        }
    }

    #[test]
    fn from_a_checkout_help_names_no_command_that_is_not_there() {
        let mut here = command(Invocation::new("cargo run --release --"));
        here.build();
        let names: Vec<String> = here.get_subcommands().map(|one| one.get_name().to_owned()).collect();
        let mut helps = vec![here.render_long_help().to_string()];
        for name in names {
            helps.extend(here.find_subcommand_mut(&name).map(|one| one.render_long_help().to_string()));
        }
        for help in helps {
            assert!(help.contains("Usage: cargo run --release --") && !help.contains("racecourse "), "{help}");
        }
    }
}

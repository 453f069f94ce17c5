//! The arguments. Their help is the manual, so it is written to be read.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::engine::EngineId;
use crate::hazard::Hazard;
use crate::lab::parse_size;

const EXAMPLES: &str = "\
Examples:
  racecourse                                     check everything, show the matrix
  racecourse list                                what there is to learn
  racecourse show lost_update                    the lesson and its programs
  racecourse check lost_update                   what is wrong with it, step by step
  racecourse check races --engine explorer       one family, one engine
  racecourse run lost_update -n 10000            how often it really happens here
  racecourse replay lost_update --on threads     make it fail for real, every time
  racecourse lab mean                            measure: one process, two, threads
  racecourse check --format json > report.json   for a script

Exit codes:
  0  every verdict is as expected (a bug found in a broken variant is expected)
  1  a verdict differs from what its scenario promises
  2  the command makes no sense, or something failed
  3  something asked for could not be decided

NO_COLOR and CLICOLOR_FORCE are respected. Nothing is written to disk but what --plot asks for.";

const LAB_EXAMPLES: &str = "\
Examples:
  racecourse lab                                 what there is to measure
  racecourse lab mean                            one process, two processes, two threads
  racecourse lab mean --full                     100 million numbers, as in the lecture
  racecourse lab workers --workers 1,2,4,8 -n 5  more workers than cores, five times each
  racecourse lab mean --plot mean.png            the chart as a picture";

/// A course in races: broken and fixed concurrent programs, each bug found and each cure proved.
///
/// Every scenario is a short program, once broken and at least once fixed. Engines run it: models that try every order
/// of steps, samplers, real threads and real processes. Without a command, all of them are asked about all scenarios.
#[derive(Debug, Parser)]
#[command(name = "racecourse", version, max_term_width = 100, after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// When to use colours. They never say anything that the text does not.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Colour,
    /// Columns to fit the reports into [default: the terminal's, at most 100; 96 without one].
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(72..=1000))]
    pub(super) width: Option<u16>,
    /// Takes the explorations from a file instead of running engines, so that tests know every byte.
    #[arg(long, global = true, hide = true, value_name = "FILE")]
    pub(super) dry_engine: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check scenarios: is each bug found, does each cure hold?
    Check(Check),
    /// List the scenarios.
    List(List),
    /// Show a scenario or a lab: the lesson and its programs.
    Show(Show),
    /// Run a scenario for real, many times, and count how it ends.
    Run(Run),
    /// Follow a schedule, step by step, or on real threads and processes.
    Replay(Replay),
    /// Explain a class of bugs.
    Explain(Explain),
    /// Get a hint for repairing a broken variant.
    Hint(Hint),
    /// Measure something on this machine.
    Lab(Lab),
}

/// Check scenarios: is each bug found, does each cure hold?
///
/// The whole course is reported as a table. Scenarios that are named are reported in full: the outcomes, the steps that
/// lead to the failure, the evidence, and what each engine says.
#[derive(Debug, Default, Args)]
#[command(after_help = "Exit codes: 0 as expected, 1 a verdict differs, 2 usage or failure, 3 not decided.")]
pub(super) struct Check {
    /// Scenarios by name or id (`lost_update`, `A01`), or families (`races`) [default: all].
    #[arg(value_name = "SCENARIO")]
    pub(super) scenarios: Vec<String>,
    /// Only these variants, for instance `broken`.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) variant: Vec<String>,
    /// Only these engines; they alone are judged.
    #[arg(long, value_name = "ENGINE", value_delimiter = ',', value_parser = engine())]
    pub(super) engine: Vec<EngineId>,
    /// How to report: to a reader, a script (see docs/json.md), or a build server.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
    /// Report every variant in full, even when no scenario is named.
    #[arg(long, short)]
    pub(super) verbose: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    #[default]
    Human,
    Json,
    Junit,
}

/// Measure something on this machine: threads, processes, cores, memory.
///
/// Without a name, lists the labs. Each takes some seconds; what it measures holds for this machine and this moment, and
/// ratios say more than times. `racecourse show <lab>` has the lesson and the programs.
#[derive(Debug, Args)]
#[command(after_help = LAB_EXAMPLES)]
pub(super) struct Lab {
    /// Labs by name.
    #[arg(value_name = "LAB")]
    pub(super) labs: Vec<String>,
    /// All labs, one after the other.
    #[arg(long, conflicts_with = "labs")]
    pub(super) all: bool,
    /// How much work: 2000, 100k, 20M, 1e8.
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(super) size: Option<u64>,
    /// As much work as in the lecture.
    #[arg(long, conflicts_with = "size")]
    pub(super) full: bool,
    /// How many workers, for instance 2, or 1,2,4,8 where a lab tries several numbers.
    #[arg(long, value_name = "N", value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(super) workers: Vec<u16>,
    /// How often each program is measured.
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) repeat: Option<u32>,
    /// A file or folder of your own to work on, for labs that take one.
    #[arg(long, value_name = "PATH")]
    pub(super) input: Option<PathBuf>,
    /// Also write the charts to this file, as SVG or PNG, by the end of its name.
    #[arg(long, value_name = "FILE")]
    pub(super) plot: Option<PathBuf>,
    /// How to report: to a reader, or to a script (see docs/json.md).
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// How to list them.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Human,
    Json,
}

/// Show a scenario or a lab: the lesson and its programs.
///
/// On a terminal of 120 columns or more, a broken program and its cure stand side by side, as do a slow and a fast one.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The scenario, by name or id, or the lab, by name.
    #[arg(value_name = "SCENARIO")]
    pub(super) scenario: String,
    /// Only this variant, or this program of a lab.
    #[arg(long, value_name = "NAME")]
    pub(super) variant: Option<String>,
    /// What was changed between the broken program and the cure.
    #[arg(long)]
    pub(super) diff: bool,
}

/// Run a scenario for real, many times, and count how it ends.
///
/// The counts are about this machine and this moment. Seeing no failure proves nothing: that is what `check` is for.
#[derive(Debug, Args)]
pub(super) struct Run {
    /// The scenario, by name or id.
    pub(super) scenario: String,
    /// The variant [default: the first, which is broken].
    #[arg(long, value_name = "NAME")]
    pub(super) variant: Option<String>,
    /// How many times [default: what the variant's budget says].
    #[arg(short = 'n', long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(super) runs: Option<u64>,
}

/// Follow a schedule: the order in which the actors take their steps.
///
/// Under the model this shows the steps and what they come to. On real threads and processes every actor is held before
/// each operation of the facade until it is its turn, so the same happens in every run.
///
/// A schedule is the names of the actors in order: `left right×2 left`, with `(left right)×20` for rounds, `*` for `×`,
/// and quotes around names with spaces. Joining, yielding and sleeping stand in no schedule. Where it ends, the actor that
/// took the last step goes on as long as it can.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 it was followed, and every run ended alike (or a cure cannot be led into the \
                        failure of what it repairs); 1 runs ended otherwise; 2 there is no such schedule, or it cannot \
                        be followed; 3 there is nothing to replay, or it could not be done.")]
pub(super) struct Replay {
    /// The scenario, by name or id.
    pub(super) scenario: String,
    /// The variant [default: the first, which is broken].
    #[arg(long, value_name = "NAME")]
    pub(super) variant: Option<String>,
    /// The schedule; `-` reads it from standard input [default: the one by which the explorer makes the broken variant
    /// fail].
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) schedule: Option<String>,
    /// What to follow it on.
    #[arg(long, value_name = "WHAT", default_value = "model")]
    pub(super) on: On,
    /// How many real runs [default: 100].
    #[arg(short = 'n', long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(super) runs: Option<u64>,
}

/// What a schedule is followed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum On {
    /// The explorer's model, once.
    Model,
    /// Real threads.
    Threads,
    /// Real processes.
    Processes,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The class of bugs [default: all of them, in short].
    #[arg(value_parser = hazard())]
    pub(super) hazard: Option<Hazard>,
}

#[derive(Debug, Args)]
pub(super) struct Hint {
    /// The scenario, by name or id.
    pub(super) scenario: String,
    /// Which hint: 1 is vague, each further one is plainer.
    #[arg(long, short, value_name = "N", default_value_t = 1)]
    pub(super) level: usize,
}

fn engine() -> impl TypedValueParser<Value = EngineId> {
    // The names come from the same list as the engines, so the search cannot fail.
    PossibleValuesParser::new(EngineId::ALL.map(EngineId::name))
        .map(|name| EngineId::from_name(&name).unwrap_or(EngineId::Explorer))
}

fn hazard() -> impl TypedValueParser<Value = Hazard> {
    let by_name = |name: String| Hazard::ALL.into_iter().find(|hazard| hazard.name() == name);
    PossibleValuesParser::new(Hazard::ALL.map(Hazard::name)).map(move |name| by_name(name).unwrap_or(Hazard::DataRace))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Arguments::command().debug_assert();
    }
}

//! The arguments. Their help is the manual, so it is written to be read.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand};
use racecourse_commands::args::{Colour, ListFormat, Show, width};
use racecourse_commands::help::{called, examples};
use racecourse_commands::whole_number::WholeNumber;
use racecourse_layout::Invocation;

use crate::lab::parse_size;

const WORKERS: WholeNumber = WholeNumber::new("each number of workers, with a comma before the next,", 1, 512);
const TIMES: WholeNumber = WholeNumber::new("how often to measure", 1, 1000);

const EXAMPLES: &[(&str, &str)] = &[
    ("lab", "what there is to measure"),
    ("lab mean", "one process, two, threads"),
    ("lab mean --full", "100 million numbers, as in the lecture"),
    ("lab workers --workers 1,2,4,8 -n 5", "more workers than cores, five times"),
    ("lab mean --plot mean.png", "the chart as a picture"),
    ("lab grid_search --guess 7", "an answer before it is measured"),
    ("lab mean --python", "the lecture's program beside it"),
    ("lab --all --report page", "everything as a page to open"),
];

/// The arguments as `invocation` takes them.
pub(super) fn command(invocation: Invocation) -> clap::Command {
    let command = Arguments::command().bin_name(invocation.with("lab")).after_help(examples(EXAMPLES, invocation));
    called(command, invocation)
}

/// Measure something on this machine: threads, processes, cores, memory.
///
/// Without a name, lists the labs. Each takes some seconds; what it measures holds for this machine and this moment, and
/// ratios say more than times. `racecourse show <lab>` has the lesson and the programs.
#[derive(Debug, Parser)]
#[command(name = "racecourse-lab", version, max_term_width = 100)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) lab: Lab,
    /// When to use colours. They never say anything that the text does not.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Colour,
    /// Columns to fit the reports into, 40 to 1000 [default: `COLUMNS`, or else the terminal's, at most 100; 96 without
    /// either].
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = width(), allow_negative_numbers = true)]
    pub(crate) width: Option<u16>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show a lab: the lesson and its programs.
    Show(Show),
}

#[derive(Debug, Args)]
pub(crate) struct Lab {
    /// Labs by name.
    #[arg(value_name = "LAB")]
    pub(crate) labs: Vec<String>,
    /// All labs, one after the other.
    #[arg(long, conflicts_with = "labs")]
    pub(crate) all: bool,
    /// How much work: 2000, 100k, 20M, 1e8.
    #[arg(long, value_name = "SIZE", value_parser = parse_size, allow_negative_numbers = true)]
    pub(crate) size: Option<u64>,
    /// As much work as in the lecture.
    #[arg(long, conflicts_with = "size")]
    pub(crate) full: bool,
    /// How many workers, for instance 2, or 1,2,4,8 where a lab tries several numbers.
    #[arg(long, value_name = "N", value_delimiter = ',', value_parser = WORKERS.parser::<u16>(), allow_negative_numbers = true)]
    pub(crate) workers: Vec<u16>,
    /// How often each program is measured.
    #[arg(long, short = 'n', value_name = "N", value_parser = TIMES.parser::<u32>(), allow_negative_numbers = true)]
    pub(crate) repeat: Option<u32>,
    /// A file or folder of your own to work on, for labs that take one.
    #[arg(long, value_name = "PATH")]
    pub(crate) input: Option<PathBuf>,
    /// What you think the answer is, for labs that ask: the report says what became of it.
    #[arg(long, value_name = "NUMBER", value_parser = parse_guess, allow_negative_numbers = true)]
    pub(crate) guess: Option<f64>,
    /// Also run the lecture's own program, in Python, and set it beside the lab's [default of PATH: python3].
    #[arg(long, value_name = "PATH", num_args = 0..=1, default_missing_value = "python3")]
    pub(crate) python: Option<PathBuf>,
    /// Also write a page with all tables and charts into this folder, as index.html.
    #[arg(long, value_name = "DIR")]
    pub(crate) report: Option<PathBuf>,
    /// Also write the charts to this file, as SVG or PNG, by the end of its name.
    #[arg(long, value_name = "FILE")]
    pub(crate) plot: Option<PathBuf>,
    /// How to report: to a reader, or to a script (see docs/json.md).
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: ListFormat,
}

/// Reads a guess.
fn parse_guess(text: &str) -> Result<f64, String> {
    let guess = text.parse().ok().filter(|guess: &f64| guess.is_finite());
    guess.ok_or_else(|| "a guess is a number, such as 7 or 1.9".to_owned())
}

#[cfg(test)]
mod tests {
    use racecourse_layout::Invocation;

    #[test]
    fn the_arguments_are_consistent() {
        super::command(Invocation::INSTALLED).debug_assert();
    }
}

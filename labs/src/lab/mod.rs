//! Labs: work that is measured on this machine, on real threads and real processes.
//!
//! A [`Lab`] asks one question and answers it by measuring programs against each other. It runs in a process of its own
//! with a single thread (see [`stage`]), so that it can fork, and so that what is measured is not mixed with what is
//! shown. What it finds out is [`Findings`], plain data; [`report`](crate::report) puts it into words and
//! pictures.
//!
//! The labs themselves are in [`labs`](crate::labs).

pub mod cache;
pub mod findings;
pub mod judgement;
pub mod large_pages;
pub mod machine;
pub mod pool;
pub mod processes;
pub mod shared;
pub mod stage;

mod bench;
mod cores;
mod counters;
mod fork;
mod how_far;
mod live;
mod on_cores;
mod others;
pub mod python;
mod setting;
mod wire;
mod worker_ids;

use std::fmt;
use std::io;

pub(crate) use self::bench::OPTIMISED;
pub use self::bench::{Bench, Compared, Contestant};
pub use self::cores::{CoreUse, CoreWatch};
pub use self::findings::Findings;
pub use self::fork::{Forked, Lost, fork};
pub use self::live::here;
pub use self::on_cores::on_cores;
pub use self::setting::{Setting, parse_size};
pub use self::worker_ids::WorkerIds;

/// One question about this machine, and the programs that answer it.
#[derive(Debug)]
pub struct Lab {
    /// Its name on the command line.
    pub name: &'static str,
    /// The heading.
    pub title: &'static str,
    /// The question, in one sentence.
    pub question: &'static str,
    /// The lesson, as Markdown.
    pub lesson: &'static str,
    /// The programs that are compared, in reading order: slow ones before fast ones.
    pub programs: &'static [Program],
    /// What `--size` counts, and how much of it.
    pub size: Size,
    /// How many workers `--workers` stands for if it is not given.
    pub workers: &'static [usize],
    /// How often each program is measured if nobody says.
    pub repeat: u32,
    /// How many seconds it takes, about, on two cores of its own, if nobody sets it otherwise. Of all labs together each is
    /// given its share of the time.
    pub takes: f64,
    /// Through how many pieces of work it goes, each with its own steps, if nobody sets it otherwise.
    pub pieces: u64,
    /// Whether it works on what the learner has, if `--input` says so, in place of what it makes by itself.
    pub takes_input: bool,
    /// What it asks before it measures, if it does: the answer is given by `--guess`.
    pub asks: Option<&'static str>,
    /// The lecture's own program, in Python, if there is one beside it.
    pub lecture: Option<Lecture>,
    /// The lab.
    pub run: fn(&mut Bench) -> Result<(), Trouble>,
}

/// The amount of work of a lab.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// What is counted, in the plural: `numbers`.
    pub unit: &'static str,
    /// How many by default: some seconds of work.
    pub default: u64,
    /// How many are the least that make sense.
    pub least: u64,
    /// With fewer than this the lab does not show any more what it is about: nobody but who asks for it gets less.
    pub shows: u64,
    /// As many as in the lecture, for `--full`, if the lecture says.
    pub full: Option<u64>,
}

/// A program of a lab: its source is shown, and it is what runs.
#[derive(Debug)]
pub struct Program {
    /// Its name: that of its file.
    pub name: &'static str,
    /// What it is there for.
    pub role: Role,
    /// Where it is, from the package's root.
    pub file: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// Its text.
    pub source: &'static str,
}

/// A program of the lecture's, in Python: it is shown, and run where `--python` asks for it.
///
/// It is asked for `{"size": …, "workers": …}` on its standard input, and answers
/// `{"rows": [{"name": …, "result": …, "seconds": …}, …]}`. What its rows are compared with is the last one before them
/// whose name ends in `1 thread`, or else the first.
#[derive(Clone, Copy, Debug)]
pub struct Lecture {
    /// Where it is, from the package's root.
    pub file: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// Its text.
    pub source: &'static str,
    /// How much it is given to do at the most: it takes longer for each.
    pub most: u64,
    /// What that counts, in the plural: `numbers`.
    pub unit: &'static str,
    /// What of its results has been checked when they are shown, in a sentence.
    pub checked: &'static str,
}

/// What a program of a lab is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The one to do better than.
    Slow,
    /// The one that does better.
    Fast,
    /// Neither: a part that the others use, or the next thing to look at.
    Part,
}

/// Why a lab did not come to its end.
#[derive(Debug)]
pub enum Trouble {
    /// It was asked for something that makes no sense.
    Usage(String),
    /// The system refused something.
    Io(io::Error),
    /// A worker came to grief, or a result is wrong.
    Failed(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Usage(why) | Trouble::Failed(why) => f.write_str(why),
            Trouble::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Trouble::Io(error)
    }
}

impl From<Lost> for Trouble {
    fn from(lost: Lost) -> Self {
        Trouble::Failed(lost.to_string())
    }
}

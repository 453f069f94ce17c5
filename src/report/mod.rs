//! Reports: what was found, for a reader, a terminal, a script or a build server.
//!
//! A report is a pure function from checked variants to text. It runs nothing, reads no environment and takes no
//! time, so the same findings always give the same text.

pub mod human;
pub mod json;
pub mod junit;
pub mod lab;
pub mod matrix;
pub mod sentences;

mod text;

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};

use crate::exploration::Exploration;
use crate::scenario::{Role, Scenario, Variant};
use crate::verdict::{Standing, VariantVerdict, Verdict, judge_variant};

pub use text::{columns_of, fill, pad, shorten};

/// A variant with everything that was found out about it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The scenario.
    pub scenario: &'static Scenario,
    /// The variant.
    pub variant: &'static Variant,
    /// What each engine saw.
    pub explorations: Vec<Exploration>,
    /// What it means.
    pub verdict: VariantVerdict,
    /// What came of playing the counterexample's schedule for real, if that was tried.
    pub forced: Option<Forced>,
}

/// What came of playing a schedule on real threads or processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forced {
    /// It was played.
    Played {
        /// How often.
        runs: u64,
        /// How many runs ended with each label.
        labels: BTreeMap<String, u64>,
    },
    /// It was not.
    Impossible {
        /// Why.
        reason: String,
    },
}

impl Checked {
    /// Judges `explorations` of `variant`.
    pub fn new(scenario: &'static Scenario, variant: &'static Variant, explorations: Vec<Exploration>) -> Self {
        let verdict = judge_variant(scenario, variant, &explorations);
        Self { scenario, variant, explorations, verdict, forced: None }
    }

    /// The verdict with its standing in words, for instance `refuted, as expected`.
    pub fn conclusion(&self) -> String {
        format!("{}, {}", self.verdict.verdict, self.verdict.standing)
    }

    /// What is wrong with the program itself, in a word or two; `None` if nothing wrong was seen.
    pub fn failure_kind(&self) -> Option<&str> {
        let shown = self.verdict.counterexample.as_ref()?;
        Some(shown.failure().map_or("wrong outcome", |failure| failure.kind.label()))
    }

    /// The finding in one sentence without a full stop at its end.
    pub fn headline(&self) -> String {
        match (&self.verdict.counterexample, self.verdict.verdict) {
            (Some(shown), _) => {
                let why = self.scenario.grading(self.variant, &shown.label).map_or("nobody graded this", |g| g.why);
                format!("{}: {}", shown.label, why.trim_end_matches('.'))
            }
            (None, Verdict::Confirmed) => {
                let complete = self.explorations.iter().find(|one| one.coverage.is_exhaustive());
                let n = complete.map_or(0, |one| one.coverage.executions());
                format!("nothing forbidden in all {} explored", text::count(n, "execution"))
            }
            (None, _) if self.verdict.reasons.is_empty() => "nothing forbidden was seen".to_owned(),
            (None, _) => sentences::complaint(&self.verdict.reasons[0]).trim_end_matches('.').to_owned(),
        }
    }

    /// Whether the program is meant to fail.
    pub fn is_broken(&self) -> bool {
        self.variant.role == Role::Broken
    }
}

/// The paper a report is written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// No line is longer than this, in columns of a terminal.
    pub width: usize,
    /// Whether colours may be used. They never carry anything that the text does not say.
    pub colour: bool,
}

impl Page {
    /// The width used where there is no terminal to fit.
    pub const DEFAULT_WIDTH: usize = 96;
    /// Below this, a report would be cut to pieces; a narrower terminal wraps it instead.
    pub const MIN_WIDTH: usize = 72;

    /// A page without colours.
    pub const fn plain(width: usize) -> Self {
        Self { width, colour: false }
    }

    /// `text` in `ink`, if this page has colours.
    pub fn paint(&self, ink: Ink, text: impl AsRef<str>) -> String {
        let text = text.as_ref();
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        let style = ink.style();
        format!("{style}{text}{style:#}")
    }
}

/// What a colour is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// A name or a heading.
    Strong,
    /// Something the eye may pass over.
    Faint,
    /// Wrong.
    Bad,
    /// Right.
    Good,
    /// Not settled.
    Open,
    /// The step or row that matters.
    Mark,
}

impl Ink {
    fn style(self) -> Style {
        let colour = |colour: AnsiColor| colour.on_default();
        match self {
            Ink::Strong => Style::new().bold(),
            Ink::Faint => Style::new().dimmed(),
            Ink::Bad => colour(AnsiColor::Red).bold(),
            Ink::Good => colour(AnsiColor::Green),
            Ink::Open => colour(AnsiColor::Yellow),
            Ink::Mark => colour(AnsiColor::Cyan).bold(),
        }
    }

    /// The ink for a standing.
    pub const fn of(standing: Standing) -> Self {
        match standing {
            Standing::AsExpected => Ink::Good,
            Standing::Undecided => Ink::Open,
            Standing::Differs => Ink::Bad,
        }
    }
}

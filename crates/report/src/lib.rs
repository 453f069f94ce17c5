//! What was found and what it means, for a reader, a terminal, a script or a build server.
//!
//! A report is a pure function from checked variants to text. It runs nothing, reads no environment and takes no
//! time, so the same findings always give the same text.

pub mod counterexample;
pub mod frequency;
pub mod human;
pub mod json;
#[cfg(feature = "junit")]
pub mod junit;
pub mod matrix;
pub mod printable;
mod repair;
pub mod scenario;
pub mod sentences;
pub mod state_graph;
pub mod verdict;

pub use self::repair::Repair;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::scenario::{Role, Scenario, Variant};
use crate::verdict::{EngineVerdict, Standing, VariantVerdict, Verdict, judge_variant};
use racecourse_trace::exploration::Exploration;

pub use racecourse_layout::{Invocation, Layout, Style, columns_of, fill, is_invisible, pad, shorten};

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
    /// How long each engine took, in the order of the explorations; empty if nobody has looked at a clock. They are no part
    /// of the explorations, which are the same on all machines.
    pub times: Vec<Duration>,
}

/// What came of playing a schedule on real threads or processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forced {
    /// It was played.
    Played {
        /// How often.
        runs: u64,
        /// The schedule, where it is another one than the counterexample's: for real there is no such failure as a data
        /// race, only what comes of it, and that takes other steps.
        schedule: Option<String>,
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
        Self { scenario, variant, explorations, verdict, forced: None, times: Vec::new() }
    }

    /// How long the engines took together. They may have worked at the same time.
    pub fn time(&self) -> Duration {
        self.times.iter().sum()
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
                let ungraded = match self.repair() {
                    Repair::Otherwise => "it goes wrong in another way than it is meant to",
                    _ => "nobody graded this",
                };
                let why = self.scenario.grading(self.variant, &shown.label).map_or(ungraded, |graded| graded.why);
                format!("{}: {}", shown.label, why.trim_end_matches('.'))
            }
            (None, Verdict::Confirmed) if self.repair() == Repair::Done => {
                format!("repaired: {}", self.can_no_longer_happen())
            }
            (None, Verdict::Confirmed) => format!("nothing forbidden in {} explored", self.all_executions()),
            (None, _) if self.verdict.reasons.is_empty() => "nothing forbidden was seen".to_owned(),
            (None, _) => sentences::complaint(&self.verdict.reasons[0]).trim_end_matches('.').to_owned(),
        }
    }

    /// How it stands, as a sign and a word: a bug that was caught is as good as a fix that holds.
    pub fn settled(&self) -> (&'static str, &'static str) {
        match (self.verdict.standing, self.variant.role) {
            _ if self.repair() == Repair::Done => ("★", "repaired"),
            (Standing::AsExpected, Role::Broken) => ("✓", "caught"),
            (Standing::AsExpected, Role::Fixed) => ("✓", "holds"),
            (Standing::Undecided, _) => ("?", "UNDECIDED"),
            (Standing::Differs, _) => ("✗", "DIFFERS"),
        }
    }

    /// Its style: that of its standing, unless somebody has repaired it.
    pub fn style(&self) -> Style {
        match self.repair() {
            Repair::Done => Style::Good,
            _ => style_of(self.verdict.standing),
        }
    }

    /// Whether the program is meant to fail.
    pub fn is_broken(&self) -> bool {
        self.variant.role == Role::Broken
    }
}

/// The style for a standing.
pub const fn style_of(standing: Standing) -> Style {
    match standing {
        Standing::AsExpected => Style::Good,
        Standing::Undecided => Style::Open,
        Standing::Differs => Style::Bad,
    }
}

/// The sign for what an engine said, and its style. Only what is not as it should be looks like a failure: a bug that
/// was found in a broken variant is none, and neither is a broken variant that somebody has repaired.
pub(crate) fn engine_sign(checked: &Checked, one: &EngineVerdict) -> (&'static str, Style) {
    match (one.standing, one.verdict) {
        (Standing::Differs, Verdict::Confirmed) if checked.repair() == Repair::Done => ("✓", Style::Good),
        (Standing::Differs, Verdict::Inconclusive) if checked.repair() == Repair::Done => ("~", Style::Faint),
        (Standing::Differs, _) => ("✗", Style::Bad),
        (_, Verdict::Refuted) if checked.repair() == Repair::Partly => ("✗", Style::Bad),
        (Standing::Undecided, _) => ("?", Style::Open),
        (Standing::AsExpected, Verdict::Confirmed | Verdict::Refuted) => ("✓", Style::Good),
        (Standing::AsExpected, Verdict::Inconclusive) => ("~", Style::Faint),
        (Standing::AsExpected, Verdict::NotApplicable) => ("·", Style::Faint),
    }
}

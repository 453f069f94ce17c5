//! Why a verdict is what it is.

use racecourse_trace::exploration::{Coverage, EngineId};

/// Why the verdict of one engine is what it is, or is not what was to be expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grounds {
    /// It has seen this label, which is no allowed outcome.
    Saw {
        /// The label.
        label: String,
        /// In so many executions.
        count: u64,
        /// Of so many.
        of: u64,
        /// What the scenario's table says of it; `None` if nobody graded it.
        meaning: Option<&'static str>,
    },
    /// It has seen nothing wrong, as far as it looked.
    Looked(Coverage),
    /// It has searched everything, and has never seen these outcomes, which say that the program does what it is for.
    Never {
        /// The outcomes.
        labels: Vec<&'static str>,
        /// In so many executions.
        executions: u64,
    },
    /// It has searched everything, and cannot show this bug.
    Blind {
        /// The outcome.
        outcome: &'static str,
        /// Why it cannot show it.
        why: &'static str,
    },
    /// It has seen this label, which the scenario's table does not have.
    Ungraded(String),
    /// It is said to be blind to this outcome, and shows it.
    WronglyBlind {
        /// Which engine.
        engine: EngineId,
        /// The outcome.
        outcome: &'static str,
    },
    /// It ought to have shown these outcomes, and has not.
    Misses(Vec<&'static str>),
    /// These sections of two actors never ran at the same time, and nobody said that they do not.
    Serialised([&'static str; 2]),
    /// These sections are said not to run at the same time, and do.
    WronglyGivenUp([&'static str; 2]),
}

/// Why a variant is not as the scenario promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// One engine's verdict was not to be expected.
    Of(EngineId, Grounds),
    /// No outcome of this broken variant has to be seen.
    NothingToSee,
    /// No model shows these outcomes, and one that was asked ought to.
    NotShown(Vec<&'static str>),
    /// These outcomes were not seen by engines that cannot rule them out.
    NotSeen(Vec<&'static str>),
    /// Only the explorer can confirm this variant, and it was not asked.
    ExplorerNotAsked,
    /// The explorer cannot show these outcomes, and nobody else has searched everything for them.
    NotSearched(Vec<&'static str>),
}

//! Why an execution is over.

use racecourse_trace::failure::Failure;

/// Why an execution is over.
#[derive(Clone, Debug)]
pub enum Stop {
    /// The scenario returned.
    Returned,
    /// It failed.
    Failed(Box<Failure>),
    /// It was given up: nothing is concluded from how far it came.
    Abandoned(Why),
}

/// Why an execution is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Another execution stands for it.
    Redundant,
    /// It is back in an earlier state, and no failure is made of that.
    Repeats,
    /// Everybody rests who has to go on, and somebody is passed over whose turn is another branch.
    PassesOver,
    /// It has shown what becomes of a loop, and nothing else.
    TriedOut,
    /// It has more steps than its rules allow.
    TooManySteps,
    /// It has more actors than loom can run.
    TooManyActors,
    /// Whoever decides who goes on has named nobody.
    NobodyChosen,
    /// Whoever decides who goes on has panicked.
    SchedulerFailed,
    /// The kernel itself has panicked.
    KernelFailed,
}

//! Other orders of an execution's steps that were tried, and what came of them.

use racecourse_trace::exploration::{Change, Counterfactual, Execution, Moment};

/// A change in an execution with which it comes to something else, by the indices of its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alternative {
    /// The second step comes before the first.
    Reversed {
        /// The step that comes first in the execution.
        first: usize,
        /// The step that comes before it instead.
        second: usize,
    },
    /// The step comes when nobody else can go on.
    HeldBack {
        /// The step.
        step: usize,
    },
    /// The actor does not wake up for no reason.
    LeftOut {
        /// The step with which it does.
        step: usize,
    },
    /// Every load reads the newest value.
    NewestValues,
}

impl Alternative {
    /// Its steps.
    pub fn steps(&self) -> Vec<usize> {
        match *self {
            Alternative::Reversed { first, second } => vec![first, second],
            Alternative::HeldBack { step } | Alternative::LeftOut { step } => vec![step],
            Alternative::NewestValues => Vec::new(),
        }
    }
}

/// The alternatives of `execution`, each with the run that shows it; those that change least come first.
pub(super) fn alternatives(execution: &Execution) -> Vec<(Alternative, &Counterfactual)> {
    let at = |moment: Moment| moment.event.or_else(|| blocked(execution, moment.actor));
    let mut found: Vec<(Alternative, &Counterfactual)> = execution
        .other_ends()
        .filter_map(|it| {
            let alternative = match it.change {
                Change::Before { step, other } => Alternative::Reversed { first: at(other)?, second: at(step)? },
                Change::HeldBack { step } => Alternative::HeldBack { step: at(step)? },
                Change::LeftOut { step } => Alternative::LeftOut { step: at(step)? },
                Change::NewestValues => Alternative::NewestValues,
            };
            Some((alternative, it))
        })
        .collect();
    found.sort_by_key(|(alternative, _)| match *alternative {
        // What need not happen at all is the smallest of changes.
        Alternative::LeftOut { step } => (0, 0, step),
        Alternative::Reversed { first, second } => (0, second.abs_diff(first), first),
        Alternative::HeldBack { step } => (1, 0, usize::MAX - step),
        Alternative::NewestValues => (0, 0, 0),
    });
    found
}

/// Whether `execution` comes to something else if `second` comes before `first`: that was tried.
pub(super) fn is_decided_by(execution: &Execution, first: usize, second: usize) -> bool {
    alternatives(execution).iter().any(|(it, _)| *it == Alternative::Reversed { first, second })
}

/// Whether it comes to something else if `step` comes last of all.
pub(super) fn is_decided_by_the_time_of(execution: &Execution, step: usize) -> bool {
    alternatives(execution).iter().any(|(it, _)| *it == Alternative::HeldBack { step })
}

/// Whether it comes to something else if its steps come in the same order and every load reads the newest value.
pub(super) fn is_decided_by_old_values(execution: &Execution) -> bool {
    alternatives(execution).iter().any(|(it, _)| *it == Alternative::NewestValues)
}

/// The step that an actor is blocked at for ever.
fn blocked(execution: &Execution, actor: usize) -> Option<usize> {
    let last = execution.events.iter().rposition(|event| event.actor == actor)?;
    execution.events[last].remark.blocks().then_some(last)
}

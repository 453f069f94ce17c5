//! What comes again and again in an execution that never ends.

use racecourse_trace::exploration::{Event, Execution};
use racecourse_trace::failure::Evidence;

/// The round that a schedule without an end repeats, if that is how the execution fails.
pub(super) fn lasso_of(execution: &Execution) -> Option<Round> {
    match execution.failure.as_ref()?.evidence {
        Evidence::Lasso { stem, round, .. } if round > 0 => Some(Round { stem, length: round }.smallest(execution)),
        _ => None,
    }
}

/// The steps that come again and again, as indices of events.
#[derive(Clone, Copy)]
pub(super) struct Round {
    pub(super) stem: usize,
    pub(super) length: usize,
}

impl Round {
    pub(super) fn events(self, execution: &Execution) -> &[Event] {
        let end = (self.stem + self.length).min(execution.events.len());
        execution.events.get(self.stem..end).unwrap_or_default()
    }

    /// What an engine watched may be several rounds: this is one.
    fn smallest(self, execution: &Execution) -> Self {
        let events = self.events(execution);
        let repeats = |length: &usize| events.iter().zip(&events[*length..]).all(|(one, next)| one == next);
        let length = (1..=events.len() / 2).find(repeats).unwrap_or(self.length);
        Self { length, ..self }
    }

    /// How many steps each actor takes in it, by name.
    pub(super) fn steps(self, execution: &Execution) -> Vec<(String, usize)> {
        let events = self.smallest(execution).events(execution);
        let each = execution
            .actors
            .iter()
            .enumerate()
            .map(|(actor, name)| (name.clone(), events.iter().filter(|event| event.actor == actor).count()));
        each.filter(|(_, steps)| *steps > 0).collect()
    }
}

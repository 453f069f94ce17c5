//! The one execution that is shown for a failure, and what is decisive in it.

mod alternative;
mod decisive;
mod reason;
mod state;
#[cfg(test)]
pub(crate) mod story;
mod told;
mod touch;

use racecourse_trace::exploration::{EngineId, Event, Execution, Exploration, Remark, Shortest};
use racecourse_trace::failure::{Evidence, Failure, FailureKind};

pub use alternative::Alternative;
pub use decisive::decisive_steps;
pub use reason::{
    Crossed, Disagreed, LostWakeup, Mark, Misdirected, OldValue, Overwrite, Published, Reason, is_odd,
    is_written_by_what_was_read, reads_an_old_value, reason,
};
pub use state::{States, is_shared, worth_watching};
pub use told::{told, told_steps};
pub use touch::{Touch, touches};

use state::is_the_wait;

/// An execution that went wrong, with who found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The engine that found it.
    pub engine: EngineId,
    /// The label under which it is counted.
    pub label: String,
    /// How many executions of that engine ended so.
    pub count: u64,
    /// The number of executions tried when it was first seen, that one included.
    pub first_seen: u64,
    /// The execution.
    pub execution: Execution,
    /// How simple it is, if simpler ones were looked for.
    pub shortest: Option<Shortest>,
}

impl Counterexample {
    /// The execution that `exploration` has for `label`, if it saw that.
    pub fn of(exploration: &Exploration, label: &str) -> Option<Self> {
        let observation = exploration.observations.get(label)?;
        Some(Self {
            engine: exploration.engine,
            label: label.to_owned(),
            count: observation.count,
            first_seen: observation.first_seen,
            execution: with_blocked_steps(&observation.example),
            shortest: observation.shortest,
        })
    }

    /// The same, without the runs of other orders that went wrong in another way: who is told what decides wants to know what would
    /// have been right.
    #[must_use]
    pub fn saved_by(mut self, is_fine: impl Fn(&str) -> bool) -> Self {
        let label = self.execution.label().to_owned();
        self.execution.counterfactuals.retain(|it| it.label == label || is_fine(&it.label));
        self
    }

    /// The first execution that `exploration` has, whatever it came to.
    pub(crate) fn first_of(exploration: &Exploration) -> Option<Self> {
        Self::of(exploration, exploration.observations.keys().next()?)
    }

    /// The failure, if the execution did not end with an outcome of its own.
    pub fn failure(&self) -> Option<&Failure> {
        self.execution.failure.as_ref()
    }
}

/// `execution` with a step at its end for each actor that is blocked. An engine records what was done, and these are
/// not done: they are what the actors are about to do for ever.
fn with_blocked_steps(execution: &Execution) -> Execution {
    let mut complete = execution.clone();
    let Some(Failure {
        kind: FailureKind::Deadlock | FailureKind::Hang, evidence: Evidence::Waits { actors, .. }, ..
    }) = &execution.failure
    else {
        return complete;
    };
    for state in actors {
        let Some(waits) = &state.waits else { continue };
        let Some(actor) = execution.actors.iter().position(|name| *name == state.actor) else { continue };
        let last = execution.events.iter().rfind(|event| event.actor == actor);
        // Without any steps there is no schedule to complete: a native run may know no more than who waits.
        if execution.events.is_empty() || last.is_some_and(|event| is_the_wait(event, waits)) {
            continue;
        }
        complete.events.push(Event {
            actor,
            action: waits.action,
            object: execution.objects.iter().position(|info| info.name == waits.object),
            also: None,
            read: None,
            written: None,
            passed: None,
            remark: Remark::BlocksForEver,
            site: waits.site.clone(),
        });
    }
    complete
}

#[cfg(test)]
mod tests {
    use super::story::Told;
    use super::*;
    use racecourse_trace::exploration::{ObjectKind, Verb};
    use racecourse_trace::failure::{ActorState, Holding, Site, Waiting};

    fn waits(action: Verb, object: &str, line: u32) -> Waiting {
        let site = Site { file: "scenarios/x/y/broken.rs".to_owned(), line };
        Waiting { action, object: object.into(), site, on: Vec::new(), obstacle: None }
    }

    fn stuck(told: Told, waits: Waiting, holds: Vec<Holding>) -> Execution {
        let actors = vec![ActorState { actor: "a".into(), holds, waits: Some(waits) }];
        let evidence = Evidence::Waits { actors, cycle: vec!["a".into()] };
        told.fails(FailureKind::Deadlock, evidence)
    }

    #[test]
    fn a_blocked_step_is_added_even_on_the_line_of_the_last_one() {
        let told = Told::new(&["main", "a", "b"], &[("x", ObjectKind::Mutex), ("y", ObjectKind::Mutex)]).act(
            1,
            Verb::Lock,
            0,
            Remark::Nothing,
        );
        let holds = vec![Holding { object: "x".into(), site: Site { file: "f.rs".to_owned(), line: 1 } }];
        let complete = with_blocked_steps(&stuck(told, waits(Verb::Lock, "y", 1), holds));
        assert_eq!(complete.events.len(), 2);
        assert_eq!((complete.events[1].object, complete.events[1].remark), (Some(1), Remark::BlocksForEver));
        assert_eq!(with_blocked_steps(&complete), complete, "it is added once");
        assert_eq!(decisive_steps(&complete).into_keys().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn who_sleeps_is_shown_where_it_went_to_sleep() {
        let told = Told::new(&["main", "a"], &[("lock", ObjectKind::Mutex), ("changed", ObjectKind::Condvar)])
            .waits_with(1, 1, 0);
        let complete = with_blocked_steps(&stuck(told, waits(Verb::Wait, "changed", 1), Vec::new()));
        assert_eq!(complete.events.len(), 1);
        assert_eq!(decisive_steps(&complete).into_keys().collect::<Vec<_>>(), [0]);
    }
}

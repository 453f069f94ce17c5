//! The one execution that is shown for a failure, and what is decisive in it.

use std::collections::BTreeMap;

use crate::engine::EngineId;
use crate::exploration::{Event, Execution, Exploration};
use crate::failure::{ActorState, Evidence, Failure, Waiting};
use crate::scenario::{Scenario, Variant};
use crate::verdict::{grade_rank, table};

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
}

impl Counterexample {
    /// The execution to show for `variant`, if anything wrong was seen.
    ///
    /// The worst label comes first: one that nobody graded, then one that must be seen, in the order of the table. Of
    /// the engines that saw it, one that recorded the steps is better than one that did not, and a model is better than
    /// a real run; after that the order of the engines decides, because `explorer` shows the simplest execution.
    pub fn choose(scenario: &Scenario, variant: &Variant, explorations: &[Exploration]) -> Option<Self> {
        let position = |label: &str| table(scenario, variant).iter().position(|graded| graded.outcome == label);
        let mut seen = Vec::new();
        for exploration in explorations {
            for (label, observation) in &exploration.observations {
                let grade = scenario.grading(variant, label).map(|graded| graded.grade);
                let rank = grade_rank(grade);
                if rank < 3 {
                    let silent = observation.example.events.is_empty();
                    let engine = exploration.engine;
                    seen.push(((rank, position(label), silent, engine.is_native(), engine), label, observation));
                }
            }
        }
        let (key, label, observation) = seen.into_iter().min_by_key(|(key, ..)| *key)?;
        Some(Self {
            engine: key.4,
            label: label.clone(),
            count: observation.count,
            first_seen: observation.first_seen,
            execution: with_blocked_steps(&observation.example),
        })
    }

    /// The first execution that `exploration` has, whatever it came to.
    pub(crate) fn first_of(exploration: &Exploration) -> Option<Self> {
        let (label, observation) = exploration.observations.first_key_value()?;
        Some(Self {
            engine: exploration.engine,
            label: label.clone(),
            count: observation.count,
            first_seen: observation.first_seen,
            execution: with_blocked_steps(&observation.example),
        })
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
    let Some(Evidence::Waits { actors, .. }) = execution.failure.as_ref().map(|failure| &failure.evidence) else {
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
            action: waits.action.clone(),
            object: execution.objects.iter().position(|info| info.name == waits.object),
            read: None,
            written: None,
            note: BLOCKS.to_owned(),
            site: waits.site.clone(),
        });
    }
    complete
}

/// The note of a step that is never completed.
const BLOCKS: &str = "blocks for ever";

/// Whether `event` is the step in which its actor is stuck. To wait for a notification takes two steps: one gives up
/// the lock, and only the second one blocks; that first one is what a reader looks for.
fn is_the_wait(event: &Event, waits: &Waiting) -> bool {
    event.note == BLOCKS || (event.site == waits.site && event.action == "wait" && waits.action == "wake")
}

/// The steps that decide how `execution` ends, by index, with a remark each.
///
/// Only patterns that can be read off the steps themselves are named; where there is none, nothing is marked.
pub fn decisive_steps(execution: &Execution) -> BTreeMap<usize, String> {
    let mut marks = BTreeMap::new();
    match execution.failure.as_ref().map(|failure| &failure.evidence) {
        Some(Evidence::Waits { actors, cycle, .. }) => {
            // Where there is no circle, somebody who merely waits for the others to end is not the one to look at.
            let joins = |state: &ActorState| state.waits.as_ref().is_none_or(|waits| waits.action == "join");
            let only_joins = actors.iter().all(joins);
            let concerned = |state: &&ActorState| match cycle.is_empty() {
                true => only_joins || !joins(state),
                false => cycle.contains(&state.actor),
            };
            for state in actors.iter().filter(concerned) {
                let Some(waits) = &state.waits else { continue };
                let last = execution.events.iter().rposition(|event| name_of(execution, event) == state.actor);
                if let Some(at) = last.filter(|at| is_the_wait(&execution.events[*at], waits)) {
                    marks.insert(at, "waits for ever".to_owned());
                }
            }
        }
        Some(Evidence::Race { first, second, .. }) => {
            for (access, remark) in [(second, "second access"), (first, "first access")] {
                let same = |event: &Event| event.site == access.site && name_of(execution, event) == access.actor;
                let free = |at: &usize| same(&execution.events[*at]) && !marks.contains_key(at);
                if let Some(at) = (0..execution.events.len()).rev().find(free) {
                    marks.insert(at, remark.to_owned());
                }
            }
        }
        Some(Evidence::Bypass { actor, overtaken, .. }) => {
            // The step in which it asks for its turn: everything after it overtakes.
            let own = |event: &Event| name_of(execution, event) == actor;
            let asks = |event: &Event| own(event) && event.action == "progress" && text_of(event).starts_with("asks");
            let acts = |event: &Event| own(event) && !matches!(event.action.as_str(), "spawn" | "finish" | "join");
            let at = execution.events.iter().rposition(asks).or_else(|| execution.events.iter().position(acts));
            marks.extend(at.map(|at| (at, format!("{actor} is overtaken {overtaken} times from here on"))));
        }
        Some(_) => {}
        None => {
            marks.extend(overwrites(execution));
            if marks.is_empty() {
                marks.extend(stale_reads(execution));
            }
        }
    }
    marks
}

/// A write whose actor had read the object before somebody else wrote it: that other write is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overwrite {
    /// The read, the write that is lost, and the write that loses it, as indices of steps.
    pub steps: [usize; 3],
    /// The names of the actor that overwrites and of the one whose write is lost.
    pub actors: [String; 2],
    /// The name of the object.
    pub object: String,
}

/// The last lost write of `execution`, if there is one.
pub fn lost_write(execution: &Execution) -> Option<Overwrite> {
    let events = &execution.events;
    for (last, event) in events.iter().enumerate().rev() {
        let Some(object) = event.object.filter(|_| event.written.is_some() && event.read.is_none()) else { continue };
        let on_it = |at: &usize| events[*at].object == Some(object);
        let earlier = || (0..last).rev().filter(on_it);
        let Some(read) = earlier().find(|at| events[*at].actor == event.actor) else { continue };
        if events[read].read.is_none() || events[read].written.is_some() {
            continue;
        }
        let between = |at: &usize| *at > read && events[*at].actor != event.actor && events[*at].written.is_some();
        if let Some(lost) = earlier().find(between) {
            let actors = [name_of(execution, event).to_owned(), name_of(execution, &events[lost]).to_owned()];
            let object = execution.objects.get(object).map_or_else(String::new, |info| info.name.clone());
            return Some(Overwrite { steps: [read, lost, last], actors, object });
        }
    }
    None
}

fn overwrites(execution: &Execution) -> Option<(usize, String)> {
    let lost = lost_write(execution)?;
    Some((lost.steps[2], format!("overwrites {}'s write", lost.actors[1])))
}

/// Reads of a value other than the one written last: with them a step sees the past.
fn stale_reads(execution: &Execution) -> Vec<(usize, String)> {
    let mut written: BTreeMap<usize, &str> = BTreeMap::new();
    let mut marks = Vec::new();
    for (at, event) in execution.events.iter().enumerate() {
        let Some(object) = event.object else { continue };
        // A step that waits for its turn reads later than it is recorded.
        if let (Some(read), Some(latest)) = (&event.read, written.get(&object))
            && read != latest
            && event.written.is_none()
            && event.action.starts_with("load")
        {
            marks.push((at, format!("old value, {latest} was written before")));
        }
        if let Some(value) = &event.written {
            written.insert(object, value);
        }
    }
    marks
}

fn text_of(event: &Event) -> &str {
    event.read.as_deref().or(event.written.as_deref()).unwrap_or(&event.note)
}

/// The name of the actor of `event`.
pub(crate) fn name_of<'a>(execution: &'a Execution, event: &Event) -> &'a str {
    execution.actors.get(event.actor).map_or("?", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exploration::ObjectInfo;
    use crate::failure::{FailureKind, Holding, Site};

    fn site(line: u32) -> Site {
        Site { file: "scenarios/x/y/broken.rs".to_owned(), line }
    }

    fn event(actor: usize, action: &str, object: usize, read: Option<&str>, written: Option<&str>) -> Event {
        let (read, written) = (read.map(str::to_owned), written.map(str::to_owned));
        Event {
            actor,
            action: action.to_owned(),
            object: Some(object),
            read,
            written,
            note: String::new(),
            site: site(9),
        }
    }

    fn execution(events: Vec<Event>) -> Execution {
        let info = |name: &str| ObjectInfo { name: name.to_owned(), kind: "atomic".to_owned() };
        let actors = ["main", "a", "b"].map(str::to_owned).to_vec();
        Execution { actors, objects: vec![info("x"), info("y")], events, ..Execution::default() }
    }

    #[test]
    fn a_write_between_a_read_and_a_write_is_lost() {
        let steps = vec![
            event(1, "load", 0, Some("0"), None),
            event(2, "store", 0, None, Some("7")),
            event(1, "store", 0, None, Some("1")),
        ];
        let lost = lost_write(&execution(steps)).expect("it is lost");
        assert_eq!((lost.steps, lost.actors, lost.object.as_str()), ([0, 1, 2], ["a".into(), "b".into()], "x"));
    }

    #[test]
    fn writes_to_other_objects_and_updates_in_one_step_lose_nothing() {
        let elsewhere = vec![
            event(1, "load", 0, Some("0"), None),
            event(2, "store", 1, None, Some("7")),
            event(1, "store", 0, None, Some("1")),
        ];
        assert_eq!(lost_write(&execution(elsewhere)), None);
        let updates =
            vec![event(1, "fetch_add", 0, Some("0"), Some("1")), event(2, "fetch_add", 0, Some("1"), Some("2"))];
        assert_eq!(lost_write(&execution(updates)), None);
    }

    #[test]
    fn a_blocked_step_is_added_even_on_the_line_of_the_last_one() {
        let waits =
            Waiting { action: "lock".into(), object: "y".into(), site: site(9), on: Vec::new(), note: String::new() };
        let holds = vec![Holding { object: "x".into(), site: site(9) }];
        let actors = vec![ActorState { actor: "a".into(), holds, waits: Some(waits) }];
        let evidence = Evidence::Waits { actors, cycle: vec!["a".into()], confirmed_by: None };
        let mut stuck = execution(vec![event(1, "lock", 0, None, None)]);
        stuck.failure = Some(Failure { kind: FailureKind::Deadlock, summary: String::new(), evidence });
        let complete = with_blocked_steps(&stuck);
        assert_eq!(complete.events.len(), 2);
        assert_eq!((complete.events[1].object, complete.events[1].note.as_str()), (Some(1), BLOCKS));
        assert_eq!(with_blocked_steps(&complete), complete, "it is added once");
        assert_eq!(decisive_steps(&complete).into_keys().collect::<Vec<_>>(), [1]);
    }
}

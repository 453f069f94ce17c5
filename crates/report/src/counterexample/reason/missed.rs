//! Reasons that lie in a change that whoever waits has missed, and in something that is done twice.

use super::Reason;
use crate::counterexample::alternative::{alternatives, is_decided_by};
use crate::counterexample::touch::Touch;
use racecourse_trace::exploration::{Execution, ObjectKind, Verb};
use racecourse_trace::failure::{Evidence, FailureKind};

/// One who waits for ever has looked at something before another one changed it, for instance closed it, and has gone to wait after
/// that: neither was the change there to be seen, nor the waiter there to be told of it.
pub(super) fn missed_change(execution: &Execution, touches: &[Touch]) -> Vec<Reason> {
    let events = &execution.events;
    let is_deadlock = execution.failure.as_ref().is_some_and(|failure| {
        failure.kind == FailureKind::Deadlock
            && matches!(&failure.evidence, Evidence::Waits { cycle, .. } if cycle.is_empty())
    });
    if !is_deadlock {
        return Vec::new();
    }
    let waits = (0..events.len()).filter(|at| {
        // Whoever waits for the end of another only waits for what that one waits for.
        events[*at].remark.blocks() && !matches!(events[*at].action, Verb::Join | Verb::WaitFor)
            || is_asleep(execution, *at)
    });
    let mut found = Vec::new();
    for wait in waits {
        let actor = events[wait].actor;
        for look in touches.iter().filter(|it| it.actor == actor && it.reads && it.last < wait).rev() {
            let is_change = |it: &&Touch| {
                it.writes && it.object == look.object && it.actor != actor && it.first > look.last && it.last < wait
            };
            found.extend(touches.iter().filter(is_change).map(|change| Reason::MissedChange {
                look: look.first,
                change: change.first,
                wait,
            }));
        }
    }
    found
}

/// Whether it is a wait for a notification that is the last thing its actor does.
fn is_asleep(execution: &Execution, at: usize) -> bool {
    let events = &execution.events;
    events[at].action == Verb::Wait && !events[at + 1..].iter().any(|event| event.actor == events[at].actor)
}

/// Whether both hold: had the change come before the look, or what the waiter does after the change before it, it would have come
/// to something else.
pub(super) fn falls_between(execution: &Execution, look: usize, change: usize, wait: usize) -> bool {
    let actor = execution.events[wait].actor;
    let own = (change + 1..=wait).filter(|at| execution.events[*at].actor == actor);
    is_decided_by(execution, look, change) && own.clone().any(|at| is_decided_by(execution, change, at))
}

/// Something is done after a value was read, the value stays there, and after it was read again the same is done once more: such as
/// to free what it stands for.
pub(super) fn done_twice(execution: &Execution) -> Vec<Reason> {
    let events = &execution.events;
    let is_act = |at: &usize| {
        let event = &events[*at];
        event.action == Verb::Release || event.action == Verb::Remove || event.read.is_some() && event.written.is_some()
    };
    // What its actor has done right before it, if that was to read something else.
    let read_before = |act: usize| {
        let read = (0..act).rev().find(|at| events[*at].actor == events[act].actor)?;
        let object = execution.objects.get(events[read].object?)?;
        let is_value = matches!(object.kind, ObjectKind::Atomic | ObjectKind::Cell);
        let is_read = events[read].read.is_some() && events[read].written.is_none();
        (is_value && is_read && events[read].object != events[act].object).then_some(read)
    };
    let mut found = Vec::new();
    for again in (0..events.len()).filter(is_act) {
        let Some(second) = read_before(again) else { continue };
        let is_same =
            |at: &usize| (events[*at].action, events[*at].object) == (events[again].action, events[again].object);
        for once in (0..second).filter(is_act).filter(is_same) {
            let Some(first) = read_before(once) else { continue };
            let of_it = |at: &usize| events[*at].object == events[first].object && events[*at].written.is_some();
            let is_one_value =
                events[first].object == events[second].object && events[first].read == events[second].read;
            if is_one_value && !(first..second).any(|at| of_it(&at)) {
                found.push(Reason::DoneTwice { reads: [first, second], acts: [once, again] });
            }
        }
    }
    found
}

/// Whether there is an order in which it is not done once more, and that comes to something else.
pub(super) fn is_done_once_otherwise(execution: &Execution, again: usize) -> bool {
    alternatives(execution).iter().any(|(_, run)| run.missing.contains(&again))
}

#[cfg(test)]
mod tests {
    use super::super::reason;
    use super::*;
    use crate::counterexample::story::Told;
    use racecourse_trace::exploration::{Remark, Shown};

    const ACTORS: [&str; 3] = ["main", "closer", "waiter"];
    const OBJECTS: [(&str, ObjectKind); 3] =
        [("queue", ObjectKind::Mutex), ("reply", ObjectKind::Channel), ("block", ObjectKind::Atomic)];

    fn waits_for_ever(told: Told) -> Execution {
        let evidence = Evidence::Waits { actors: Vec::new(), cycle: Vec::new() };
        told.fails(FailureKind::Deadlock, evidence)
    }

    /// The waiter looks, the closer closes, the waiter enters itself and waits.
    fn missed() -> Told {
        Told::new(&ACTORS, &OBJECTS)
            .locked(2, 0, Remark::Written)
            .locked(1, 0, Remark::Written)
            .locked(2, 0, Remark::Written)
            .act(2, Verb::Receive, 1, Remark::BlocksForEver)
    }

    #[test]
    fn a_change_between_a_look_and_a_wait_is_missed_if_both_orders_matter() {
        let named = Reason::MissedChange { look: 0, change: 2, wait: 6 };
        assert_eq!(reason(&waits_for_ever(missed().decides(0, 2).decides(2, 4))), Some(named));
        assert_eq!(reason(&waits_for_ever(missed().decides(0, 2))), None, "who waits earlier is no better off");
        assert_eq!(reason(&waits_for_ever(missed().decides(2, 4))), None, "who closes earlier is no better off");
    }

    #[test]
    fn who_waits_for_the_end_of_another_has_missed_nothing() {
        let told = Told::new(&ACTORS, &OBJECTS).locked(2, 0, Remark::Written).locked(1, 0, Remark::Written).act(
            2,
            Verb::Join,
            1,
            Remark::BlocksForEver,
        );
        assert_eq!(reason(&waits_for_ever(told.decides(0, 2).decides(2, 4))), None);
    }

    fn twice(between: impl FnOnce(Told) -> Told) -> Told {
        let freed = |told: Told, from: &str, to: &str| {
            told.value(0, Verb::FetchAdd, 3, Some(Shown::from(from)), Some(Shown::from(to)))
        };
        let objects = [OBJECTS[0], OBJECTS[1], OBJECTS[2], ("freed", ObjectKind::Atomic)];
        let told = freed(Told::new(&ACTORS, &objects).store(1, 2, "7").load(0, 2, "7"), "0", "1");
        freed(between(told).load(0, 2, "7"), "1", "2")
    }

    #[test]
    fn what_is_done_again_for_a_value_that_stayed_is_named_if_another_order_spares_it() {
        let named = Reason::DoneTwice { reads: [1, 3], acts: [2, 4] };
        assert_eq!(reason(&twice(|told| told).decides(0, 1).lacks(4).done()), Some(named));
        assert_eq!(reason(&twice(|told| told).decides(0, 1).done()), None, "it is done twice in the other order too");
        let taken = |told: Told| told.store(1, 2, "7");
        assert_eq!(reason(&twice(taken).decides(0, 1).lacks(5).done()), None, "it is another one");
    }
}

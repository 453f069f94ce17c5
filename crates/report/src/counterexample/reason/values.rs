//! Reasons that lie in values: lost, old, torn, checked too early, or written to a copy.

use super::Reason;
use crate::counterexample::alternative::{Alternative, alternatives};
use crate::counterexample::touch::Touch;
use racecourse_trace::exploration::{Execution, Verb};
use racecourse_trace::naming::original_name;

/// A write whose actor had read the object without what somebody else wrote: that other write is lost. The other one
/// wrote after the read, or, under weak memory, before it and was not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overwrite {
    /// The read, the write that is lost, and the write that loses it, as indices of steps.
    pub steps: [usize; 3],
    /// The names of the actor that overwrites and of the one whose write is lost.
    pub actors: [String; 2],
    /// The name of the object.
    pub object: String,
}

/// The lost writes of `execution`, the last ones first.
pub(super) fn lost_writes(execution: &Execution) -> impl Iterator<Item = Overwrite> {
    let events = &execution.events;
    (0..events.len()).rev().filter_map(|last| {
        let event = &events[last];
        let object = event.object.filter(|_| event.written.is_some() && event.read.is_none())?;
        let on_it = |at: &usize| events[*at].object == Some(object);
        let earlier = || (0..last).rev().filter(on_it);
        let read = earlier().find(|at| events[*at].actor == event.actor)?;
        if events[read].read.is_none() || events[read].written.is_some() {
            return None;
        }
        let between = |at: &usize| *at > read && events[*at].actor != event.actor && events[*at].written.is_some();
        // With an engine that shows old values, the other write may come first and be missed.
        let missed = || {
            let newest = (0..read).rev().filter(on_it).find(|at| events[*at].written.is_some())?;
            let unseen = events[newest].written != events[read].read && events[newest].actor != event.actor;
            (unseen && events[read].action == Verb::Load).then_some(newest)
        };
        let lost = earlier().find(between).or_else(missed)?;
        let actors = [execution.name_of(event).to_owned(), execution.name_of(&events[lost]).to_owned()];
        let object = execution.objects.get(object).map_or_else(String::new, |info| info.name.clone());
        Some(Overwrite { steps: [read, lost, last], actors, object })
    })
}

/// Whether the write that loses another one is not made, or not with that value, if its actor has read what the other one wrote:
/// so what it writes follows from what it has read. That was tried.
pub fn is_written_by_what_was_read(execution: &Execution, lost: &Overwrite) -> bool {
    let [read, between, write] = lost.steps;
    let is_it = |it: &Alternative| *it == Alternative::Reversed { first: read, second: between };
    alternatives(execution).iter().any(|(it, run)| is_it(it) && run.missing.contains(&write))
}

/// An exchange that goes through because the value that its actor has read is there again (ABA).
pub(super) fn changed_and_back(execution: &Execution) -> Option<Reason> {
    let events = &execution.events;
    (0..events.len()).rev().find_map(|act| {
        let exchange = &events[act];
        let is_exchange = exchange.action == Verb::CompareExchange && exchange.written.is_some();
        let object = exchange.object.filter(|_| is_exchange)?;
        let on_it = |at: &usize| events[*at].object == Some(object);
        let read = (0..act).rev().filter(on_it).find(|at| events[*at].actor == exchange.actor)?;
        if events[read].read != exchange.read || events[read].written.is_some() {
            return None;
        }
        let mut writes = (read + 1..act).filter(on_it).filter(|at| events[*at].written.is_some());
        let change = writes.next().filter(|at| events[*at].written != exchange.read)?;
        let back = writes.next_back().filter(|at| events[*at].written == exchange.read)?;
        Some(Reason::ChangedAndBack { read, change, back, act })
    })
}

/// Pairs of reads by one actor of two things that another writes both, of which they see only one. What is looked at again later
/// is no part of such a pair.
pub(super) fn torn(touches: &[Touch]) -> Vec<Reason> {
    let is_last = |read: &Touch| {
        !touches.iter().any(|it| (it.actor, it.object) == (read.actor, read.object) && it.first > read.first)
    };
    let reads: Vec<&Touch> = touches.iter().filter(|touch| touch.only_reads() && is_last(touch)).collect();
    let mut found = Vec::new();
    for (n, one) in reads.iter().enumerate() {
        for two in reads[n + 1..].iter().filter(|two| two.actor == one.actor && two.object != one.object) {
            let writes_to = |object: usize| {
                let by_another =
                    move |touch: &&Touch| touch.writes && touch.object == object && touch.actor != one.actor;
                touches.iter().filter(by_another)
            };
            for first in writes_to(one.object) {
                let together = |second: &&Touch| second.actor == first.actor;
                for second in writes_to(two.object).filter(together) {
                    let (sees_first, sees_second) = (first.last < one.first, second.last < two.first);
                    // What somebody else has written over it is not seen.
                    let (write, read) = if sees_first { (first, *one) } else { (second, *two) };
                    let is_between = |it: &Touch| it.first > write.last && it.last < read.first;
                    let is_over = touches.iter().any(|it| it.writes && it.object == write.object && is_between(it));
                    if sees_first != sees_second && !is_over {
                        found.push(Reason::Torn {
                            reader: one.actor,
                            writer: first.actor,
                            reads: [one.first, two.first],
                            writes: [first.first, second.first],
                            first_is_new: sees_first,
                        });
                    }
                }
            }
        }
    }
    found
}

/// Reads whose objects are changed by another before the reader acts, without a second look; the last ones first.
pub(super) fn check_then_act(touches: &[Touch]) -> Vec<Reason> {
    let acts = touches.iter().filter(|touch| touch.writes).rev();
    let found = acts.filter_map(|act| {
        let before = |touch: &&Touch| touch.actor == act.actor && touch.last < act.first;
        let check = touches.iter().rfind(before).filter(|touch| touch.only_reads())?;
        let changes = |touch: &&Touch| {
            touch.writes
                && touch.object == check.object
                && touch.actor != check.actor
                && touch.first > check.last
                && touch.last < act.first
        };
        let change = touches.iter().rfind(changes)?;
        Some(Reason::CheckThenAct { check: check.first, change: change.first, act: act.first })
    });
    found.collect()
}

/// Writes of children into their copies of something, of which the original sees nothing.
pub(super) fn written_to_copies(execution: &Execution, touches: &[Touch]) -> Option<Reason> {
    let name = |object: usize| execution.objects[object].name.as_str();
    let is_copy = |touch: &&Touch| original_name(name(touch.object)) != name(touch.object);
    let writes: Vec<&Touch> = touches.iter().filter(|touch| touch.writes).filter(is_copy).collect();
    let original = original_name(name(writes.first()?.object));
    let same = writes.iter().filter(|touch| original_name(name(touch.object)) == original);
    let steps: Vec<usize> = same.map(|touch| touch.first).collect();
    let of_the_original = || touches.iter().filter(|touch| name(touch.object) == original);
    if of_the_original().any(|touch| touch.writes) {
        return None;
    }
    let read = of_the_original().rfind(|touch| touch.reads && Some(&touch.first) > steps.first());
    Some(Reason::WrittenToCopies { writes: steps, read: read.map(|touch| touch.first) })
}

#[cfg(test)]
mod tests {
    use super::super::reason;
    use super::*;
    use crate::counterexample::story::Told;
    use racecourse_trace::exploration::{ObjectKind, Remark};

    const ACTORS: [&str; 3] = ["main", "a", "b"];

    #[test]
    fn a_write_between_a_read_and_a_write_is_lost() {
        let told =
            || Told::new(&ACTORS, &[("x", ObjectKind::Atomic)]).load(1, 0, "0").store(2, 0, "7").store(1, 0, "1");
        assert_eq!(reason(&told().done()), None, "it was not tried whether that matters");
        let Some(Reason::LostWrite(lost)) = reason(&told().decides(0, 1).done()) else { panic!("it is lost") };
        assert_eq!((lost.steps, lost.actors, lost.object.as_str()), ([0, 1, 2], ["a".into(), "b".into()], "x"));
    }

    #[test]
    fn a_write_that_the_read_missed_is_lost_too() {
        let told = Told::new(&ACTORS, &[("x", ObjectKind::Atomic)])
            .store(2, 0, "7")
            .load(1, 0, "0")
            .store(1, 0, "1")
            .reads_old_values();
        let Some(Reason::LostWrite(lost)) = reason(&told) else { panic!("{:?}", reason(&told)) };
        assert_eq!(lost.steps, [1, 0, 2]);
    }

    #[test]
    fn writes_to_other_objects_and_updates_in_one_step_lose_nothing() {
        let two = [("x", ObjectKind::Atomic), ("y", ObjectKind::Atomic)];
        let elsewhere = Told::new(&ACTORS, &two).load(1, 0, "0").store(2, 1, "7").store(1, 0, "1").done();
        assert_eq!(lost_writes(&elsewhere).next(), None);
        let updates = Told::new(&ACTORS, &two)
            .value(1, Verb::FetchAdd, 0, Some("0".into()), Some("1".into()))
            .value(2, Verb::FetchAdd, 0, Some("1".into()), Some("2".into()))
            .done();
        assert_eq!(reason(&updates), None);
    }

    #[test]
    fn who_sees_one_of_two_writes_has_a_torn_view() {
        let two = [("hours", ObjectKind::Mutex), ("minutes", ObjectKind::Mutex)];
        let new_and_old = Told::new(&ACTORS, &two)
            .locked(1, 0, Remark::Written)
            .locked(2, 0, Remark::Read)
            .locked(2, 1, Remark::Read)
            .locked(1, 1, Remark::Written)
            .decides(0, 2)
            .decides(4, 6)
            .done();
        let Some(Reason::Torn { reads, writes, first_is_new, .. }) = reason(&new_and_old) else { panic!("not torn") };
        assert_eq!((reads, writes, first_is_new), ([2, 4], [0, 6], true));
        let old_and_new = Told::new(&ACTORS, &two)
            .locked(2, 0, Remark::Read)
            .locked(1, 0, Remark::Written)
            .locked(1, 1, Remark::Written)
            .locked(2, 1, Remark::Read)
            .decides(0, 2)
            .decides(4, 6)
            .done();
        assert!(matches!(reason(&old_and_new), Some(Reason::Torn { first_is_new: false, .. })));
        let whole = Told::new(&ACTORS, &two)
            .locked(1, 0, Remark::Written)
            .locked(1, 1, Remark::Written)
            .locked(2, 0, Remark::Read)
            .locked(2, 1, Remark::Read)
            .done();
        assert_eq!(reason(&whole), None);
    }

    #[test]
    fn a_check_is_stale_when_another_changes_its_object_before_the_act() {
        let one = [("balance", ObjectKind::Mutex)];
        let told = Told::new(&ACTORS, &one)
            .locked(1, 0, Remark::Read)
            .locked(2, 0, Remark::Written)
            .locked(1, 0, Remark::Written)
            .decides(0, 2)
            .done();
        assert_eq!(reason(&told), Some(Reason::CheckThenAct { check: 0, change: 2, act: 4 }));
        let looked_again = Told::new(&ACTORS, &one).locked(2, 0, Remark::Written).locked(1, 0, Remark::Read).locked(
            1,
            0,
            Remark::Written,
        );
        assert_eq!(reason(&looked_again.done()), None);
    }

    #[test]
    fn a_pair_that_is_looked_at_again_or_does_not_matter_is_not_torn() {
        let two = [("queued", ObjectKind::Atomic), ("active", ObjectKind::Atomic)];
        let told = || {
            let told = Told::new(&ACTORS, &two).load(2, 0, "1").store(1, 0, "0").store(1, 1, "1").load(2, 1, "1");
            told.decides(0, 1)
        };
        assert_eq!(reason(&told().done()), None, "to see both would be no better");
        assert!(matches!(reason(&told().decides(2, 3).done()), Some(Reason::Torn { .. })));
        assert_eq!(reason(&told().decides(2, 3).load(2, 0, "0").done()), None, "it has looked again");
    }

    #[test]
    fn an_exchange_that_finds_an_old_value_back_is_named_if_each_order_matters() {
        let told = || {
            Told::new(&ACTORS, &[("head", ObjectKind::Atomic)])
                .load(1, 0, "1")
                .store(2, 0, "2")
                .store(2, 0, "1")
                .value(1, Verb::CompareExchange, 0, Some("1".into()), Some("3".into()))
                .decides(0, 1)
        };
        assert_eq!(reason(&told().done()), None);
        let named = Reason::ChangedAndBack { read: 0, change: 1, back: 2, act: 3 };
        assert_eq!(reason(&told().decides(1, 3).done()), Some(named));
    }

    #[test]
    fn what_a_child_writes_into_its_copy_the_original_never_sees() {
        let objects = [("sum", ObjectKind::Atomic), ("sum (a's copy)", ObjectKind::Atomic)];
        let told = Told::new(&ACTORS, &objects).store(1, 1, "5").load(0, 0, "0").done();
        assert_eq!(reason(&told), Some(Reason::WrittenToCopies { writes: vec![0], read: Some(1) }));
    }
}

//! Loads that read an old value.

use std::collections::BTreeMap;

use racecourse_trace::exploration::{Execution, Message, OddStep, Oddity, Verb};

/// A load that returns a value which had been replaced before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldValue {
    /// The load.
    pub read: usize,
    /// The write of the value it missed.
    pub newer: usize,
    /// How the reader could have known, if it could.
    pub published: Option<Published>,
    /// The messages by way of others that could have told it, and that order nothing.
    pub relayed: Vec<Message>,
    /// The other half of the crossing, if there is one.
    pub crossed: Option<Crossed>,
    /// Who has seen it the other way round, if somebody has.
    pub disagreed: Option<Disagreed>,
}

/// The writer wrote something else afterwards, and the reader saw that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The later write.
    pub publish: usize,
    /// The load that saw it.
    pub look: usize,
    /// Whether the write publishes what came before it, and whether the load takes that over; if it is known.
    pub orders: Option<(bool, bool)>,
}

/// Reader and writer each wrote first and then read what the other one wrote, and both missed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossed {
    /// The reader's own store.
    pub own_store: usize,
    /// The writer's load of that, which did not see it.
    pub other_load: usize,
}

/// The reader has seen another write, and somebody else has seen the one that the reader misses and not that other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disagreed {
    /// The other write, and the reader's load that has seen it.
    pub other_write: usize,
    /// As above.
    pub seen: usize,
    /// The load of somebody else that sees what the reader misses.
    pub sees: usize,
    /// And then the one that does not see the other write.
    pub misses: usize,
}

/// The last load of an old value. Only an engine that models memory orderings shows any.
pub(super) fn old_value(execution: &Execution) -> Option<OldValue> {
    let (read, newer, messages) = match &execution.odd {
        Some(odd) => {
            let OddStep { step, newer, messages, .. } = odd.iter().rfind(|it| it.oddity == Oddity::Stale)?;
            (*step, *newer, messages.clone())
        }
        None => {
            let (read, newer) = by_values(execution)?;
            (read, newer, Vec::new())
        }
    };
    let (reader, writer) = (execution.events[read].actor, execution.events[newer].actor);
    let is_direct =
        |it: &&Message| (execution.events[it.write].actor, execution.events[it.read].actor) == (writer, reader);
    let direct = messages.iter().find(is_direct).filter(|_| messages.len() == 1);
    let published = match direct {
        Some(it) => Some(Published { publish: it.write, look: it.read, orders: Some((it.releases, it.acquires)) }),
        None if execution.odd.is_none() => published_by_values(execution, read, newer),
        None => None,
    };
    let relayed = if published.is_none() { messages } else { Vec::new() };
    let crossed = crossed(execution, read, newer);
    let disagreed = disagreed(execution, read, newer);
    Some(OldValue { read, newer, published, relayed, crossed, disagreed })
}

/// Whether a load in `execution` reads an old value: then no order of its steps leads to it.
pub fn reads_an_old_value(execution: &Execution) -> bool {
    old_value(execution).is_some()
}

/// Whether no order of its steps leads to `execution`.
pub fn is_odd(execution: &Execution) -> bool {
    execution.odd.as_ref().map_or_else(|| reads_an_old_value(execution), |odd| !odd.is_empty())
}

/// The last load of a value that is not the one that was written last, and that write.
fn by_values(execution: &Execution) -> Option<(usize, usize)> {
    let events = &execution.events;
    let mut latest: BTreeMap<usize, usize> = BTreeMap::new();
    let mut found = None;
    for (at, event) in events.iter().enumerate() {
        let Some(object) = event.object else { continue };
        // A step that waits for its turn reads later than it is recorded.
        if let (Some(read), Some(newer), None) = (&event.read, latest.get(&object), &event.written)
            && event.action == Verb::Load
            && events[*newer].written.as_ref() != Some(read)
            && events[*newer].actor != event.actor
        {
            found = Some((at, *newer));
        }
        if event.written.is_some() {
            latest.insert(object, at);
        }
    }
    found
}

fn published_by_values(execution: &Execution, read: usize, newer: usize) -> Option<Published> {
    let events = &execution.events;
    let (reader, writer, object) = (events[read].actor, events[newer].actor, events[read].object);
    let elsewhere = |at: &usize| events[*at].object.is_some_and(|other| Some(other) != object);
    (newer + 1..read).filter(elsewhere).find_map(|publish| {
        let written = events[publish].written.as_ref().filter(|_| events[publish].actor == writer)?;
        // The value says which write is seen only if there is no other one of it.
        let same =
            |at: &usize| events[*at].object == events[publish].object && events[*at].written.as_ref() == Some(written);
        let initial = events[publish].object.and_then(|object| execution.objects.get(object)?.initial.as_ref());
        if (0..read).filter(same).count() > 1 || initial == Some(written) {
            return None;
        }
        let looks = |at: &usize| {
            events[*at].actor == reader
                && events[*at].object == events[publish].object
                && events[*at].read.as_ref() == Some(written)
        };
        (publish + 1..read).find(looks).map(|look| Published { publish, look, orders: None })
    })
}

fn crossed(execution: &Execution, read: usize, newer: usize) -> Option<Crossed> {
    let events = &execution.events;
    let (reader, writer, object) = (events[read].actor, events[newer].actor, events[read].object);
    let elsewhere = |at: &usize| events[*at].object.is_some_and(|other| Some(other) != object);
    (0..read).rev().filter(elsewhere).find_map(|own_store| {
        let own = &events[own_store];
        let written = own.written.as_ref().filter(|_| own.actor == reader)?;
        let misses = |at: &usize| {
            let event = &events[*at];
            let is_over = |it: &usize| events[*it].object == own.object && events[*it].written.is_some();
            !(own_store + 1..*at).any(|it| is_over(&it))
                && event.actor == writer
                && event.object == own.object
                && event.action == Verb::Load
                && event.read.is_some()
                && event.read.as_ref() != Some(written)
        };
        (newer + 1..events.len()).find(misses).map(|other_load| Crossed { own_store, other_load })
    })
}

/// The values say who has seen what, so it is looked for only where each of the two is written once.
fn disagreed(execution: &Execution, read: usize, newer: usize) -> Option<Disagreed> {
    let events = &execution.events;
    let (reader, object) = (events[read].actor, events[read].object?);
    let writes = |object: usize| {
        (0..events.len()).filter(move |at| events[*at].object == Some(object) && events[*at].written.is_some())
    };
    let only_write = |object: usize| writes(object).next().filter(|_| writes(object).count() == 1);
    only_write(object)?;
    let loads = |actor: usize, object: usize, at: &usize| {
        let event = &events[*at];
        (event.actor, event.object, event.action) == (actor, Some(object), Verb::Load)
    };
    (0..read).rev().find_map(|seen| {
        let other = events[seen].object.filter(|other| *other != object && loads(reader, *other, &seen))?;
        let other_write = only_write(other).filter(|write| events[*write].written == events[seen].read)?;
        let somebody = |actor: &usize| *actor != reader && *actor != events[newer].actor;
        (0..execution.actors.len()).filter(somebody).find_map(|actor| {
            let sees =
                (0..events.len()).find(|at| loads(actor, object, at) && events[*at].read == events[newer].written)?;
            let misses = (sees + 1..events.len())
                .find(|at| loads(actor, other, at) && events[*at].read != events[other_write].written)?;
            Some(Disagreed { other_write, seen, sees, misses })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Reason, reason};
    use super::*;
    use crate::counterexample::story::Told;
    use racecourse_trace::exploration::ObjectKind;

    const ACTORS: [&str; 3] = ["main", "a", "b"];

    #[test]
    fn an_old_value_after_its_flag_was_seen_is_a_broken_publication() {
        let told = Told::new(&ACTORS, &[("data", ObjectKind::Atomic), ("flag", ObjectKind::Atomic)])
            .store(1, 0, "42")
            .store(1, 1, "true")
            .load(2, 1, "true")
            .load(2, 0, "0")
            .reads_old_values();
        let Some(Reason::OldValue(old)) = reason(&told) else { panic!("{:?}", reason(&told)) };
        assert_eq!((old.read, old.newer), (3, 0));
        assert_eq!(old.published, Some(Published { publish: 1, look: 2, orders: None }));
        assert_eq!(old.crossed, None);
    }

    #[test]
    fn two_stores_that_both_loads_miss_are_crossed() {
        let told = Told::new(&ACTORS, &[("x", ObjectKind::Atomic), ("y", ObjectKind::Atomic)])
            .store(2, 1, "1")
            .load(2, 0, "0")
            .store(1, 0, "1")
            .load(1, 1, "0")
            .reads_old_values();
        let Some(Reason::OldValue(old)) = reason(&told) else { panic!("{:?}", reason(&told)) };
        assert_eq!((old.read, old.newer, old.published), (3, 0, None));
        assert_eq!(old.crossed, Some(Crossed { own_store: 2, other_load: 1 }));
    }

    #[test]
    fn what_the_engine_says_of_old_values_counts_and_not_how_they_look() {
        // The value is that of the newest write, and it is the first one all the same.
        let told = || {
            Told::new(&ACTORS, &[("x", ObjectKind::Atomic)])
                .start(0, "0")
                .store(1, 0, "1")
                .store(1, 0, "0")
                .load(2, 0, "0")
        };
        assert!(!reads_an_old_value(&told().reads_old_values()));
        let stale = OddStep { step: 2, oddity: Oddity::Stale, newer: 0, messages: Vec::new() };
        let Some(Reason::OldValue(old)) = reason(&told().with_odd(vec![stale]).reads_old_values()) else {
            panic!("it is")
        };
        assert_eq!((old.read, old.newer), (2, 0));
        let usual = Told::new(&ACTORS, &[("x", ObjectKind::Atomic)]).start(0, "0").store(1, 0, "1").load(2, 0, "0");
        assert!(!reads_an_old_value(&usual.with_odd(Vec::new()).reads_old_values()));
    }

    #[test]
    fn two_that_see_two_writes_in_opposite_orders_disagree() {
        let actors = ["main", "writes x", "writes y", "one", "other"];
        let told = Told::new(&actors, &[("x", ObjectKind::Atomic), ("y", ObjectKind::Atomic)])
            .store(2, 1, "1")
            .load(4, 1, "1")
            .load(4, 0, "0")
            .store(1, 0, "1")
            .load(3, 0, "1")
            .load(3, 1, "0")
            .reads_old_values();
        let Some(Reason::OldValue(old)) = reason(&told) else { panic!("{:?}", reason(&told)) };
        assert_eq!((old.read, old.newer), (5, 0));
        assert_eq!(old.disagreed, Some(Disagreed { other_write: 3, seen: 4, sees: 1, misses: 2 }));
    }
}

//! Reasons that lie in waiting: a signal too early, a signal to the wrong one, a lock left by the dead.

use std::collections::BTreeSet;

use super::Reason;
use crate::counterexample::touch::Touch;
use racecourse_trace::exploration::{Event, Execution, Remark, Verb};
use racecourse_trace::failure::{ActorState, Evidence};

/// A notification that came before the wait it was meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostWakeup {
    /// The notification, which reached nobody.
    pub notify: usize,
    /// The wait that nobody ends.
    pub wait: usize,
    /// The waiter's last look at something, and the change of it, if both came before the notification.
    pub looked: Option<(usize, usize)>,
}

/// A notification that woke one who had to go back to sleep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misdirected {
    /// The notification.
    pub notify: usize,
    /// Where one wakes up by it.
    pub woken: usize,
    /// Where that one waits again.
    pub sleep: usize,
    /// Who else waited at the time of the notification and waits still.
    pub left: Vec<usize>,
}

/// Those who wait for a notification for ever, with the name of what they wait on.
fn sleepers(execution: &Execution) -> Vec<(usize, &str)> {
    let Some(Evidence::Waits { actors, .. }) = execution.failure.as_ref().map(|failure| &failure.evidence) else {
        return Vec::new();
    };
    let sleeps = |state: &&ActorState| state.waits.as_ref().is_some_and(|waits| waits.action == Verb::Wait);
    let found = actors.iter().filter(sleeps).filter_map(|state| {
        let actor = execution.actors.iter().position(|name| *name == state.actor)?;
        Some((actor, state.waits.as_ref()?.object.as_str()))
    });
    found.collect()
}

fn is_called(execution: &Execution, object: Option<usize>, name: &str) -> bool {
    object.and_then(|object| execution.objects.get(object)).is_some_and(|info| info.name == name)
}

pub(super) fn lost_wakeup(execution: &Execution, touches: &[Touch]) -> Option<LostWakeup> {
    let events = &execution.events;
    sleepers(execution).into_iter().find_map(|(actor, condvar)| {
        let on_it = |at: &usize| is_called(execution, events[*at].object, condvar);
        let wait = (0..events.len()).rev().filter(on_it).find(|at| {
            events[*at].actor == actor
                && events[*at].action == Verb::Wait
                && events[*at].remark != Remark::BlocksForEver
        })?;
        let notifies = |at: &usize| matches!(events[*at].action, Verb::NotifyOne | Verb::NotifyAll);
        if (wait + 1..events.len()).filter(on_it).any(|at| notifies(&at)) {
            return None;
        }
        let last = (0..wait).rev().filter(on_it).find(notifies)?;
        if events[last].remark != Remark::NobodyWaits {
            return None;
        }
        let mut looks = touches.iter().filter(|touch| touch.actor == actor && touch.only_reads() && touch.last < last);
        let looked = looks.next_back().and_then(|look| {
            let changes = |touch: &&Touch| {
                touch.writes
                    && touch.object == look.object
                    && touch.actor == events[last].actor
                    && touch.first > look.last
                    && touch.last < last
            };
            touches.iter().find(changes).map(|change| (look.first, change.first))
        });
        Some(LostWakeup { notify: last, wait, looked })
    })
}

pub(super) fn misdirected(execution: &Execution) -> Option<Misdirected> {
    let events = &execution.events;
    let asleep = sleepers(execution);
    let condvar = asleep.first()?.1;
    let on_it: Vec<usize> = (0..events.len()).filter(|at| is_called(execution, events[*at].object, condvar)).collect();
    let mut waiting: BTreeSet<usize> = BTreeSet::new();
    let mut signals: Vec<(usize, BTreeSet<usize>)> = Vec::new();
    let mut found = None;
    for &at in &on_it {
        let event = &events[at];
        match event.action {
            Verb::Wait if event.remark != Remark::BlocksForEver => {
                waiting.insert(event.actor);
            }
            Verb::NotifyOne => signals.push((at, waiting.clone())),
            Verb::Wake if event.remark == Remark::Notified => {
                waiting.remove(&event.actor);
                // The oldest it can be; each wakes one.
                let Some(used) = signals.iter().position(|(_, could)| could.contains(&event.actor)) else { continue };
                let (notify, could) = signals.remove(used);
                let acts = |later: &&usize| **later > at && events[**later].actor == event.actor;
                let Some(&sleep) = on_it.iter().find(acts) else { continue };
                let still = asleep.iter().filter(|(_, name)| *name == condvar).map(|(actor, _)| *actor);
                let left: Vec<usize> = still.filter(|actor| *actor != event.actor && could.contains(actor)).collect();
                if events[sleep].action == Verb::Wait && !left.is_empty() {
                    found = Some(Misdirected { notify, woken: at, sleep, left });
                }
            }
            Verb::Wake => {
                waiting.remove(&event.actor);
            }
            _ => {}
        }
    }
    found
}

pub(super) fn left_behind(execution: &Execution) -> Option<Reason> {
    let events = &execution.events;
    let is_kill = |event: &Event| event.action == Verb::Kill && event.remark == Remark::Nothing;
    let killed = events.iter().rposition(is_kill)?;
    let victim = &execution.objects.get(events[killed].object?)?.name;
    let holder = execution.actors.iter().position(|name| name == victim)?;
    let creates = |at: &usize| {
        events[*at].actor == holder && events[*at].action == Verb::Create && events[*at].remark == Remark::Succeeds
    };
    let taken = (0..killed).rev().find(creates)?;
    let same = |at: &usize| events[*at].object == events[taken].object;
    if (taken..events.len()).filter(same).any(|at| events[at].action == Verb::Remove) {
        return None;
    }
    let finds = |at: &usize| events[*at].action == Verb::Create && events[*at].remark == Remark::Exists;
    let found = (killed..events.len()).filter(same).find(finds)?;
    Some(Reason::LeftBehind { taken, killed, found })
}

#[cfg(test)]
mod tests {
    use super::super::reason;
    use super::*;
    use crate::counterexample::story::Told;
    use racecourse_trace::exploration::{Change, Moment, ObjectKind};
    use racecourse_trace::failure::{FailureKind, Site, Waiting};

    fn asleep(actors: &[&str], condvar: &str) -> Evidence {
        let site = Site { file: "scenarios/x/y/broken.rs".to_owned(), line: 1 };
        let waits = Waiting { action: Verb::Wait, object: condvar.to_owned(), site, on: Vec::new(), obstacle: None };
        let state =
            |name: &&str| ActorState { actor: (*name).to_owned(), holds: Vec::new(), waits: Some(waits.clone()) };
        Evidence::Waits { actors: actors.iter().map(state).collect(), cycle: Vec::new() }
    }

    const OBJECTS: [(&str, ObjectKind); 3] =
        [("ready", ObjectKind::Atomic), ("lock", ObjectKind::Mutex), ("changed", ObjectKind::Condvar)];

    #[test]
    fn a_signal_before_the_wait_is_lost() {
        let told = Told::new(&["main", "worker"], &OBJECTS)
            .load(1, 0, "false")
            .store(0, 0, "true")
            .act(0, Verb::NotifyOne, 2, Remark::NobodyWaits)
            .waits_with(1, 2, 1)
            .decides(2, 3)
            .fails(FailureKind::Deadlock, asleep(&["worker"], "changed"));
        let lost = LostWakeup { notify: 2, wait: 3, looked: Some((0, 1)) };
        assert_eq!(reason(&told), Some(Reason::LostWakeup(lost)));
    }

    #[test]
    fn a_signal_that_reached_somebody_is_not_lost() {
        let told = Told::new(&["main", "worker"], &OBJECTS)
            .act(0, Verb::NotifyOne, 2, Remark::Nothing)
            .waits_with(1, 2, 1)
            .fails(FailureKind::Deadlock, asleep(&["worker"], "changed"));
        assert_eq!(reason(&told), None);
    }

    #[test]
    fn a_signal_that_wakes_one_who_sleeps_again_was_for_another() {
        let told = Told::new(&["main", "first", "second"], &OBJECTS)
            .waits_with(1, 2, 1)
            .waits_with(0, 2, 1)
            .act(2, Verb::NotifyOne, 2, Remark::Nothing)
            .act(1, Verb::Wake, 2, Remark::Notified)
            .waits_with(1, 2, 1)
            .tried(Change::Before {
                step: Moment { actor: 0, event: None },
                other: Moment { actor: 1, event: Some(3) },
            })
            .fails(FailureKind::Deadlock, asleep(&["main", "first"], "changed"));
        let wrong = Misdirected { notify: 2, woken: 3, sleep: 4, left: vec![0] };
        assert_eq!(reason(&told), Some(Reason::Misdirected(wrong)));
    }

    #[test]
    fn a_file_of_the_dead_is_found_by_the_living() {
        let objects = [("lock", ObjectKind::File), ("holder", ObjectKind::Process)];
        let told = Told::new(&["main", "holder"], &objects)
            .act(1, Verb::Create, 0, Remark::Succeeds)
            .act(0, Verb::Kill, 1, Remark::Nothing)
            .act(0, Verb::Create, 0, Remark::Exists)
            .decides_when(1)
            .done();
        assert_eq!(reason(&told), Some(Reason::LeftBehind { taken: 0, killed: 1, found: 2 }));
    }
}

//! What every object is after each step, followed from the steps alone.

use std::collections::BTreeSet;

use racecourse_trace::exploration::{Event, Execution, ObjectInfo, ObjectKind, Remark, Shown, Verb};
use racecourse_trace::failure::Waiting;
use racecourse_trace::naming::original_name;

/// The states of all objects along an execution, in words: `7`, `left`, `free`, `2 of 3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct States {
    initial: Vec<String>,
    after: Vec<Vec<String>>,
}

impl States {
    /// Follows `execution` from its first step to its last.
    pub fn of(execution: &Execution) -> Self {
        let mut held: Vec<Held> = execution.objects.iter().map(Held::initially).collect();
        for (object, one) in held.iter_mut().enumerate().filter(|(_, one)| **one == Held::Value(None)) {
            // Then what the first step finds there is what it was.
            let first = execution.events.iter().find(|event| event.object == Some(object));
            *one = Held::Value(first.and_then(|event| value_of(&event.read)));
        }
        for (object, one) in held.iter_mut().enumerate() {
            if let Held::Owner(_, guarded) | Held::ReadersAndWriter(.., guarded) = one {
                *guarded = guarded.take().filter(|_| guards_a_change(execution, object));
            }
        }
        let words = |held: &[Held]| held.iter().map(|one| one.words(&execution.actors)).collect::<Vec<_>>();
        let initial = words(&held);
        let mut after = Vec::with_capacity(execution.events.len());
        for event in &execution.events {
            apply(&mut held, execution, event);
            after.push(words(&held));
        }
        Self { initial, after }
    }

    /// What `object` was before the first step.
    pub fn initial(&self, object: usize) -> &str {
        self.initial.get(object).map_or("", String::as_str)
    }

    /// What `object` was after the step `event`.
    pub fn after(&self, event: usize, object: usize) -> &str {
        self.after.get(event).and_then(|all| all.get(object)).map_or("", String::as_str)
    }

    /// What `object` was before the step `event`.
    pub fn before(&self, event: usize, object: usize) -> &str {
        match event {
            0 => self.initial(object),
            _ => self.after(event - 1, object),
        }
    }

    /// Whether `object` was ever anything else than at first.
    fn changes(&self, object: usize) -> bool {
        self.after.iter().any(|all| all[object] != self.initial[object])
    }
}

/// The objects whose states a reader wants beside the steps, at most `most`: those in `focus`, then values that several
/// actors share, then locks and the like.
pub fn worth_watching(execution: &Execution, states: &States, focus: &BTreeSet<usize>, most: usize) -> Vec<usize> {
    let rank = |object: usize| -> Option<usize> {
        let kind = execution.objects[object].kind;
        let known = Held::initially(&execution.objects[object]) != Held::Nothing;
        // A native run knows where it is stuck, and not what was done before.
        let done = |event: &Event| event.object == Some(object) && !event.remark.blocks();
        let followed = execution.events.iter().any(done);
        if !known || !followed || !(states.changes(object) || focus.contains(&object)) {
            return None;
        }
        match kind {
            _ if focus.contains(&object) => Some(0),
            ObjectKind::Condvar | ObjectKind::Token | ObjectKind::Once => None,
            _ if !is_shared(execution, object) => None,
            ObjectKind::Atomic | ObjectKind::Cell => Some(1),
            _ if guards_a_change(execution, object) => Some(1),
            _ => Some(2),
        }
    };
    let mut ranked: Vec<(usize, usize)> =
        (0..execution.objects.len()).filter_map(|object| rank(object).map(|rank| (rank, object))).collect();
    ranked.sort_unstable();
    let mut kept: Vec<usize> = ranked.into_iter().take(most).map(|(_, object)| object).collect();
    kept.sort_unstable();
    kept
}

/// Whether more than one actor has touched the object, or a copy of it.
pub fn is_shared(execution: &Execution, object: usize) -> bool {
    let Some(info) = execution.objects.get(object) else { return false };
    let copies = execution.objects.iter().any(|other| other.name != info.name && same_original(other, info));
    let one_of_them = |touched: usize| {
        touched == object || (copies && execution.objects.get(touched).is_some_and(|other| same_original(other, info)))
    };
    let touching =
        execution.events.iter().filter(|event| [event.object, event.also].into_iter().flatten().any(one_of_them));
    touching.map(|event| event.actor).collect::<BTreeSet<_>>().len() > 1
}

fn same_original(one: &ObjectInfo, other: &ObjectInfo) -> bool {
    one.kind == other.kind && original_name(&one.name) == original_name(&other.name)
}

/// What a lock guards, where it can be shown.
type Guarded = Option<String>;

/// What an object is, as far as steps say it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    /// Nothing that a step shows.
    Nothing,
    Value(Option<String>),
    /// A lock's owner, and what it guards, if that is shown.
    Owner(Option<usize>, Guarded),
    ReadersAndWriter(Vec<usize>, Option<usize>, Guarded),
    Filled(usize, Option<usize>),
    Waiting(Vec<usize>),
    Free(usize),
    Exists(bool),
    Set(bool),
}

impl Held {
    fn initially(object: &ObjectInfo) -> Self {
        match object.kind {
            ObjectKind::Atomic | ObjectKind::Cell => Held::Value(value_of(&object.initial)),
            ObjectKind::Mutex | ObjectKind::FileLock => Held::Owner(None, value_of(&object.initial)),
            ObjectKind::RwLock => Held::ReadersAndWriter(Vec::new(), None, value_of(&object.initial)),
            ObjectKind::Channel | ObjectKind::Pipe | ObjectKind::Barrier => Held::Filled(0, object.capacity),
            ObjectKind::Condvar => Held::Waiting(Vec::new()),
            ObjectKind::Semaphore => match object.initial.as_ref().and_then(Shown::permits) {
                Some(permits) => Held::Free(permits),
                None => Held::Nothing,
            },
            ObjectKind::File => Held::Exists(false),
            ObjectKind::Token => Held::Set(false),
            _ => Held::Nothing,
        }
    }

    fn words(&self, actors: &[String]) -> String {
        let name = |actor: &usize| actors.get(*actor).cloned().unwrap_or_default();
        let free = |guarded: &Guarded| guarded.clone().unwrap_or_else(|| "free".to_owned());
        match self {
            Held::Nothing => String::new(),
            Held::Value(value) => value.clone().unwrap_or_else(|| "·".to_owned()),
            Held::Owner(Some(owner), _) | Held::ReadersAndWriter(_, Some(owner), _) => name(owner),
            // While a lock is free, what it guards is what the next one will find.
            Held::Owner(None, guarded) => free(guarded),
            Held::ReadersAndWriter(readers, None, guarded) => match readers.as_slice() {
                [] => free(guarded),
                [one] => format!("{} reads", name(one)),
                many => format!("{} read", many.len()),
            },
            Held::Filled(n, Some(capacity)) => format!("{n} of {}", (*capacity).max(1)),
            Held::Filled(n, None) => n.to_string(),
            Held::Waiting(waiters) => match waiters.as_slice() {
                [] => "nobody waits".to_owned(),
                [one] => format!("{} waits", name(one)),
                many => format!("{} wait", many.len()),
            },
            Held::Free(n) => format!("{n} free"),
            Held::Exists(exists) => if *exists { "there" } else { "not there" }.to_owned(),
            Held::Set(set) => if *set { "set" } else { "not set" }.to_owned(),
        }
    }
}

fn apply(held: &mut [Held], execution: &Execution, event: &Event) {
    let me = event.actor;
    if event.remark.blocks() {
        return;
    }
    if let Some(Held::Owner(owner, guarded)) = event.also.and_then(|also| held.get_mut(also)) {
        *owner = None;
        leave(guarded, event);
    }
    if matches!(event.action, Verb::Bury | Verb::Exit) {
        let ended = event.object.and_then(|object| execution.objects.get(object)).map(|info| info.name.as_str());
        for (at, one) in held.iter_mut().enumerate() {
            // The kernel takes back its own locks from the dead, and nothing else.
            if let Held::Owner(owner @ Some(_), _) = one
                && execution.objects[at].kind == ObjectKind::FileLock
                && owner.and_then(|owner| execution.actors.get(owner)).map(String::as_str) == ended
            {
                *owner = None;
            }
        }
    }
    let Some(now) = event.object.and_then(|object| held.get_mut(object)) else { return };
    let done = event.remark.is_success();
    match (now, event.action) {
        (Held::Value(value), _) => {
            if let Some(written) = value_of(&event.written) {
                *value = Some(written);
            }
        }
        (Held::Owner(owner, _), Verb::Lock | Verb::TryLock | Verb::FileLock | Verb::TryFileLock) if done => {
            *owner = Some(me)
        }
        (Held::Owner(owner, guarded), Verb::Unlock) => {
            *owner = None;
            leave(guarded, event);
        }
        (Held::ReadersAndWriter(readers, ..), Verb::ReadLock | Verb::TryReadLock) if done => readers.push(me),
        (Held::ReadersAndWriter(readers, ..), Verb::ReadUnlock) => {
            let at = readers.iter().position(|reader| *reader == me).unwrap_or(0);
            if !readers.is_empty() {
                readers.remove(at);
            }
        }
        (Held::ReadersAndWriter(_, writer, _), Verb::WriteLock | Verb::TryWriteLock) if done => *writer = Some(me),
        // A writer that finds nobody there is in at once.
        (Held::ReadersAndWriter(_, writer, _), Verb::QueueWriter) if event.remark == Remark::Succeeds => {
            *writer = Some(me)
        }
        (Held::ReadersAndWriter(_, writer, guarded), Verb::WriteUnlock) => {
            *writer = None;
            leave(guarded, event);
        }
        (Held::Filled(n, _), Verb::Send | Verb::TrySend) if done => *n += 1,
        (Held::Filled(n, _), Verb::Receive | Verb::TryReceive) if done => *n = n.saturating_sub(1),
        (Held::Filled(n, _), Verb::Write) => *n += bytes(&event.written),
        (Held::Filled(n, _), Verb::Read) => *n = n.saturating_sub(bytes(&event.read)),
        (Held::Filled(n, capacity), Verb::Arrive) => {
            *n = if event.remark == Remark::Last { capacity.unwrap_or(0) } else { *n + 1 }
        }
        (Held::Filled(n, _), Verb::Leave) => *n = n.saturating_sub(1),
        (Held::Waiting(waiters), Verb::Wait) => waiters.push(me),
        (Held::Waiting(waiters), Verb::Wake) => waiters.retain(|waiter| *waiter != me),
        (Held::Free(n), Verb::Acquire | Verb::TryAcquire) if done => *n = n.saturating_sub(1),
        (Held::Free(n), Verb::Release) => *n += 1,
        (Held::Exists(exists), Verb::Create) if done => *exists = true,
        (Held::Exists(exists), Verb::Remove) => *exists = false,
        (Held::Set(set), Verb::Unpark) => *set = true,
        (Held::Set(set), Verb::Park) => *set = false,
        _ => {}
    }
}

/// Whether what a lock guards can be shown, and is not the same all the time. If it is, only its owner is of interest.
fn guards_a_change(execution: &Execution, object: usize) -> bool {
    let initial = value_of(&execution.objects[object].initial);
    let gives_up = |event: &&Event| event.passed.is_some() && [event.object, event.also].contains(&Some(object));
    initial.is_some() && execution.events.iter().filter(gives_up).any(|event| event.passed != initial)
}

/// Notes what `event` leaves behind in the lock that it gives up.
fn leave(guarded: &mut Guarded, event: &Event) {
    if let (Some(guarded), Some(left)) = (guarded, &event.passed) {
        guarded.clone_from(left);
    }
}

/// A value of the program that was read or written.
fn value_of(shown: &Option<Shown>) -> Option<String> {
    shown.as_ref().and_then(Shown::text).map(str::to_owned)
}

/// How many bytes were read or written.
fn bytes(shown: &Option<Shown>) -> usize {
    shown.as_ref().and_then(Shown::bytes).unwrap_or(0)
}

/// Whether `event` is the step in which its actor is stuck. To wait for a notification takes two steps: one gives up
/// the lock, and only the second one blocks; that first one is what a reader looks for.
pub(super) fn is_the_wait(event: &Event, waits: &Waiting) -> bool {
    event.remark.blocks() || (event.site == waits.site && event.action == Verb::Wait && waits.action == Verb::Wait)
}

#[cfg(test)]
mod tests {
    use super::super::story::Told;
    use super::*;

    #[test]
    fn a_value_is_what_was_written_last() {
        let told = Told::new(&["main", "a"], &[("x", ObjectKind::Atomic)])
            .start(0, "5")
            .load(1, 0, "5")
            .store(1, 0, "6")
            .done();
        let states = States::of(&told);
        assert_eq!((states.initial(0), states.after(0, 0), states.after(1, 0)), ("5", "5", "6"));
        assert_eq!((states.before(0, 0), states.before(1, 0)), ("5", "5"));
    }

    #[test]
    fn a_lock_is_its_owners_until_it_is_given_up_or_waited_with() {
        let told = Told::new(&["main", "a", "b"], &[("m", ObjectKind::Mutex), ("c", ObjectKind::Condvar)])
            .act(1, Verb::Lock, 0, Remark::Nothing)
            .act(2, Verb::TryLock, 0, Remark::Busy)
            .waits_with(1, 1, 0)
            .act(2, Verb::Lock, 0, Remark::Nothing)
            .act(1, Verb::Lock, 0, Remark::BlocksForEver)
            .done();
        let states = States::of(&told);
        let owners: Vec<&str> = (0..5).map(|at| states.after(at, 0)).collect();
        assert_eq!(owners, ["a", "a", "free", "b", "b"]);
        assert_eq!((states.after(1, 1), states.after(2, 1)), ("nobody waits", "a waits"));
    }

    #[test]
    fn a_free_lock_shows_what_it_guards() {
        let told = Told::new(
            &["main", "a"],
            &[
                ("m", ObjectKind::Mutex),
                ("c", ObjectKind::Condvar),
                ("r", ObjectKind::RwLock),
                ("same", ObjectKind::Mutex),
            ],
        )
        .start(0, "0")
        .start(2, "7")
        .start(3, "100")
        .act(1, Verb::Lock, 0, Remark::Nothing)
        .act(1, Verb::Unlock, 0, Remark::Written)
        .leaves("1")
        .act(0, Verb::Lock, 0, Remark::Nothing)
        .waits_with(0, 1, 0)
        .leaves("2")
        .act(1, Verb::WriteLock, 2, Remark::Nothing)
        .act(1, Verb::WriteUnlock, 2, Remark::Nothing)
        .leaves("8")
        .locked(1, 3, Remark::Written)
        .leaves("100")
        .done();
        let states = States::of(&told);
        let mutex: Vec<&str> = (0..4).map(|at| states.after(at, 0)).collect();
        assert_eq!((states.initial(0), mutex), ("0", vec!["a", "1", "main", "2"]));
        assert_eq!((states.initial(3), states.after(6, 3), states.after(7, 3)), ("free", "a", "free"));
        assert_eq!((states.initial(2), states.after(4, 2), states.after(5, 2)), ("7", "a", "8"));
    }

    #[test]
    fn channels_and_pipes_fill_and_empty() {
        let told = Told::new(&["main", "a"], &[("c", ObjectKind::Channel), ("p", ObjectKind::Pipe)])
            .holds(0, 2)
            .holds(1, 4096)
            .act(1, Verb::Send, 0, Remark::Nothing)
            .act(1, Verb::TrySend, 0, Remark::Full)
            .act(0, Verb::Receive, 0, Remark::Nothing)
            .value(1, Verb::Write, 1, None, Some(Shown::Bytes(4096)))
            .value(0, Verb::Read, 1, Some(Shown::Bytes(1)), None)
            .done();
        let states = States::of(&told);
        assert_eq!((states.after(1, 0), states.after(2, 0)), ("1 of 2", "0 of 2"));
        assert_eq!((states.after(3, 1), states.after(4, 1)), ("4096 of 4096", "4095 of 4096"));
    }

    #[test]
    fn permits_are_taken_and_given_back() {
        let objects = [("s", ObjectKind::Semaphore), ("unknown", ObjectKind::Semaphore)];
        let told = Told::new(&["main", "a"], &objects)
            .start(0, Shown::Permits(2))
            .act(1, Verb::Acquire, 0, Remark::Nothing)
            .act(1, Verb::TryAcquire, 0, Remark::NoneLeft)
            .act(1, Verb::Release, 0, Remark::Nothing)
            .done();
        let states = States::of(&told);
        let free: Vec<&str> = (0..3).map(|at| states.after(at, 0)).collect();
        assert_eq!((states.initial(0), free, states.initial(1)), ("2 free", vec!["1 free", "1 free", "2 free"], ""));
    }

    #[test]
    fn the_dead_keep_their_files_and_lose_their_file_locks() {
        let objects = [("f", ObjectKind::File), ("l", ObjectKind::FileLock), ("child", ObjectKind::Process)];
        let told = Told::new(&["main", "child"], &objects)
            .act(1, Verb::Create, 0, Remark::Succeeds)
            .act(1, Verb::FileLock, 1, Remark::Nothing)
            .act(0, Verb::Kill, 2, Remark::Nothing)
            .act(1, Verb::Bury, 2, Remark::Nothing)
            .done();
        let states = States::of(&told);
        assert_eq!((states.after(2, 0), states.after(2, 1)), ("there", "child"));
        assert_eq!((states.after(3, 0), states.after(3, 1)), ("there", "free"));
    }

    #[test]
    fn what_matters_is_watched_before_what_is_merely_shared() {
        let objects = [
            ("a", ObjectKind::Mutex),
            ("b", ObjectKind::Atomic),
            ("c", ObjectKind::Atomic),
            ("d", ObjectKind::Atomic),
            ("own", ObjectKind::Atomic),
        ];
        let mut told =
            Told::new(&["main", "left", "right"], &objects).act(1, Verb::Lock, 0, Remark::Nothing).store(1, 4, "9");
        for object in 1..4 {
            told = told.store(1, object, "1").store(2, object, "2");
        }
        let told = told.act(2, Verb::Lock, 0, Remark::BlocksForEver).done();
        let states = States::of(&told);
        assert_eq!(worth_watching(&told, &states, &BTreeSet::new(), 3), [1, 2, 3]);
        assert_eq!(worth_watching(&told, &states, &BTreeSet::from([0]), 3), [0, 1, 2]);
    }

    #[test]
    fn a_copy_in_another_process_counts_as_shared() {
        let objects =
            [("sum", ObjectKind::Atomic), ("sum (left's copy)", ObjectKind::Atomic), ("other", ObjectKind::Atomic)];
        let told = Told::new(&["main", "left"], &objects).store(1, 1, "5").load(0, 0, "0").store(1, 2, "1").done();
        assert!(is_shared(&told, 0) && is_shared(&told, 1) && !is_shared(&told, 2));
    }
}

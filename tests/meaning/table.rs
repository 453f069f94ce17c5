//! What each step comes to in each of the first states of an object, written out: the rules as they are, to be read beside
//! their words, object by object, in `snapshots/`.
//!
//! A rule that changes shows here first, whatever it is that changes: who waits, what is answered, what is ordered, who has the
//! object then, and the object itself.

use std::collections::VecDeque;
use std::fmt::Write;

use racecourse_meaning::Action::{self, *};
use racecourse_meaning::*;

use super::{barrier, channel, condvar, op, pipe, rwlock, semaphore, steps_of};

/// So many states of an object are shown at most, those that take the fewest steps first.
const STATES: usize = 9;

#[test]
fn mutex() {
    show("mutex", State::Mutex { owner: None });
}

#[test]
fn read_write_lock() {
    show("read_write_lock", rwlock());
}

#[test]
fn condition_variable() {
    show("condition_variable", condvar());
    let notified_twice = after(condvar(), [(1, Wait), (2, Wait), (3, NotifyOne), (3, NotifyOne)]);
    show("condition_variable_with_two_notifications", notified_twice);
}

#[test]
fn barrier_for_two() {
    show("barrier_for_two", barrier(2));
}

#[test]
fn semaphore_of_two() {
    show("semaphore_of_two", semaphore(2));
}

#[test]
fn once() {
    show("once", State::Once { runner: None, done: false });
}

#[test]
fn channel_without_a_buffer() {
    show("channel_without_a_buffer", channel(Some(0)));
}

#[test]
fn channel_for_one() {
    show("channel_for_one", channel(Some(1)));
}

#[test]
fn channel_without_a_limit() {
    show("channel_without_a_limit", channel(None));
}

#[test]
fn token() {
    show("token", State::Token { owner: 1, set: false });
}

#[test]
fn file_lock() {
    show("file_lock", State::FileLock { owner: None });
}

#[test]
fn file() {
    show("file", State::File { exists: false });
}

#[test]
fn end_of_an_actor() {
    show("end_of_an_actor", State::End { actor: 1, returned: false, finished: false });
    show("end_of_an_actor_that_has_ended", State::End { actor: 1, returned: false, finished: true });
}

#[test]
fn process() {
    show("process", State::running_process(1));
}

#[test]
fn pipe_between_two() {
    show("pipe_between_two", pipe());
}

#[test]
fn small_atomic() {
    show("small_atomic", State::Atomic { word: i8::WORD, value: 1 });
}

#[test]
fn plain_value() {
    show("plain_value", State::Cell { word: u8::WORD, value: 1 });
}

#[test]
fn counted_pointer() {
    show("counted_pointer", State::Pointer(Counts { strong: 1, weak: 0 }));
}

#[test]
fn turns() {
    show("turns", State::Turns);
}

/// All steps that there are on this object, with the amounts that make a difference.
fn steps(state: &State) -> Vec<Operation> {
    let ends: &[Action] = match state {
        // Nobody closes an end that nobody has.
        State::Channel(it) if it.senders > 0 && it.receivers > 0 => &[CloseSender, CloseReceiver],
        State::Channel(it) if it.senders > 0 => &[CloseSender],
        State::Channel(it) if it.receivers > 0 => &[CloseReceiver],
        _ => &[],
    };
    let amounts = |action| match action {
        OnceDone => [0, 1].as_slice(),
        PipeWrite => &[1, 5000],
        PipeRead => &[1, 2],
        _ => &[0],
    };
    let actions = steps_of(state).into_iter().chain(ends.iter().copied());
    actions
        .flat_map(|action| amounts(action).iter().map(move |amount| with_values(op(action).amount(*amount))))
        .collect()
}

/// A search tries steps out in states in which no program takes them.
#[test]
fn whatever_is_asked_of_an_object_is_answered_or_not_possible() {
    let first = [
        State::Mutex { owner: None },
        rwlock(),
        condvar(),
        barrier(2),
        semaphore(2),
        State::Once { runner: None, done: false },
        channel(Some(0)),
        channel(Some(1)),
        channel(None),
        State::Token { owner: 1, set: false },
        State::FileLock { owner: None },
        State::File { exists: false },
        State::End { actor: 1, returned: false, finished: false },
        State::running_process(1),
        pipe(),
        State::Atomic { word: i8::WORD, value: 1 },
        State::Cell { word: u8::WORD, value: 1 },
        State::Pointer(Counts { strong: 1, weak: 0 }),
        State::Turns,
        State::NotThere,
    ];
    for state in first {
        let mut seen = vec![state];
        let mut at = 0;
        while at < seen.len().min(600) {
            let state = seen[at].clone();
            at += 1;
            let closes = matches!(state, State::Channel(_)).then_some([CloseSender, CloseReceiver]);
            let closes = closes.into_iter().flatten().map(|action| with_values(op(action)));
            for step in steps(&state).into_iter().chain(closes) {
                for actor in 1..4 {
                    let who = Who { actor, process: actor % 2 };
                    let mut next = state.clone();
                    let is_possible = next.apply(who, &step).is_some();
                    // Nobody changes anything who cannot take a step.
                    assert!(is_possible || next == state, "{step:?} in {state:?}");
                    if !seen.contains(&next) {
                        seen.push(next);
                    }
                }
            }
        }
    }
}

/// Whether a program can get there: nobody gives up what it has not, or waits twice at the same time.
fn can_come_to_it(state: &State, actor: ActorId, action: Action) -> bool {
    match (state, action) {
        (State::Mutex { owner }, Unlock) => *owner == Some(actor),
        (State::FileLock { owner }, FileUnlock) => *owner == Some((actor, actor)),
        (State::RwLock { readers, .. }, ReadUnlock) => readers.contains(&actor),
        (State::RwLock { writer, .. }, WriteUnlock) => *writer == Some(actor),
        (State::RwLock { queue, .. }, QueueWriter) => !queue.contains(&actor),
        (State::Condvar { waiters, .. }, Wait) => !waiters.contains(&actor),
        (State::Condvar { waiters, .. }, Wake { .. }) => waiters.contains(&actor),
        (State::Condvar { waiters, .. }, NotifyOne | NotifyAll) => !waiters.contains(&actor),
        (State::Barrier { arrived, released, .. }, Arrive) => !arrived.contains(&actor) && !released.contains(&actor),
        (State::Barrier { arrived, released, .. }, Leave) => arrived.contains(&actor) || released.contains(&actor),
        (State::Once { runner, .. }, OnceDone) => *runner == Some(actor),
        (State::Channel(it), Taken) => it.capacity == Some(0) && it.receivers > 0,
        (State::Channel(it), Offer) => it.capacity == Some(0) && it.receivers > 0,
        (State::Channel(it), Send | TrySend) => it.senders > 0,
        // Without a buffer who is about to receive has said that it is there.
        (State::Channel(it), Receive { .. }) if it.capacity == Some(0) => !written(state).contains("offers: 0"),
        (State::Channel(it), Receive { .. } | TryReceive) => it.receivers > 0,
        _ => true,
    }
}

/// What is stored, added or put in the place of the 1 that is expected.
fn with_values(op: Operation) -> Operation {
    match op.action {
        Update(update) if update.is_exchange() => op.both(1, 3),
        Store | CellWrite | Update(_) => op.both(3, 3),
        _ => op,
    }
}

/// The state behind these steps.
fn after<const N: usize>(mut state: State, steps: [(ActorId, Action); N]) -> State {
    for (actor, action) in steps {
        state.apply(Who { actor, process: actor }, &op(action)).expect("nobody has to wait");
    }
    state
}

fn show(name: &str, first: State) {
    let mut text = String::new();
    let (mut seen, mut next) = (vec![first.clone()], VecDeque::from([first]));
    while let Some(state) = next.pop_front() {
        let _ = writeln!(text, "{}", written(&state));
        for op in steps(&state) {
            let mut said = String::new();
            // Three actors are enough; of the others only what is not as for the one before.
            for actor in [1, 2, 3].into_iter().filter(|actor| can_come_to_it(&state, *actor, op.action)) {
                let mut after = state.clone();
                let effect = after.apply(Who { actor, process: actor }, &op);
                let again = comes_to(effect, &state, &after);
                if said != again {
                    let _ = writeln!(text, "    {actor} {:<32} {again}", what(&op));
                    said = again;
                }
                if !seen.contains(&after) && seen.len() < STATES {
                    seen.push(after.clone());
                    next.push_back(after);
                }
            }
        }
    }
    insta::assert_snapshot!(name, text);
}

fn what(op: &Operation) -> String {
    let amount = op.count();
    let action = format!("{:?}", op.action);
    if amount > 0 { format!("{action} of {amount}") } else { action }
}

fn comes_to(effect: Option<Effect>, before: &State, after: &State) -> String {
    let Some(effect) = effect else { return "waits".to_owned() };
    let mut said = vec![format!("{:?}", effect.way).to_lowercase()];
    if effect.number > 0 {
        said.push(format!("answer {}", effect.number));
    }
    let marks = [(effect.acquires, "acquires"), (effect.releases, "releases"), (effect.changed, "changes")];
    said.extend(marks.into_iter().filter(|(is, _)| *is).map(|(_, word)| word.to_owned()));
    match effect.hold {
        Hold::Same => {}
        Hold::Takes => said.push("takes".to_owned()),
        Hold::LetsGo => said.push("lets go".to_owned()),
    }
    if effect.remark != Effect::DONE.remark {
        said.push(format!("({:?})", effect.remark));
    }
    if before != after {
        said.push(format!("→ {}", written(after)));
    }
    said.join(" ")
}

fn written(state: &State) -> String {
    format!("{state:?}")
}

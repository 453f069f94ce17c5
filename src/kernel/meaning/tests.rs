//! The rules, object by object, and what holds of all of them.

use proptest::prelude::*;

use super::*;
use crate::kernel::operation::Action::{self, *};

fn op(action: Action) -> Operation {
    Operation::on(action, 0, std::panic::Location::caller())
}

/// What steps of actors come to, one after the other; those that have to wait are not taken.
fn ways<const N: usize>(state: &mut State, steps: [(ActorId, Action); N]) -> [Option<Way>; N] {
    steps.map(|(actor, action)| {
        let effect = state.apply(Who { actor, process: 0 }, &op(action));
        effect.map(|effect| effect.way)
    })
}

const DONE: Option<Way> = Some(Way::Done);
const REFUSED: Option<Way> = Some(Way::Refused);
const CLOSED: Option<Way> = Some(Way::Closed);

fn condvar() -> State {
    State::Condvar { waiters: Vec::new(), notified: Vec::new() }
}

fn rwlock() -> State {
    State::RwLock { writer: None, readers: Vec::new(), queue: Vec::new() }
}

fn semaphore(permits: usize) -> State {
    State::Semaphore { permits, holders: Vec::new() }
}

fn barrier(size: usize) -> State {
    State::Barrier { size, arrived: Vec::new(), released: Vec::new() }
}

fn channel(capacity: Option<usize>) -> State {
    State::Channel(Channel::new(capacity))
}

#[test]
fn a_mutex_has_one_owner_and_waits_for_itself() {
    let steps = [(1, Lock), (1, Lock), (2, Lock), (2, TryLock), (1, Unlock), (2, Lock), (1, TryLock)];
    let ways = ways(&mut State::Mutex { owner: None }, steps);
    assert_eq!(ways, [DONE, None, None, REFUSED, DONE, DONE, REFUSED]);
}

#[test]
fn readers_share_and_wait_behind_a_writer_that_has_queued() {
    let steps = [(1, ReadLock), (2, ReadLock), (3, QueueWriter), (3, WriteLock), (4, ReadLock), (4, TryReadLock)];
    let mut lock = rwlock();
    assert_eq!(ways(&mut lock, steps), [DONE, DONE, REFUSED, None, None, REFUSED]);
    let steps = [(1, ReadUnlock), (3, WriteLock), (2, ReadUnlock), (3, WriteLock), (4, ReadLock), (4, TryWriteLock)];
    assert_eq!(ways(&mut lock, steps), [DONE, None, DONE, DONE, None, REFUSED]);
    let steps = [(3, WriteUnlock), (4, ReadLock), (1, QueueWriter)];
    assert_eq!(ways(&mut lock, steps), [DONE, DONE, REFUSED]);
}

#[test]
fn a_guard_for_reading_may_be_given_back_by_another() {
    let mut lock = rwlock();
    assert_eq!(ways(&mut lock, [(1, ReadLock), (2, ReadUnlock), (3, TryWriteLock)]), [DONE; 3]);
}

#[test]
fn a_notification_is_for_those_who_wait_when_it_is_sent() {
    let mut bell = condvar();
    // Nobody waits: it is lost.
    assert_eq!(ways(&mut bell, [(1, NotifyOne), (2, Wait), (2, Wake { timed: false })]), [DONE, DONE, None]);
    // One for two of them, whichever wakes; who comes later cannot use it.
    assert_eq!(
        ways(&mut bell, [(3, Wait), (1, NotifyOne), (4, Wait), (4, Wake { timed: false })]),
        [DONE, DONE, DONE, None]
    );
    assert_eq!(ways(&mut bell, [(3, Wake { timed: false }), (2, Wake { timed: false })]), [DONE, None]);
    assert_eq!(
        ways(&mut bell, [(2, Wake { timed: true }), (1, NotifyAll), (4, Wake { timed: false })]),
        [REFUSED, DONE, DONE]
    );
}

#[test]
fn the_last_to_arrive_releases_the_others_and_leads() {
    let steps = [(1, Arrive), (1, Leave), (2, Arrive), (3, Arrive), (1, Leave), (2, Leave), (3, Leave)];
    assert_eq!(ways(&mut barrier(3), steps), [REFUSED, None, REFUSED, DONE, DONE, DONE, None]);
}

#[test]
fn a_semaphore_gives_as_many_permits_as_it_has() {
    let steps = [(1, Acquire), (2, Acquire), (2, TryAcquire), (3, Release), (2, Acquire)];
    assert_eq!(ways(&mut semaphore(1), steps), [DONE, None, REFUSED, DONE, DONE]);
}

#[test]
fn what_is_done_once_is_tried_again_only_after_a_panic() {
    let mut once = State::Once { runner: None, done: false };
    assert_eq!(
        ways(&mut once, [(1, Load), (1, OnceEnter), (2, OnceEnter), (1, OnceDone)]),
        [REFUSED, DONE, None, DONE]
    );
    assert_eq!(ways(&mut once, [(2, OnceEnter)]), [DONE]);
    assert!(once.apply(Who { actor: 2, process: 0 }, &op(OnceDone).amount(1)).is_some());
    assert_eq!(ways(&mut once, [(3, OnceEnter), (3, Load)]), [REFUSED, DONE]);
}

#[test]
fn a_channel_takes_so_many_messages_and_is_closed_when_an_end_is_gone() {
    let receive = Receive { timed: false };
    let steps = [(1, Send), (1, TrySend), (1, Send), (2, receive), (2, receive), (2, Receive { timed: true })];
    let mut channel = channel(Some(1));
    assert_eq!(ways(&mut channel, steps), [DONE, REFUSED, None, DONE, None, REFUSED]);
    assert_eq!(
        ways(&mut channel, [(1, Send), (1, CloseSender), (2, receive), (2, TryReceive)]),
        [DONE, DONE, DONE, CLOSED]
    );
    assert_eq!(ways(&mut channel, [(2, CloseReceiver), (1, Send), (1, TrySend)]), [DONE, CLOSED, CLOSED]);
}

#[test]
fn without_a_buffer_a_message_is_handed_over_or_taken_back() {
    let receive = Receive { timed: false };
    let mut channel = channel(Some(0));
    assert_eq!(
        ways(&mut channel, [(1, TrySend), (2, Offer), (1, TrySend), (1, TrySend)]),
        [REFUSED, DONE, DONE, REFUSED]
    );
    // The first has been taken; the second, number 1, has not.
    assert_eq!(ways(&mut channel, [(2, receive), (1, Send), (1, Taken)]), [DONE, DONE, DONE]);
    let taken = op(Taken).amount(1);
    assert_eq!(channel.way(1, &taken), None);
    assert_eq!(ways(&mut channel, [(2, CloseReceiver)]), [DONE]);
    assert_eq!(channel.apply(Who { actor: 1, process: 0 }, &taken).map(|effect| effect.way), CLOSED);
}

#[test]
fn a_token_is_there_once_and_used_up() {
    let park = Park { timed: false };
    let steps = [(1, park), (2, Unpark), (3, Unpark), (1, park), (1, park), (1, Park { timed: true })];
    assert_eq!(ways(&mut State::Token { owner: 1, set: false }, steps), [None, DONE, DONE, DONE, None, REFUSED]);
}

#[test]
fn a_file_lock_is_not_given_up_by_who_does_not_have_it() {
    let steps = [(1, FileLock), (2, FileUnlock), (2, FileTryLock), (2, FileLock), (1, FileUnlock), (2, FileLock)];
    assert_eq!(ways(&mut State::FileLock { owner: None }, steps), [DONE, DONE, REFUSED, None, DONE, DONE]);
}

#[test]
fn a_file_is_created_once() {
    let steps = [(1, Exists), (1, Create), (2, Create), (2, Exists), (2, Remove), (2, Remove), (2, Create)];
    assert_eq!(ways(&mut State::File { exists: false }, steps), [REFUSED, DONE, REFUSED, DONE, DONE, REFUSED, DONE]);
}

fn steps_of(state: &State) -> Vec<Action> {
    match state {
        State::Mutex { .. } => vec![Lock, TryLock, Unlock],
        State::RwLock { .. } => {
            vec![ReadLock, TryReadLock, ReadUnlock, QueueWriter, WriteLock, TryWriteLock, WriteUnlock]
        }
        State::Condvar { .. } => vec![Wait, Wake { timed: false }, Wake { timed: true }, NotifyOne, NotifyAll],
        State::Barrier { .. } => vec![Arrive, Leave],
        State::Semaphore { .. } => vec![Acquire, TryAcquire, Release],
        State::Once { .. } => vec![OnceEnter, OnceDone, Load],
        State::Channel(_) => {
            vec![Send, TrySend, Taken, Offer, Receive { timed: false }, Receive { timed: true }, TryReceive]
        }
        State::Token { .. } => vec![Park { timed: false }, Park { timed: true }, Unpark],
        State::FileLock { .. } => vec![FileLock, FileTryLock, FileUnlock],
        _ => vec![Create, Remove, Exists],
    }
}

fn states() -> impl Strategy<Value = State> {
    prop_oneof![
        Just(State::Mutex { owner: None }),
        Just(rwlock()),
        Just(condvar()),
        (1..4_usize).prop_map(barrier),
        (0..3_usize).prop_map(semaphore),
        Just(State::Once { runner: None, done: false }),
        Just(channel(None)),
        (1..3_usize).prop_map(|capacity| channel(Some(capacity))),
        Just(State::Token { owner: 0, set: false }),
        Just(State::FileLock { owner: None }),
        Just(State::File { exists: false }),
    ]
}

proptest! {
    /// To look and to do agree, and who has to wait changes nothing.
    #[test]
    fn who_has_to_wait_changes_nothing(
        mut state in states(),
        steps in prop::collection::vec((0..3_usize, any::<prop::sample::Index>(), 0..2_usize), 0..40),
    ) {
        let actions = steps_of(&state);
        for (actor, action, amount) in steps {
            let op = op(*action.get(&actions)).amount(amount);
            let before = state.clone();
            let way = before.way(actor, &op);
            let effect = state.apply(Who { actor, process: 0 }, &op);
            prop_assert_eq!(way, effect.map(|effect| effect.way));
            if way.is_none() {
                prop_assert_eq!(&state, &before);
            }
        }
    }
}

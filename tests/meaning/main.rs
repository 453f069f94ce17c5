//! The rules, object by object, and what holds of all of them.

mod table;

use proptest::prelude::*;

use racecourse_meaning::Action::{self, *};
use racecourse_meaning::Update::{self, Add, And, CompareExchange, Max, Min, Or, Sub, Swap, WeakExchange, Xor};
use racecourse_meaning::*;
use racecourse_meaning::{Share, Way};

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
    State::quiet_condvar()
}

fn rwlock() -> State {
    State::free_rwlock()
}

fn semaphore(permits: usize) -> State {
    State::new_semaphore(permits)
}

fn barrier(size: usize) -> State {
    State::new_barrier(size)
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

/// Who may use either of two notifications uses the one for which fewer others wait.
#[test]
fn a_notification_is_left_for_who_came_too_late_for_the_one_before() {
    let wake = Wake { timed: false };
    let mut bell = condvar();
    assert_eq!(ways(&mut bell, [(1, Wait), (2, Wait), (4, NotifyOne), (3, Wait), (4, NotifyOne)]), [DONE; 5]);
    assert_eq!(ways(&mut bell, [(1, wake), (3, wake), (2, wake)]), [DONE, DONE, None]);
}

#[test]
fn the_last_to_arrive_releases_the_others_and_leads() {
    let steps = [(1, Arrive), (1, Leave), (2, Arrive), (3, Arrive), (1, Leave), (2, Leave), (3, Leave)];
    assert_eq!(ways(&mut barrier(3), steps), [REFUSED, None, REFUSED, DONE, DONE, DONE, None]);
}

#[test]
fn a_barrier_begins_anew_for_the_next_round() {
    let steps = [(1, Arrive), (2, Arrive), (1, Leave), (1, Arrive), (1, Leave), (2, Arrive), (1, Leave)];
    assert_eq!(ways(&mut barrier(2), steps), [REFUSED, DONE, DONE, REFUSED, None, DONE, DONE]);
}

#[test]
fn there_are_never_more_notifications_than_waiters() {
    let mut bell = condvar();
    assert_eq!(ways(&mut bell, [(2, Wait), (1, NotifyOne)]), [DONE; 2]);
    let once = bell.clone();
    assert_eq!(ways(&mut bell, [(1, NotifyOne)]), [DONE]);
    assert_eq!(bell, once);
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
    // That of another one has been taken; its own has not.
    assert_eq!(ways(&mut channel, [(2, receive), (1, Send), (3, Taken), (1, Taken)]), [DONE, DONE, DONE, None]);
    let taken = op(Taken);
    assert_eq!(ways(&mut channel, [(2, CloseReceiver)]), [DONE]);
    assert_eq!(channel.apply(Who { actor: 1, process: 0 }, &taken).map(|effect| effect.way), CLOSED);
    let State::Channel(it) = &channel else { panic!("{channel:?}") };
    assert_eq!(it.queued, 0, "nobody can take it any more, so its sender has it back");
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

/// An atomic of this type, and what it holds after each update, with what each found.
fn updates<T: AsWord, const N: usize>(value: T, steps: [(Update, T); N]) -> [(T, T); N] {
    let mut state = State::Atomic { word: T::WORD, value: value.to_word() };
    steps.map(|(update, operand)| {
        let op = op(Action::Update(update)).operand(operand.to_word());
        let found = state.apply(Who { actor: 1, process: 0 }, &op).expect("it waits for nothing").number;
        (T::from_word(found), T::from_word(state.value().expect("it has a value").1))
    })
}

#[test]
fn numbers_wrap_around_at_their_width_and_keep_their_sign() {
    assert_eq!(updates(250_u8, [(Add, 10), (Sub, 5), (Max, 7), (Min, 9)]), [(250, 4), (4, 255), (255, 255), (255, 9)]);
    assert_eq!(
        updates(127_i8, [(Add, 1), (Max, 5), (Min, -3), (Sub, 126)]),
        [(127, -128), (-128, 5), (5, -3), (-3, 127)]
    );
    assert_eq!(updates(u64::MAX, [(Add, 2), (Or, 6), (Xor, 3), (And, 5)]), [(u64::MAX, 1), (1, 7), (7, 4), (4, 4)]);
    assert_eq!(updates(i32::MIN, [(Sub, 1), (Swap, -1), (Max, 0)]), [(i32::MIN, i32::MAX), (i32::MAX, -1), (-1, 0)]);
    assert_eq!(updates(true, [(And, false), (Or, true), (Xor, true)]), [(true, false), (false, true), (true, false)]);
}

#[test]
fn an_exchange_writes_only_over_what_it_expects() {
    let mut state = State::Atomic { word: u32::WORD, value: 3 };
    let mut exchange = |expected, new| {
        let op = op(Action::Update(CompareExchange)).both(expected, new);
        let effect = state.apply(Who { actor: 1, process: 0 }, &op).expect("it waits for nothing");
        (effect.way, effect.number, effect.changed)
    };
    assert_eq!(exchange(4, 5), (Way::Refused, 3, false));
    assert_eq!(exchange(3, 5), (Way::Done, 3, true));
    assert_eq!(exchange(5, 5), (Way::Done, 5, false));
}

#[test]
fn memory_keeps_what_was_stored_last() {
    for (write, read, mut state) in [
        (Store, Load, State::Atomic { word: u8::WORD, value: 1 }),
        (CellWrite, CellRead, State::Cell { word: Word::Text, value: 1 }),
    ] {
        let mut step = |op: Operation| state.apply(Who { actor: 1, process: 0 }, &op).map(|it| (it.number, it.changed));
        assert_eq!(step(op(read)), Some((1, false)));
        assert_eq!(step(op(write).operand(2)), Some((1, true)));
        assert_eq!(step(op(write).operand(2)), Some((2, false)));
        assert_eq!(step(op(read)), Some((2, false)));
    }
}

const PARENT: Who = Who { actor: 0, process: 0 };
const CHILD: Who = Who { actor: 1, process: 1 };

/// A pipe for 4096 bytes with both ends open in the parent and in the child, the parent's handles being 1 and 2.
fn pipe() -> State {
    let mut pipe = Pipe::new(4096, 0, 1, 2);
    pipe.readers.push((1, 1));
    pipe.writers.push((1, 2));
    State::Pipe(pipe)
}

#[test]
fn a_pipe_takes_all_in_one_piece_or_what_there_is_room_for() {
    let mut pipe = pipe();
    let mut step = |op: Operation| pipe.apply(PARENT, &op).map(|it| (it.way, it.number));
    let write = |bytes, in_pieces| op(PipeWrite).both(bytes, in_pieces);
    assert_eq!(step(op(PipeRead).amount(1)), None);
    assert_eq!(step(write(3000, 0)), Some((Way::Done, 3000)));
    assert_eq!(step(write(3000, 0)), None);
    assert_eq!(step(write(3000, 1)), Some((Way::Done, 1096)));
    assert_eq!(step(write(1, 1)), None);
    assert_eq!(step(op(PipeRead).amount(5000)), Some((Way::Done, 4096)));
    assert_eq!(step(write(2, 0)), Some((Way::Done, 2)));
    assert_eq!(step(op(PipeRead).amount(1)), Some((Way::Done, 1)));
}

#[test]
fn a_read_of_a_pipe_for_frames_takes_the_first_one() {
    let mut pipe = State::Pipe(Pipe::new(4096, 0, 1, 2).for_frames());
    let mut step = |op: Operation| pipe.apply(PARENT, &op).map(|it| it.number);
    let write = |bytes, in_pieces| op(PipeWrite).both(bytes, in_pieces);
    assert_eq!(step(op(PipeRead)), None);
    assert_eq!([step(write(10, 0)), step(write(20, 0)), step(write(5000, 1))], [Some(10), Some(20), Some(4066)]);
    assert_eq!([step(op(PipeRead)), step(op(PipeRead)), step(op(PipeRead))], [Some(10), Some(20), Some(4066)]);
    assert_eq!([step(op(PipeRead)), step(write(934, 1)), step(write(7, 0))], [None, Some(934), Some(7)]);
    assert_eq!([step(op(PipeRead)), step(op(PipeRead)), step(op(PipeRead))], [Some(934), Some(7), None]);
}

#[test]
fn a_frame_that_was_cut_off_is_torn_by_what_is_longer_than_its_rest() {
    let torn = |unwritten: u64, next: u64| {
        let mut pipe = State::Pipe(Pipe::new(4096, 0, 1, 2).for_frames());
        let mut step = |who, op: Operation| pipe.apply(who, &op).map(|it| it.number);
        assert_eq!(step(CHILD, op(PipeWrite).both(4096 + unwritten, 1)), Some(4096));
        // Nobody else begins one as long as the child may go on with it.
        assert_eq!([step(PARENT, op(PipeRead)), step(PARENT, op(PipeWrite).both(next, 0))], [Some(4096), None]);
        pipe.loses(CHILD.process);
        let mut step = |op: Operation| pipe.apply(PARENT, &op).map(|it| it.number);
        assert_eq!(step(op(PipeWrite).both(next, 0)), Some(next));
        let State::Pipe(pipe) = pipe else { unreachable!("it is a pipe") };
        pipe.frames.expect("it carries frames").are_torn()
    };
    assert_eq!([torn(10, 9), torn(10, 10), torn(10, 11)], [false, false, true]);
}

#[test]
fn a_pipe_ends_when_every_end_of_the_other_kind_is_closed() {
    let mut pipe = pipe();
    let mut step = |who, op: Operation| pipe.apply(who, &op).map(|it| it.way);
    let (read, write) = (op(PipeRead).amount(1), op(PipeWrite).both(1, 0));
    assert_eq!(step(PARENT, op(PipeClose).amount(2)), DONE);
    assert_eq!(step(PARENT, read), None);
    assert_eq!(step(CHILD, write), DONE);
    assert_eq!(step(CHILD, op(PipeClose).amount(2)), DONE);
    assert_eq!([step(PARENT, read), step(PARENT, read)], [DONE, CLOSED]);
    assert_eq!([step(PARENT, op(PipeClose).amount(1)), step(CHILD, write)], [DONE, DONE]);
    assert_eq!([step(CHILD, op(PipeClose).amount(1)), step(CHILD, write)], [DONE, CLOSED]);
}

/// Puts an object at the next number.
fn add(states: &mut States, state: State) -> usize {
    states.put(states.len(), state);
    states.len() - 1
}

/// A process, a pipe, a file lock that the child has, a mutex that the child has, and a file that it has made.
fn of_two_processes() -> States {
    let mut states = States::default();
    add(&mut states, State::running_process(1));
    add(&mut states, pipe());
    add(&mut states, State::FileLock { owner: Some((1, 1)) });
    add(&mut states, State::Mutex { owner: Some(1) });
    add(&mut states, State::File { exists: true });
    states
}

#[test]
fn the_end_of_a_process_closes_its_pipes_and_frees_its_file_locks_and_nothing_else() {
    for (who, end, exit) in [
        (CHILD, op(Exit).operand(u64::from((-3_i32).cast_unsigned())), ProcessExit::Code(-3)),
        (PARENT, op(Bury), ProcessExit::Signal(9)),
    ] {
        let mut states = of_two_processes();
        if end.action == Bury {
            states.apply(PARENT, &op(Kill)).expect("nobody waits to kill");
        }
        assert_eq!(states.apply(PARENT, &op(WaitChild)), None);
        assert_eq!(states.apply(who, &end).map(|effect| effect.way), DONE);
        let State::Pipe(Pipe { readers, writers, .. }) = &states[1] else { panic!("it is a pipe") };
        assert_eq!((&readers[..], &writers[..]), (&[(0, 1)][..], &[(0, 2)][..]));
        assert_eq!(states[2], State::FileLock { owner: None });
        assert_eq!(states[3], State::Mutex { owner: Some(1) });
        assert_eq!(states[4], State::File { exists: true });
        let after = states.clone();
        assert_eq!(
            states.apply(PARENT, &op(Kill)).map(|effect| (effect.way, effect.changed)),
            Some((Way::Refused, false))
        );
        assert_eq!(states, after);
        let answer = states.apply(PARENT, &op(WaitChild)).expect("it has ended").number;
        assert_eq!(ProcessExit::from_number(answer), exit);
    }
}

#[test]
fn who_is_killed_keeps_what_it_has_until_it_is_buried_and_does_nothing_more() {
    let mut states = of_two_processes();
    assert!(!states.allow(1, &op(Bury)));
    let before = states.clone();
    assert_eq!(states.apply(PARENT, &op(Kill)).map(|effect| (effect.way, effect.changed)), Some((Way::Done, true)));
    assert!(states[0].is_done_for());
    assert!((1..5).all(|object| states[object] == before[object]));
    assert_eq!(states.apply(PARENT, &op(WaitChild)), None);
    let killed = states.clone();
    for refused in [op(Kill), op(Exit)] {
        assert_eq!(states.apply(CHILD, &refused).map(|effect| effect.way), Some(Way::Refused));
        assert_eq!(states, killed);
    }
    assert_eq!(states.apply(CHILD, &op(Bury)).map(|effect| effect.way), DONE);
    assert_eq!(states.apply(CHILD, &op(Bury)), None);
    assert_eq!(states[2], State::FileLock { owner: None });
}

/// Nobody could tell the two moments apart.
#[test]
fn a_kill_of_who_has_nothing_is_its_end() {
    let mut states = of_two_processes();
    states.put(2, State::FileLock { owner: Some((0, 0)) });
    states.put(1, State::Pipe(Pipe::new(4096, 0, 1, 2)));
    states.apply(PARENT, &op(Kill)).expect("nobody waits to kill");
    assert!(!states.allow(1, &op(Bury)));
    let answer = states.apply(PARENT, &op(WaitChild)).expect("it has ended").number;
    assert_eq!(ProcessExit::from_number(answer), ProcessExit::Signal(9));
}

#[test]
fn who_gives_one_of_two_permits_back_still_has_the_other() {
    let mut pool = semaphore(2);
    assert_eq!(ways(&mut pool, [(1, Acquire), (1, Acquire), (1, Release), (2, Acquire)]), [DONE; 4]);
    assert_eq!(pool.waited_for(&op(Acquire)), [1, 2]);
}

#[test]
fn to_wait_gives_up_the_mutex_in_the_same_step() {
    let mut states = States::default();
    let bell = add(&mut states, condvar());
    let mutex = add(&mut states, State::Mutex { owner: Some(1) });
    let wait = Operation::on(Wait, bell, std::panic::Location::caller()).with(mutex);
    assert!(states.allow(1, &wait));
    assert_eq!(states.apply(CHILD, &wait).map(|effect| effect.way), DONE);
    assert_eq!(states[mutex], State::Mutex { owner: None });
    let State::Condvar { waiters, .. } = &states[bell] else { panic!("it is a condition variable") };
    assert_eq!(waiters[..], [1]);
}

#[test]
fn a_thread_is_waited_for_until_it_has_ended() {
    let mut end = State::End { actor: 1, returned: false, finished: false };
    assert_eq!(ways(&mut end, [(0, Join), (0, IsFinished)]), [None, REFUSED]);
    // What it has for itself is dropped between the two.
    assert_eq!(ways(&mut end, [(1, Finish), (0, IsFinished), (0, Join)]), [DONE, DONE, None]);
    for returned in [false, true] {
        end = State::End { actor: 1, returned, finished: true };
        assert_eq!(ways(&mut end, [(0, Join), (2, Join), (0, IsFinished)]), [DONE, DONE, DONE]);
    }
}

#[test]
fn states_and_operations_can_be_written_down_and_read() {
    let mut states = of_two_processes();
    add(&mut states, State::Atomic { word: i16::WORD, value: (-2_i16).to_word() });
    add(&mut states, channel(Some(2)));
    let text = serde_json::to_string(&states).expect("it can be written");
    assert_eq!(serde_json::from_str::<States>(&text).expect("it can be read"), states);
    let op = op(Action::Update(CompareExchange)).both(1, 2).ordered(Order::Acquire);
    let text = serde_json::to_string(&op).expect("it can be written");
    let mut read: Operation = serde_json::from_str(&text).expect("it can be read");
    read.site = op.site;
    assert_eq!(read, op);
}

#[test]
fn of_counted_pointers_the_last_one_takes_the_value() {
    let drop = Action::Share(Share::Drop { weighs: false });
    let step = |pointer: &mut State, share| {
        let effect = pointer.apply(Who { actor: 0, process: 0 }, &op(Action::Share(share))).expect("nobody waits");
        (effect.way, effect.number, effect.acquires, effect.releases)
    };
    let mut pointer = State::Pointer(Counts { strong: 1, weak: 0 });
    assert_eq!(step(&mut pointer, Share::GetMut), (Way::Done, 0, true, false));
    assert_eq!(step(&mut pointer, Share::Clone), (Way::Done, 0, false, false));
    assert_eq!(step(&mut pointer, Share::GetMut).0, Way::Refused);
    assert_eq!(step(&mut pointer, Share::TryUnwrap).0, Way::Refused);
    assert_eq!(step(&mut pointer, Share::Downgrade).0, Way::Done);
    assert_eq!([step(&mut pointer, Share::Count).1, step(&mut pointer, Share::CountWeak).1], [2, 1]);
    // Who is not the last publishes; who is comes after all others.
    assert_eq!(step(&mut pointer, Share::IntoInner), (Way::Done, 1, false, true));
    assert_eq!(step(&mut pointer, Share::Upgrade), (Way::Done, 0, true, false));
    assert_eq!(ways(&mut pointer, [(0, drop), (1, drop)]), [DONE, DONE]);
    assert_eq!(pointer, State::Pointer(Counts { strong: 0, weak: 1 }));
    assert_eq!(step(&mut pointer, Share::Upgrade).0, Way::Refused);
}

#[test]
fn to_make_a_pointer_the_only_one_leaves_weak_ones_behind() {
    let make_mut = Action::Share(Share::MakeMut);
    let after = |strong, weak| {
        let mut pointer = State::Pointer(Counts { strong, weak });
        let [way] = ways(&mut pointer, [(0, make_mut)]);
        (way, pointer)
    };
    assert_eq!(after(1, 0), (DONE, State::Pointer(Counts { strong: 1, weak: 0 })));
    assert_eq!(after(1, 2), (DONE, State::Pointer(Counts { strong: 0, weak: 2 })));
    assert_eq!(after(2, 0), (REFUSED, State::Pointer(Counts { strong: 2, weak: 0 })));
}

#[test]
fn a_copy_of_a_lock_is_held_by_who_held_it_and_the_one_who_forks_goes_on_as_another() {
    let mut mutex = State::Mutex { owner: Some(1) }.copied();
    assert!(!mutex.goes_on_as(0, 7), "somebody else has it");
    assert_eq!(mutex, State::Mutex { owner: Some(1) });
    assert!(mutex.goes_on_as(1, 7));
    assert_eq!(mutex, State::Mutex { owner: Some(7) });
    let mut lock = rwlock();
    assert_eq!(ways(&mut lock, [(1, ReadLock), (2, ReadLock), (3, QueueWriter)]), [DONE, DONE, REFUSED]);
    let mut copy = lock.copied();
    assert!(copy.goes_on_as(2, 7));
    let State::RwLock { writer: None, readers, queue } = &copy else { panic!("nobody writes: {copy:?}") };
    assert_eq!((&readers[..], &queue[..]), (&[1, 7][..], &[][..]));
    // Nobody in the child waits to write, so readers come in; who comes to write waits for ever.
    assert_eq!(ways(&mut copy, [(7, ReadLock), (8, TryWriteLock)]), [DONE, REFUSED]);
}

const SHARES: [Share; 12] = [
    Share::Clone,
    Share::Drop { weighs: true },
    Share::Downgrade,
    Share::CloneWeak,
    Share::DropWeak,
    Share::Upgrade,
    Share::Count,
    Share::CountWeak,
    Share::GetMut,
    Share::TryUnwrap,
    Share::IntoInner,
    Share::MakeMut,
];

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
        State::Atomic { .. } => {
            let updates = [Swap, Add, Sub, And, Or, Xor, Max, Min, CompareExchange, WeakExchange];
            [Load, Store].into_iter().chain(updates.map(Action::Update)).collect()
        }
        State::Cell { .. } => vec![CellRead, CellWrite],
        State::Pipe(_) => vec![PipeWrite, PipeRead, PipeClose],
        State::Process { .. } => vec![Exit, WaitChild, Kill, Bury],
        State::End { .. } => vec![Join, IsFinished, Finish],
        State::Turns | State::NotThere => vec![Request, Granted],
        State::FileLock { .. } => vec![FileLock, FileTryLock, FileUnlock],
        State::File { .. } => vec![Create, Remove, Exists],
        State::Pointer(_) => SHARES.map(Action::Share).to_vec(),
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
        Just(State::Atomic { word: i8::WORD, value: 1 }),
        Just(State::Atomic { word: bool::WORD, value: 1 }),
        Just(State::Cell { word: u8::WORD, value: 1 }),
        Just(pipe()),
        Just(State::running_process(1)),
        any::<[bool; 2]>().prop_map(|[returned, finished]| State::End { actor: 2, returned, finished }),
        Just(State::Turns),
        (0..3_u32, 0..2_u32).prop_map(|(strong, weak)| State::Pointer(Counts { strong, weak })),
    ]
}

/// Found by the property below: where a thread was known to have ended, and not to have returned, nothing seemed to change.
#[test]
fn the_whole_end_of_a_thread_changes_something_as_long_as_a_half_is_missing() {
    for (returned, finished) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut end = State::End { actor: 1, returned, finished };
        let effect = end.apply(Who { actor: 1, process: 0 }, &op(Finish).amount(ALTOGETHER));
        assert_eq!(effect.map(|effect| effect.changed), Some(!(returned && finished)));
        assert_eq!(end, State::End { actor: 1, returned: true, finished: true });
    }
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
            match effect {
                // A search may take a step that changes nothing for a look.
                Some(effect) if op.action.may_leave_unchanged() => prop_assert_eq!(effect.changed, state != before),
                Some(Effect { changed: true, .. }) => {}
                _ => prop_assert_eq!(&state, &before),
            }
        }
    }
}

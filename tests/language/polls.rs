//! Who waits by asking again and again what is no atomic: a lock that is tried, a channel that is looked into, a thread that may
//! have ended.

use std::cell::RefCell;
use std::time::Duration;

use proptest::prelude::*;
use racecourse::sync::{MutexGuard, OnceLock, RwLock, Semaphore};

use super::*;

/// Both searches go through all of it and come to this, and to what they are called where it goes on for ever.
#[track_caller]
pub(super) fn both_come_to(run: impl Fn() -> Outcome + Copy + Send + Sync + 'static, expected: &[&str]) {
    comes_to(run, expected);
    let explored = explore(&Program::unnamed(run), EngineId::Explorer, &Budget::DEFAULT);
    assert!(explored.coverage.is_exhaustive(), "{:?}", explored.coverage);
    assert_eq!(labels(&explored), expected.iter().map(|label| (*label).to_owned()).collect());
}

#[test]
fn a_mutex_that_is_tried_until_it_is_free() {
    let run = || {
        let mutex = Arc::new(Mutex::new(0));
        let theirs = Arc::clone(&mutex);
        let other = thread::spawn(move || *theirs.lock() += 1);
        loop {
            if let Some(mut number) = mutex.try_lock() {
                *number += 2;
                break;
            }
            thread::yield_now();
        }
        other.join().unwrap();
        Outcome::new(*mutex.lock())
    };
    both_come_to(run, &["3"]);
}

#[test]
fn a_mutex_that_is_never_given_back_is_tried_for_ever() {
    let run = || {
        let mutex = Arc::new(Mutex::new(0));
        let theirs = Arc::clone(&mutex);
        let held = mutex.lock();
        let other = thread::spawn(move || {
            while theirs.try_lock().is_none() {
                thread::yield_now();
            }
        });
        other.join().unwrap();
        Outcome::new(*held)
    };
    both_come_to(run, &["livelock"]);
}

#[test]
fn two_who_try_the_other_ones_lock() {
    let run = || {
        let (left, right) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
        let takes = |mine: &Arc<Mutex<i32>>, other: &Arc<Mutex<i32>>| {
            let (mine, other) = (Arc::clone(mine), Arc::clone(other));
            move || {
                let _held = mine.lock();
                while other.try_lock().is_none() {
                    thread::yield_now();
                }
            }
        };
        let other = thread::spawn(takes(&right, &left));
        takes(&left, &right)();
        other.join().unwrap();
        Outcome::new("done")
    };
    both_come_to(run, &["done", "livelock"]);
}

#[test]
fn a_read_write_lock_that_is_tried() {
    let run = || {
        let lock = Arc::new(RwLock::new(0));
        let theirs = Arc::clone(&lock);
        let other = thread::spawn(move || {
            while theirs.try_write().map(|mut it| *it += 1).is_none() {
                thread::yield_now();
            }
        });
        let seen = loop {
            if let Some(number) = lock.try_read() {
                break *number;
            }
            thread::yield_now();
        };
        other.join().unwrap();
        Outcome::new(seen)
    };
    both_come_to(run, &["0", "1"]);
}

#[test]
fn a_channel_that_is_looked_into() {
    let run = || {
        let (sender, receiver) = channel::bounded(1);
        let other = thread::spawn(move || {
            for number in 1..=2 {
                while sender.try_send(number).is_err() {
                    thread::yield_now();
                }
            }
        });
        let mut sum = 0;
        loop {
            match receiver.try_recv() {
                Ok(number) => sum += number,
                Err(channel::TryRecvError::Empty) => thread::yield_now(),
                Err(channel::TryRecvError::Disconnected) => break,
            }
        }
        other.join().unwrap();
        Outcome::new(sum)
    };
    both_come_to(run, &["3"]);
}

#[test]
fn a_channel_in_which_nothing_comes_any_more() {
    let run = || {
        let (sender, receiver) = channel::unbounded::<u32>();
        let kept = sender.clone();
        let other = thread::spawn(move || while receiver.try_recv().is_err() {});
        drop(sender);
        other.join().unwrap();
        drop(kept);
        Outcome::new("received")
    };
    both_come_to(run, &["livelock"]);
}

#[test]
fn a_thread_that_is_asked_whether_it_has_ended() {
    let run = || {
        let number = Arc::new(AtomicU32::new(0));
        let theirs = Arc::clone(&number);
        let other = thread::spawn(move || theirs.store(1, Relaxed));
        while !other.is_finished() {
            thread::yield_now();
        }
        let seen = number.load(Relaxed);
        other.join().unwrap();
        Outcome::new(seen)
    };
    // To ask orders nothing: the flag of the end may be seen before what came before it.
    assert!(outcomes(run).contains("1"));
    let explored = explore(&Program::unnamed(run), EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(labels(&explored), BTreeSet::from(["1".to_owned()]));
}

#[test]
fn a_place_that_is_asked_whether_it_has_been_set() {
    let run = || {
        let place = Arc::new(OnceLock::new());
        let theirs = Arc::clone(&place);
        let other = thread::spawn(move || theirs.set(7).is_ok());
        let seen = loop {
            if let Some(number) = place.get() {
                break *number;
            }
            thread::yield_now();
        };
        Outcome::new(format!("{seen} {}", other.join().unwrap()))
    };
    both_come_to(run, &["7 true"]);
}

#[test]
fn a_permit_that_is_tried() {
    let run = || {
        let permits = Arc::new(Semaphore::new(0));
        let theirs = Arc::clone(&permits);
        let other = thread::spawn(move || theirs.release());
        while permits.try_acquire().is_none() {
            thread::yield_now();
        }
        other.join().unwrap();
        Outcome::new("acquired")
    };
    both_come_to(run, &["acquired"]);
}

#[test]
fn a_pointer_that_is_asked_how_many_there_are() {
    let run = || {
        let shared = racecourse::sync::Arc::new(5);
        let theirs = racecourse::sync::Arc::clone(&shared);
        let other = thread::spawn(move || drop(theirs));
        while racecourse::sync::Arc::strong_count(&shared) > 1 {
            thread::yield_now();
        }
        other.join().unwrap();
        Outcome::new(*shared)
    };
    both_come_to(run, &["5"]);
}

/// Each of them looks at both places, so none has looked at both after the other one has.
#[test]
fn two_who_look_at_two_places_for_ever_each_by_leaving_what_it_finds() {
    let run = || {
        let places = Arc::new([AtomicBool::new(true), AtomicBool::new(true)]);
        let theirs = Arc::clone(&places);
        let looks = |places: &[AtomicBool; 2]| while places.iter().all(|place| place.swap(true, SeqCst)) {};
        let other = thread::spawn(move || looks(&theirs));
        looks(&places);
        other.join().unwrap();
        Outcome::new("gone on")
    };
    both_come_to(run, &["spin"]);
}

#[test]
fn two_who_try_two_locks_for_ever() {
    let run = || {
        let locks = Arc::new([Mutex::new(()), Mutex::new(())]);
        let theirs = Arc::clone(&locks);
        let _held = (locks[0].lock(), locks[1].lock());
        let tries = |locks: &[Mutex<()>; 2]| {
            while locks.iter().all(|lock| lock.try_lock().is_none()) {
                thread::yield_now();
            }
        };
        let other = thread::spawn(move || tries(&theirs));
        tries(&locks);
        other.join().unwrap();
        Outcome::new("gone on")
    };
    both_come_to(run, &["livelock"]);
}

/// Who looks at two things is stuck only if neither is another one any more.
#[test]
fn a_channel_that_is_looked_into_between_times() {
    let run = || {
        let ((sender, receiver), (kept, nobody)) = (channel::bounded(1), channel::bounded::<()>(1));
        let other = thread::spawn(move || {
            let mut rounds = 0;
            while receiver.try_recv().is_err() {
                rounds = 1;
                let _ = nobody.recv_timeout(Duration::from_millis(1));
            }
            rounds
        });
        sender.send(1).unwrap();
        let rounds = other.join().unwrap();
        drop(kept);
        Outcome::new(rounds)
    };
    both_come_to(run, &["0", "1"]);
    let never_sent = || {
        let ((kept, receiver), (also_kept, nobody)) = (channel::bounded::<u32>(1), channel::bounded::<()>(1));
        let other = thread::spawn(move || {
            while receiver.try_recv().is_err() {
                let _ = nobody.recv_timeout(Duration::from_millis(1));
            }
        });
        other.join().unwrap();
        drop((kept, also_kept));
        Outcome::new("received")
    };
    both_come_to(never_sent, &["livelock"]);
}

/// What is found is left as it is, so that each look has two halves.
#[test]
fn two_flags_or_three_of_which_one_is_lowered() {
    fn lowered<const N: usize>(which: usize) -> Outcome {
        let flags = Arc::new([(); N].map(|()| AtomicBool::new(true)));
        let theirs = Arc::clone(&flags);
        let other = thread::spawn(move || while theirs.iter().all(|flag| flag.swap(true, SeqCst)) {});
        flags[which].store(false, SeqCst);
        other.join().unwrap();
        Outcome::new("gone on")
    }
    both_come_to(|| lowered::<2>(0), &["gone on"]);
    both_come_to(|| lowered::<2>(1), &["gone on"]);
    both_come_to(|| lowered::<3>(0), &["gone on"]);
    both_come_to(|| lowered::<3>(1), &["gone on"]);
    both_come_to(|| lowered::<3>(2), &["gone on"]);
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Lock(usize),
    /// Until it is free.
    Try(usize),
    /// Once.
    TryOnce(usize),
    Unlock(usize),
    Send(usize),
    TrySend(usize),
    Receive(usize),
    TryReceive(usize),
    Set,
    Get,
    Release,
    TryAcquire,
    /// The end of the first actor.
    Ended,
    /// Until one of two is there.
    TryOrReceive(usize, usize),
    GetOrAcquire,
    LoadOrGet(u32),
    Store(u32),
    Load,
    Await(u32),
}

fn program() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let which = || 0..2_usize;
    let step = prop_oneof![
        2 => which().prop_map(Step::Lock),
        2 => which().prop_map(Step::Try),
        1 => which().prop_map(Step::TryOnce),
        3 => which().prop_map(Step::Unlock),
        2 => which().prop_map(Step::Send),
        1 => which().prop_map(Step::TrySend),
        1 => which().prop_map(Step::Receive),
        2 => which().prop_map(Step::TryReceive),
        1 => Just(Step::Set),
        1 => Just(Step::Get),
        1 => Just(Step::Release),
        1 => Just(Step::TryAcquire),
        1 => Just(Step::Ended),
        2 => (which(), which()).prop_map(|(lock, channel)| Step::TryOrReceive(lock, channel)),
        1 => Just(Step::GetOrAcquire),
        1 => (0..2_u32).prop_map(Step::LoadOrGet),
        1 => (0..2_u32).prop_map(Step::Store),
        1 => Just(Step::Load),
        1 => (0..2_u32).prop_map(Step::Await),
    ];
    prop::collection::vec(prop::collection::vec(step, 1..=3), 2..=3)
}

thread_local! {
    static PROGRAM: RefCell<Vec<Vec<Step>>> = const { RefCell::new(Vec::new()) };
}

struct Shared {
    locks: [Mutex<usize>; 2],
    place: OnceLock<usize>,
    permits: Semaphore,
    number: AtomicU32,
}

/// What an actor has of its own.
struct Actor<'a> {
    number: usize,
    shared: &'a Shared,
    channels: [(channel::Sender<usize>, channel::Receiver<usize>); 2],
    held: [Option<MutexGuard<'a, usize>>; 2],
    /// The first one that was started, whom only the scenario itself can ask.
    first: Option<&'a thread::JoinHandle<Vec<usize>>>,
}

pub(super) fn until<T>(asks: impl Fn() -> Option<T>) -> T {
    loop {
        if let Some(answer) = asks() {
            return answer;
        }
        thread::yield_now();
    }
}

impl<'a> Actor<'a> {
    fn has_taken(&mut self, at: usize, mut guard: MutexGuard<'a, usize>) -> usize {
        *guard = *guard * 4 + self.number + 1;
        let seen = *guard;
        self.held[at] = Some(guard);
        seen
    }

    fn does(&mut self, step: Step) -> usize {
        let (number, shared) = (self.number, self.shared);
        match step {
            Step::Lock(at) => self.has_taken(at, shared.locks[at].lock()),
            Step::Try(at) => self.has_taken(at, until(|| shared.locks[at].try_lock())),
            Step::TryOnce(at) => shared.locks[at].try_lock().map_or(0, |guard| self.has_taken(at, guard)),
            Step::Unlock(at) => usize::from(self.held[at].take().is_some()),
            Step::Send(at) => usize::from(self.channels[at].0.send(number).is_ok()),
            Step::TrySend(at) => until(|| self.channels[at].0.try_send(number).ok().map(|()| 1)),
            Step::Receive(at) => self.channels[at].1.recv().unwrap_or(9),
            Step::TryReceive(at) => until(|| self.channels[at].1.try_recv().ok()),
            Step::Set => usize::from(shared.place.set(number).is_ok()),
            Step::Get => until(|| shared.place.get().copied()),
            Step::Release => {
                shared.permits.release();
                0
            }
            Step::TryAcquire => {
                std::mem::forget(until(|| shared.permits.try_acquire()));
                0
            }
            Step::Ended => self.first.map_or(0, |first| until(|| first.is_finished().then_some(1))),
            Step::TryOrReceive(lock, channel) => {
                let either = until(|| {
                    let guard = shared.locks[lock].try_lock().map(Ok);
                    guard.or_else(|| self.channels[channel].1.try_recv().ok().map(Err))
                });
                either.map_or_else(|message| message, |guard| self.has_taken(lock, guard))
            }
            Step::GetOrAcquire => until(|| {
                let acquired = || shared.permits.try_acquire().map(std::mem::forget);
                shared.place.get().copied().or_else(|| acquired().map(|()| 8))
            }),
            Step::LoadOrGet(value) => until(|| {
                let found = Some(7).filter(|_| shared.number.load(SeqCst) == value);
                found.or_else(|| shared.place.get().copied())
            }),
            Step::Store(value) => {
                shared.number.store(value, SeqCst);
                0
            }
            Step::Load => shared.number.load(SeqCst) as usize,
            Step::Await(value) => until(|| Some(shared.number.load(SeqCst)).filter(|it| *it == value)) as usize,
        }
    }
}

/// What they have all been told, and what is left.
fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let channels = [channel::bounded(1), channel::bounded(1)];
    let shared = Arc::new(Shared {
        locks: [Mutex::new(0), Mutex::new(0)],
        place: OnceLock::new(),
        permits: Semaphore::new(0),
        number: AtomicU32::new(0),
    });
    let mut started: Vec<thread::JoinHandle<Vec<usize>>> = Vec::new();
    for (number, steps) in program.iter().cloned().enumerate().skip(1) {
        let (shared, channels) = (Arc::clone(&shared), channels.clone());
        started.push(thread::spawn(move || {
            let mut actor = Actor { number, shared: &shared, channels, held: [None, None], first: None };
            steps.into_iter().map(|step| actor.does(step)).collect()
        }));
    }
    let mut actor = Actor { number: 0, shared: &shared, channels, held: [None, None], first: started.first() };
    let mut seen: Vec<Vec<usize>> = vec![program[0].iter().map(|step| actor.does(*step)).collect()];
    drop(actor);
    seen.extend(started.into_iter().map(|it| it.join().unwrap()));
    Outcome::new(format!("{seen:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: thoroughness::cases(60, 200), failure_persistence: None, ..ProptestConfig::default() })]

    /// What this search finds is what the explorer finds, which decides in another way who goes round for ever.
    #[test]
    fn all_that_is_asked_for_again_and_again_is_found(program in program()) {
        PROGRAM.set(program);
        both_find(run, 2_000)?;
    }
}

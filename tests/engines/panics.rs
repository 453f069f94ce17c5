//! A program may panic, drop what takes steps, and be left where it is, anywhere.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize as Count, Ordering::Relaxed};

use racecourse::budget::Budget;
use racecourse::channel;
use racecourse::engine::explorer::{Method, exhaust};
use racecourse::engine::{EngineId, Program, explore, replay};
use racecourse::failure::{Cause, FailureKind};
use racecourse::outcome::Outcome;
use racecourse::process;
use racecourse::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use racecourse::sync::{Condvar, Mutex, RwLock, Semaphore};
use racecourse::thread::{self, JoinHandle};

/// One engine on each host: our own coroutines, shuttle's threads, and loom's.
const HOSTS: [EngineId; 3] = [EngineId::Explorer, EngineId::DepthFirst, EngineId::Loom];

/// How many actors of an exploration are abandoned before others unwind: the kernel's number.
const MOST_ABANDONED: u64 = 1_000;

/// What a program may come to, on every host.
#[track_caller]
fn comes_to(run: impl Fn() -> Outcome + Send + Sync + 'static + Copy, expected: &[&str]) {
    for engine in HOSTS {
        comes_to_under(engine, run, expected);
    }
}

#[track_caller]
fn comes_to_under(engine: EngineId, run: impl Fn() -> Outcome + Send + Sync + 'static, expected: &[&str]) {
    let budget = Budget { executions: 200_000, samples: 200_000, ..Budget::DEFAULT };
    let exploration = explore(&Program::unnamed(run), engine, &budget);
    let seen: BTreeSet<&str> = exploration.observations.keys().map(String::as_str).collect();
    assert_eq!(
        seen,
        expected.iter().copied().collect(),
        "{engine}: {:?} {:?}",
        exploration.coverage,
        exploration.notes
    );
    // loom says nothing of what comes after a failure.
    let is_complete = exploration.coverage.is_exhaustive() || engine == EngineId::Loom;
    assert!(is_complete, "{engine}: {:?}", exploration.coverage);
}

/// Does something when it is dropped.
struct AtLast<F: FnMut()>(F);

impl<F: FnMut()> Drop for AtLast<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

fn gives_up<T>() -> T {
    resume_unwind(Box::new("as it is written"))
}

#[test]
fn a_lock_that_a_destructor_takes_in_a_panic_excludes() {
    comes_to(
        || {
            let (lock, inside, seen) = (Mutex::new(()), AtomicBool::new(false), AtomicBool::new(false));
            thread::scope(|scope| {
                let panics = scope.spawn(|| {
                    let _looks = AtLast(|| {
                        let _held = lock.lock();
                        seen.store(inside.load(SeqCst), SeqCst);
                    });
                    gives_up::<()>();
                });
                {
                    let _held = lock.lock();
                    inside.store(true, SeqCst);
                    inside.store(false, SeqCst);
                }
                assert!(panics.join().is_err());
            });
            Outcome::new(seen.load(SeqCst))
        },
        &["false"],
    );
}

#[test]
fn a_destructor_waits_in_a_panic_for_what_others_do() {
    comes_to(
        || {
            let (ready, raised) = (Mutex::new(false), Condvar::new());
            let (sender, receiver) = channel::bounded(1);
            thread::scope(|scope| {
                let panics = scope.spawn(|| {
                    let _waits = AtLast(|| {
                        raised.wait_while(&mut ready.lock(), |ready| !*ready);
                        sender.send(7).expect("it is awaited");
                    });
                    panic!("as it is written");
                });
                *ready.lock() = true;
                raised.notify_one();
                let got = receiver.recv().expect("it is sent");
                assert!(panics.join().is_err());
                Outcome::new(got)
            })
        },
        &["7"],
    );
}

#[test]
fn a_destructor_that_waits_in_a_panic_for_nobody_is_a_deadlock() {
    comes_to(
        || {
            let (lock, never) = (Mutex::new(()), Condvar::new());
            let _waits = AtLast(|| never.wait(&mut lock.lock()));
            panic!("as it is written")
        },
        &["deadlock"],
    );
}

#[test]
fn what_is_stuck_owns_what_joins_locks_and_receives() {
    struct Joins(Option<JoinHandle<u32>>);
    impl Drop for Joins {
        fn drop(&mut self) {
            self.0.take().expect("it is there").join().expect("it has not panicked");
        }
    }
    comes_to(
        || {
            let (_sender, never) = channel::bounded::<()>(1);
            let held = Mutex::new(0);
            let _held = held.lock();
            let _joins = Joins(Some(thread::spawn(|| 7)));
            let _locks = AtLast(|| *held.lock() += 1);
            let _receives = AtLast(|| never.recv().expect("something is sent"));
            let _ = never.recv();
            Outcome::new("unseen")
        },
        &["deadlock"],
    );
}

#[test]
fn threads_are_left_that_own_what_takes_steps() {
    comes_to(
        || {
            let lock = Arc::new(RwLock::new(0));
            let theirs = Arc::clone(&lock);
            drop(thread::spawn(move || {
                let _adds = AtLast(|| *theirs.write() += 1);
                thread::park();
            }));
            Outcome::new(*lock.read())
        },
        &["leak"],
    );
}

/// Each actor is panicking in its own panics, and in those of nobody else, whichever way it has panicked.
#[test]
fn who_is_panicking_is_said_of_each_actor() {
    comes_to(
        || {
            let (begun, go_on) = (Semaphore::new(0), Semaphore::new(0));
            thread::scope(|scope| {
                let panics = scope.spawn(|| {
                    let _waits = AtLast(|| {
                        begun.release();
                        std::mem::forget(go_on.acquire());
                        assert!(thread::panicking() && std::thread::panicking());
                        let inner = catch_unwind(AssertUnwindSafe(|| {
                            let _locks = AtLast(|| go_on.release());
                            gives_up::<()>();
                        }));
                        assert!(inner.is_err() && thread::panicking());
                    });
                    gives_up::<()>();
                });
                std::mem::forget(begun.acquire());
                assert!(!thread::panicking() && !std::thread::panicking());
                let own = catch_unwind(AssertUnwindSafe(|| {
                    let _here = AtLast(|| {
                        assert!(thread::panicking());
                        go_on.release();
                    });
                    gives_up::<()>();
                }));
                assert!(own.is_err() && !thread::panicking());
                assert!(panics.join().is_err());
                assert!(!thread::panicking());
            });
            Outcome::new("each its own")
        },
        &["each its own"],
    );
    assert!(!std::thread::panicking());
}

/// A real process would end. The model says so, and goes on with the next execution.
#[test]
fn a_panic_in_the_middle_of_a_panic_is_the_end_of_the_process() {
    let run = || {
        let lock = Mutex::new(0);
        thread::scope(|scope| {
            let panics = scope.spawn(|| {
                let _panics = AtLast(|| assert_eq!(*lock.lock(), 0, "the second one"));
                panic!("the first one");
            });
            *lock.lock() += 1;
            let _ = panics.join();
        });
        Outcome::new("done")
    };
    comes_to(run, &["abort", "done"]);
    for engine in HOSTS {
        let exploration = explore(&Program::unnamed(run), engine, &Budget::DEFAULT);
        let failure = exploration.observations["abort"].example.failure.as_ref().expect("it has failed");
        let Cause::Panicked { said, at } = &failure.cause else { panic!("{engine}: {:?}", failure.cause) };
        assert_eq!(failure.kind, FailureKind::Abort);
        assert!(said.contains("the second one") && at.is_some(), "{engine}: {said} {at:?}");
        let schedule = &exploration.observations["abort"].example.schedule;
        let replayed = replay(&Program::unnamed(run), schedule, &Budget::DEFAULT).expect("it can be followed");
        assert_eq!(replayed.execution.label(), "abort", "{engine}: {schedule}");
    }
    assert!(!std::thread::panicking());
    let heard = catch_unwind(|| panic!("this thread is as it was"));
    assert!(heard.is_err());
}

#[test]
fn a_scope_waits_for_its_threads_in_a_panic() {
    comes_to(
        || {
            let sum = AtomicU32::new(0);
            let scope = catch_unwind(AssertUnwindSafe(|| {
                thread::scope(|scope| {
                    scope.spawn(|| sum.fetch_add(1, SeqCst));
                    scope.spawn(|| {
                        let _adds = AtLast(|| _ = sum.fetch_add(1, SeqCst));
                        gives_up::<()>();
                    });
                    gives_up::<()>();
                });
            }));
            let said = *scope.expect_err("it panics").downcast::<&str>().expect("its own payload");
            Outcome::new(format!("{said} {}", sum.load(SeqCst)))
        },
        &["as it is written 2"],
    );
}

/// It was a deadlock of the library's own: who waited for the threads kept the list of them locked meanwhile.
#[test]
fn a_thread_of_a_scope_starts_another_while_the_scope_is_left() {
    comes_to(
        || {
            let sum = AtomicU32::new(0);
            let adds = || sum.fetch_add(1, SeqCst);
            thread::scope(|scope| {
                scope.spawn(move || {
                    scope.spawn(adds);
                });
            });
            Outcome::new(sum.load(SeqCst))
        },
        &["1"],
    );
}

#[test]
fn a_panic_with_a_payload_of_its_own_is_joined() {
    comes_to(
        || {
            let thread = thread::spawn(|| {
                let caught = catch_unwind(gives_up::<u32>);
                resume_unwind(caught.map(|_| ()).expect_err("it panics"))
            });
            let payload = thread.join().expect_err("it panics");
            Outcome::new(payload.downcast_ref::<&str>().expect("it is a text"))
        },
        &["as it is written"],
    );
}

/// In a process a panic is an end with 101, after what its destructors do.
#[test]
fn the_panic_of_a_process_takes_steps_of_its_own() {
    comes_to(
        || {
            let (mut reader, writer) = process::pipe();
            let mut child = process::fork("child", &writer, |mut writer| {
                let _says = AtLast(|| writer.write_all(b"!").expect("somebody reads"));
                gives_up::<()>();
            });
            drop(writer);
            let mut said = [0];
            reader.read_exact(&mut said).expect("it says something");
            Outcome::new(format!("{} {}", said[0] as char, child.wait()))
        },
        &["! exit code 101"],
    );
}

/// Whoever is killed runs no destructor, wherever it is.
#[test]
fn who_is_killed_drops_nothing() {
    static DROPPED: Count = Count::new(0);
    comes_to(
        || {
            let (mut reader, writer) = process::pipe();
            let mut child = process::fork("child", &writer, |mut writer| {
                let _counts = AtLast(|| _ = DROPPED.fetch_add(1, Relaxed));
                writer.write_all(b"!").expect("somebody reads");
                thread::park();
            });
            drop(writer);
            reader.read_exact(&mut [0]).expect("it says something");
            child.kill();
            let end = reader.read_exact(&mut [0]).is_err();
            Outcome::new(format!("{end} {}", child.wait()))
        },
        &["true signal 9"],
    );
    assert_eq!(DROPPED.load(Relaxed), 0);
}

/// A program of which many executions are stuck.
fn stuck(last: fn()) -> impl Fn() -> Outcome + Send + Sync + 'static + Copy {
    move || {
        let (left, right) = (Mutex::new(()), Mutex::new(()));
        let round = AtomicU32::new(0);
        thread::scope(|scope| {
            for (first, second) in [(&left, &right), (&right, &left)] {
                let round = &round;
                scope.spawn(move || {
                    let _last = AtLast(last);
                    for _ in 0..5 {
                        round.fetch_add(1, SeqCst);
                    }
                    let _first = first.lock();
                    let _second = second.lock();
                    round.fetch_add(1, SeqCst);
                });
            }
        });
        Outcome::new("done")
    }
}

/// The code of a program does not run in executions that are over: destructors run for those that have come to their ends.
#[test]
fn who_is_stuck_drops_nothing_until_many_have() {
    static DROPPED: Count = Count::new(0);
    fn last() {
        DROPPED.fetch_add(1, Relaxed);
    }
    let few = || {
        let (left, right) = (Mutex::new(()), Mutex::new(()));
        let _last = AtLast(last);
        let _left = left.lock();
        let theirs = right.lock();
        std::mem::forget(theirs);
        drop(right.lock());
        Outcome::new("unseen")
    };
    comes_to(few, &["deadlock"]);
    assert_eq!(DROPPED.load(Relaxed), 0);
}

/// Afterwards they unwind, and what they do then is nothing: all are dropped but those that were abandoned before.
#[test]
fn many_that_are_stuck_unwind_without_a_trace() {
    static DROPPED: Count = Count::new(0);
    fn last() {
        DROPPED.fetch_add(1, Relaxed);
    }
    let program = Program::unnamed(stuck(last));
    let budget = Budget { executions: 200_000, ..Budget::DEFAULT };
    let every = exhaust(&program, &budget, Method::EveryInterleaving, false).expect("it is small");
    // `main` and two others are stuck, and each of these two owns one.
    let abandoned = MOST_ABANDONED / 3;
    assert!(every.labels["deadlock"] > 2 * abandoned, "{:?}", every.labels);
    assert_eq!(DROPPED.load(Relaxed) as u64, 2 * (every.executions - abandoned));
    comes_to_under(EngineId::DepthFirst, stuck(last), &["deadlock", "done"]);
    let reduced = exhaust(&program, &budget, Method::Optimal, false).expect("it is small");
    assert!(reduced.labels.keys().eq(every.labels.keys()));
}

/// Many explorations on one thread leak no more than a few large ones.
#[test]
fn those_that_are_stuck_in_many_explorations_unwind_in_the_end() {
    static DROPPED: Count = Count::new(0);
    fn last() {
        DROPPED.fetch_add(1, Relaxed);
    }
    let program = Program::unnamed(|| {
        let lock = Mutex::new(());
        let _last = AtLast(last);
        let _held = lock.lock();
        drop(lock.lock());
        Outcome::new("unseen")
    });
    let budget = Budget { samples: MOST_ABANDONED + 200, ..Budget::DEFAULT };
    let abandoned: Vec<u64> = (0..12)
        .map(|_| {
            let before = DROPPED.load(Relaxed) as u64;
            let executions = explore(&program, EngineId::Random, &budget).coverage.executions();
            executions.saturating_sub(DROPPED.load(Relaxed) as u64 - before)
        })
        .collect();
    assert!(abandoned[0] >= MOST_ABANDONED - 10, "one for each execution: {abandoned:?}");
    assert_eq!(abandoned[11], 0, "{abandoned:?}");
    assert!(abandoned.iter().sum::<u64>() <= 10 * MOST_ABANDONED, "{abandoned:?}");
}

/// What unwinds may do anything: ask for answers, panic, begin something, catch the unwinding and go on for ever.
#[test]
fn whatever_those_do_who_unwind_ends() {
    const AT_LAST: [fn(); 7] = [
        || thread::yield_now(),
        || loop {
            thread::yield_now();
        },
        || _ = thread::spawn(|| 1).join().expect("it has not panicked"),
        || drop(Mutex::new(1).lock()),
        || panic!("a destructor that checks something"),
        || while catch_unwind(|| thread::park()).is_err() {},
        || {
            let (sender, receiver) = channel::unbounded();
            sender.send(1).expect("it is awaited");
            assert_eq!(receiver.recv(), Ok(1));
        },
    ];
    for last in AT_LAST {
        let unwinds = move || {
            let lock = Mutex::new(0);
            let round = AtomicU32::new(0);
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| (0..7).for_each(|_| _ = round.fetch_add(1, SeqCst)));
                }
            });
            let _held = lock.lock();
            let _last = AtLast(last);
            drop(lock.lock());
            Outcome::new("unseen")
        };
        let budget = Budget { executions: 200_000, samples: 1_200, ..Budget::DEFAULT };
        for engine in [EngineId::DepthFirst, EngineId::Random] {
            let exploration = explore(&Program::unnamed(unwinds), engine, &budget);
            assert_eq!(exploration.observations.keys().collect::<Vec<_>>(), ["deadlock"], "{engine}");
            assert!(exploration.coverage.executions() >= 1_000, "{engine}: {:?}", exploration.coverage);
        }
    }
    assert!(!std::thread::panicking());
}

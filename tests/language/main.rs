//! The engine `graphs`: what the language's memory model allows is found, and nothing else.

mod polls;
#[path = "../random/reads_writes.rs"]
mod reads_writes;
#[path = "../random/relaxed.rs"]
mod relaxed;
mod repairs;
mod replays;
mod spins;
mod structures;
#[path = "../thoroughness.rs"]
mod thoroughness;
mod under_locks;

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use racecourse::budget::Budget;
use racecourse::cell::RacyCell;
use racecourse::channel;
use racecourse::engine::execution_graphs::{Model, count, explore_under};
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::{Bound, Coverage, Exploration, Reason};
use racecourse::outcome::Outcome;
use racecourse::process::{self, FileLock, Inherit, LockFile, SharedMemory};
use racecourse::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};
use racecourse::sync::atomic::{AtomicBool, AtomicU32, fence};
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;
use reads_writes::Statement;

fn found(run: impl Fn() -> Outcome + Send + Sync + 'static) -> Exploration {
    explore(&Program::unnamed(run), EngineId::WeakMemory, &Budget { executions: 200_000, ..Budget::DEFAULT })
}

/// All that can come of it.
#[track_caller]
fn outcomes(run: impl Fn() -> Outcome + Send + Sync + 'static) -> BTreeSet<String> {
    let exploration = found(run);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    exploration.observations.into_keys().collect()
}

#[track_caller]
fn comes_to(run: impl Fn() -> Outcome + Send + Sync + 'static, expected: &[&str]) {
    let expected: BTreeSet<String> = expected.iter().map(|label| (*label).to_owned()).collect();
    assert_eq!(outcomes(run), expected);
}

fn labels(exploration: &Exploration) -> BTreeSet<String> {
    exploration.observations.keys().cloned().collect()
}

/// The explorer and the search for graphs go through all of a program and come to the same: what they have found, unless there are
/// more executions than so many.
fn both_find(run: fn() -> Outcome, executions: u64) -> Result<Option<(Exploration, Exploration)>, TestCaseError> {
    let budget = Budget { executions, ..Budget::DEFAULT };
    let [explored, found] =
        [EngineId::Explorer, EngineId::WeakMemory].map(|engine| explore(&Program::unnamed(run), engine, &budget));
    let is_large = |it: &Exploration| matches!(it.coverage, Coverage::Bounded { bound: Bound::First(_), .. });
    if is_large(&explored) || is_large(&found) {
        return Ok(None);
    }
    prop_assert!(explored.coverage.is_exhaustive(), "{:?}", explored.coverage);
    prop_assert!(found.coverage.is_exhaustive(), "{:?}", found.coverage);
    prop_assert_eq!(labels(&explored), labels(&found));
    Ok(Some((explored, found)))
}

fn two() -> (Arc<AtomicU32>, Arc<AtomicU32>) {
    (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)))
}

fn store_buffering(store: Ordering, load: Ordering) -> Outcome {
    let (x, y) = two();
    let left = {
        let (x, y) = (Arc::clone(&x), Arc::clone(&y));
        thread::spawn(move || {
            x.store(1, store);
            y.load(load)
        })
    };
    let right = thread::spawn(move || {
        y.store(1, store);
        x.load(load)
    });
    Outcome::new(format!("{}{}", left.join().unwrap(), right.join().unwrap()))
}

#[test]
fn a_seqcst_store_and_a_relaxed_load_are_no_pair() {
    comes_to(|| store_buffering(SeqCst, Relaxed), &["00", "01", "10", "11"]);
    comes_to(|| store_buffering(Release, SeqCst), &["00", "01", "10", "11"]);
    comes_to(|| store_buffering(SeqCst, SeqCst), &["01", "10", "11"]);
}

#[test]
fn what_an_actor_stores_later_counts_later() {
    let run = || {
        let x = Arc::new(AtomicU32::new(0));
        let first = {
            let x = Arc::clone(&x);
            thread::spawn(move || {
                x.store(1, Relaxed);
                x.load(Relaxed);
            })
        };
        let second = {
            let x = Arc::clone(&x);
            thread::spawn(move || {
                x.store(4, Relaxed);
                x.store(5, Relaxed);
            })
        };
        first.join().unwrap();
        second.join().unwrap();
        Outcome::new(x.load(Relaxed))
    };
    comes_to(run, &["1", "5"]);
}

#[test]
fn a_seqcst_access_beside_a_race_does_not_order_it() {
    let run = || {
        let cell = Arc::new(RacyCell::new(0));
        let (x, y) = two();
        let writer = {
            let cell = Arc::clone(&cell);
            thread::spawn(move || {
                cell.set(1);
                x.store(1, SeqCst);
            })
        };
        let reader = thread::spawn(move || {
            y.store(1, SeqCst);
            cell.get();
        });
        writer.join().unwrap();
        reader.join().unwrap();
        Outcome::new("ok")
    };
    comes_to(run, &["data race"]);
}

fn message_passing(store: Ordering, load: Ordering) -> Outcome {
    let cell = Arc::new(RacyCell::new(0));
    let flag = Arc::new(AtomicBool::new(false));
    let writer = {
        let (cell, flag) = (Arc::clone(&cell), Arc::clone(&flag));
        thread::spawn(move || {
            cell.set(42);
            flag.store(true, store);
        })
    };
    while !flag.load(load) {
        thread::yield_now();
    }
    let read = cell.get();
    writer.join().unwrap();
    Outcome::new(read)
}

#[test]
fn a_flag_hands_over_what_was_written_before_if_it_is_ordered() {
    comes_to(|| message_passing(Release, Acquire), &["42"]);
    comes_to(|| message_passing(Relaxed, Acquire), &["data race"]);
    comes_to(|| message_passing(Release, Relaxed), &["data race"]);
}

#[test]
fn fences_order_relaxed_accesses() {
    let run = |release: bool, acquire: bool| {
        move || {
            let (data, flag) = two();
            let writer = {
                let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
                thread::spawn(move || {
                    data.store(1, Relaxed);
                    if release {
                        fence(Release);
                    }
                    flag.store(1, Relaxed);
                })
            };
            let seen = flag.load(Relaxed);
            if acquire {
                fence(Acquire);
            }
            let read = data.load(Relaxed);
            writer.join().unwrap();
            Outcome::new(format!("{seen}{read}"))
        }
    };
    comes_to(run(true, true), &["00", "01", "11"]);
    comes_to(run(false, true), &["00", "01", "10", "11"]);
    comes_to(run(true, false), &["00", "01", "10", "11"]);
}

#[test]
fn who_waits_for_a_flag_that_never_comes_waits_for_ever() {
    let run = || {
        let flag = Arc::new(AtomicBool::new(false));
        let waits = {
            let flag = Arc::clone(&flag);
            thread::spawn(move || {
                while !flag.load(Acquire) {
                    thread::yield_now();
                }
            })
        };
        waits.join().unwrap();
        Outcome::new("ok")
    };
    comes_to(run, &["livelock"]);
}

#[test]
fn a_loop_that_counts_its_rounds_has_an_end() {
    let run = || {
        let flag = Arc::new(AtomicBool::new(false));
        let sets = {
            let flag = Arc::clone(&flag);
            thread::spawn(move || flag.store(true, Relaxed))
        };
        let mut rounds = 0;
        while !flag.load(Relaxed) && rounds < 3 {
            rounds += 1;
        }
        sets.join().unwrap();
        Outcome::new(rounds)
    };
    comes_to(run, &["0", "1", "2", "3"]);
}

#[test]
fn a_weak_exchange_may_fail_for_no_reason() {
    let run = |weak: bool| {
        move || {
            let x = AtomicU32::new(0);
            let result = if weak {
                x.compare_exchange_weak(0, 1, Relaxed, Relaxed)
            } else {
                x.compare_exchange(0, 1, Relaxed, Relaxed)
            };
            Outcome::new(format!("{result:?}"))
        }
    };
    comes_to(run(false), &["Ok(0)"]);
    comes_to(run(true), &["Err(0)", "Ok(0)"]);
    let counts = || {
        let x = Arc::new(AtomicU32::new(0));
        let actors: Vec<_> = (0..2)
            .map(|_| {
                let x = Arc::clone(&x);
                thread::spawn(move || x.fetch_update(Relaxed, Relaxed, |value| Some(value + 1)).unwrap())
            })
            .collect();
        actors.into_iter().for_each(|actor| assert!(actor.join().unwrap() < 2));
        Outcome::new(x.load(Relaxed))
    };
    comes_to(counts, &["2"]);
}

#[test]
fn a_spin_lock_has_to_publish_what_it_guards() {
    let run = |unlock: Ordering| {
        move || {
            let (lock, cell) = (Arc::new(AtomicBool::new(false)), Arc::new(RacyCell::new(0)));
            let actors: Vec<_> = (0..2)
                .map(|_| {
                    let (lock, cell) = (Arc::clone(&lock), Arc::clone(&cell));
                    thread::spawn(move || {
                        while lock.compare_exchange(false, true, Acquire, Relaxed).is_err() {
                            thread::yield_now();
                        }
                        cell.set(cell.get() + 1);
                        lock.store(false, unlock);
                    })
                })
                .collect();
            actors.into_iter().for_each(|actor| actor.join().unwrap());
            Outcome::new(cell.get())
        }
    };
    comes_to(run(Release), &["2"]);
    assert!(outcomes(run(Relaxed)).contains("data race"));
}

#[test]
fn locks_deadlock_under_this_model_too() {
    let run = || {
        let (one, other) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
        let first = {
            let (one, other) = (Arc::clone(&one), Arc::clone(&other));
            thread::spawn(move || {
                let _one = one.lock();
                let _other = other.lock();
            })
        };
        {
            let _other = other.lock();
            let _one = one.lock();
        }
        first.join().unwrap();
        Outcome::new("ok")
    };
    comes_to(run, &["deadlock", "ok"]);
}

#[test]
fn a_condition_variable_loses_no_notification_that_is_given_under_its_lock() {
    let run = |locked: bool| {
        move || {
            let shared = Arc::new((Mutex::new(false), Condvar::new()));
            let waits = {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let (ready, changed) = &*shared;
                    let mut guard = ready.lock();
                    if !*guard || !locked {
                        changed.wait(&mut guard);
                    }
                    drop(guard);
                })
            };
            let (ready, changed) = &*shared;
            *ready.lock() = true;
            changed.notify_one();
            waits.join().unwrap();
            Outcome::new("ok")
        }
    };
    comes_to(run(true), &["ok"]);
    comes_to(run(false), &["deadlock", "ok"]);
}

#[test]
fn several_that_wait_on_a_condition_variable_are_woken_as_in_any_order() {
    let run = |all: bool, one_by_one: bool| {
        move || {
            let shared = Arc::new((Mutex::new(0), Condvar::new()));
            let waits: Vec<_> = (0..2)
                .map(|_| {
                    let shared = Arc::clone(&shared);
                    thread::spawn(move || {
                        let (items, changed) = &*shared;
                        let mut left = items.lock();
                        while *left == 0 {
                            changed.wait(&mut left);
                        }
                        *left -= 1;
                        if one_by_one {
                            changed.notify_one();
                        }
                    })
                })
                .collect();
            let (items, changed) = &*shared;
            *items.lock() += 2;
            if all {
                changed.notify_all();
            } else {
                changed.notify_one();
            }
            waits.into_iter().for_each(|waits| waits.join().unwrap());
            Outcome::new("ok")
        }
    };
    comes_to(run(true, false), &["ok"]);
    comes_to(run(false, true), &["ok"]);
    comes_to(run(false, false), &["deadlock", "ok"]);
}

#[test]
fn messages_come_after_what_their_sender_did() {
    let run = || {
        let cell = Arc::new(RacyCell::new(0));
        let (sender, receiver) = channel::bounded(1);
        let sends = {
            let cell = Arc::clone(&cell);
            thread::spawn(move || {
                cell.set(1);
                sender.send(7).unwrap();
            })
        };
        let received: u32 = receiver.recv().unwrap();
        let read = cell.get();
        sends.join().unwrap();
        Outcome::new(format!("{received}{read}"))
    };
    comes_to(run, &["71"]);
}

#[test]
fn ends_of_a_channel_are_handed_to_others() {
    // Who receives hears of the end of the last sender, and the second one is made when the first may have sent already.
    let run = || {
        let (sender, receiver) = channel::bounded(1);
        let sends: Vec<_> = (1..3)
            .map(|number: u32| {
                let sender = sender.clone();
                thread::spawn(move || sender.send(number).unwrap())
            })
            .collect();
        drop(sender);
        let received: Vec<u32> = receiver.iter().collect();
        sends.into_iter().for_each(|sends| sends.join().unwrap());
        Outcome::new(format!("{received:?}"))
    };
    comes_to(run, &["[1, 2]", "[2, 1]"]);
    let kept = || {
        let (sender, receiver) = channel::unbounded();
        let theirs = sender.clone();
        let sends = thread::spawn(move || theirs.send(1_u32).unwrap());
        let received: Vec<u32> = receiver.iter().collect();
        sends.join().unwrap();
        drop(sender);
        Outcome::new(format!("{received:?}"))
    };
    comes_to(kept, &["deadlock"]);
    let counted = |model: Model| {
        count(&Program::unnamed(run), &Budget::DEFAULT, model).map(|counted| counted.complete + counted.stuck)
    };
    let explored = explore(&Program::unnamed(run), EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(counted(Model::Sc), Ok(explored.coverage.executions()));
}

/// It comes to the same as `explorer` where all is sequentially consistent, in as many executions.
#[track_caller]
fn agrees_with_explorer(run: fn() -> Outcome, expected: &[&str]) {
    let budget = Budget { executions: 200_000, ..Budget::DEFAULT };
    let explored = explore(&Program::unnamed(run), EngineId::Explorer, &budget);
    let graphs = explore_under(&Program::unnamed(run), &budget, Model::Sc);
    assert_eq!(labels(&graphs), labels(&explored));
    assert!(graphs.coverage.is_exhaustive() && explored.coverage.is_exhaustive(), "{:?}", graphs.coverage);
    comes_to(run, expected);
}

#[test]
fn files_of_one_process_are_decided() {
    agrees_with_explorer(
        || {
            let marker = Arc::new(LockFile::new("marker"));
            let made: Vec<_> = (0..2)
                .map(|_| {
                    let marker = Arc::clone(&marker);
                    thread::spawn(move || marker.try_create())
                })
                .collect();
            let seen = marker.exists();
            let made = made.into_iter().map(|made| made.join().unwrap()).filter(|it| *it).count();
            Outcome::new(format!("{made} {seen}"))
        },
        &["1 false", "1 true"],
    );
    agrees_with_explorer(
        || {
            let lock = Arc::new(FileLock::new("lock"));
            let theirs = Arc::clone(&lock);
            let tries = thread::spawn(move || theirs.try_lock().is_some());
            drop(lock.lock());
            Outcome::new(tries.join().unwrap())
        },
        &["false", "true"],
    );
}

#[test]
fn who_asks_whether_a_thread_has_ended_comes_after_nothing() {
    fn asks() -> Outcome {
        let flag = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&flag);
        let sets = thread::spawn(move || theirs.store(true, Relaxed));
        let (before, ended, after) = (flag.load(Relaxed), sets.is_finished(), flag.load(Relaxed));
        sets.join().unwrap();
        Outcome::new(format!("{before} {ended} {after} {}", flag.load(Relaxed)))
    }
    let sequential =
        ["false false false true", "false false true true", "false true true true", "true false true true"];
    let explored = explore(&Program::unnamed(asks), EngineId::Explorer, &Budget::DEFAULT);
    let graphs = explore_under(&Program::unnamed(asks), &Budget::DEFAULT, Model::Sc);
    assert!(graphs.coverage.is_exhaustive(), "{:?}", graphs.coverage);
    assert_eq!(graphs.observations.keys().collect::<Vec<_>>(), explored.observations.keys().collect::<Vec<_>>());
    assert!(
        sequential.iter().all(|label| graphs.observations.contains_key(*label)),
        "{:?}",
        graphs.observations.keys()
    );
    // That it has ended says nothing of what it has stored.
    assert!(!graphs.observations.contains_key("false true false true"), "there is no such schedule");
    assert!(outcomes(asks).contains("false true false true"), "the store may be seen later than the end");
}

#[test]
fn a_scenario_may_return_while_threads_are_left() {
    fn forgets() -> Outcome {
        let flag = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&flag);
        drop(thread::spawn(move || theirs.store(true, Relaxed)));
        Outcome::new(flag.load(Relaxed))
    }
    agrees_with_explorer(forgets, &["false", "leak", "true"]);
    // Two of them, of which one starts a third that it waits for.
    fn forgets_more() -> Outcome {
        let number = Arc::new(AtomicU32::new(0));
        for waits in [true, false] {
            let number = Arc::clone(&number);
            let adds = move || {
                number.fetch_add(1, SeqCst);
                if waits {
                    let number = Arc::clone(&number);
                    thread::spawn(move || number.fetch_add(1, SeqCst)).join().unwrap();
                }
            };
            drop(thread::spawn(adds));
        }
        Outcome::new(number.load(SeqCst))
    }
    agrees_with_explorer(forgets_more, &["0", "1", "2", "3", "leak"]);
    // Somebody else is waited for, so all that the one who is left does may come before that in the graph.
    fn waits_for_the_other() -> Outcome {
        let number = Arc::new(AtomicU32::new(0));
        let theirs = Arc::clone(&number);
        drop(thread::spawn(move || theirs.store(1, SeqCst)));
        let theirs = Arc::clone(&number);
        Outcome::new(thread::spawn(move || theirs.load(SeqCst)).join().unwrap())
    }
    agrees_with_explorer(waits_for_the_other, &["0", "1", "leak"]);
    // What would come after the return is no race any more.
    fn forgets_a_write() -> Outcome {
        let cell = Arc::new(RacyCell::new(0));
        let theirs = Arc::clone(&cell);
        drop(thread::spawn(move || theirs.set(1)));
        Outcome::new(cell.get())
    }
    agrees_with_explorer(forgets_a_write, &["data race", "leak"]);
}

#[test]
fn a_pipe_hands_over_what_was_written_before() {
    fn hands_over() -> Outcome {
        let (mut reader, mut writer) = process::pipe();
        let cell = Arc::new(RacyCell::new(0));
        let theirs = Arc::clone(&cell);
        let writes = thread::spawn(move || {
            theirs.set(1);
            writer.write_all(b"!").unwrap();
            theirs.set(2);
        });
        reader.read_exact(&mut [0]).unwrap();
        // That the pipe has come to its end says that the rest has been done.
        let rest = reader.read_to_end().unwrap().len();
        let read = cell.get();
        writes.join().unwrap();
        Outcome::new(format!("{rest} {read}"))
    }
    agrees_with_explorer(hands_over, &["0 2"]);
    fn looks_too_soon() -> Outcome {
        let (mut reader, mut writer) = process::pipe();
        let cell = Arc::new(RacyCell::new(0));
        let theirs = Arc::clone(&cell);
        let writes = thread::spawn(move || {
            writer.write_all(b"!").unwrap();
            theirs.set(1);
        });
        reader.read_exact(&mut [0]).unwrap();
        let read = cell.get();
        writes.join().unwrap();
        Outcome::new(read)
    }
    // It may read when the writer has ended already.
    comes_to(looks_too_soon, &["1", "data race"]);
}

#[test]
fn a_full_pipe_takes_and_gives_a_part() {
    fn in_pieces() -> Outcome {
        let (mut reader, mut writer) = process::pipe_with_capacity(4096);
        let writes = thread::spawn(move || writer.write_all(&[1; 5000]).is_ok());
        let first = reader.read(&mut [0; 3000]).unwrap();
        let second = reader.read(&mut [0; 3000]).unwrap();
        drop(reader);
        Outcome::new(format!("{first} {second} {}", writes.join().unwrap()))
    }
    // It is written before the end for reading is closed, or the rest is refused.
    agrees_with_explorer(in_pieces, &["3000 1096 false", "3000 1096 true", "3000 2000 true"]);
    // Of a queue whole values are taken, whoever puts them in and takes them out.
    fn queued() -> Outcome {
        let queue = Arc::new(process::queue_with_capacity::<String>(4096));
        let puts: Vec<_> = [10, 5000]
            .map(|length| {
                let queue = Arc::clone(&queue);
                thread::spawn(move || queue.put(&".".repeat(length)).unwrap())
            })
            .into();
        let got = [queue.get().unwrap().len(), queue.get().unwrap().len()];
        puts.into_iter().for_each(|puts| puts.join().unwrap());
        Outcome::new(format!("{got:?}"))
    }
    agrees_with_explorer(queued, &["[10, 5000]", "[5000, 10]"]);
}

#[test]
fn processes_are_decided() {
    fn hears_of_the_end() -> Outcome {
        let words = SharedMemory::new(1);
        let (mut reader, writer) = process::pipe();
        let mut child = process::fork("child", &(words.inherit(), writer), |(words, writer)| {
            words.store(0, 1, Relaxed);
            std::mem::forget(writer);
            7
        });
        let before = words.load(0, Relaxed);
        let rest = reader.read_to_end().unwrap().len();
        // The system has closed the child's end for it, after all that it did.
        let after = words.load(0, Relaxed);
        Outcome::new(format!("{before} {rest} {after} {}", child.wait()))
    }
    agrees_with_explorer(hears_of_the_end, &["0 0 1 exit code 7", "1 0 1 exit code 7"]);
    // Memory that processes share is no more ordered than that of threads.
    fn looks(store: Ordering) -> Outcome {
        let words = SharedMemory::new(2);
        let publishes = store == Release;
        let mut child = process::fork("child", &(words.inherit(), publishes), |(words, publishes)| {
            words.store(0, 1, Relaxed);
            words.store(1, 1, if publishes { Release } else { Relaxed });
        });
        let seen = (words.load(1, Acquire), words.load(0, Relaxed));
        child.wait();
        Outcome::new(format!("{seen:?}"))
    }
    comes_to(|| looks(Release), &["(0, 0)", "(0, 1)", "(1, 1)"]);
    comes_to(|| looks(Relaxed), &["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]);
}

#[test]
fn a_kill_comes_between_two_steps() {
    fn kills() -> Outcome {
        let words = SharedMemory::new(2);
        let mut child = process::fork("child", &words.inherit(), |words| {
            words.store(0, 1, SeqCst);
            words.store(1, 1, SeqCst);
        });
        child.kill();
        let how = child.wait();
        Outcome::new(format!("{:?} {how}", [words.load(0, SeqCst), words.load(1, SeqCst)]))
    }
    let labels = ["[0, 0] signal 9", "[1, 0] signal 9", "[1, 1] exit code 0", "[1, 1] signal 9"];
    agrees_with_explorer(kills, &labels);
    // Who kills waits for nothing: what was stored last may be seen later.
    fn looks_too_soon() -> Outcome {
        let words = SharedMemory::new(1);
        let mut child = process::fork("child", &words.inherit(), |words| words.store(0, 1, Relaxed));
        child.kill();
        let seen = words.load(0, Relaxed);
        child.wait();
        Outcome::new(format!("{seen} {}", words.load(0, Relaxed)))
    }
    let sequential = explore_under(&Program::unnamed(looks_too_soon), &Budget::DEFAULT, Model::Sc);
    let labels = |of: &Exploration| of.observations.keys().cloned().collect::<Vec<_>>();
    assert_eq!(labels(&sequential), ["0 0", "1 1"]);
    assert_eq!(labels(&found(looks_too_soon)), ["0 0", "0 1", "1 1"]);
    // What it had is taken back some time after the kill, all at once.
    fn holds() -> Outcome {
        let lock = FileLock::new("lock");
        let (mut reader, writer) = process::pipe();
        let mut child = process::fork("child", &(lock.inherit(), writer), |(lock, mut writer)| {
            let _held = lock.lock();
            writer.write_all(b"!").unwrap();
            let (mut never, _open) = process::pipe();
            let _ = never.read(&mut [0]);
        });
        reader.read_exact(&mut [0]).unwrap();
        child.kill();
        let before = lock.try_lock().is_some();
        let rest = reader.read_to_end().unwrap().len();
        let after = lock.try_lock().is_some();
        child.wait();
        Outcome::new(format!("{before} {rest} {after}"))
    }
    agrees_with_explorer(holds, &["false 0 true", "true 0 true"]);
}

#[test]
fn what_it_does_not_decide_it_says() {
    let run = || {
        let memory = Arc::new(AtomicU32::new(0));
        let theirs = Arc::clone(&memory);
        let stores = thread::spawn(move || theirs.store(1, Relaxed));
        let mut child = process::fork("child", &memory, |memory| memory.load(Relaxed) as i32);
        stores.join().unwrap();
        Outcome::new(child.wait())
    };
    let coverage = found(run).coverage;
    assert!(matches!(coverage, Coverage::NotApplicable { reason: Reason::Undecided { .. } }), "{coverage:?}");
}

#[test]
fn an_exchange_in_a_loop_loses_no_update() {
    let run = || {
        let x = Arc::new(AtomicU32::new(0));
        let adds: Vec<_> = (0..3)
            .map(|_| {
                let x = Arc::clone(&x);
                thread::spawn(move || x.fetch_add(1, AcqRel))
            })
            .collect();
        let mut found: Vec<u32> = adds.into_iter().map(|add| add.join().unwrap()).collect();
        found.sort_unstable();
        Outcome::new(format!("{found:?}"))
    };
    let exploration = found(run);
    assert_eq!(exploration.coverage, Coverage::Exhaustive { executions: 6 });
    assert!(exploration.saw("[0, 1, 2]"));
}

/// Whether something is done there only if a lock is free.
fn tries(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| match statement {
        Statement::IfFree(..) => true,
        Statement::Locked(_, inner) | Statement::IfZero(_, inner) => tries(inner),
        _ => false,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: thoroughness::cases(20, 100), failure_persistence: None, ..ProptestConfig::default() })]

    /// Where all is sequentially consistent there are as many graphs as classes of executions, and they come to the same. Who is
    /// told that a lock is taken learns nothing else by that in the language, so there only what is locked for good is so.
    #[test]
    fn of_sequentially_consistent_programs_there_are_as_many_graphs_as_classes(
        program in reads_writes::program(2..=3, 3)
    ) {
        reads_writes::set(&program);
        let budget = Budget { executions: 200_000, ..Budget::DEFAULT };
        let explored = explore(&Program::unnamed(reads_writes::run), EngineId::Explorer, &budget);
        let sequential = explore_under(&Program::unnamed(reads_writes::run), &budget, Model::Sc);
        prop_assert_eq!(&sequential.coverage, &explored.coverage);
        prop_assert_eq!(labels(&sequential), labels(&explored));
        let exploration = found(reads_writes::run);
        if program.iter().any(|actor| tries(actor)) {
            prop_assert!(labels(&exploration).is_superset(&labels(&explored)));
        } else {
            prop_assert_eq!(&exploration.coverage, &explored.coverage);
            prop_assert_eq!(labels(&exploration), labels(&explored));
        }
    }
}

mod orderings {
    use super::*;
    use racecourse::engine::explain;
    use racecourse::exploration::{MemoryOrder, Strengthening};

    /// The orderings without which `run` comes to `label`, by how many lines they are below `first`.
    fn without(run: fn() -> Outcome, label: &str, first: u32) -> Vec<(u32, MemoryOrder)> {
        let program = Program::unnamed(run);
        let found = explore(&program, EngineId::WeakMemory, &Budget::DEFAULT);
        let schedule = found.observations[label].example.schedule.clone();
        let asked = explain(&program, &schedule, label, &Budget::DEFAULT).expect("it comes to an end");
        let below = |it: &Strengthening| (it.site.line - first, it.to);
        asked.repair.iter().map(below).collect()
    }

    const PUBLISHES: u32 = line!();
    fn publishes() -> Outcome {
        let (data, flag) = (AtomicU32::new(0), AtomicU32::new(0));
        let seen = thread::scope(|scope| {
            scope.spawn(|| {
                data.store(1, Relaxed); // 5
                flag.store(1, Relaxed); // 6
            });
            (flag.load(Relaxed), data.load(Relaxed)) // 8
        });
        Outcome::new(format!("{seen:?}"))
    }

    #[test]
    fn a_message_is_published_and_taken_over() {
        // Both loads are on one line, and the one that needs it is the flag's.
        let both = [(6, MemoryOrder::Release), (8, MemoryOrder::Acquire)];
        assert_eq!(without(publishes, "(1, 0)", PUBLISHES), both);
        assert_eq!(without(publishes, "(1, 1)", PUBLISHES), [], "every order of the steps can come to this");
    }

    const RACES: u32 = line!();
    fn races() -> Outcome {
        let (data, flag) = (Arc::new(RacyCell::new(0)), Arc::new(AtomicBool::new(false)));
        let theirs = (Arc::clone(&data), Arc::clone(&flag));
        let writer = thread::spawn(move || {
            theirs.0.set(1);
            theirs.1.store(true, Release); // 6
        });
        let seen = if flag.load(Relaxed) { data.get() } else { 0 }; // 8
        writer.join().expect("it does not panic");
        Outcome::new(seen)
    }

    #[test]
    fn a_race_is_repaired_where_the_flag_is_looked_at() {
        assert_eq!(without(races, "data race", RACES), [(8, MemoryOrder::Acquire)]);
    }

    const FLAGS: u32 = line!();
    fn flags() -> Outcome {
        let (x, y) = (AtomicU32::new(0), AtomicU32::new(0));
        let (left, right) = thread::scope(|scope| {
            let left = scope.spawn(|| {
                x.store(1, SeqCst); // 5
                y.load(Acquire) // 6
            });
            let right = scope.spawn(|| {
                y.store(1, Relaxed); // 9
                x.load(SeqCst) // 10
            });
            (left.join().unwrap(), right.join().unwrap())
        });
        Outcome::new(format!("{left}{right}"))
    }

    #[test]
    fn what_has_an_order_already_keeps_it() {
        let (load, store) = ((6, MemoryOrder::SeqCst), (9, MemoryOrder::SeqCst));
        assert_eq!(without(flags, "00", FLAGS), [load, store]);
    }

    const TWICE: u32 = line!();
    /// Two that go wrong in the same way at different places: to make one of them impossible is not enough.
    fn twice() -> Outcome {
        let data = [AtomicU32::new(0), AtomicU32::new(0)];
        let flags = [AtomicU32::new(0), AtomicU32::new(0)];
        let missed = thread::scope(|scope| {
            scope.spawn(|| {
                data[0].store(1, Relaxed);
                flags[0].store(1, Relaxed); // 8
                data[1].store(1, Relaxed);
                flags[1].store(1, Relaxed); // 10
            });
            let first = flags[0].load(Relaxed) == 1 // 12
                && data[0].load(Relaxed) == 0;
            let second = flags[1].load(Relaxed) == 1 // 14
                && data[1].load(Relaxed) == 0;
            first || second
        });
        Outcome::new(if missed { "missed" } else { "fine" })
    }

    #[test]
    fn all_executions_that_go_wrong_are_made_impossible() {
        use MemoryOrder::{Acquire, Release};
        assert_eq!(without(twice, "missed", TWICE), [(8, Release), (10, Release), (12, Acquire), (14, Acquire)]);
    }
}

mod weaker {
    use super::*;
    use racecourse::engine::weaker_orderings;
    use racecourse::exploration::{MemoryOrder, WeakerOrderings};

    fn asked(run: impl Fn() -> Outcome + Send + Sync + 'static) -> WeakerOrderings {
        weaker_orderings(&Program::unnamed(run), &Budget::DEFAULT).expect("all is searched")
    }

    /// What each weaker ordering brings, and which together are enough.
    type Short = (Vec<(MemoryOrder, MemoryOrder, Vec<String>)>, Vec<(MemoryOrder, MemoryOrder)>);

    fn short(found: &WeakerOrderings) -> Short {
        let each = found.each.iter().map(|it| (it.place.from, it.place.to, it.adds.clone())).collect();
        (each, found.enough.iter().map(|it| (it.from, it.to)).collect())
    }

    fn publishes(store: Ordering, load: Ordering) -> Outcome {
        let (data, flag) = (AtomicU32::new(0), AtomicU32::new(0));
        let seen = thread::scope(|scope| {
            scope.spawn(|| {
                data.store(1, Relaxed);
                flag.store(1, store);
            });
            let seen = flag.load(load);
            (seen, data.load(Relaxed))
        });
        Outcome::new(format!("{seen:?}"))
    }

    #[test]
    fn what_is_needed_is_told_with_what_comes_of_less() {
        use MemoryOrder::{Acquire, Relaxed, Release, SeqCst};
        let lost = || vec!["(1, 0)".to_owned()];
        let each = vec![(Release, Relaxed, lost()), (Acquire, Relaxed, lost())];
        assert_eq!(short(&asked(|| publishes(Ordering::Release, Ordering::Acquire))), (each, Vec::new()));
        let each = vec![(SeqCst, Release, Vec::new()), (SeqCst, Acquire, Vec::new())];
        let enough = vec![(SeqCst, Release), (SeqCst, Acquire)];
        assert_eq!(short(&asked(|| publishes(Ordering::SeqCst, Ordering::SeqCst))), (each, enough));
    }

    #[test]
    fn two_that_are_each_too_strong_may_be_needed_together() {
        // Either fence is enough, and one of them has to stay.
        let run = || {
            let (data, flag) = (AtomicU32::new(0), AtomicU32::new(0));
            let seen = thread::scope(|scope| {
                scope.spawn(|| {
                    data.store(1, Relaxed);
                    fence(Release);
                    flag.store(1, Release);
                });
                let seen = flag.load(Acquire);
                (seen, data.load(Relaxed))
            });
            Outcome::new(format!("{seen:?}"))
        };
        let found = asked(run);
        let harmless = found.each.iter().filter(|it| it.is_harmless()).count();
        assert_eq!((found.each.len(), harmless, found.enough.len()), (3, 2, 1), "{found:?}");
    }

    #[test]
    fn an_exchange_is_weakened_where_it_fails_too() {
        let run = || {
            let (data, flag) = (AtomicU32::new(0), AtomicU32::new(1));
            let seen = thread::scope(|scope| {
                scope.spawn(|| {
                    data.store(1, Relaxed);
                    flag.store(0, Release);
                });
                let failed = flag.compare_exchange(1, 2, Relaxed, Acquire).is_err();
                (failed, data.load(Relaxed))
            });
            Outcome::new(format!("{seen:?}"))
        };
        let found = asked(run);
        let [_, exchange] = &found.each[..] else { panic!("{found:?}") };
        assert_eq!(exchange.place.on_failure, Some((MemoryOrder::Acquire, MemoryOrder::Relaxed)));
        assert_eq!(exchange.adds, ["(true, 0)"]);
    }
}

/// Whoever ends the process keeps others from what they would have done: so it is not said that all has been searched.
#[test]
fn where_the_process_ends_not_all_is_searched() {
    struct Twice;
    impl Drop for Twice {
        fn drop(&mut self) {
            panic!("in the middle of another");
        }
    }
    let run = || {
        let flag = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&flag);
        let setter = thread::spawn(move || theirs.store(true, Relaxed));
        if !flag.load(Relaxed) {
            let _twice = Twice;
            panic!("it is not set");
        }
        setter.join().expect("it does not panic");
        Outcome::new("set")
    };
    let exploration = found(run);
    assert!(exploration.saw("abort"), "{exploration:#?}");
    assert!(!exploration.coverage.is_exhaustive() || exploration.saw("set"), "{:?}", exploration.coverage);
    assert_ne!(exploration.observations["abort"].example.events, [], "it can be shown");
}

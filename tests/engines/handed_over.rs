//! What somebody has written before it lets go of something, who takes over from it sees: whatever plain memory is handed over
//! by, there is no race. Each of these programs has one if either side orders nothing.

use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::cell::RacyCell;
use racecourse::channel::{self, Receiver, Sender};
use racecourse::engine::{EngineId, Program, explore};
use racecourse::process::{self, LockFile};
use racecourse::sync::atomic::{AtomicU32, Ordering};
use racecourse::sync::{Barrier, Condvar, Mutex, OnceLock, RwLock, Semaphore};
use racecourse::thread;

#[track_caller]
fn comes_to(run: fn() -> Outcome, labels: &[&str]) {
    let exploration = explore(&Program::unnamed(run), EngineId::Explorer, &Budget::DEFAULT);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    assert_eq!(exploration.observations.keys().map(String::as_str).collect::<Vec<_>>(), labels);
}

/// Two actors with one cell, which comes to what it has in the end.
fn two(work: impl Fn(usize, &RacyCell<u32>) + Sync) -> Outcome {
    let cell = RacyCell::new(0);
    thread::scope(|scope| {
        for nth in 0..2 {
            let (work, cell) = (&work, &cell);
            scope.spawn(move || work(nth, cell));
        }
    });
    Outcome::new(cell.get().to_string())
}

fn adds(cell: &RacyCell<u32>) {
    cell.set(cell.get() + 1);
}

#[test]
fn by_a_mutex() {
    comes_to(
        || {
            let lock = Mutex::new(());
            two(|_, cell| {
                let _guard = lock.lock();
                adds(cell);
            })
        },
        &["2"],
    );
}

/// Who is started comes after what was done by whoever starts it.
#[test]
fn by_starting_another() {
    comes_to(
        || {
            two(|nth, cell| {
                if nth == 0 {
                    adds(cell);
                    thread::scope(|scope| {
                        scope.spawn(|| adds(cell));
                    });
                }
            })
        },
        &["2"],
    );
}

#[test]
fn by_a_semaphore() {
    comes_to(
        || {
            let permit = Semaphore::new(1);
            two(|_, cell| {
                let _permit = permit.acquire();
                adds(cell);
            })
        },
        &["2"],
    );
}

#[test]
fn from_writer_to_writer() {
    comes_to(
        || {
            let lock = RwLock::new(());
            two(|_, cell| {
                let _guard = lock.write();
                adds(cell);
            })
        },
        &["2"],
    );
}

#[test]
fn between_a_reader_and_a_writer() {
    comes_to(
        || {
            let lock = RwLock::new(());
            two(|nth, cell| {
                if nth == 0 {
                    let _guard = lock.read();
                    cell.get();
                } else {
                    let _guard = lock.write();
                    adds(cell);
                }
            })
        },
        &["1"],
    );
}

#[test]
fn by_a_barrier() {
    comes_to(
        || {
            let barrier = Barrier::new(2);
            two(|nth, cell| {
                if nth == 0 {
                    adds(cell);
                }
                barrier.wait();
                if nth == 1 {
                    adds(cell);
                }
            })
        },
        &["2"],
    );
}

#[test]
fn by_what_is_done_once() {
    comes_to(
        || {
            let done = OnceLock::new();
            two(|_, cell| {
                done.get_or_init(|| adds(cell));
                cell.get();
            })
        },
        &["1"],
    );
}

/// Both readers have looked before the writer writes.
#[test]
fn from_two_readers_to_a_writer() {
    comes_to(
        || {
            let lock = RwLock::new(());
            let cell = RacyCell::new(0);
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| {
                        let _guard = lock.read();
                        cell.get();
                    });
                }
                scope.spawn(|| {
                    let _guard = lock.write();
                    cell.set(1);
                });
            });
            Outcome::new(cell.get())
        },
        &["1"],
    );
}

/// Whoever waits gives up the lock, and what it has done is there for who has it next.
#[test]
fn by_waiting() {
    comes_to(
        || {
            let (lock, bell) = (Mutex::new(false), Condvar::new());
            two(|nth, cell| {
                let mut said = lock.lock();
                adds(cell);
                if nth == 0 {
                    while !*said {
                        bell.wait(&mut said);
                    }
                } else {
                    *said = true;
                    bell.notify_one();
                }
            })
        },
        &["2"],
    );
}

/// A read-modify-write that orders nothing itself passes on what was released before it.
#[test]
fn by_a_release_sequence() {
    comes_to(
        || {
            let (cell, sign) = (RacyCell::new(0), AtomicU32::new(0));
            let mut seen = false;
            thread::scope(|scope| {
                scope.spawn(|| {
                    cell.set(1);
                    sign.store(1, Ordering::Release);
                });
                scope.spawn(|| sign.fetch_add(2, Ordering::Relaxed));
                scope.spawn(|| {
                    if sign.load(Ordering::Acquire) == 3 {
                        seen = cell.get() == 1;
                    }
                });
            });
            Outcome::new(if seen { "seen" } else { "too soon" })
        },
        &["seen", "too soon"],
    );
}

/// An exchange that fails orders what it says for that case.
#[test]
fn by_an_exchange_that_fails() {
    comes_to(
        || {
            let sign = AtomicU32::new(0);
            two(|nth, cell| {
                if nth == 0 {
                    adds(cell);
                    sign.store(1, Ordering::Release);
                } else if sign.compare_exchange(0, 0, Ordering::Relaxed, Ordering::Acquire).is_err() {
                    adds(cell);
                }
            })
        },
        &["1", "2"],
    );
}

/// A read-modify-write takes over what was released as a load does.
#[test]
fn by_a_read_modify_write() {
    comes_to(
        || {
            let sign = AtomicU32::new(0);
            two(|nth, cell| {
                if nth == 0 {
                    adds(cell);
                    sign.store(1, Ordering::Release);
                } else if sign.swap(2, Ordering::Acquire) == 1 {
                    adds(cell);
                }
            })
        },
        &["1", "2"],
    );
}

/// One sends, and then adds, while another one adds before it takes a message out.
fn sends_beside_a_receiver((sender, receiver): (Sender<()>, Receiver<()>)) -> Outcome {
    sender.send(()).expect("there is a receiver");
    two(|nth, cell| {
        if nth == 0 {
            adds(cell);
            receiver.recv().expect("there is a message");
        } else {
            sender.send(()).expect("there is a receiver");
            adds(cell);
        }
    })
}

/// Who sends where there was no room comes after the receiver that made some.
#[test]
fn by_room_in_a_channel() {
    comes_to(|| sends_beside_a_receiver(channel::bounded(1)), &["2"]);
}

/// Without a limit who sends comes after nobody.
#[test]
fn not_by_sending_without_a_limit() {
    comes_to(|| sends_beside_a_receiver(channel::unbounded()), &["data race"]);
}

/// What is done past a data race is seen if that is asked for.
#[test]
fn past_a_race_it_goes_on_if_asked_to() {
    let run = || two(|_, cell| adds(cell));
    let labels = |past_data_races| {
        let budget = Budget { past_data_races, ..Budget::DEFAULT };
        explore(&Program::unnamed(run), EngineId::Explorer, &budget).observations.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(labels(false), ["data race"]);
    assert_eq!(labels(true), ["1", "2"]);
}

/// Who is told that a pipe is closed comes after whoever has closed it: for reading, and for writing.
#[test]
fn by_closing_a_pipe() {
    fn closes(reads: bool) -> Outcome {
        let (reader, writer) = process::pipe();
        let ends = std::sync::Mutex::new((Some(reader), Some(writer)));
        let take = |reader: bool| {
            let mut ends = ends.lock().expect("nobody panics with it");
            if reader { (ends.0.take(), None) } else { (None, ends.1.take()) }
        };
        two(|nth, cell| match take((nth == 0) != reads) {
            ends if nth == 0 => {
                adds(cell);
                drop(ends);
            }
            (Some(mut reader), _) => {
                assert_eq!(reader.read(&mut [0]).expect("it works"), 0);
                adds(cell);
            }
            (_, Some(mut writer)) => {
                // There is no room for all of it, so it is told once nobody reads any more.
                assert!(writer.write_all(&[0; 200_000]).is_err());
                adds(cell);
            }
            _ => unreachable!("there is an end for each"),
        })
    }
    comes_to(|| closes(true), &["2"]);
    comes_to(|| closes(false), &["2"]);
}

/// Who makes a file comes after whoever has removed it.
#[test]
fn by_a_file() {
    comes_to(
        || {
            let file = LockFile::new("lock");
            two(|_, cell| {
                if file.try_create() {
                    adds(cell);
                    file.remove();
                }
            })
        },
        &["1", "2"],
    );
}

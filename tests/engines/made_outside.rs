//! What is made outside of the function that is checked is refused when it is used: no engine would see it.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use racecourse::budget::Budget;
use racecourse::cell::RacyCell;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::failure::{Cause, FailureKind};
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::sync::{Barrier, Condvar, Mutex, Once, OnceLock, RwLock, Semaphore};
use racecourse::{channel, process, sync, thread};

const MODELS: [EngineId; 4] = [EngineId::Explorer, EngineId::DepthFirst, EngineId::Random, EngineId::Loom];

/// Checks that every model refuses `body`, and says why and where.
#[track_caller]
fn refused(body: impl Fn() + Send + Sync + 'static) {
    let program = Program::unnamed(move || {
        body();
        Outcome::new("unseen")
    });
    for engine in MODELS {
        let found = explore(&program, engine, &Budget { samples: 3, ..Budget::DEFAULT });
        let (label, seen) = found.observations.first_key_value().expect("something is seen");
        let failure = seen.example.failure.as_ref().unwrap_or_else(|| panic!("{engine} saw {label}"));
        assert_eq!(failure.kind, FailureKind::Panic, "{engine}");
        let Cause::Panicked { said, at } = &failure.cause else { panic!("{engine}: {:?}", failure.cause) };
        assert!(said.contains("made outside of the function that is checked"), "{engine}: {said}");
        assert!(at.as_ref().is_some_and(|at| at.file.ends_with("made_outside.rs")), "{engine}: {at:?}");
        assert_eq!(found.observations.len(), 1, "{engine}: {:?}", found.observations.keys());
    }
}

macro_rules! all_refused {
    ($($name:ident: $made:expr => |$it:ident| $used:expr;)*) => {$(
        #[test]
        fn $name() {
            let $it = Arc::new($made);
            refused(move || {
                let _ = $used;
            });
        }
    )*};
}

all_refused! {
    an_atomic: AtomicU32::new(0) => |it| it.fetch_add(1, SeqCst);
    an_atomic_that_is_read: AtomicU32::new(0) => |it| it.load(SeqCst);
    plain_memory: RacyCell::new(0) => |it| it.get();
    a_mutex: Mutex::new(0) => |it| it.lock();
    a_mutex_that_is_tried: Mutex::new(0) => |it| it.try_lock();
    a_read_write_lock: RwLock::new(0) => |it| it.read();
    a_read_write_lock_that_is_written: RwLock::new(0) => |it| it.write();
    a_condition_variable: Condvar::new() => |it| it.notify_one();
    a_barrier: Barrier::new(1) => |it| it.wait();
    a_once: Once::new() => |it| it.call_once(|| ());
    a_cell_that_is_set_once: OnceLock::new() => |it| it.set(1);
    a_semaphore: Semaphore::new(1) => |it| it.acquire();
    a_counted_pointer: sync::Arc::new(0) => |it| sync::Arc::strong_count(&it);
    a_counted_pointer_that_is_taken_apart: sync::Arc::new(0) => |it| sync::Arc::try_unwrap(sync::Arc::clone(&it));
    a_weak_pointer: sync::Arc::downgrade(&sync::Arc::new(0)) => |it| it.upgrade();
    a_channel: channel::unbounded::<u8>() => |it| it.0.send(1);
    a_channel_that_is_received_from: channel::unbounded::<u8>() => |it| it.1.try_recv();
    a_channel_that_is_waited_for: channel::bounded::<u8>(1) => |it| it.1.recv_timeout(Duration::ZERO);
    a_handle_of_a_thread: thread::current() => |it| it.unpark();
    a_queue: process::queue::<u8>() => |it| it.put(&1);
    shared_memory: process::SharedMemory::new(1) => |it| it.load(0, SeqCst);
    a_pipe: std::sync::Mutex::new(process::pipe()) => |it| it.lock().unwrap_or_else(PoisonError::into_inner).1.write_all(b"x");
    a_file_lock: process::FileLock::new("outside") => |it| it.lock();
    a_lock_file: process::LockFile::new("outside") => |it| it.exists();
}

#[test]
fn an_actor_that_uses_it_is_refused_like_main() {
    let counter = Arc::new(AtomicU32::new(0));
    let program = Program::unnamed(move || {
        let made_inside = Mutex::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *made_inside.lock() += counter.fetch_add(1, SeqCst));
        });
        Outcome::new("unseen")
    });
    let found = explore(&program, EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(found.observations.keys().collect::<Vec<_>>(), ["panic"]);
}

/// What a `static` keeps of the first execution is refused in all that follow.
#[track_caller]
fn kept(body: impl Fn() + Send + Sync + 'static) {
    let program = Program::unnamed(move || {
        body();
        Outcome::new("fine")
    });
    for engine in MODELS {
        // Whatever was kept under the engine before is old for this one, and the executions of this one are many.
        let found = explore(&program, engine, &Budget { samples: 3, ..Budget::DEFAULT });
        let said = found.observations.get("panic").and_then(|seen| seen.example.failure.as_ref());
        let said = said.unwrap_or_else(|| panic!("{engine} saw {:?}", found.observations.keys()));
        let Cause::Panicked { said, .. } = &said.cause else { panic!("{engine}: {:?}", said.cause) };
        assert!(said.contains("made in an earlier execution"), "{engine}: {said}");
    }
}

macro_rules! all_kept {
    ($($name:ident: $kind:ty = $made:expr => |$it:ident| $used:expr;)*) => {$(
        #[test]
        fn $name() {
            static KEPT: std::sync::OnceLock<$kind> = std::sync::OnceLock::new();
            kept(|| {
                // A choice, so that there is more than one execution.
                let here = AtomicU32::new(0);
                thread::scope(|scope| {
                    scope.spawn(|| here.store(1, SeqCst));
                    here.store(2, SeqCst);
                });
                let $it = KEPT.get_or_init(|| $made);
                let _ = $used;
            });
        }
    )*};
}

all_kept! {
    a_static_atomic: AtomicU32 = AtomicU32::new(0) => |it| it.fetch_add(1, SeqCst);
    a_static_mutex: Mutex<u8> = Mutex::new(0) => |it| it.lock();
    a_static_read_write_lock: RwLock<u8> = RwLock::new(0) => |it| it.write();
    a_static_condition_variable: Condvar = Condvar::new() => |it| it.notify_all();
    a_static_barrier: Barrier = Barrier::new(1) => |it| it.wait();
    a_static_semaphore: Semaphore = Semaphore::new(1) => |it| it.try_acquire();
    a_static_cell_that_is_set_once: OnceLock<u8> = OnceLock::new() => |it| it.get_or_init(|| 1);
    a_static_channel: (channel::Sender<u8>, channel::Receiver<u8>) = channel::unbounded() => |it| it.0.send(1);
    a_static_receiver: (channel::Sender<u8>, channel::Receiver<u8>) = channel::unbounded() => |it| it.1.try_recv();
    a_static_thread: thread::Thread = thread::current() => |it| it.unpark();
    a_static_queue: process::Queue<u8> = process::queue() => |it| it.put(&1);
    a_static_lock_file: process::LockFile = process::LockFile::new("kept") => |it| it.exists();
    a_static_word: process::SharedMemory = process::SharedMemory::new(1) => |it| it.load(0, SeqCst);
}

#[test]
fn a_thread_that_the_engine_does_not_know_fails_the_check_even_if_nobody_looks() {
    let program = Program::unnamed(|| {
        let counter = Arc::new(AtomicU32::new(0));
        let theirs = Arc::clone(&counter);
        let other = std::thread::spawn(move || theirs.store(theirs.load(SeqCst) + 1, SeqCst));
        let _ = other.join();
        Outcome::new(counter.load(SeqCst))
    });
    for engine in MODELS {
        let found = explore(&program, engine, &Budget { samples: 3, ..Budget::DEFAULT });
        assert_eq!(found.observations.keys().collect::<Vec<_>>(), ["panic"], "{engine}");
        let failure = found.observations["panic"].example.failure.as_ref().expect("a failure");
        let Cause::Panicked { said, at } = &failure.cause else { panic!("{engine}: {:?}", failure.cause) };
        assert!(said.contains("start threads by racecourse::thread"), "{engine}: {said}");
        assert!(at.as_ref().is_some_and(|at| at.file.ends_with("made_outside.rs")), "{engine}: {at:?}");
    }
}

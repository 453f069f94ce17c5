//! loom's known faults, pinned: first loom alone, then behind the facade, which mends what it can.
//!
//! A test of loom alone that fails here is good news: a newer loom has mended the fault, and the facade may get simpler.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use loom::sync::atomic::{AtomicUsize, Ordering, fence};
use loom::thread;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::{Coverage, Reason};
use racecourse::outcome::Outcome;
use racecourse::sync::atomic as facade;
use racecourse::thread as facade_thread;

use Ordering::{AcqRel, Relaxed, SeqCst};

/// What loom alone lets `run` come to.
fn loom_alone<T: Ord + Send + 'static>(run: impl Fn() -> T + Send + Sync + 'static) -> BTreeSet<T> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let noted = Arc::clone(&seen);
    loom::model(move || {
        let outcome = run();
        noted.lock().expect("not poisoned").insert(outcome);
    });
    std::mem::take(&mut *seen.lock().expect("not poisoned"))
}

/// What `loom` lets `run` come to.
fn behind_the_facade(run: fn() -> Outcome) -> BTreeSet<String> {
    explore(&Program::unnamed(run), EngineId::Loom, &Budget::DEFAULT).observations.into_keys().collect()
}

fn set<const N: usize>(labels: [&str; N]) -> BTreeSet<String> {
    labels.into_iter().map(str::to_owned).collect()
}

// tokio-rs/loom#166 and #392: an interleaving is lost when a thread loads what it stores later.

#[test]
fn loom_alone_misses_a_store_after_a_load() {
    let seen = loom_alone(|| {
        let x = Arc::new(AtomicUsize::new(0));
        let theirs = Arc::clone(&x);
        let other = thread::spawn(move || {
            theirs.load(SeqCst);
            theirs.store(1, SeqCst);
        });
        let read = x.load(SeqCst);
        other.join().expect("no panic");
        read
    });
    assert_eq!(seen, BTreeSet::from([0]), "1 is possible too, and loom does not show it");
}

fn store_after_a_load() -> Outcome {
    let x = Arc::new(facade::AtomicUsize::new(0));
    let theirs = Arc::clone(&x);
    let other = facade_thread::spawn(move || {
        theirs.load(SeqCst);
        theirs.store(1, SeqCst);
    });
    let read = x.load(SeqCst);
    other.join().expect("no panic");
    Outcome::new(read)
}

#[test]
fn the_facade_shows_a_store_after_a_load() {
    assert_eq!(behind_the_facade(store_after_a_load), set(["0", "1"]));
}

// tokio-rs/loom#376: `try_lock` never fails.

#[test]
fn loom_alone_never_fails_a_try_lock() {
    let seen = loom_alone(|| {
        let lock = Arc::new(loom::sync::Mutex::new(()));
        let theirs = Arc::clone(&lock);
        let other = thread::spawn(move || drop(theirs.lock()));
        let taken = lock.try_lock().is_ok();
        other.join().expect("no panic");
        taken
    });
    assert_eq!(seen, BTreeSet::from([true]), "the lock may be taken, and loom does not show it");
}

fn try_lock() -> Outcome {
    let lock = Arc::new(racecourse::sync::Mutex::new(()));
    let theirs = Arc::clone(&lock);
    let other = facade_thread::spawn(move || drop(theirs.lock()));
    let taken = lock.try_lock().is_some();
    other.join().expect("no panic");
    Outcome::new(taken)
}

#[test]
fn the_facade_shows_a_failing_try_lock() {
    assert_eq!(behind_the_facade(try_lock), set(["false", "true"]));
}

// tokio-rs/loom#180: `SeqCst` accesses are treated as `AcqRel`.

#[test]
fn loom_alone_takes_seqcst_accesses_for_acqrel() {
    let seen = loom_alone(|| {
        let (x, y) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (their_x, their_y) = (Arc::clone(&x), Arc::clone(&y));
        let other = thread::spawn(move || {
            their_x.store(1, SeqCst);
            their_y.load(SeqCst)
        });
        y.store(1, SeqCst);
        let mine = x.load(SeqCst);
        (other.join().expect("no panic"), mine)
    });
    assert!(seen.contains(&(0, 0)), "the language forbids this, and loom shows it");
}

fn store_buffering_seqcst() -> Outcome {
    let (x, y) = (Arc::new(facade::AtomicUsize::new(0)), Arc::new(facade::AtomicUsize::new(0)));
    let (their_x, their_y) = (Arc::clone(&x), Arc::clone(&y));
    let other = facade_thread::spawn(move || {
        their_x.store(1, SeqCst);
        their_y.load(SeqCst)
    });
    y.store(1, SeqCst);
    let mine = x.load(SeqCst);
    Outcome::new(format!("{}{mine}", other.join().expect("no panic")))
}

#[test]
fn the_facade_honours_seqcst() {
    assert_eq!(behind_the_facade(store_buffering_seqcst), set(["01", "10", "11"]));
}

// A plain store next to a read-modify-write: loom can place the store between the read and the write.

#[test]
fn loom_alone_tears_a_read_modify_write() {
    let seen = loom_alone(|| {
        let x = Arc::new(AtomicUsize::new(0));
        let theirs = Arc::clone(&x);
        let other = thread::spawn(move || theirs.store(5, Relaxed));
        let before = x.fetch_add(1, Relaxed);
        other.join().expect("no panic");
        (before, x.load(Relaxed))
    });
    assert!(seen.contains(&(0, 1)), "with 0 added to first, 5 is left: {seen:?}");
}

fn store_next_to_update() -> Outcome {
    let x = Arc::new(facade::AtomicUsize::new(0));
    let theirs = Arc::clone(&x);
    let other = facade_thread::spawn(move || theirs.store(5, Relaxed));
    let before = x.fetch_add(1, Relaxed);
    other.join().expect("no panic");
    Outcome::new(format!("{before} {}", x.load(Relaxed)))
}

#[test]
fn the_facade_keeps_a_read_modify_write_whole() {
    assert_eq!(behind_the_facade(store_next_to_update), set(["0 5", "5 6"]));
}

// tokio-rs/loom#213: a receiver never hears that its last sender is gone.

#[test]
fn loom_alone_leaves_a_receiver_waiting() {
    let explored = catch_unwind(AssertUnwindSafe(|| {
        loom::model(|| {
            let (sender, receiver) = loom::sync::mpsc::channel::<u32>();
            let other = thread::spawn(move || drop(sender));
            assert!(receiver.recv().is_err());
            other.join().expect("no panic");
        });
    }));
    let payload = explored.expect_err("loom reports a deadlock that is none");
    let text = payload.downcast_ref::<String>().cloned().unwrap_or_default();
    assert!(text.contains("deadlock"), "{text}");
}

fn closed_channel() -> Outcome {
    let (sender, receiver) = racecourse::channel::unbounded::<u32>();
    let other = facade_thread::spawn(move || drop(sender));
    let closed = receiver.recv().is_err();
    other.join().expect("no panic");
    Outcome::new(if closed { "closed" } else { "a message" })
}

#[test]
fn the_facade_wakes_the_receiver_of_a_closed_channel() {
    assert_eq!(behind_the_facade(closed_channel), set(["closed"]));
}

// What no arrangement mends: loads never read stores that come later. This blind spot is documented, not hidden.

#[test]
fn load_buffering_is_not_shown_by_loom_nor_behind_the_facade() {
    let run = || {
        let (x, y) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (their_x, their_y) = (Arc::clone(&x), Arc::clone(&y));
        let other = thread::spawn(move || {
            let read = their_x.load(Relaxed);
            their_y.store(1, Relaxed);
            read
        });
        let mine = y.load(Relaxed);
        x.store(1, Relaxed);
        (other.join().expect("no panic"), mine)
    };
    assert!(!loom_alone(run).contains(&(1, 1)), "the language allows this, and loom does not show it");
    assert!(!behind_the_facade(load_buffering).contains("11"));
}

fn load_buffering() -> Outcome {
    let (x, y) = (Arc::new(facade::AtomicUsize::new(0)), Arc::new(facade::AtomicUsize::new(0)));
    let (their_x, their_y) = (Arc::clone(&x), Arc::clone(&y));
    let other = facade_thread::spawn(move || {
        let read = their_x.load(Relaxed);
        their_y.store(1, Relaxed);
        read
    });
    let mine = y.load(Relaxed);
    x.store(1, Relaxed);
    Outcome::new(format!("{}{mine}", other.join().expect("no panic")))
}

// loom runs five threads at the most.

fn six_actors() -> Outcome {
    facade_thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| ());
        }
    });
    Outcome::new("done")
}

#[test]
fn more_actors_than_loom_runs_are_said_to_be_that() {
    let exploration = explore(&Program::unnamed(six_actors), EngineId::Loom, &Budget::DEFAULT);
    let Coverage::Interrupted { reason, .. } = exploration.coverage else { panic!("{:?}", exploration.coverage) };
    assert_eq!(reason, Reason::TooManyActors { most: 5 });
    // The next exploration on this thread is undisturbed.
    assert_eq!(behind_the_facade(store_after_a_load), set(["0", "1"]));
}

// The fences that the facade relies on are right in loom.

#[test]
fn loom_alone_honours_seqcst_fences_and_only_those() {
    for (order, forbidden) in [(SeqCst, true), (AcqRel, false)] {
        let seen = loom_alone(move || {
            let (x, y) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
            let (their_x, their_y) = (Arc::clone(&x), Arc::clone(&y));
            let other = thread::spawn(move || {
                their_x.store(1, Relaxed);
                fence(order);
                their_y.load(Relaxed)
            });
            y.store(1, Relaxed);
            fence(order);
            let mine = x.load(Relaxed);
            (other.join().expect("no panic"), mine)
        });
        assert_eq!(!seen.contains(&(0, 0)), forbidden, "{order:?}");
    }
}

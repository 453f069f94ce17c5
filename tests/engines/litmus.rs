//! Litmus tests by what can be read: the outcome sets under sequential consistency, and what relaxed accesses add.
//!
//! `explorer` and `depth_first` know one order that everybody agrees on. `loom` must come to the same where every
//! access is sequentially consistent (loom alone does not, see `loom_faults.rs`), and show the weak outcome where none is.
//! Load buffering is what loom does not show; that is pinned there.

use std::collections::BTreeSet;
use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::Note;
use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicBool, AtomicUsize, Ordering, Ordering::Relaxed, Ordering::SeqCst};
use racecourse::thread;

/// One access to one of two variables.
#[derive(Clone, Copy)]
enum Access {
    Read(usize),
    /// Stores 1.
    Write(usize),
}

use Access::{Read, Write};

type Test = [&'static [Access]];

const SB: &Test = &[&[Write(0), Read(1)], &[Write(1), Read(0)]];
const MP: &Test = &[&[Write(0), Write(1)], &[Read(1), Read(0)]];
const LB: &Test = &[&[Read(0), Write(1)], &[Read(1), Write(0)]];
const IRIW: &Test = &[&[Write(0)], &[Write(1)], &[Read(0), Read(1)], &[Read(1), Read(0)]];

/// What everybody read, in the order of the accesses in the text.
fn run(test: &Test, order: Ordering) -> Outcome {
    let variables: Arc<[AtomicUsize; 2]> = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let start = |accesses: &'static [Access]| {
        let variables = Arc::clone(&variables);
        thread::spawn(move || {
            let read = |access: &Access| match access {
                Read(at) => Some(variables[*at].load(order).to_string()),
                Write(at) => {
                    variables[*at].store(1, order);
                    None
                }
            };
            accesses.iter().filter_map(read).collect::<String>()
        })
    };
    let actors: Vec<_> = test.iter().map(|accesses| start(accesses)).collect();
    Outcome::new(actors.into_iter().map(|actor| actor.join().expect("no panic")).collect::<String>())
}

fn seen(run: fn() -> Outcome, engine: EngineId) -> BTreeSet<String> {
    let exploration = explore(&Program::unnamed(run), engine, &Budget { executions: 200_000, ..Budget::DEFAULT });
    assert!(exploration.coverage.is_exhaustive(), "{engine}: {:?}", exploration.coverage);
    exploration.observations.into_keys().collect()
}

fn set(labels: &[&str]) -> BTreeSet<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

/// Checks what the engines see of a program with sequentially consistent accesses.
#[track_caller]
fn comes_to(run: fn() -> Outcome, expected: &BTreeSet<String>) {
    for engine in [EngineId::Explorer, EngineId::DepthFirst, EngineId::Loom] {
        assert_eq!(&seen(run, engine), expected, "{engine}");
    }
}

#[test]
fn store_buffering_shows_at_least_one_store() {
    comes_to(|| run(SB, SeqCst), &set(&["01", "10", "11"]));
    assert!(seen(|| run(SB, Relaxed), EngineId::Loom).contains("00"));
}

#[test]
fn message_passing_shows_no_flag_without_its_data() {
    comes_to(|| run(MP, SeqCst), &set(&["00", "01", "11"]));
    assert!(seen(|| run(MP, Relaxed), EngineId::Loom).contains("10"));
}

#[test]
fn load_buffering_shows_at_most_one_store() {
    comes_to(|| run(LB, SeqCst), &set(&["00", "01", "10"]));
}

/// All 16 but the one in which the two readers see the writes in opposite order.
#[test]
fn independent_reads_agree_on_the_order_of_independent_writes() {
    let expected: BTreeSet<String> = (0..16).map(|bits| format!("{bits:04b}")).filter(|read| read != "1010").collect();
    assert_eq!(seen(|| run(IRIW, SeqCst), EngineId::Explorer), expected);
    assert_eq!(seen(|| run(IRIW, SeqCst), EngineId::DepthFirst), expected);
}

fn lost_update() -> Outcome {
    let counter = Arc::new(AtomicUsize::new(0));
    let add = || {
        let counter = Arc::clone(&counter);
        thread::spawn(move || counter.store(counter.load(SeqCst) + 1, SeqCst))
    };
    for worker in [add(), add()] {
        worker.join().expect("no panic");
    }
    Outcome::new(counter.load(SeqCst))
}

#[test]
fn an_update_is_lost_or_is_not() {
    comes_to(lost_update, &set(&["1", "2"]));
}

/// The shape in which loom alone loses an interleaving (tokio-rs/loom#392).
fn load_then_store_next_to_a_load() -> Outcome {
    let flag = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&flag);
    let other = thread::spawn(move || {
        theirs.load(SeqCst);
        theirs.store(true, SeqCst);
    });
    let raised = flag.load(SeqCst);
    other.join().expect("no panic");
    Outcome::new(raised)
}

#[test]
fn a_store_that_comes_after_a_load_is_seen_or_is_not() {
    comes_to(load_then_store_next_to_a_load, &set(&["false", "true"]));
}

/// A flag that is raised before a token is given is seen by whoever has taken the token, whatever the orderings of the flag. The
/// token is made for both of them, by whoever asks for it first.
#[test]
fn a_park_token_orders_a_relaxed_flag() {
    fn waits_for_a_flag() -> Outcome {
        let flag = AtomicBool::new(false);
        thread::scope(|scope| {
            let waiter = scope.spawn(|| {
                while !flag.load(Relaxed) {
                    thread::park();
                }
            });
            flag.store(true, Relaxed);
            waiter.thread().unpark();
        });
        Outcome::new("seen")
    }
    for engine in [EngineId::Explorer, EngineId::Loom] {
        assert_eq!(seen(waits_for_a_flag, engine), set(&["seen"]), "{engine}");
    }
}

/// A graph in which somebody waits for a lock as others had left it earlier says nothing: what comes of that wait is in another one.
/// It is none of the executions.
#[test]
fn graphs_in_which_somebody_waits_for_what_was_are_not_counted() {
    fn one_locks_twice() -> Outcome {
        let lock = Mutex::new(0);
        thread::scope(|scope| {
            scope.spawn(|| {
                let _held = lock.lock();
                *lock.lock() += 1;
            });
            scope.spawn(|| *lock.lock() += 1);
        });
        Outcome::new("unseen")
    }
    let found = explore(&Program::unnamed(one_locks_twice), EngineId::WeakMemory, &Budget::DEFAULT);
    assert!(found.coverage.is_exhaustive(), "{:?}", found.coverage);
    assert!(found.notes.iter().any(|note| matches!(note, Note::Redundant(1..))), "{:?}", found.notes);
    assert_eq!(found.coverage.executions(), found.count("deadlock"));
}

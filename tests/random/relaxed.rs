//! Random programs of threads that access atomics with all orderings, plain memory and a lock.

use std::cell::RefCell;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use racecourse::cell::RacyCell;
use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};
use racecourse::sync::atomic::{AtomicU32, fence};
use racecourse::thread;

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Load(usize, Ordering),
    Store(usize, u32, Ordering),
    Add(usize, Ordering),
    /// Of 0, and as one that may fail for no reason.
    Exchange(usize, u32, Ordering),
    Fence(Ordering),
    Locked(usize, Ordering),
    Write,
    Read,
}

/// What each thread does.
pub(crate) type Program = Vec<Vec<Statement>>;

const ATOMICS: usize = 2;

pub(crate) fn program() -> impl Strategy<Value = Program> {
    let which = || 0..ATOMICS;
    let loads = || select(vec![Relaxed, Relaxed, Acquire, SeqCst]);
    let stores = || select(vec![Relaxed, Relaxed, Release, SeqCst]);
    let both = || select(vec![Relaxed, Acquire, Release, AcqRel, SeqCst]);
    let statement = prop_oneof![
        5 => (which(), loads()).prop_map(|(which, order)| Statement::Load(which, order)),
        5 => (which(), 1..4_u32, stores()).prop_map(|(which, value, order)| Statement::Store(which, value, order)),
        2 => (which(), both()).prop_map(|(which, order)| Statement::Add(which, order)),
        1 => (which(), 1..4_u32, both()).prop_map(|(which, value, order)| Statement::Exchange(which, value, order)),
        1 => select(vec![Acquire, Release, AcqRel, SeqCst]).prop_map(Statement::Fence),
        1 => (which(), loads()).prop_map(|(which, order)| Statement::Locked(which, order)),
        1 => Just(Statement::Write),
        1 => Just(Statement::Read),
    ];
    prop_oneof![
        prop::collection::vec(prop::collection::vec(statement.clone(), 1..=4), 2..=2),
        prop::collection::vec(prop::collection::vec(statement, 1..=2), 3..=3),
    ]
}

thread_local! {
    static PROGRAM: RefCell<Program> = const { RefCell::new(Vec::new()) };
}

/// Makes `program` the one that [`run`] runs on this thread.
pub(crate) fn set(program: &Program) {
    PROGRAM.set(program.clone());
}

struct Shared {
    atomics: [AtomicU32; ATOMICS],
    lock: Mutex<()>,
    cell: RacyCell<u32>,
}

fn step(shared: &Shared, statement: &Statement) -> Option<u32> {
    match *statement {
        Statement::Load(which, order) => Some(shared.atomics[which].load(order)),
        Statement::Store(which, value, order) => {
            shared.atomics[which].store(value, order);
            None
        }
        Statement::Add(which, order) => Some(shared.atomics[which].fetch_add(1, order)),
        Statement::Exchange(which, value, order) => {
            let (Ok(found) | Err(found)) = shared.atomics[which].compare_exchange_weak(0, value, order, Relaxed);
            Some(found)
        }
        Statement::Fence(order) => {
            fence(order);
            None
        }
        Statement::Locked(which, order) => {
            let _held = shared.lock.lock();
            Some(shared.atomics[which].load(order))
        }
        Statement::Write => {
            shared.cell.set(1);
            None
        }
        Statement::Read => Some(shared.cell.get()),
    }
}

pub(crate) fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let shared = Arc::new(Shared {
        atomics: [AtomicU32::new(0), AtomicU32::new(0)],
        lock: Mutex::new(()),
        cell: RacyCell::new(0),
    });
    let threads: Vec<_> = program
        .into_iter()
        .map(|statements| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || statements.iter().filter_map(|it| step(&shared, it)).collect::<Vec<_>>())
        })
        .collect();
    let seen: Vec<Vec<u32>> = threads.into_iter().map(|thread| thread.join().expect("it does not panic")).collect();
    let last: Vec<u32> = shared.atomics.iter().map(|atomic| atomic.load(Relaxed)).collect();
    Outcome::new(format!("{seen:?} {last:?}"))
}

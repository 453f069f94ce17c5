//! Random programs that ask who has ended: each thread has the handle of the one before it, and `main` that of the last.

use std::cell::RefCell;
use std::sync::Arc;

use proptest::prelude::*;
use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread::{self, JoinHandle};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Statement {
    Add,
    Locked,
    TryLocked,
    /// Asks whether the one before has ended.
    Ask,
    /// Asks until it has.
    AskOn,
    /// Waits for its end.
    Join,
    /// Has something for itself, which adds when it is dropped.
    Keep,
}

/// What each thread does, and then what `main` does.
pub(crate) type Program = (Vec<Vec<Statement>>, Vec<Statement>);

/// Programs, in which somebody may ask again and again if they have `loops`.
pub(crate) fn program(loops: bool) -> impl Strategy<Value = Program> {
    let statement = move || {
        prop_oneof![
            Just(Statement::Add),
            Just(Statement::Locked),
            Just(Statement::TryLocked),
            Just(Statement::Ask),
            Just(if loops { Statement::AskOn } else { Statement::Ask }),
            Just(Statement::Join),
            Just(Statement::Keep),
        ]
    };
    let thread = prop::collection::vec(statement(), 0..=2);
    (prop::collection::vec(thread, 1..=2), prop::collection::vec(statement(), 1..=3))
}

thread_local! {
    static PROGRAM: RefCell<Program> = const { RefCell::new((Vec::new(), Vec::new())) };
}

/// Makes `program` the one that [`run`] runs on this thread.
pub(crate) fn set(program: &Program) {
    PROGRAM.set(program.clone());
}

type Shared = Arc<(AtomicU32, Mutex<u32>)>;

struct Kept(Shared);

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, SeqCst);
    }
}

racecourse::thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

type Handle = JoinHandle<Vec<u32>>;

fn execute(statements: &[Statement], shared: &Shared, mut before: Option<Handle>) -> Vec<u32> {
    let mut seen = Vec::new();
    for statement in statements {
        match statement {
            Statement::Add => seen.push(shared.0.fetch_add(1, SeqCst)),
            Statement::Locked => *shared.1.lock() += 1,
            Statement::TryLocked => seen.push(shared.1.try_lock().map_or(9, |locked| *locked)),
            Statement::Keep => drop(KEPT.replace(Some(Kept(Arc::clone(shared))))),
            Statement::Ask => seen.push(before.as_ref().map_or(7, |before| u32::from(before.is_finished()))),
            Statement::AskOn => {
                while before.as_ref().is_some_and(|before| !before.is_finished()) {
                    thread::yield_now();
                }
            }
            Statement::Join => seen.extend(before.take().and_then(|before| before.join().ok()).into_iter().flatten()),
        }
    }
    seen
}

pub(crate) fn run() -> Outcome {
    let (threads, own) = PROGRAM.with_borrow(Clone::clone);
    let shared = Arc::new((AtomicU32::new(0), Mutex::new(0)));
    let mut last = None;
    for statements in threads {
        let (shared, before) = (Arc::clone(&shared), last.take());
        last = Some(thread::spawn(move || execute(&statements, &shared, before)));
    }
    Outcome::new(format!("{:?}", execute(&own, &shared, last)))
}

//! Random programs whose threads wait by looking at several things in turn, again and again; whoever waits is told in the end.

use std::cell::RefCell;
use std::sync::Arc;

use proptest::prelude::*;
use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// How many things there are to look at.
const THINGS: usize = 3;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Statement {
    Add(usize),
    Locked,
    /// Looks at the first, and if that has been added to at the second, until both have.
    LookOn(usize, usize),
}

/// What each thread does.
pub(crate) type Program = Vec<Vec<Statement>>;

pub(crate) fn program() -> impl Strategy<Value = Program> {
    let thing = 0..THINGS;
    let statement = prop_oneof![
        2 => thing.clone().prop_map(Statement::Add),
        1 => Just(Statement::Locked),
        2 => (thing.clone(), thing).prop_map(|(one, other)| Statement::LookOn(one, other)),
    ];
    prop::collection::vec(prop::collection::vec(statement, 1..=2), 2..=3)
}

thread_local! {
    static PROGRAM: RefCell<Program> = const { RefCell::new(Vec::new()) };
}

/// Makes `program` the one that [`run`] runs on this thread.
pub(crate) fn set(program: &Program) {
    PROGRAM.set(program.clone());
}

type Shared = Arc<([AtomicU32; THINGS], Mutex<u32>)>;

fn execute(statements: &[Statement], shared: &Shared) -> Vec<u32> {
    let (things, lock) = &**shared;
    let mut seen = Vec::new();
    for statement in statements {
        match *statement {
            Statement::Add(thing) => seen.push(things[thing].fetch_add(1, SeqCst)),
            Statement::Locked => {
                let mut locked = lock.lock();
                *locked += 1;
                seen.push(*locked);
            }
            Statement::LookOn(one, other) => {
                while things[one].load(SeqCst) == 0 || things[other].load(SeqCst) == 0 {
                    thread::yield_now();
                }
            }
        }
    }
    seen
}

pub(crate) fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let shared = Shared::default();
    let start = |statements: Vec<Statement>| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || execute(&statements, &shared))
    };
    let threads: Vec<_> = program.into_iter().map(start).collect();
    let mut seen = vec![execute(&[0, 1, 2].map(Statement::Add), &shared)];
    seen.extend(threads.into_iter().map(|thread| thread.join().expect("no thread panics")));
    Outcome::new(format!("{seen:?}"))
}

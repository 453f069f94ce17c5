//! Random programs that read and write shared variables, under locks and without.

use std::cell::RefCell;
use std::sync::Arc;

use proptest::prelude::*;
use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

pub(crate) const VARIABLES: usize = 2;
pub(crate) const LOCKS: usize = 2;

/// One statement of an actor.
#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Load(usize),
    Store(usize, u32),
    Add(usize),
    Exchange(usize, u32, u32),
    Locked(usize, Vec<Statement>),
    /// What is inside is done only if the lock is free.
    IfFree(usize, Vec<Statement>),
    IfZero(usize, Vec<Statement>),
}

pub(crate) type Program = Vec<Vec<Statement>>;

/// A program of 2 or 3 actors with about `statements` statements each.
pub(crate) fn program(actors: std::ops::RangeInclusive<usize>, statements: usize) -> impl Strategy<Value = Program> {
    let actor = prop::collection::vec(statement(), 1..=statements);
    prop::collection::vec(actor, actors)
}

fn statement() -> impl Strategy<Value = Statement> {
    let variable = 0..VARIABLES;
    let leaf = prop_oneof![
        variable.clone().prop_map(Statement::Load),
        (variable.clone(), 1..4_u32).prop_map(|(v, value)| Statement::Store(v, value)),
        variable.clone().prop_map(Statement::Add),
        (variable.clone(), 0..2_u32, 1..4_u32).prop_map(|(v, from, to)| Statement::Exchange(v, from, to)),
    ];
    leaf.prop_recursive(2, 4, 2, move |inner| {
        let body = prop::collection::vec(inner, 1..=2);
        prop_oneof![
            (0..LOCKS, body.clone()).prop_map(|(lock, body)| Statement::Locked(lock, body)),
            (0..LOCKS, body.clone()).prop_map(|(lock, body)| Statement::IfFree(lock, body)),
            (0..VARIABLES, body).prop_map(|(v, body)| Statement::IfZero(v, body)),
        ]
    })
}

thread_local! {
    static PROGRAM: RefCell<Program> = const { RefCell::new(Vec::new()) };
}

/// Makes `program` the one that [`run`] runs on this thread: engines take a plain function.
pub(crate) fn set(program: &Program) {
    PROGRAM.set(program.clone());
}

struct Shared {
    variables: Vec<AtomicU32>,
    locks: Vec<Mutex<()>>,
}

/// The program through the facade. Its outcome is what everybody read and what is left in the end.
pub(crate) fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let shared = Arc::new(Shared {
        variables: (0..VARIABLES).map(|_| AtomicU32::new(0)).collect(),
        locks: (0..LOCKS).map(|_| Mutex::new(())).collect(),
    });
    let start = |statements: Vec<Statement>| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let mut read = Vec::new();
            execute(&statements, &shared, &mut read);
            read
        })
    };
    let actors: Vec<_> = program.into_iter().map(start).collect();
    let read: Vec<Vec<u32>> = actors.into_iter().map(|actor| actor.join().expect("no panic")).collect();
    let left: Vec<u32> = shared.variables.iter().map(|variable| variable.load(SeqCst)).collect();
    Outcome::new(format!("{read:?} {left:?}"))
}

fn execute(statements: &[Statement], shared: &Shared, read: &mut Vec<u32>) {
    for statement in statements {
        match statement {
            Statement::Load(v) => read.push(shared.variables[*v].load(SeqCst)),
            Statement::Store(v, value) => shared.variables[*v].store(*value, SeqCst),
            Statement::Add(v) => read.push(shared.variables[*v].fetch_add(1, SeqCst)),
            Statement::Exchange(v, from, to) => {
                let result = shared.variables[*v].compare_exchange(*from, *to, SeqCst, SeqCst);
                read.push(result.unwrap_or_else(|value| value));
            }
            Statement::Locked(lock, body) => {
                let _guard = shared.locks[*lock].lock();
                execute(body, shared, read);
            }
            Statement::IfFree(lock, body) => {
                if let Some(_guard) = shared.locks[*lock].try_lock() {
                    execute(body, shared, read);
                }
            }
            Statement::IfZero(v, body) => {
                if shared.variables[*v].load(SeqCst) == 0 {
                    execute(body, shared, read);
                }
            }
        }
    }
}

//! Random programs of many actors with a step or two each: locks in locks, reads and writes. Brute force has no end on most of
//! them.

use std::cell::RefCell;
use std::sync::Arc;

use proptest::prelude::*;
use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

const LOCKS: usize = 5;
const VARIABLES: usize = 3;

/// What an actor does.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// Takes one lock and, holding it, the other.
    Nested(usize, usize),
    /// Takes a lock, and adds to a variable while it has it.
    Adds(usize, usize),
    Load(usize, usize),
    Store(usize, usize),
}

pub(crate) fn program() -> impl Strategy<Value = Vec<Body>> {
    let nested = (0..LOCKS, 1..LOCKS).prop_map(|(first, step)| Body::Nested(first, (first + step) % LOCKS));
    let body = prop_oneof![
        6 => nested,
        1 => (0..LOCKS, 0..VARIABLES).prop_map(|(lock, variable)| Body::Adds(lock, variable)),
        1 => (0..VARIABLES, 0..VARIABLES).prop_map(|(one, two)| Body::Load(one, two)),
        1 => (0..VARIABLES, 0..VARIABLES).prop_map(|(one, two)| Body::Store(one, two)),
    ];
    prop::collection::vec(body, 4..=7)
}

thread_local! {
    static PROGRAM: RefCell<Vec<Body>> = const { RefCell::new(Vec::new()) };
}

/// Makes `program` the one that [`run`] runs on this thread: engines take a plain function.
pub(crate) fn set(program: &[Body]) {
    PROGRAM.set(program.to_vec());
}

/// The program through the facade. Its outcome is what was read.
pub(crate) fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let locks: Arc<Vec<Mutex<()>>> = Arc::new((0..LOCKS).map(|_| Mutex::new(())).collect());
    let variables: Arc<Vec<AtomicU32>> = Arc::new((0..VARIABLES).map(|_| AtomicU32::new(0)).collect());
    let start = |body: Body| {
        let (locks, variables) = (Arc::clone(&locks), Arc::clone(&variables));
        thread::spawn(move || match body {
            Body::Nested(first, second) => {
                let _first = locks[first].lock();
                let _second = locks[second].lock();
                0
            }
            Body::Adds(lock, variable) => {
                let _guard = locks[lock].lock();
                variables[variable].fetch_add(1, SeqCst)
            }
            Body::Load(one, two) => variables[one].load(SeqCst) + 10 * variables[two].load(SeqCst),
            Body::Store(one, two) => {
                variables[one].store(2, SeqCst);
                variables[two].load(SeqCst)
            }
        })
    };
    let actors: Vec<_> = program.into_iter().map(start).collect();
    let read: Vec<u32> = actors.into_iter().map(|actor| actor.join().expect("no panic")).collect();
    Outcome::new(format!("{read:?}"))
}

//! Random small programs: `explorer` comes to exactly the outcomes that trying every interleaving comes to.
//!
//! `cargo +nightly fuzz run programs`

#![no_main]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::sync::{Condvar, Mutex};
use racecourse::{channel, thread};

/// One statement of an actor. There are two atomics, a lock with a flag and a condition variable, and a channel.
#[derive(Arbitrary, Clone, Debug)]
enum Statement {
    Load(bool),
    Store(bool, u8),
    Add(bool),
    Raise,
    WaitForFlag,
    TryFlag,
    Send(u8),
    TryReceive,
}

/// Two actors with up to four statements each.
#[derive(Arbitrary, Clone, Debug, Default)]
struct Statements {
    left: Vec<Statement>,
    right: Vec<Statement>,
}

thread_local! {
    static STATEMENTS: RefCell<Statements> = RefCell::default();
}

struct Shared {
    atomics: [AtomicU32; 2],
    flag: Mutex<bool>,
    raised: Condvar,
    sender: channel::Sender<u8>,
    receiver: channel::Receiver<u8>,
}

fn execute(statements: &[Statement], shared: &Shared) -> Vec<u32> {
    let mut seen = Vec::new();
    for statement in statements {
        match statement {
            Statement::Load(which) => seen.push(shared.atomics[usize::from(*which)].load(SeqCst)),
            Statement::Store(which, value) => shared.atomics[usize::from(*which)].store(u32::from(*value), SeqCst),
            Statement::Add(which) => seen.push(shared.atomics[usize::from(*which)].fetch_add(1, SeqCst)),
            Statement::Raise => {
                *shared.flag.lock() = true;
                shared.raised.notify_one();
            }
            Statement::WaitForFlag => {
                let mut flag = shared.flag.lock();
                shared.raised.wait_while(&mut flag, |flag| !*flag);
            }
            Statement::TryFlag => seen.push(shared.flag.try_lock().map_or(2, |flag| u32::from(*flag))),
            Statement::Send(value) => shared.sender.send(*value).expect("the receiver lives"),
            Statement::TryReceive => seen.push(shared.receiver.try_recv().map_or(999, u32::from)),
        }
    }
    seen
}

fn run() -> Outcome {
    let statements = STATEMENTS.with_borrow(Clone::clone);
    let (sender, receiver) = channel::bounded(1);
    let shared = Arc::new(Shared {
        atomics: [AtomicU32::new(0), AtomicU32::new(0)],
        flag: Mutex::new(false),
        raised: Condvar::new(),
        sender,
        receiver,
    });
    let theirs = Arc::clone(&shared);
    let left = thread::spawn(move || execute(&statements.left, &theirs));
    let right = execute(&statements.right, &shared);
    Outcome::new(format!("{:?} {right:?}", left.join().expect("no panic")))
}

fuzz_target!(|statements: Statements| {
    if statements.left.len() > 4 || statements.right.len() > 4 {
        return;
    }
    STATEMENTS.set(statements);
    let budget = Budget { executions: 100_000, ..Budget::DEFAULT };
    let [reduced, every] =
        [EngineId::Explorer, EngineId::DepthFirst].map(|engine| explore(&Program::unnamed(run), engine, &budget));
    if every.coverage.is_exhaustive() {
        let labels = |exploration: &racecourse::exploration::Exploration| -> BTreeSet<String> {
            exploration.observations.keys().cloned().collect()
        };
        assert_eq!(labels(&reduced), labels(&every));
    }
});

//! Random programs that wait and signal: a flag with a condition variable, a channel for one message, and park.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use racecourse::cell::RacyCell;
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::sync::{Barrier, Condvar, Mutex, RwLock, Semaphore};
use racecourse::{channel, thread};

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Add,
    Raise { all: bool },
    AwaitFlag,
    Take,
    TryFlag,
    Send(u8),
    TrySend(u8),
    Receive,
    TryReceive,
    Acquire,
    Release,
    Unpark,
    Read,
    Write,
    TryWrite,
    ReadCell,
    WriteCell,
    WaitAWhile,
    ReceiveForAWhile,
    Meet,
    Make,
}

pub(crate) type Program = Vec<Vec<Statement>>;

pub(crate) fn program() -> impl Strategy<Value = Program> {
    let statement = prop_oneof![
        Just(Statement::Add),
        any::<bool>().prop_map(|all| Statement::Raise { all }),
        Just(Statement::AwaitFlag),
        Just(Statement::Take),
        Just(Statement::TryFlag),
        (1..4_u8).prop_map(Statement::Send),
        (4..7_u8).prop_map(Statement::TrySend),
        Just(Statement::Receive),
        Just(Statement::TryReceive),
        Just(Statement::Acquire),
        Just(Statement::Release),
        Just(Statement::Unpark),
        Just(Statement::Read),
        Just(Statement::Write),
        Just(Statement::TryWrite),
        Just(Statement::ReadCell),
        Just(Statement::WriteCell),
        Just(Statement::WaitAWhile),
        Just(Statement::ReceiveForAWhile),
        Just(Statement::Meet),
        Just(Statement::Make),
    ];
    prop::collection::vec(prop::collection::vec(statement, 1..=2), 2..=3)
}

thread_local! {
    static PROGRAM: RefCell<(Program, usize, bool)> = const { RefCell::new((Vec::new(), 1, true)) };
}

/// Makes `program`, with a channel of this capacity, and with or without waiting for its actors in the end, the one that [`run`] runs on this thread.
pub(crate) fn set(program: &Program, capacity: usize, joins: bool) {
    PROGRAM.set((program.clone(), capacity, joins));
}

struct Shared {
    counter: AtomicU32,
    flag: Mutex<u32>,
    raised: Condvar,
    permits: Semaphore,
    main: thread::Thread,
    table: RwLock<u32>,
    cell: RacyCell<u32>,
    meeting: Barrier,
}

type Ends = (channel::Sender<u8>, channel::Receiver<u8>);

fn execute(statements: &[Statement], shared: &Shared, (sender, receiver): &Ends) -> Vec<u32> {
    let mut seen = Vec::new();
    for statement in statements {
        match statement {
            Statement::Add => seen.push(shared.counter.fetch_add(1, SeqCst)),
            Statement::Raise { all } => {
                *shared.flag.lock() += 1;
                if *all {
                    shared.raised.notify_all();
                } else {
                    shared.raised.notify_one();
                }
            }
            Statement::AwaitFlag => shared.raised.wait_while(&mut shared.flag.lock(), |flag| *flag == 0),
            Statement::Take => {
                let mut flag = shared.flag.lock();
                if *flag == 0 {
                    shared.raised.wait(&mut flag);
                }
                *flag = flag.saturating_sub(1);
            }
            Statement::TryFlag => seen.push(shared.flag.try_lock().map_or(9, |flag| *flag)),
            Statement::Send(value) => sender.send(*value).expect("a receiver lives"),
            Statement::TrySend(value) => seen.push(u32::from(sender.try_send(*value).is_ok())),
            Statement::Receive => seen.push(receiver.recv().map_or(99, u32::from)),
            Statement::TryReceive => seen.push(receiver.try_recv().map_or(99, u32::from)),
            Statement::Acquire => std::mem::forget(shared.permits.acquire()),
            Statement::Release => shared.permits.release(),
            Statement::Unpark => shared.main.unpark(),
            Statement::Read => seen.push(*shared.table.read()),
            Statement::Write => *shared.table.write() += 1,
            Statement::TryWrite => seen.push(shared.table.try_write().map_or(9, |table| *table)),
            Statement::ReadCell => seen.push(shared.cell.get()),
            Statement::WriteCell => shared.cell.set(1),
            Statement::WaitAWhile => {
                let mut flag = shared.flag.lock();
                seen.push(u32::from(shared.raised.wait_for(&mut flag, Duration::from_millis(1)).timed_out()));
            }
            Statement::ReceiveForAWhile => {
                seen.push(receiver.recv_timeout(Duration::from_millis(1)).map_or(99, u32::from));
            }
            Statement::Meet => seen.push(u32::from(shared.meeting.wait().is_leader())),
            Statement::Make => {
                // What is made here is numbered in the order of schedule, and so is who is started here.
                let (lock, counter) = (Mutex::new(()), AtomicU32::new(0));
                thread::scope(|scope| {
                    scope.spawn(|| drop(lock.lock()));
                    counter.fetch_add(1, SeqCst);
                    seen.push(u32::from(lock.try_lock().is_some()));
                });
            }
        }
    }
    seen
}

pub(crate) fn run() -> Outcome {
    let (program, capacity, joins) = PROGRAM.with_borrow(Clone::clone);
    let parks = program.iter().flatten().any(|statement| matches!(statement, Statement::Unpark));
    let shared = Arc::new(Shared {
        counter: AtomicU32::new(0),
        flag: Mutex::new(0),
        raised: Condvar::new(),
        permits: Semaphore::new(0),
        main: thread::current(),
        table: RwLock::new(0),
        cell: RacyCell::new(0),
        meeting: Barrier::new(2),
    });
    let ends = channel::bounded(capacity);
    let start = |statements: Vec<Statement>| {
        let (shared, ends) = (Arc::clone(&shared), (ends.0.clone(), ends.1.clone()));
        thread::spawn(move || execute(&statements, &shared, &ends))
    };
    let actors: Vec<_> = program.into_iter().map(start).collect();
    drop(ends);
    if parks {
        thread::park();
    }
    if !joins {
        return Outcome::new("left alone");
    }
    let seen: Vec<Vec<u32>> = actors.into_iter().map(|actor| actor.join().expect("no panic")).collect();
    Outcome::new(format!("{seen:?}"))
}

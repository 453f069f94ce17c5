//! A small language for programs: each actor is a list of statements, of which some are skipped depending on what was read last.

use std::panic::Location;

use racecourse_graphs::{Answered, Program, Request};
use racecourse_meaning::{Action, ActorId, Channel, End, ObjectId, Operation, Order, State, Update, Word};

pub use racecourse_meaning::Order::{AcqRel, Acquire, Relaxed, Release, SeqCst};

/// What an actor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stmt {
    Load(ObjectId, Order),
    Store(ObjectId, u64, Order),
    /// Stores what was read last, and so much more.
    StoreLast(ObjectId, u64, Order),
    Add(ObjectId, u64, Order),
    Swap(ObjectId, u64, Order),
    Cas(ObjectId, u64, u64, Order, Order),
    WeakCas(ObjectId, u64, u64, Order, Order),
    /// Reads until it finds anything but this.
    Await(ObjectId, u64, Order),
    /// Tries to put the second in the place of the first, until it does not find the third.
    AwaitCas(ObjectId, u64, u64, u64, Order),
    Fence(Order),
    /// Goes on with the next so many statements only if this was read last.
    If(u64, usize),
    /// The same if something else was read.
    Unless(u64, usize),
    /// The same if the last statement that could be refused was done.
    IfDone(usize),
    Read(ObjectId),
    Write(ObjectId),
    Lock(ObjectId),
    TryLock(ObjectId),
    Unlock(ObjectId),
    Acquire(ObjectId),
    TryAcquire(ObjectId),
    Release(ObjectId),
    Send(ObjectId),
    Receive(ObjectId),
    TryReceive(ObjectId),
    /// Another end to send by, and the end of one of them.
    OpenSender(ObjectId),
    CloseSender(ObjectId),
    OpenReceiver(ObjectId),
    CloseReceiver(ObjectId),
    ReadLock(ObjectId),
    ReadUnlock(ObjectId),
    /// Enters itself among those that wait on a condition variable.
    Enlist(ObjectId),
    Wake(ObjectId),
    WakeOrTime(ObjectId),
    /// May wake for no reason.
    WakeAnyway(ObjectId),
    NotifyOne(ObjectId),
    NotifyAll(ObjectId),
    Arrive(ObjectId),
    Leave(ObjectId),
    Park(ObjectId),
    Unpark(ObjectId),
    Spawn(ActorId),
    Join(ActorId),
}

pub const X: ObjectId = 0;
pub const Y: ObjectId = 1;
pub const Z: ObjectId = 2;
/// Atomics have the numbers before this one.
const ATOMICS: ObjectId = 16;
pub const MUTEX: ObjectId = 16;
pub const OTHER_MUTEX: ObjectId = 17;
pub const SEMAPHORE: ObjectId = 18;
pub const CHANNEL: ObjectId = 19;
pub const CONDVAR: ObjectId = 20;
pub const CELL: ObjectId = 21;
pub const RWLOCK: ObjectId = 22;
pub const BARRIER: ObjectId = 23;
pub const TOKEN: ObjectId = 24;
/// Mutexes, as many as are needed.
pub const FORKS: ObjectId = 32;

/// A program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub actors: Vec<Vec<Stmt>>,
}

impl Text {
    pub fn new(actors: Vec<Vec<Stmt>>) -> Self {
        Self { actors }
    }
}

impl Program for Text {
    fn actors(&self) -> usize {
        self.actors.len()
    }

    fn is_there(&self, actor: ActorId) -> bool {
        !self.actors.iter().flatten().any(|stmt| *stmt == Stmt::Spawn(actor))
    }

    fn initial(&self, object: ObjectId) -> State {
        let word = Word::Unsigned { bits: 64 };
        match object {
            FORKS.. | MUTEX | OTHER_MUTEX => State::Mutex { owner: None },
            SEMAPHORE => State::new_semaphore(1),
            CHANNEL => State::Channel(Channel::new(Some(1))),
            CONDVAR => State::quiet_condvar(),
            RWLOCK => State::free_rwlock(),
            BARRIER => State::new_barrier(2),
            TOKEN => State::Token { owner: 0, set: false },
            CELL => State::Cell { word, value: 0 },
            _ => {
                assert!(object < ATOMICS, "the number is one of those above");
                State::Atomic { word, value: 0 }
            }
        }
    }

    fn next(&self, actor: ActorId, answered: &[Answered]) -> Option<Request> {
        let body = &self.actors[actor];
        let (mut at, mut last, mut done) = (0, 0, true);
        let mut answers = answered.iter();
        while let Some(stmt) = body.get(at) {
            at += 1;
            match *stmt {
                Stmt::If(value, count) if last != value => at += count,
                Stmt::Unless(value, count) if last == value => at += count,
                Stmt::IfDone(count) if !done => at += count,
                Stmt::If(..) | Stmt::Unless(..) | Stmt::IfDone(_) => {}
                stmt => match answers.next() {
                    None => return Some(request(stmt, last)),
                    Some(answer) => match stmt {
                        Stmt::Load(..)
                        | Stmt::Add(..)
                        | Stmt::Swap(..)
                        | Stmt::Cas(..)
                        | Stmt::WeakCas(..)
                        | Stmt::Await(..)
                        | Stmt::AwaitCas(..) => last = answer.value,
                        Stmt::TryLock(_) | Stmt::TryAcquire(_) | Stmt::TryReceive(_) | Stmt::Receive(_) => {
                            done = answer.done;
                        }
                        _ => {}
                    },
                },
            }
        }
        None
    }
}

/// The values that each actor has read, in its order.
pub fn values_read(program: &Text, actor: ActorId, answered: &[Answered]) -> Vec<u64> {
    let mut values = Vec::new();
    for count in 0..answered.len() {
        let request = program.next(actor, &answered[..count]).expect("it has been answered");
        let reads = match request.op.action {
            Action::Update(_) => true,
            Action::Load => request.op.object().is_some_and(|object| object < ATOMICS),
            _ => false,
        };
        if reads {
            values.push(answered[count].value);
        }
    }
    values
}

fn request(stmt: Stmt, last: u64) -> Request {
    let on = |action: Action, object: ObjectId| Operation::on(action, object, Location::caller());
    let alone = |action: Action| Operation::alone(action, Location::caller());
    let cas = |object, expected, new, success, failure| {
        on(Action::Update(Update::CompareExchange), object).both(expected, new).ordered(success).or_else(failure)
    };
    let plain = Request::new;
    match stmt {
        Stmt::Load(object, order) => plain(on(Action::Load, object).ordered(order)),
        Stmt::Await(object, value, order) => {
            Request { refuses: Some(value), ..plain(on(Action::Load, object).ordered(order)) }
        }
        Stmt::AwaitCas(object, expected, new, refused, order) => {
            Request { refuses: Some(refused), ..plain(cas(object, expected, new, order, Relaxed)) }
        }
        Stmt::Store(object, value, order) => plain(on(Action::Store, object).operand(value).ordered(order)),
        Stmt::StoreLast(object, more, order) => plain(on(Action::Store, object).operand(last + more).ordered(order)),
        Stmt::Add(object, value, order) => plain(on(Action::Update(Update::Add), object).operand(value).ordered(order)),
        Stmt::Swap(object, value, order) => {
            plain(on(Action::Update(Update::Swap), object).operand(value).ordered(order))
        }
        Stmt::Cas(object, expected, new, success, failure) => plain(cas(object, expected, new, success, failure)),
        Stmt::WeakCas(object, expected, new, success, failure) => {
            Request { weak: true, ..plain(cas(object, expected, new, success, failure)) }
        }
        Stmt::Fence(order) => plain(alone(Action::Fence).ordered(order)),
        Stmt::Read(object) => plain(on(Action::CellRead, object)),
        Stmt::Write(object) => plain(on(Action::CellWrite, object)),
        Stmt::Lock(object) => plain(on(Action::Lock, object)),
        Stmt::TryLock(object) => plain(on(Action::TryLock, object)),
        Stmt::Unlock(object) => plain(on(Action::Unlock, object)),
        Stmt::Acquire(object) => plain(on(Action::Acquire, object)),
        Stmt::TryAcquire(object) => plain(on(Action::TryAcquire, object)),
        Stmt::Release(object) => plain(on(Action::Release, object)),
        Stmt::Send(object) => plain(on(Action::Send, object)),
        Stmt::Receive(object) => plain(on(Action::Receive { timed: false }, object)),
        Stmt::TryReceive(object) => plain(on(Action::TryReceive, object)),
        Stmt::OpenSender(object) => Request { opens: Some(End::Sender), ..plain(on(Action::Send, object)) },
        Stmt::OpenReceiver(object) => Request { opens: Some(End::Receiver), ..plain(on(Action::Send, object)) },
        Stmt::CloseSender(object) => plain(on(Action::CloseSender, object)),
        Stmt::CloseReceiver(object) => plain(on(Action::CloseReceiver, object)),
        Stmt::ReadLock(object) => plain(on(Action::ReadLock, object)),
        Stmt::ReadUnlock(object) => plain(on(Action::ReadUnlock, object)),
        // The mutex of a wait is given up by a step of its own.
        Stmt::Enlist(object) => plain(on(Action::Wait, object)),
        Stmt::Wake(object) => plain(on(Action::Wake { timed: false }, object)),
        Stmt::WakeOrTime(object) => plain(on(Action::Wake { timed: true }, object)),
        Stmt::WakeAnyway(object) => Request { spurious: true, ..plain(on(Action::Wake { timed: false }, object)) },
        Stmt::NotifyOne(object) => plain(on(Action::NotifyOne, object)),
        Stmt::NotifyAll(object) => plain(on(Action::NotifyAll, object)),
        Stmt::Arrive(object) => plain(on(Action::Arrive, object)),
        Stmt::Leave(object) => plain(on(Action::Leave, object)),
        Stmt::Park(object) => plain(on(Action::Park { timed: false }, object)),
        Stmt::Unpark(object) => plain(on(Action::Unpark, object)),
        Stmt::Spawn(actor) => plain(alone(Action::Spawn).amount(actor)),
        Stmt::Join(actor) => plain(alone(Action::Join).amount(actor)),
        Stmt::If(..) | Stmt::Unless(..) | Stmt::IfDone(_) => unreachable!("it is no step"),
    }
}

// Short for the tables.

pub fn ld(object: ObjectId, order: Order) -> Stmt {
    Stmt::Load(object, order)
}

pub fn st(object: ObjectId, value: u64, order: Order) -> Stmt {
    Stmt::Store(object, value, order)
}

pub fn add(object: ObjectId, value: u64, order: Order) -> Stmt {
    Stmt::Add(object, value, order)
}

pub fn cas(object: ObjectId, expected: u64, new: u64, order: Order) -> Stmt {
    let failure = if order == SeqCst { SeqCst } else { Acquire };
    Stmt::Cas(object, expected, new, order, failure)
}

pub fn fence(order: Order) -> Stmt {
    Stmt::Fence(order)
}

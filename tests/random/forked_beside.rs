//! Random programs that fork while another thread of the process writes, holds locks, and closes its end of a pipe.

use std::cell::RefCell;
use std::sync::Arc;

use proptest::prelude::*;
use racecourse::outcome::Outcome;
use racecourse::process::{self, Child, Inherit, PipeReader, PipeWriter};
use racecourse::sync::atomic::AtomicU64;
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::sync::{Mutex, RwLock};
use racecourse::thread;

/// What somebody has seen who was refused.
const NOTHING: u64 = 9;

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Load,
    Store(u64),
    /// Adds to what the lock guards, before and after what is inside.
    Locked(Vec<Statement>),
    IfFree(Vec<Statement>),
    ReadLocked(Vec<Statement>),
    WriteLocked(Vec<Statement>),
    /// The thread closes its end of the pipe.
    Close,
    /// Reads from the pipe, in which there is never anything: that returns once every writer is closed.
    Read,
    /// A child with a copy of the memory; of a child itself, nothing.
    Fork,
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) main: Vec<Statement>,
    pub(crate) thread: Vec<Statement>,
    pub(crate) child: Vec<Statement>,
}

fn statement(inside: &BoxedStrategy<Vec<Statement>>) -> BoxedStrategy<Statement> {
    prop_oneof![
        1 => Just(Statement::Load),
        2 => (1..4_u64).prop_map(Statement::Store),
        2 => inside.clone().prop_map(Statement::Locked),
        1 => inside.clone().prop_map(Statement::IfFree),
        1 => inside.clone().prop_map(Statement::ReadLocked),
        1 => inside.clone().prop_map(Statement::WriteLocked),
        1 => Just(Statement::Close),
        1 => Just(Statement::Read),
        3 => Just(Statement::Fork),
    ]
    .boxed()
}

pub(crate) fn program() -> impl Strategy<Value = Program> {
    let innermost = statement(&Just(Vec::new()).boxed());
    let statement = statement(&prop::collection::vec(innermost, 0..=1).boxed());
    let some = |most: usize| prop::collection::vec(statement.clone(), 0..=most);
    let main = some(1).prop_map(|mut main| {
        main.push(Statement::Fork);
        main
    });
    (main, some(2), some(2)).prop_map(|(main, thread, child)| Program { main, thread, child })
}

thread_local! {
    static PROGRAM: RefCell<Program> =
        const { RefCell::new(Program { main: Vec::new(), thread: Vec::new(), child: Vec::new() }) };
}

/// Makes `program` the one that [`run`] runs on this thread.
pub(crate) fn set(program: &Program) {
    PROGRAM.set(program.clone());
}

/// What the threads of a process share, and what its child has a copy of.
struct Memory {
    is_child: bool,
    number: AtomicU64,
    lock: Mutex<u64>,
    shared: RwLock<u64>,
    reader: Mutex<PipeReader>,
}

impl Inherit for Memory {
    fn inherit(&self) -> Self {
        Self {
            is_child: true,
            number: self.number.inherit(),
            lock: self.lock.inherit(),
            shared: self.shared.inherit(),
            reader: self.reader.inherit(),
        }
    }
}

/// A thread at work.
struct Actor {
    memory: Arc<Memory>,
    writer: Option<PipeWriter>,
    children: Vec<Child>,
    seen: Vec<u64>,
}

impl Actor {
    fn execute(&mut self, statements: &[Statement]) {
        for statement in statements {
            self.step(statement);
        }
    }

    fn step(&mut self, statement: &Statement) {
        let memory = Arc::clone(&self.memory);
        match statement {
            Statement::Load => self.seen.push(memory.number.load(SeqCst)),
            Statement::Store(value) => memory.number.store(*value, SeqCst),
            Statement::Locked(inside) => {
                let mut guard = memory.lock.lock();
                self.seen.push(*guard);
                *guard += 1;
                self.execute(inside);
                *guard += 1;
            }
            Statement::IfFree(inside) => match memory.lock.try_lock() {
                Some(_guard) => self.execute(inside),
                None => self.seen.push(NOTHING),
            },
            Statement::ReadLocked(inside) => {
                let guard = memory.shared.read();
                self.seen.push(*guard);
                self.execute(inside);
            }
            Statement::WriteLocked(inside) => {
                let mut guard = memory.shared.write();
                *guard += 1;
                self.execute(inside);
            }
            Statement::Close => drop(self.writer.take()),
            Statement::Read if memory.is_child => {
                let read = memory.reader.lock().read(&mut [0]);
                self.seen.push(read.map_or(NOTHING, |read| read as u64));
            }
            Statement::Fork if !memory.is_child => {
                self.children.push(process::fork("child", &memory, child));
            }
            Statement::Read | Statement::Fork => {}
        }
    }

    fn ends(mut self) -> String {
        let ends: Vec<String> = self.children.iter_mut().map(|child| child.wait().to_string()).collect();
        // Its end of the pipe goes with its process.
        std::mem::forget(self.writer.take());
        format!("{:?} {ends:?}", self.seen)
    }
}

fn child(memory: Arc<Memory>) -> i32 {
    let statements = PROGRAM.with_borrow(|program| program.child.clone());
    let mut actor = Actor { memory, writer: None, children: Vec::new(), seen: Vec::new() };
    actor.execute(&statements);
    // What it has seen shows in its exit code alone.
    let code = actor.seen.iter().fold(0, |code, seen| (code * 10 + seen) % 251);
    std::mem::forget(actor);
    i32::try_from(code).unwrap_or(-1)
}

pub(crate) fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let (reader, writer) = process::pipe();
    let memory = Arc::new(Memory {
        is_child: false,
        number: AtomicU64::new(0),
        lock: Mutex::new(0),
        shared: RwLock::new(0),
        reader: Mutex::new(reader),
    });
    let actor = |writer| Actor { memory: Arc::clone(&memory), writer, children: Vec::new(), seen: Vec::new() };
    let (mut main, mut other) = (actor(None), actor(Some(writer)));
    let thread = thread::spawn_named("thread", move || {
        other.execute(&program.thread);
        other.ends()
    });
    main.execute(&program.main);
    let (main, thread) = (main.ends(), thread.join().expect("it does not panic"));
    std::mem::forget(memory);
    Outcome::new(format!("{main} {thread}"))
}

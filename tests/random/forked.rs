//! Random programs of everything that processes can do, and threads in them: what `processes` leaves out as well.

use std::cell::RefCell;

use proptest::prelude::*;
use racecourse::outcome::Outcome;
use racecourse::process::{self, Child, FileLock, Inherit, LockFile, PipeReader, PipeWriter, Queue, SharedMemory};
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::thread;

/// What somebody has seen who was refused, or found nothing.
const NOTHING: i64 = 99;
/// Of these a pipe holds one, and of a bit more a part.
const PAGE: usize = 4096;

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Load,
    Store(u8),
    Add,
    Exchange(u8),
    /// So many bytes.
    Write(usize),
    Read(usize),
    CloseReader,
    CloseWriter,
    Put(u8),
    Get,
    Locked(Vec<Statement>),
    IfFree(Vec<Statement>),
    Create,
    Remove,
    Exists,
    /// A thread of the process.
    Thread(Vec<Statement>),
    /// A child of the process, if this is no statement inside of another.
    Fork(Vec<Statement>),
    /// The how-manieth child of the process.
    Kill(usize),
    Wait(usize),
    Panic,
    /// For the time of what is inside, a value that takes the lock and adds when it is dropped.
    AddsAtLast(Vec<Statement>),
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// What each child does, and its exit code.
    pub(crate) children: Vec<(Vec<Statement>, u8)>,
    pub(crate) parent: Vec<Statement>,
    /// Whether the parent waits for its children in the end.
    pub(crate) waits: bool,
}

fn statements(inside: &BoxedStrategy<Vec<Statement>>) -> BoxedStrategy<Statement> {
    let bytes = || prop_oneof![2 => Just(1), 1 => Just(PAGE), 1 => Just(PAGE + 1)];
    prop_oneof![
        1 => Just(Statement::Load),
        1 => (1..4_u8).prop_map(Statement::Store),
        1 => Just(Statement::Add),
        1 => (1..4_u8).prop_map(Statement::Exchange),
        2 => bytes().prop_map(Statement::Write),
        2 => bytes().prop_map(Statement::Read),
        1 => Just(Statement::CloseReader),
        1 => Just(Statement::CloseWriter),
        1 => (1..4_u8).prop_map(Statement::Put),
        1 => Just(Statement::Get),
        2 => inside.clone().prop_map(Statement::Locked),
        1 => inside.clone().prop_map(Statement::IfFree),
        1 => Just(Statement::Create),
        1 => Just(Statement::Remove),
        1 => Just(Statement::Exists),
        1 => inside.clone().prop_map(Statement::Thread),
        1 => inside.clone().prop_map(Statement::Fork),
        2 => (0..2_usize).prop_map(Statement::Kill),
        1 => (0..2_usize).prop_map(Statement::Wait),
        1 => Just(Statement::Panic),
        1 => inside.clone().prop_map(Statement::AddsAtLast),
    ]
    .boxed()
}

pub(crate) fn program() -> impl Strategy<Value = Program> {
    let innermost = statements(&Just(Vec::new()).boxed());
    let statement = statements(&prop::collection::vec(innermost, 0..=1).boxed());
    let child = |most: usize| (prop::collection::vec(statement.clone(), 0..=most), 0..2_u8);
    let children = prop_oneof![prop::collection::vec(child(3), 1..=1), prop::collection::vec(child(1), 2..=2)];
    let parent = prop::collection::vec(statement.clone(), 0..=2);
    (children, parent, prop::bool::weighted(0.8)).prop_map(|(children, parent, waits)| Program {
        children,
        parent,
        waits,
    })
}

thread_local! {
    static PROGRAM: RefCell<Program> =
        const { RefCell::new(Program { children: Vec::new(), parent: Vec::new(), waits: true }) };
}

/// Makes `program` the one that [`run`] runs on this thread.
pub(crate) fn set(program: &Program) {
    PROGRAM.set(program.clone());
}

/// What a process has.
struct Memory {
    /// Which child it is, and of that one which statement has forked it.
    path: Vec<usize>,
    words: SharedMemory,
    reader: Option<PipeReader>,
    writer: Option<PipeWriter>,
    queue: Queue<u8>,
    lock: FileLock,
    file: LockFile,
}

impl Inherit for Memory {
    fn inherit(&self) -> Self {
        Self {
            path: self.path.clone(),
            words: self.words.inherit(),
            reader: self.reader.inherit(),
            writer: self.writer.inherit(),
            queue: self.queue.inherit(),
            lock: self.lock.inherit(),
            file: self.file.inherit(),
        }
    }
}

/// Takes the lock and adds when it is dropped, also in the middle of a panic.
struct AddsAtLast {
    lock: FileLock,
    words: SharedMemory,
}

impl Drop for AddsAtLast {
    fn drop(&mut self) {
        let _held = self.lock.lock();
        self.words.fetch_add(0, 16, SeqCst);
    }
}

/// A process at work, or one of its threads.
struct Actor {
    memory: Memory,
    children: Vec<Child>,
    seen: Vec<i64>,
}

impl Actor {
    const fn new(memory: Memory) -> Self {
        Self { memory, children: Vec::new(), seen: Vec::new() }
    }

    fn fork(&mut self, number: usize) {
        self.memory.path.push(number);
        let name = format!("child-{:?}", self.memory.path);
        self.children.push(process::fork(&name, &self.memory, child));
        self.memory.path.pop();
    }

    fn execute(&mut self, statements: &[Statement]) {
        for (number, statement) in statements.iter().enumerate() {
            match statement {
                Statement::Fork(_) if self.memory.path.len() == 1 => self.fork(number),
                _ => {
                    let seen = self.step(statement);
                    self.seen.extend(seen);
                }
            }
        }
    }

    fn step(&mut self, statement: &Statement) -> Option<i64> {
        let memory = &mut self.memory;
        let seen = |number: u64| Some(number.cast_signed());
        match statement {
            Statement::Load => return seen(memory.words.load(0, SeqCst)),
            Statement::Store(value) => memory.words.store(0, (*value).into(), SeqCst),
            Statement::Add => return seen(memory.words.fetch_add(0, 1, SeqCst)),
            Statement::Exchange(value) => {
                let (Ok(found) | Err(found)) = memory.words.compare_exchange(0, 0, (*value).into(), SeqCst, SeqCst);
                return seen(found);
            }
            Statement::Write(bytes) => return Some(memory.writer.as_mut()?.write_all(&vec![1; *bytes]).is_ok().into()),
            Statement::Read(bytes) => {
                return seen(memory.reader.as_mut()?.read(&mut vec![0; *bytes]).map_or(99, |read| read as u64));
            }
            Statement::CloseReader => drop(memory.reader.take()),
            Statement::CloseWriter => drop(memory.writer.take()),
            Statement::Put(value) => return Some(memory.queue.put(value).is_ok().into()),
            Statement::Get => return Some(memory.queue.get().map_or(NOTHING, i64::from)),
            Statement::Locked(inside) => {
                let lock = memory.lock.inherit();
                let _guard = lock.lock();
                self.execute(inside);
            }
            Statement::IfFree(inside) => {
                let lock = memory.lock.inherit();
                let Some(_guard) = lock.try_lock() else { return Some(NOTHING) };
                self.execute(inside);
            }
            Statement::Create => return Some(memory.file.try_create().into()),
            Statement::Remove => memory.file.remove(),
            Statement::Exists => return Some(memory.file.exists().into()),
            Statement::Thread(inside) => return Some(self.thread(inside.clone())),
            Statement::Fork(inside) => self.execute(inside),
            Statement::Kill(who) => self.children.get_mut(*who)?.kill(),
            Statement::Wait(who) => {
                return Some(self.children.get_mut(*who)?.wait().code().map_or(NOTHING, i64::from));
            }
            Statement::Panic => panic!("as it is written"),
            Statement::AddsAtLast(inside) => {
                let _adds = AddsAtLast { lock: memory.lock.inherit(), words: memory.words.inherit() };
                self.execute(inside);
            }
        }
        None
    }

    /// A thread works beside its process: the two share what two processes would.
    fn thread(&mut self, inside: Vec<Statement>) -> i64 {
        let words = self.memory.words.clone();
        let file = self.memory.file.inherit();
        let helper = thread::spawn(move || {
            words.fetch_add(0, 8, SeqCst);
            file.try_create()
        });
        self.execute(&inside);
        helper.join().map_or(NOTHING, i64::from)
    }

    /// Its process is about to end, which closes what it has: no step for each.
    fn leave(mut self) {
        std::mem::forget((self.memory.reader.take(), self.memory.writer.take()));
    }
}

fn child(memory: Memory) -> i32 {
    let path = memory.path.clone();
    let (statements, code) = PROGRAM.with_borrow(|program| {
        let (statements, code) = &program.children[path[0]];
        match path.get(1).map(|number| &statements[*number]) {
            Some(Statement::Fork(inside)) => (inside.clone(), 0),
            _ => (statements.clone(), *code),
        }
    });
    let mut actor = Actor::new(memory);
    actor.execute(&statements);
    // What a child has seen shows in its exit code alone.
    let last = actor.seen.last().map_or(0, |last| i32::from(*last == NOTHING));
    actor.leave();
    last * 10 + i32::from(code)
}

pub(crate) fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let (reader, writer) = process::pipe_with_capacity(PAGE);
    let mut parent = Actor::new(Memory {
        path: Vec::new(),
        words: SharedMemory::new(1),
        reader: Some(reader),
        writer: Some(writer),
        queue: process::queue(),
        lock: FileLock::new("lock"),
        file: LockFile::new("file"),
    });
    (0..program.children.len()).for_each(|number| parent.fork(number));
    parent.execute(&program.parent);
    let ends: Vec<String> = if program.waits {
        parent.children.iter_mut().map(|child| child.wait().to_string()).collect()
    } else {
        Vec::new()
    };
    let outcome = format!("{:?} {ends:?} {}", parent.seen, parent.memory.words.load(0, SeqCst));
    parent.leave();
    Outcome::new(outcome)
}

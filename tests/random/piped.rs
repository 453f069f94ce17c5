//! Random programs of threads that write to a pipe, read from it and close its ends, and put frames of all lengths into a queue.

use std::cell::RefCell;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use racecourse::outcome::Outcome;
use racecourse::process::{self, Inherit, PipeReader, PipeWriter, Queue};
use racecourse::sync::atomic::AtomicU64;
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::thread;

/// What somebody has seen who was refused.
const REFUSED: u64 = 9;
/// Of these the pipe and the queue hold one, and of a bit more a part.
const PAGE: usize = 4096;

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Load,
    Add,
    /// So many bytes.
    Write(usize),
    Read(usize),
    CloseReader,
    CloseWriter,
    /// A frame of at least so many bytes.
    Put(usize),
    Get,
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// `main` first.
    pub(crate) actors: Vec<Vec<Statement>>,
    /// Which actor has the pipe's end for reading, and which the other one.
    pub(crate) reads: usize,
    pub(crate) writes: usize,
}

fn statement() -> BoxedStrategy<Statement> {
    prop_oneof![
        1 => Just(Statement::Load),
        1 => Just(Statement::Add),
        3 => select(vec![1, PAGE, PAGE + 1]).prop_map(Statement::Write),
        3 => select(vec![1, PAGE, PAGE + 1]).prop_map(Statement::Read),
        1 => Just(Statement::CloseReader),
        1 => Just(Statement::CloseWriter),
        2 => select(vec![1, 1, 1500, PAGE - 8, PAGE + 8]).prop_map(Statement::Put),
        2 => Just(Statement::Get),
    ]
    .boxed()
}

pub(crate) fn program() -> impl Strategy<Value = Program> {
    let body = |most: usize| prop::collection::vec(statement(), 0..=most);
    let actors = prop_oneof![prop::collection::vec(body(4), 2..=2), prop::collection::vec(body(2), 3..=3)];
    (actors, 0..3_usize, 0..3_usize).prop_map(|(actors, reads, writes)| {
        let count = actors.len();
        Program { actors, reads: reads % count, writes: writes % count }
    })
}

thread_local! {
    static PROGRAM: RefCell<Program> = const { RefCell::new(Program { actors: Vec::new(), reads: 0, writes: 0 }) };
}

/// Makes `program` the one that [`run`] runs on this thread.
pub(crate) fn set(program: &Program) {
    PROGRAM.set(program.clone());
}

struct Actor {
    number: Arc<AtomicU64>,
    reader: Option<PipeReader>,
    writer: Option<PipeWriter>,
    queue: Queue<String>,
}

impl Actor {
    fn execute(mut self, statements: &[Statement]) -> Vec<u64> {
        statements.iter().filter_map(|statement| self.step(statement)).collect()
    }

    fn step(&mut self, statement: &Statement) -> Option<u64> {
        match statement {
            Statement::Load => return Some(self.number.load(SeqCst)),
            Statement::Add => return Some(self.number.fetch_add(1, SeqCst)),
            Statement::Write(bytes) => {
                let written = self.writer.as_mut()?.write_all(&vec![1; *bytes]);
                return Some(written.map_or(REFUSED, |()| 1));
            }
            Statement::Read(bytes) => {
                let read = self.reader.as_mut()?.read(&mut vec![0; *bytes]);
                return Some(read.map_or(REFUSED, |read| read as u64));
            }
            Statement::CloseReader => drop(self.reader.take()),
            Statement::CloseWriter => drop(self.writer.take()),
            Statement::Put(bytes) => return Some(self.queue.put(&".".repeat(*bytes)).map_or(REFUSED, |()| 1)),
            Statement::Get => return Some(self.queue.get().map_or(REFUSED, |text| text.len() as u64)),
        }
        None
    }
}

pub(crate) fn run() -> Outcome {
    let Program { actors, reads, writes } = PROGRAM.with_borrow(Clone::clone);
    let (reader, writer) = process::pipe_with_capacity(PAGE);
    let (mut reader, mut writer) = (Some(reader), Some(writer));
    let (queue, number) = (process::queue_with_capacity(PAGE), Arc::new(AtomicU64::new(0)));
    let mut begun: Vec<(Actor, Vec<Statement>)> = Vec::new();
    for (at, statements) in actors.into_iter().enumerate() {
        let actor = Actor {
            number: Arc::clone(&number),
            reader: if at == reads { reader.take() } else { None },
            writer: if at == writes { writer.take() } else { None },
            queue: queue.inherit(),
        };
        begun.push((actor, statements));
    }
    let (main, own) = begun.swap_remove(0);
    let threads: Vec<_> =
        begun.into_iter().map(|(actor, statements)| thread::spawn(move || actor.execute(&statements))).collect();
    let mut seen = vec![main.execute(&own)];
    seen.extend(threads.into_iter().map(|thread| thread.join().expect("it does not panic")));
    Outcome::new(format!("{seen:?} {}", number.load(SeqCst)))
}

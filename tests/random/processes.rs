//! Random programs of processes: a child or two, which share memory, a pipe, a file lock and a lock file with their parent,
//! and may be killed by it.

use std::cell::RefCell;

use proptest::prelude::*;
use racecourse::outcome::Outcome;
use racecourse::process::{self, FileLock, LockFile, PipeReader, PipeWriter, SharedMemory};
use racecourse::sync::atomic::Ordering::SeqCst;

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    Add,
    Write,
    Read,
    Locked,
    TryLocked,
    Create,
    Remove,
}

/// What each child does, and then what the parent does.
pub(crate) type Program = (Vec<Vec<Statement>>, Vec<Statement>);

pub(crate) fn program() -> impl Strategy<Value = Program> {
    let statement = || {
        prop_oneof![
            Just(Statement::Add),
            Just(Statement::Write),
            Just(Statement::Read),
            Just(Statement::Locked),
            Just(Statement::TryLocked),
            Just(Statement::Create),
            Just(Statement::Remove),
        ]
    };
    let child = prop::collection::vec(statement(), 0..=2);
    (prop::collection::vec(child, 1..=2), prop::collection::vec(statement(), 0..=2))
}

thread_local! {
    static PROGRAM: RefCell<(Program, Option<usize>)> = const { RefCell::new(((Vec::new(), Vec::new()), None)) };
}

/// Makes `program` the one that [`run`] runs on this thread; the parent kills its first child after so many of its own
/// statements, or not at all.
pub(crate) fn set(program: &Program, kills: Option<usize>) {
    PROGRAM.set((program.clone(), kills));
}

type Shared = (SharedMemory, PipeReader, PipeWriter, FileLock, LockFile);

fn execute(statements: &[Statement], (memory, reader, writer, lock, file): &mut Shared) -> Vec<u64> {
    let mut seen = Vec::new();
    for statement in statements {
        match statement {
            Statement::Add => seen.push(memory.fetch_add(0, 1, SeqCst)),
            Statement::Write => seen.push(u64::from(writer.write_all(b"x").is_ok())),
            Statement::Read => seen.push(reader.read(&mut [0; 1]).map_or(9, |read| read as u64)),
            Statement::Locked => {
                let _guard = lock.lock();
                seen.push(memory.load(0, SeqCst));
            }
            Statement::TryLocked => seen.push(u64::from(lock.try_lock().is_some())),
            Statement::Create => seen.push(u64::from(file.try_create())),
            Statement::Remove => {
                file.remove();
            }
        }
    }
    seen
}

pub(crate) fn run() -> Outcome {
    let ((children, own), kills) = PROGRAM.with_borrow(Clone::clone);
    let (reader, writer) = process::pipe_with_capacity(2);
    let shared = (SharedMemory::new(1), reader, writer, FileLock::new("lock"), LockFile::new("file"));
    let mut memory = (0, shared);
    let mut started = Vec::new();
    for number in 0..children.len() {
        memory.0 = number;
        started.push(process::fork(&format!("child-{number}"), &memory, |(number, mut shared)| {
            let statements = PROGRAM.with_borrow(|(program, _)| program.0[number].clone());
            execute(&statements, &mut shared);
        }));
    }
    let (_, mut shared) = memory;
    let (before, after) = own.split_at(kills.unwrap_or(0).min(own.len()));
    let mut seen = execute(before, &mut shared);
    if kills.is_some() {
        started[0].kill();
    }
    // What the dead one has may be given back by now, or not yet.
    seen.extend(execute(after, &mut shared));
    drop(shared.2);
    // Whether there is anything left to read can depend on who was killed when.
    seen.push(shared.1.read_to_end().map_or(9, |read| read.len() as u64));
    let ends: Vec<String> = started.iter_mut().map(|child| child.wait().to_string()).collect();
    Outcome::new(format!("{seen:?} {ends:?} {}", shared.0.load(0, SeqCst)))
}

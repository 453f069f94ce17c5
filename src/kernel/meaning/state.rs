//! The state of every kind of shared object.

use smallvec::SmallVec;

use super::{Actors, Channel, Pipe, ProcessExit, Word};
use crate::kernel::operation::{Action, ActorId, Operation, ProcessId};

/// The state of an object, as far as it decides who may go on.
///
/// Data (what a mutex protects, messages, bytes) stays in the facade's types; here is only what blocks and wakes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum State {
    Atomic {
        word: Word,
        value: u64,
    },
    Cell {
        word: Word,
        value: u64,
    },
    Mutex {
        owner: Option<ActorId>,
    },
    RwLock {
        writer: Option<ActorId>,
        readers: Actors,
        queue: Actors,
    },
    Condvar {
        waiters: Actors,
        /// One entry for each notification not yet used: the waiters that may use it.
        notified: SmallVec<[Actors; 1]>,
    },
    Barrier {
        size: usize,
        arrived: Actors,
        released: Actors,
    },
    Semaphore {
        permits: usize,
        holders: Actors,
    },
    Once {
        runner: Option<ActorId>,
        done: bool,
    },
    Channel(Channel),
    /// The park token of an actor.
    Token {
        owner: ActorId,
        set: bool,
    },
    /// The end of an actor, for `join`.
    End {
        actor: ActorId,
        finished: bool,
    },
    /// The end of a process, for `wait`.
    Process {
        process: ProcessId,
        ended: Option<ProcessExit>,
    },
    Pipe(Pipe),
    FileLock {
        owner: Option<(ProcessId, ActorId)>,
    },
    File {
        exists: bool,
    },
    /// Who asked for a turn before whom.
    Turns,
    /// Nothing: what has this number has not been made in this execution.
    NotThere,
}

impl State {
    /// A read-write lock that nobody has.
    pub(crate) fn free_rwlock() -> Self {
        State::RwLock { writer: None, readers: Actors::new(), queue: Actors::new() }
    }

    /// A condition variable on which nobody waits.
    pub(crate) fn quiet_condvar() -> Self {
        State::Condvar { waiters: Actors::new(), notified: SmallVec::new() }
    }

    /// A barrier for so many actors, of whom none has arrived.
    pub(crate) fn new_barrier(size: usize) -> Self {
        State::Barrier { size, arrived: Actors::new(), released: Actors::new() }
    }

    /// A semaphore with so many permits.
    pub(crate) fn new_semaphore(permits: usize) -> Self {
        State::Semaphore { permits, holders: Actors::new() }
    }

    /// Whether there are steps on such an object that may have to wait.
    pub(crate) const fn may_block(&self) -> bool {
        !matches!(self, State::Atomic { .. } | State::Cell { .. } | State::File { .. } | State::Turns | State::NotThere)
    }

    /// The word for such an object in a report.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            State::Atomic { .. } => "atomic",
            State::Cell { .. } => "cell",
            State::Mutex { .. } => "mutex",
            State::RwLock { .. } => "rwlock",
            State::Condvar { .. } => "condvar",
            State::Barrier { .. } => "barrier",
            State::Semaphore { .. } => "semaphore",
            State::Once { .. } => "once",
            State::Channel(_) => "channel",
            State::Token { .. } => "token",
            State::End { .. } => "thread",
            State::Process { .. } => "process",
            State::Pipe(_) => "pipe",
            State::FileLock { .. } => "file lock",
            State::File { .. } => "file",
            State::Turns => "turns",
            State::NotThere => "nothing",
        }
    }

    /// Whether who takes over from such an object comes later whatever the schedule. With locks and memory it might have
    /// come first.
    pub(crate) const fn orders_for_good(&self) -> bool {
        !matches!(
            self,
            State::Atomic { .. }
                | State::Cell { .. }
                | State::Mutex { .. }
                | State::RwLock { .. }
                | State::Semaphore { .. }
                | State::FileLock { .. }
                | State::File { .. }
                | State::Turns
        )
    }

    /// The value of an atomic or of plain memory, with how it is to be understood.
    pub(crate) const fn value(&self) -> Option<(Word, u64)> {
        match self {
            State::Atomic { word, value } | State::Cell { word, value } => Some((*word, *value)),
            _ => None,
        }
    }

    /// Where the value is, of an atomic or of plain memory.
    pub(crate) const fn value_mut(&mut self) -> Option<&mut u64> {
        match self {
            State::Atomic { value, .. } | State::Cell { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Whether the end of `process` changes it, besides the process itself.
    pub(super) fn is_held_by_process(&self, process: ProcessId) -> bool {
        match self {
            State::Pipe(pipe) => pipe.is_open_in(process),
            State::FileLock { owner } => owner.is_some_and(|(holder, _)| holder == process),
            _ => false,
        }
    }

    /// The system takes back what it had given to `process`, which is over.
    pub(super) fn loses(&mut self, process: ProcessId) {
        match self {
            State::Pipe(pipe) => pipe.close_all_of(process),
            State::FileLock { owner } if owner.is_some_and(|(holder, _)| holder == process) => *owner = None,
            _ => {}
        }
    }

    /// The actors that could end a wait for this step.
    pub(crate) fn waited_for(&self, op: &Operation) -> Vec<ActorId> {
        match (self, op.action) {
            (State::Mutex { owner }, _) => owner.iter().copied().collect(),
            (State::RwLock { writer, queue, .. }, Action::ReadLock) => {
                writer.iter().chain(queue.first()).copied().collect()
            }
            (State::RwLock { writer, readers, .. }, _) => writer.iter().chain(readers).copied().collect(),
            (State::Semaphore { holders, .. }, _) => holders.to_vec(),
            (State::Once { runner, .. }, _) => runner.iter().copied().collect(),
            (State::End { actor, .. }, Action::Join) => vec![*actor],
            (State::FileLock { owner }, _) => owner.iter().map(|(_, actor)| *actor).collect(),
            _ => Vec::new(),
        }
    }

    /// How much it takes, if it is something that fills.
    pub(crate) const fn capacity(&self) -> Option<usize> {
        match self {
            State::Channel(channel) => channel.capacity,
            State::Pipe(pipe) => Some(pipe.capacity),
            State::Barrier { size, .. } => Some(*size),
            _ => None,
        }
    }

    /// What there is to say about the object to one who waits for it.
    pub(crate) fn describe(&self) -> String {
        match self {
            State::Pipe(Pipe { capacity, queued, .. }) if queued == capacity => {
                format!("pipe is full: {queued} of {capacity} bytes")
            }
            State::Pipe(Pipe { capacity, queued: 0, .. }) => format!("pipe is empty: 0 of {capacity} bytes"),
            State::Pipe(Pipe { capacity, queued, .. }) => format!("pipe holds {queued} of {capacity} bytes"),
            State::Channel(Channel { capacity: Some(0), .. }) => "nobody takes the message".to_owned(),
            State::Channel(Channel { capacity: Some(capacity), queued, .. }) if queued >= capacity => {
                format!("channel is full: {queued} of {capacity} messages")
            }
            State::Channel(Channel { queued: 0, senders, .. }) => {
                let plural = if *senders == 1 { "" } else { "s" };
                format!("channel is empty, {senders} sender{plural} still alive")
            }
            State::Condvar { .. } => "nobody is left to notify".to_owned(),
            State::Token { .. } => "nobody is left to unpark it".to_owned(),
            State::Barrier { size, arrived, .. } => format!("{} of {size} have arrived", arrived.len()),
            _ => String::new(),
        }
    }
}

//! The state of every kind of shared object.

use smallvec::SmallVec;

use super::{Actors, Channel, Pipe, ProcessExit, Word};
use crate::exploration::ObjectKind;
use crate::failure::Obstacle;
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

    /// What a record of executions calls such an object.
    pub(crate) const fn kind(&self) -> ObjectKind {
        match self {
            State::Atomic { .. } => ObjectKind::Atomic,
            State::Cell { .. } => ObjectKind::Cell,
            State::Mutex { .. } => ObjectKind::Mutex,
            State::RwLock { .. } => ObjectKind::RwLock,
            State::Condvar { .. } => ObjectKind::Condvar,
            State::Barrier { .. } => ObjectKind::Barrier,
            State::Semaphore { .. } => ObjectKind::Semaphore,
            State::Once { .. } => ObjectKind::Once,
            State::Channel(_) => ObjectKind::Channel,
            State::Token { .. } => ObjectKind::Token,
            State::End { .. } => ObjectKind::Thread,
            State::Process { .. } => ObjectKind::Process,
            State::Pipe(_) => ObjectKind::Pipe,
            State::FileLock { .. } => ObjectKind::FileLock,
            State::File { .. } => ObjectKind::File,
            State::Turns => ObjectKind::Turns,
            State::NotThere => ObjectKind::Unknown,
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

    /// What about the object is in the way of one who waits for it.
    pub(crate) fn obstacle(&self) -> Option<Obstacle> {
        Some(match *self {
            State::Pipe(Pipe { capacity, queued, .. }) if queued == capacity => Obstacle::PipeFull { queued, capacity },
            State::Pipe(Pipe { capacity, queued: 0, .. }) => Obstacle::PipeEmpty { capacity: Some(capacity) },
            State::Pipe(Pipe { capacity, queued, .. }) => Obstacle::PipeHolds { queued, capacity },
            State::Channel(Channel { capacity: Some(0), .. }) => Obstacle::NobodyTakes,
            State::Channel(Channel { capacity: Some(capacity), queued, .. }) if queued >= capacity => {
                Obstacle::ChannelFull { queued, capacity }
            }
            State::Channel(Channel { queued: 0, senders, .. }) => Obstacle::ChannelEmpty { senders },
            State::Condvar { .. } => Obstacle::NobodyNotifies,
            State::Token { .. } => Obstacle::NobodyUnparks,
            State::Barrier { size, ref arrived, .. } => Obstacle::Arrived { arrived: arrived.len(), size },
            _ => return None,
        })
    }
}

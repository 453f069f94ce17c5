//! The state of every kind of shared object.

use smallvec::SmallVec;

use super::{Actors, Channel, Counts, Pipe, ProcessExit, Word};
use crate::operation::{Action, ActorId, Operation, ProcessId};
use racecourse_trace::exploration::ObjectKind;
use racecourse_trace::failure::Obstacle;
use serde::{Deserialize, Serialize};

/// The state of an object, as far as it decides who may go on.
///
/// Data (what a mutex protects, messages, bytes) stays in the facade's types; here is only what blocks and wakes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// An atomic.
    Atomic {
        /// How its value is to be understood.
        word: Word,
        /// Its value.
        value: u64,
    },
    /// Plain memory.
    Cell {
        /// How its value is to be understood.
        word: Word,
        /// Its value.
        value: u64,
    },
    /// A mutex.
    Mutex {
        /// Who has it.
        owner: Option<ActorId>,
    },
    /// A read-write lock.
    RwLock {
        /// Who has it to write.
        writer: Option<ActorId>,
        /// Who have it to read; somebody may be there twice.
        readers: Actors,
        /// Writers that wait.
        queue: Actors,
    },
    /// A condition variable.
    Condvar {
        /// Who waits.
        waiters: Actors,
        /// One entry for each notification not yet used: the waiters that may use it.
        notified: SmallVec<[Actors; 1]>,
    },
    /// A barrier.
    Barrier {
        /// How many go on together.
        size: usize,
        /// Who has come in this round.
        arrived: Actors,
        /// Who may go on and has not done so.
        released: Actors,
    },
    /// A semaphore.
    Semaphore {
        /// Permits that are left.
        permits: usize,
        /// Who has taken some, once for each.
        holders: Actors,
    },
    /// Something that is done once.
    Once {
        /// Who is at work.
        runner: Option<ActorId>,
        /// Whether it is done.
        done: bool,
    },
    /// A channel.
    Channel(Channel),
    /// The park token of an actor.
    Token {
        /// The actor.
        owner: ActorId,
        /// Whether it is there.
        set: bool,
    },
    /// The end of an actor, for `join`.
    End {
        /// The actor.
        actor: ActorId,
        /// Whether it has taken the step that its function has returned, where that is one.
        returned: bool,
        /// Whether it has ended.
        finished: bool,
    },
    /// A process, for `wait`.
    Process {
        /// Its number.
        process: ProcessId,
        /// Whether it was killed: it takes no more steps, also while it has not ended yet.
        killed: bool,
        /// How it has ended, if it has.
        ended: Option<ProcessExit>,
    },
    /// A pipe.
    Pipe(Pipe),
    /// A lock on a file.
    FileLock {
        /// Who has it.
        owner: Option<(ProcessId, ActorId)>,
    },
    /// A file that is a lock by being there.
    File {
        /// Whether it is there.
        exists: bool,
    },
    /// A counted pointer.
    Pointer(Counts),
    /// Who asked for a turn before whom.
    Turns,
    /// Nothing: what has this number has not been made in this execution.
    NotThere,
}

impl State {
    /// A read-write lock that nobody has.
    pub fn free_rwlock() -> Self {
        State::RwLock { writer: None, readers: Actors::new(), queue: Actors::new() }
    }

    /// A condition variable on which nobody waits.
    pub fn quiet_condvar() -> Self {
        State::Condvar { waiters: Actors::new(), notified: SmallVec::new() }
    }

    /// A process that runs.
    pub const fn running_process(process: ProcessId) -> Self {
        State::Process { process, killed: false, ended: None }
    }

    /// A barrier for so many actors, of whom none has arrived.
    pub fn new_barrier(size: usize) -> Self {
        State::Barrier { size, arrived: Actors::new(), released: Actors::new() }
    }

    /// A semaphore with so many permits.
    pub fn new_semaphore(permits: usize) -> Self {
        State::Semaphore { permits, holders: Actors::new() }
    }

    /// Whether there are steps on such an object that may have to wait.
    #[inline]
    pub const fn may_block(&self) -> bool {
        !matches!(
            self,
            State::Atomic { .. }
                | State::Cell { .. }
                | State::File { .. }
                | State::Pointer(_)
                | State::Turns
                | State::NotThere
        )
    }

    /// Whether it is part of a process's memory, of which a fork makes a copy.
    #[inline]
    pub const fn is_memory(&self) -> bool {
        matches!(self, State::Atomic { .. } | State::Cell { .. } | State::Mutex { .. } | State::RwLock { .. })
    }

    /// A copy of it in a child's memory: a lock that somebody has stays taken there, and nobody who could give it up is in the
    /// child.
    #[must_use]
    pub fn copied(&self) -> Self {
        match self {
            State::RwLock { writer, readers, .. } => {
                // Who waits is not there either.
                State::RwLock { writer: *writer, readers: readers.clone(), queue: Actors::new() }
            }
            _ => self.clone(),
        }
    }

    /// The actor that forks goes on in the child as another one, `child`: what it holds there is that one's.
    pub fn goes_on_as(&mut self, parent: ActorId, child: ActorId) -> bool {
        let mut held = false;
        let mut renames = |holder: &mut ActorId| {
            if *holder == parent {
                *holder = child;
                held = true;
            }
        };
        match self {
            State::Mutex { owner } => owner.iter_mut().for_each(&mut renames),
            State::RwLock { writer, readers, .. } => writer.iter_mut().chain(readers).for_each(&mut renames),
            _ => {}
        }
        held
    }

    /// What a record of executions calls such an object.
    pub const fn kind(&self) -> ObjectKind {
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
            State::Pointer(_) => ObjectKind::Pointer,
            State::Turns => ObjectKind::Turns,
            State::NotThere => ObjectKind::Unknown,
        }
    }

    /// Whether who takes over from such an object comes later whatever the schedule. With locks and memory it might have
    /// come first.
    #[inline]
    pub const fn orders_for_good(&self) -> bool {
        !matches!(
            self,
            State::Atomic { .. }
                | State::Cell { .. }
                | State::Mutex { .. }
                | State::RwLock { .. }
                | State::Semaphore { .. }
                | State::FileLock { .. }
                | State::File { .. }
                | State::Pointer(_)
                | State::Turns
        )
    }

    /// The value of an atomic or of plain memory, with how it is to be understood.
    #[inline]
    pub const fn value(&self) -> Option<(Word, u64)> {
        match self {
            State::Atomic { word, value } | State::Cell { word, value } => Some((*word, *value)),
            _ => None,
        }
    }

    /// Where the value is, of an atomic or of plain memory.
    #[inline]
    pub const fn value_mut(&mut self) -> Option<&mut u64> {
        match self {
            State::Atomic { value, .. } | State::Cell { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Whether it is a process that takes no more steps: it has ended, or is certain to.
    #[inline]
    pub const fn is_done_for(&self) -> bool {
        matches!(self, State::Process { killed: true, .. } | State::Process { ended: Some(_), .. })
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
    pub fn loses(&mut self, process: ProcessId) {
        match self {
            State::Pipe(pipe) => pipe.close_all_of(process),
            State::FileLock { owner } if owner.is_some_and(|(holder, _)| holder == process) => *owner = None,
            _ => {}
        }
    }

    /// The actors that could end a wait for this step.
    pub fn waited_for(&self, op: &Operation) -> Vec<ActorId> {
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
    pub const fn capacity(&self) -> Option<usize> {
        match self {
            State::Channel(channel) => channel.capacity,
            State::Pipe(pipe) => Some(pipe.capacity),
            State::Barrier { size, .. } => Some(*size),
            _ => None,
        }
    }

    /// What about the object is in the way of one who waits for it.
    pub fn obstacle(&self) -> Option<Obstacle> {
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

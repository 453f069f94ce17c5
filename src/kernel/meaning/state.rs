//! The state of every kind of shared object.

use super::{Channel, Way};
use crate::exploration::ObjectKind;
use crate::failure::Obstacle;
use crate::kernel::operation::{Action, ActorId, Operation, ProcessId};
use crate::pipe_buf::PIPE_BUF;

/// The state of an object, as far as it decides who may go on.
///
/// Data (what a mutex protects, messages, bytes) stays in the facade's types; here is only what blocks and wakes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum State {
    Atomic,
    Cell,
    Mutex {
        owner: Option<ActorId>,
    },
    RwLock {
        writer: Option<ActorId>,
        readers: Vec<ActorId>,
        queue: Vec<ActorId>,
    },
    Condvar {
        waiters: Vec<ActorId>,
        /// One entry for each notification not yet used: the waiters that may use it.
        notified: Vec<Vec<ActorId>>,
    },
    Barrier {
        size: usize,
        arrived: Vec<ActorId>,
        released: Vec<ActorId>,
    },
    Semaphore {
        permits: usize,
        holders: Vec<ActorId>,
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
        ended: bool,
    },
    Pipe {
        capacity: usize,
        queued: usize,
        /// Open ends for reading and for writing: the process and the handle.
        readers: Vec<(ProcessId, usize)>,
        writers: Vec<(ProcessId, usize)>,
    },
    FileLock {
        owner: Option<(ProcessId, ActorId)>,
    },
    File {
        exists: bool,
    },
    /// Who asked for a turn before whom.
    Turns,
}

impl State {
    /// Whether there are steps on such an object that may have to wait.
    pub(crate) const fn may_block(&self) -> bool {
        !matches!(self, State::Atomic | State::Cell | State::File { .. } | State::Turns)
    }

    /// What a record of executions calls such an object.
    pub(crate) const fn kind(&self) -> ObjectKind {
        match self {
            State::Atomic => ObjectKind::Atomic,
            State::Cell => ObjectKind::Cell,
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
            State::Pipe { .. } => ObjectKind::Pipe,
            State::FileLock { .. } => ObjectKind::FileLock,
            State::File { .. } => ObjectKind::File,
            State::Turns => ObjectKind::Turns,
        }
    }

    /// Whether who takes over from such an object comes later whatever the schedule. With locks and memory it might have
    /// come first.
    pub(crate) const fn orders_for_good(&self) -> bool {
        !matches!(
            self,
            State::Atomic
                | State::Cell
                | State::Mutex { .. }
                | State::RwLock { .. }
                | State::Semaphore { .. }
                | State::FileLock { .. }
                | State::File { .. }
                | State::Turns
        )
    }

    /// What a step on a pipe would come to.
    pub(super) fn way_of_pipe(&self, op: &Operation) -> Option<Way> {
        let possible = match (self, op.action) {
            (State::Pipe { capacity, queued, readers, .. }, Action::PipeWrite) => {
                // Up to PIPE_BUF bytes go in one piece or not at all; longer writes take what room there is.
                let needed = if op.amount <= PIPE_BUF { op.amount } else { 1 };
                readers.is_empty() || capacity - queued >= needed
            }
            (State::Pipe { queued, writers, .. }, Action::PipeRead) => *queued > 0 || writers.is_empty(),
            _ => true,
        };
        possible.then_some(Way::Done)
    }

    /// The actors that could end a wait for this step.
    pub(crate) fn waited_for(&self, op: &Operation) -> Vec<ActorId> {
        match (self, op.action) {
            (State::Mutex { owner }, _) => owner.iter().copied().collect(),
            (State::RwLock { writer, queue, .. }, Action::ReadLock) => {
                writer.iter().chain(queue.first()).copied().collect()
            }
            (State::RwLock { writer, readers, .. }, _) => writer.iter().chain(readers).copied().collect(),
            (State::Semaphore { holders, .. }, _) => holders.clone(),
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
            State::Pipe { capacity, .. } => Some(*capacity),
            State::Barrier { size, .. } => Some(*size),
            _ => None,
        }
    }

    /// What about the object is in the way of one who waits for it.
    pub(crate) const fn obstacle(&self) -> Option<Obstacle> {
        Some(match *self {
            State::Pipe { capacity, queued, .. } if queued == capacity => Obstacle::PipeFull { queued, capacity },
            State::Pipe { capacity, queued: 0, .. } => Obstacle::PipeEmpty { capacity: Some(capacity) },
            State::Pipe { capacity, queued, .. } => Obstacle::PipeHolds { queued, capacity },
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

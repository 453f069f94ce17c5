//! A pipe holds so many bytes, and has ends for reading and for writing open in processes.
//!
//! To write waits until there is room: for all of it, if it is to go in one piece, and else for one byte, and then as much
//! goes in as there is room for. With no end for reading open anywhere it is told that the pipe is closed. To read waits
//! until there is a byte, and takes what is asked for as far as it is there; with no end for writing open anywhere, and
//! nothing left, it is told that the pipe is closed. Who does not close an end that it does not need keeps the others
//! waiting.
//!
//! The numbers of a step: for a write the bytes and whether they may go in pieces, for a read how many at most, for a close
//! the handle of the end.

use super::{Effect, Way, Who};
use crate::operation::{Action, Operation, ProcessId};
use racecourse_trace::exploration::Remark;
use serde::{Deserialize, Serialize};

/// The counts of a pipe. Its bytes are moved by the facade.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pipe {
    /// Bytes that it holds at most.
    pub capacity: usize,
    /// Bytes in it.
    pub queued: usize,
    /// Open ends for reading.
    pub readers: Ends,
    /// Open ends for writing.
    pub writers: Ends,
}

/// Open ends of a pipe, by process and handle.
pub type Ends = smallvec::SmallVec<[(ProcessId, usize); 2]>;

impl Pipe {
    /// An empty one with an end of each kind open in `process`.
    pub fn new(capacity: usize, process: ProcessId, reading: usize, writing: usize) -> Self {
        let end = |handle| Ends::from_iter([(process, handle)]);
        Self { capacity, queued: 0, readers: end(reading), writers: end(writing) }
    }

    pub(super) fn way(&self, op: &Operation) -> Option<Way> {
        match op.action {
            Action::PipeWrite if self.readers.is_empty() => Some(Way::Closed),
            Action::PipeWrite => (self.capacity - self.queued >= Self::needed(op)).then_some(Way::Done),
            Action::PipeRead if self.queued == 0 => self.writers.is_empty().then_some(Way::Closed),
            _ => Some(Way::Done),
        }
    }

    /// The room that a write waits for.
    const fn needed(op: &Operation) -> usize {
        let in_pieces = op.operands[1] != 0;
        if in_pieces { 1 } else { op.count() }
    }

    pub(super) fn take(&mut self, who: Who, op: &Operation, way: Way) -> Effect {
        match (op.action, way) {
            (Action::PipeWrite, Way::Done) => {
                let written = op.count().min(self.capacity - self.queued);
                self.queued += written;
                Effect { number: written as u64, ..Effect::RELEASES }
            }
            (Action::PipeWrite, _) => Effect::of(way).remark(Remark::NobodyReads),
            (Action::PipeRead, Way::Done) => {
                let read = op.count().min(self.queued);
                self.queued -= read;
                // Whoever waits for room comes after this.
                Effect { number: read as u64, releases: true, changed: read > 0, ..Effect::ACQUIRES }
            }
            (Action::PipeRead, _) => {
                Effect { acquires: true, releases: true, ..Effect::of(way).remark(Remark::EndOfFile) }
            }
            _ => {
                let end = (who.process, op.count());
                let reads = self.readers.contains(&end);
                let before = self.readers.len() + self.writers.len();
                self.readers.retain(|it| *it != end);
                self.writers.retain(|it| *it != end);
                let changed = self.readers.len() + self.writers.len() < before;
                Effect { changed, ..Effect::DONE.remark(if reads { Remark::ReadEnd } else { Remark::WriteEnd }) }
            }
        }
    }

    /// The end of a process closes what it has open.
    pub(super) fn close_all_of(&mut self, process: ProcessId) {
        self.readers.retain(|(holder, _)| *holder != process);
        self.writers.retain(|(holder, _)| *holder != process);
    }

    pub(super) fn is_open_in(&self, process: ProcessId) -> bool {
        self.readers.iter().chain(&self.writers).any(|(holder, _)| *holder == process)
    }
}

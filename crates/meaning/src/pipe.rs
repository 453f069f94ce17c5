//! A pipe holds so many bytes, and has ends for reading and for writing open in processes.
//!
//! To write waits until there is room: for all of it, if it is to go in one piece, and else for one byte, and then as much
//! goes in as there is room for. With no end for reading open anywhere it is told that the pipe is closed. To read waits
//! until there is a byte, and takes what is asked for as far as it is there; with no end for writing open anywhere, and
//! nothing left, it is told that the pipe is closed. Who does not close an end that it does not need keeps the others
//! waiting.
//!
//! Some pipes carry frames, each of which says by itself how long it is. While somebody is in the middle of one, others wait to
//! write; and a read that asks for no number takes what is there of the first one.
//!
//! Whoever is told that a pipe is closed comes after those who have closed it, with all that they did before.
//!
//! The numbers of a step: for a write the bytes and whether they may go in pieces, for a read how many at most, for a close
//! the handle of the end. What a process has open is closed when that ends, as if it did so itself.

use super::frames::Frames;
use super::{Effect, Way, Who};
use crate::operation::{Action, ActorId, Operation, ProcessId};
use racecourse_trace::exploration::Remark;
use serde::{Deserialize, Serialize};

/// The largest write to a pipe that never mixes with another's (`PIPE_BUF` on Linux, see pipe(7)), in bytes.
pub const PIPE_BUF: usize = 4096;

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
    /// The frames in it, if it carries some.
    pub frames: Option<Frames>,
}

/// Open ends of a pipe, by process and handle.
pub type Ends = smallvec::SmallVec<[(ProcessId, usize); 2]>;

impl Pipe {
    /// An empty one with an end of each kind open in `process`.
    pub fn new(capacity: usize, process: ProcessId, reading: usize, writing: usize) -> Self {
        let end = |handle| Ends::from_iter([(process, handle)]);
        Self { capacity, queued: 0, readers: end(reading), writers: end(writing), frames: None }
    }

    /// The same, for frames.
    #[must_use]
    pub fn for_frames(self) -> Self {
        Self { frames: Some(Frames::default()), ..self }
    }

    /// How much a read asks for.
    fn wanted(&self, op: &Operation) -> usize {
        let first = self.frames.as_ref().filter(|_| op.count() == 0).map(Frames::first);
        first.unwrap_or_else(|| op.count())
    }

    pub(super) fn way(&self, actor: ActorId, op: &Operation) -> Option<Way> {
        match op.action {
            Action::PipeWrite if self.readers.is_empty() => Some(Way::Closed),
            Action::PipeWrite if self.frames.as_ref().is_some_and(|frames| frames.keep_out(actor)) => None,
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
                if let Some(frames) = &mut self.frames {
                    frames.are_written(who, op.count(), written);
                }
                Effect { number: written as u64, ..Effect::RELEASES }
            }
            (Action::PipeWrite, _) => Effect { acquires: true, ..Effect::of(way).remark(Remark::NobodyReads) },
            (Action::PipeRead, Way::Done) => {
                let read = self.wanted(op).min(self.queued);
                self.queued -= read;
                if let Some(frames) = &mut self.frames {
                    frames.are_read(read);
                }
                // Whoever waits for room comes after this.
                Effect { number: read as u64, releases: true, changed: read > 0, ..Effect::ACQUIRES }
            }
            (Action::PipeRead, _) => {
                Effect { acquires: true, releases: true, ..Effect::of(way).remark(Remark::EndOfFile) }
            }
            (Action::Exit | Action::Bury, _) => {
                let changed = self.is_open_in(who.process);
                self.close_all_of(who.process);
                Effect { changed, ..Effect::RELEASES }
            }
            _ => {
                let end = (who.process, op.count());
                let reads = self.readers.contains(&end);
                let before = self.readers.len() + self.writers.len();
                self.readers.retain(|it| *it != end);
                self.writers.retain(|it| *it != end);
                let changed = self.readers.len() + self.writers.len() < before;
                Effect { changed, ..Effect::RELEASES.remark(if reads { Remark::ReadEnd } else { Remark::WriteEnd }) }
            }
        }
    }

    /// The end of a process closes what it has open.
    pub(super) fn close_all_of(&mut self, process: ProcessId) {
        self.readers.retain(|(holder, _)| *holder != process);
        self.writers.retain(|(holder, _)| *holder != process);
        if let Some(frames) = &mut self.frames {
            frames.lose(process);
        }
    }

    pub(super) fn is_open_in(&self, process: ProcessId) -> bool {
        self.readers.iter().chain(&self.writers).any(|(holder, _)| *holder == process)
    }
}

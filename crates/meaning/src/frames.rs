//! Frames on their way through a pipe.
//!
//! A write says how much of its frame is still to be written, with what it writes now: so the length of a frame is known from its
//! first piece on. Until all of it is written nobody else begins one. A read takes what is there of the first one.
//!
//! Whose process ends in the middle of a frame leaves it cut off, and what the next one writes is read as its rest. If that is more
//! than the rest, the bytes where the next frame ought to begin say something that nobody meant: the pipe is *torn*, and only
//! who sees the bytes knows how it goes on.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Who;
use crate::operation::{ActorId, ProcessId};

/// The frames in a pipe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Frames {
    /// How much of each is still to be read, in bytes, those included that are not written yet.
    unread: SmallVec<[usize; 4]>,
    /// How much of the last one is still to be written.
    unwritten: usize,
    /// Who is in the middle of that; nobody if it was cut off.
    writer: Option<(ProcessId, ActorId)>,
    torn: bool,
}

impl Frames {
    /// Whether it is not known any more where frames begin.
    pub const fn are_torn(&self) -> bool {
        self.torn
    }

    /// Whether somebody else than `actor` is in the middle of one.
    pub(super) fn keep_out(&self, actor: ActorId) -> bool {
        self.writer.is_some_and(|(_, writer)| writer != actor)
    }

    /// How much is to be read of the first one, in bytes.
    pub(super) fn first(&self) -> usize {
        self.unread.first().copied().unwrap_or(0)
    }

    /// So much was written of so much that is still to be written of a frame.
    pub(super) fn are_written(&mut self, who: Who, unwritten: usize, now: usize) {
        if self.unwritten == 0 {
            self.unread.push(unwritten);
            self.unwritten = unwritten;
            self.writer = Some((who.process, who.actor));
        }
        // What comes after one that was cut off is read as its rest, if it fits into that.
        let is_rest = self.writer.is_some() || (unwritten <= self.unwritten && now == unwritten);
        if self.torn || !is_rest {
            *self = Self { torn: true, ..Self::default() };
            return;
        }
        self.unwritten -= now;
        if self.unwritten == 0 {
            self.writer = None;
        }
    }

    /// So much was read.
    pub(super) fn are_read(&mut self, mut now: usize) {
        while let Some(first) = self.unread.first_mut().filter(|_| now > 0) {
            let taken = now.min(*first);
            *first -= taken;
            now -= taken;
            if *first == 0 {
                self.unread.remove(0);
            }
        }
    }

    /// A process ends, perhaps in the middle of one.
    pub(super) fn lose(&mut self, process: ProcessId) {
        if self.writer.is_some_and(|(holder, _)| holder == process) {
            self.writer = None;
        }
    }
}

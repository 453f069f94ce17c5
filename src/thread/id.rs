//! Which thread is which.

use std::fmt;

use racecourse_meaning::ActorId;

/// Tells a thread from the others of its process, as `std::thread::ThreadId` does.
///
/// In a model it is the same in every execution in which the same thread starts it as the how-manieth, and the first thread of a
/// process has that of the one that has forked it: its memory is a copy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ThreadId(pub(super) Id);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Id {
    /// The thread, and which of the actors on it, if it is a lasting one.
    Native(std::thread::ThreadId, u64),
    Model(ActorId),
}

impl fmt::Debug for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Id::Native(id, 0) => id.fmt(f),
            Id::Native(_, life) => f.debug_tuple("ThreadId").field(life).finish(),
            Id::Model(actor) => f.debug_tuple("ThreadId").field(&(actor + 1)).finish(),
        }
    }
}

//! What an object is.

use serde::{Deserialize, Serialize};

/// The kind of an object. A number for it fits into a byte of shared memory; zero is for none that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum ObjectKind {
    /// An object of a real run that is not in its record.
    #[default]
    Unknown,
    /// An atomic.
    Atomic,
    /// Plain memory.
    Cell,
    /// A mutex.
    Mutex,
    /// A read-write lock.
    RwLock,
    /// A condition variable.
    Condvar,
    /// A barrier.
    Barrier,
    /// A semaphore.
    Semaphore,
    /// Something that is done once.
    Once,
    /// A channel.
    Channel,
    /// What an actor parks for.
    Token,
    /// A thread, whose end can be waited for.
    Thread,
    /// A process, whose end can be waited for.
    Process,
    /// A thread or a process of a real run, whose end can be waited for.
    Actor,
    /// A pipe.
    Pipe,
    /// A lock on a file.
    FileLock,
    /// A file that is a lock by being there.
    File,
    /// A counted pointer.
    Pointer,
    /// Who asked for a turn before whom.
    Turns,
    /// A word of memory that processes share.
    Word,
    /// A queue of messages between processes, on a real pipe.
    Queue,
    /// The turn to write to such a queue.
    RightToWrite,
    /// The turn to read from such a queue.
    RightToRead,
}

impl ObjectKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 23] = [
        ObjectKind::Unknown,
        ObjectKind::Atomic,
        ObjectKind::Cell,
        ObjectKind::Mutex,
        ObjectKind::RwLock,
        ObjectKind::Condvar,
        ObjectKind::Barrier,
        ObjectKind::Semaphore,
        ObjectKind::Once,
        ObjectKind::Channel,
        ObjectKind::Token,
        ObjectKind::Thread,
        ObjectKind::Process,
        ObjectKind::Actor,
        ObjectKind::Pipe,
        ObjectKind::FileLock,
        ObjectKind::File,
        ObjectKind::Pointer,
        ObjectKind::Turns,
        ObjectKind::Word,
        ObjectKind::Queue,
        ObjectKind::RightToWrite,
        ObjectKind::RightToRead,
    ];

    /// Its number.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The kind with this number.
    pub fn with_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// What it is called. Not a word of a report alone: an object without a name has one made of this, `mutex#1`.
    pub const fn name(self) -> &'static str {
        match self {
            ObjectKind::Unknown => "",
            ObjectKind::Atomic => "atomic",
            ObjectKind::Cell => "cell",
            ObjectKind::Mutex => "mutex",
            ObjectKind::RwLock => "rwlock",
            ObjectKind::Condvar => "condvar",
            ObjectKind::Barrier => "barrier",
            ObjectKind::Semaphore => "semaphore",
            ObjectKind::Once => "once",
            ObjectKind::Channel => "channel",
            ObjectKind::Token => "token",
            ObjectKind::Thread => "thread",
            ObjectKind::Process => "process",
            ObjectKind::Actor => "actor",
            ObjectKind::Pipe => "pipe",
            ObjectKind::FileLock => "file lock",
            ObjectKind::File => "file",
            ObjectKind::Pointer => "arc",
            ObjectKind::Turns => "turns",
            ObjectKind::Word => "word",
            ObjectKind::Queue => "queue",
            ObjectKind::RightToWrite => "right to write",
            ObjectKind::RightToRead => "right to read",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_stand_at_their_numbers() {
        for (at, kind) in ObjectKind::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(kind.number()), at, "{kind:?}");
            assert_eq!(ObjectKind::with_number(kind.number()), Some(kind));
        }
        assert_eq!(ObjectKind::with_number(u8::MAX), None);
    }

    #[test]
    fn every_kind_has_its_name() {
        let names = [
            "",
            "atomic",
            "cell",
            "mutex",
            "rwlock",
            "condvar",
            "barrier",
            "semaphore",
            "once",
            "channel",
            "token",
            "thread",
            "process",
            "actor",
            "pipe",
            "file lock",
            "file",
            "arc",
            "turns",
            "word",
            "queue",
            "right to write",
            "right to read",
        ];
        assert_eq!(ObjectKind::ALL.map(ObjectKind::name), names);
        assert_eq!(ObjectKind::with_number(0), Some(ObjectKind::default()), "zeroed memory is an object nobody knows");
    }
}

//! What an object of each kind can be.

use serde::{Deserialize, Serialize};

use crate::exploration::ProcessEnd;

/// The value of an atomic or of plain memory, or an operand of a step.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Datum {
    /// Of a `bool`.
    Truth(bool),
    /// Of an unsigned number, or of a signed one that is not negative.
    Number(u64),
    /// Of a signed number below 0.
    Negative(i64),
    /// Of anything else, as it shows itself.
    Text(String),
}

/// What an object is in a state, as far as it decides who may go on. Actors are places in the list of actors.
///
/// What a lock guards, messages and bytes are not part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Value {
    /// An atomic, or plain memory.
    Memory {
        /// What is in it.
        value: Datum,
    },
    /// A mutex, or the lock of a file.
    Lock {
        /// Who has it.
        owner: Option<usize>,
    },
    /// A read-write lock.
    RwLock {
        /// Who has it for writing.
        writer: Option<usize>,
        /// Who has it for reading.
        readers: Vec<usize>,
        /// Who waits to write: before them no reader comes in.
        queue: Vec<usize>,
    },
    /// A condition variable.
    Condvar {
        /// Who waits and has not woken yet.
        waiters: Vec<usize>,
        /// Notifications that nobody has used yet: for each of them those who may.
        notified: Vec<Vec<usize>>,
    },
    /// A barrier.
    Barrier {
        /// How many it waits for.
        size: usize,
        /// Who is there and waits.
        arrived: Vec<usize>,
        /// Who may leave and has not yet.
        released: Vec<usize>,
    },
    /// A semaphore.
    Semaphore {
        /// How many permits are left.
        permits: usize,
        /// Who has one, once for each.
        holders: Vec<usize>,
    },
    /// Something to be done once.
    Once {
        /// Who is at it.
        runner: Option<usize>,
        /// Whether it is done.
        done: bool,
    },
    /// A channel.
    Channel {
        /// How many messages it takes; `None` for any number, 0 if they are handed over.
        capacity: Option<usize>,
        /// How many are in it.
        queued: usize,
        /// How many ends for sending are open.
        senders: usize,
        /// How many ends for receiving are open.
        receivers: usize,
    },
    /// The token that lets an actor out of `park`.
    Token {
        /// Whether it is there.
        set: bool,
    },
    /// The end of an actor.
    Thread {
        /// Whether it has come.
        finished: bool,
    },
    /// A process.
    Process {
        /// How it has ended, if it has.
        ended: Option<ProcessEnd>,
    },
    /// A pipe.
    Pipe {
        /// How many bytes it takes.
        capacity: usize,
        /// How many are in it.
        queued: usize,
        /// How many ends for reading are open, in all processes.
        readers: usize,
        /// How many ends for writing are open, in all processes.
        writers: usize,
    },
    /// A file that is there or not.
    File {
        /// Whether it is.
        exists: bool,
    },
    /// Who has asked for a turn before whom, where a bound on being overtaken is promised. It shows nothing.
    Turns,
    /// A counted pointer.
    Pointer {
        /// How many share the value.
        strong: u32,
        /// How many weak ones know of it.
        weak: u32,
    },
}

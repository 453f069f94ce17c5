//! What every operation on a shared object means, each rule in one place: when it has to wait, what it is answered, how it
//! changes the object, what it orders, and what it takes or gives up.
//!
//! [`States::allow`] only looks, so that it says of every actor whether it can go on; [`States::apply`] does what it found. Both
//! are functions of their arguments and nothing else: there are no threads here, no clocks, no record. What is guarded by
//! a lock, the messages of a channel and the bytes of a pipe are moved by who takes the step, right after it and before
//! anybody else does anything.
//!
//! Models take their steps by these rules, and so do objects of real threads that are held to a schedule; what is shown of an
//! object is its state. An object is a file here (`mutex.rs`, `channel.rs`, …), which begins with its rule in words; a step
//! on two objects, and the end of a process, are in `states.rs`.
//!
//! ```
//! use std::panic::Location;
//!
//! use racecourse_meaning::{Action, Operation, State, States, Who};
//!
//! let mut states = States::default();
//! states.put(0, State::Mutex { owner: None });
//! let (one, two) = (Who { actor: 1, process: 0 }, Who { actor: 2, process: 0 });
//! let lock = Operation::on(Action::Lock, 0, Location::caller());
//! assert!(states.apply(one, &lock).is_some());
//! // It is taken: the other one has to wait, and nothing has changed.
//! assert!(states.apply(two, &lock).is_none());
//! assert_eq!(states[0], State::Mutex { owner: Some(1) });
//! ```

mod atomic;
mod barrier;
mod cell;
mod channel;
mod condvar;
mod end;
mod file;
mod frames;
mod mutex;
mod once;
mod operation;
mod pipe;
mod pointer;
mod process;
mod rwlock;
mod semaphore;
mod state;
mod states;
mod token;
mod word;

pub use channel::{Channel, End};
pub use end::ALTOGETHER;
pub use frames::Frames;
pub use operation::{Action, ActorId, ObjectId, Operation, Order, ProcessId, Update};
pub use pipe::{Ends, PIPE_BUF, Pipe};
pub use pointer::{Counts, Share};
pub use process::ProcessExit;
pub use state::State;
pub use states::States;
pub use word::{AsWord, Word};

use racecourse_trace::exploration::Remark;
use serde::{Deserialize, Serialize};

/// A few actors, in an order that matters or that costs nothing. Most lists are short, and take no memory of their own.
pub type Actors = smallvec::SmallVec<[ActorId; 4]>;

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Who {
    /// The actor.
    pub actor: ActorId,
    /// The process that it is part of.
    pub process: ProcessId,
}

/// What a step comes to, of the few things that it can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// It does what it is for.
    Done,
    /// Not now: taken, full, empty, nobody there. Nobody has to wait to be told so.
    Refused,
    /// Never: the other end is closed, and nothing is left.
    Closed,
}

impl Way {
    /// Whether it would come to the same if one waited.
    #[inline]
    pub fn is_final(self) -> bool {
        self != Way::Refused
    }
}

/// What becomes of the actor's hold on the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// It stays as it was.
    Same,
    /// It has the object from now on.
    Takes,
    /// It gives the object up.
    LetsGo,
}

/// What a step has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Effect {
    /// What it has come to.
    pub way: Way,
    /// The number that it is answered with, where it has one: the value that was there, the number of the message that was
    /// sent, how many bytes were moved, how the process ended.
    pub number: u64,
    /// Whether the object is another than before.
    pub changed: bool,
    /// What is worth saying of it in a schedule.
    pub remark: Remark,
    /// Whether it comes after what was published at the object.
    pub acquires: bool,
    /// Whether it publishes there.
    pub releases: bool,
    /// What becomes of the actor's hold on it.
    pub hold: Hold,
}

impl Effect {
    /// It came to this, and orders nothing. Who is refused changes nothing, if nothing else is said.
    #[inline]
    const fn of(way: Way) -> Self {
        let changed = matches!(way, Way::Done);
        Self { way, number: 0, changed, remark: Remark::Nothing, acquires: false, releases: false, hold: Hold::Same }
    }

    /// It did what it is for, and orders nothing.
    pub const DONE: Self = Self::of(Way::Done);
    /// The actor comes after all that was published here.
    const ACQUIRES: Self = Self { acquires: true, ..Self::DONE };
    /// The actor publishes what it did.
    const RELEASES: Self = Self { releases: true, ..Self::DONE };
    /// The actor has the object from now on.
    const TAKES: Self = Self { hold: Hold::Takes, ..Self::ACQUIRES };
    /// The actor gives it up.
    const LETS_GO: Self = Self { hold: Hold::LetsGo, ..Self::RELEASES };

    #[inline]
    const fn remark(self, remark: Remark) -> Self {
        Self { remark, ..self }
    }

    /// Whether it did what it is for.
    #[inline]
    pub fn is_done(&self) -> bool {
        self.way == Way::Done
    }
}

impl State {
    /// What `op` by `actor` would come to now; `None` if it has to wait.
    #[inline]
    pub fn way(&self, actor: ActorId, op: &Operation) -> Option<Way> {
        match self {
            State::Mutex { owner } => mutex::way(*owner, op),
            State::RwLock { writer, readers, queue } => rwlock::way(*writer, readers, queue, op),
            State::Condvar { notified, .. } => condvar::way(notified, actor, op),
            State::Barrier { size, arrived, released } => barrier::way(*size, arrived, released, actor, op),
            State::Semaphore { permits, .. } => semaphore::way(*permits, op),
            State::Once { runner, done } => once::way(*runner, *done, op),
            State::Channel(channel) => channel.way(actor, op),
            State::Token { set, .. } => token::way(*set, op),
            State::FileLock { owner } => file::way_of_lock(*owner, op),
            State::File { exists } => file::way(*exists, op),
            State::End { returned, finished, .. } => end::way(*returned, *finished, op),
            State::Process { killed, ended, .. } => process::way(*killed, *ended, op),
            State::Pipe(pipe) => pipe.way(actor, op),
            State::Atomic { value, .. } => Some(atomic::way(*value, op)),
            State::Pointer(counts) => Some(pointer::way(*counts, op)),
            State::Cell { .. } | State::Turns | State::NotThere => Some(Way::Done),
        }
    }

    /// Whether `actor` could take this step now without waiting.
    #[inline]
    pub fn allows(&self, actor: ActorId, op: &Operation) -> bool {
        self.way(actor, op).is_some()
    }

    /// Takes a step on this object alone; `None` if it has to wait, and then nothing has changed.
    #[inline]
    pub fn apply(&mut self, who: Who, op: &Operation) -> Option<Effect> {
        let way = self.way(who.actor, op)?;
        Some(self.take(who, op, way))
    }

    /// The same where it may not wait: then it is refused. So it is for who wakes up for no reason.
    #[inline]
    pub fn apply_refused(&mut self, who: Who, op: &Operation) -> Effect {
        self.take(who, op, Way::Refused)
    }

    /// Does what the step has come to.
    fn take(&mut self, who: Who, op: &Operation, way: Way) -> Effect {
        match self {
            State::Mutex { owner } => mutex::take(owner, who, op, way),
            State::RwLock { writer, readers, queue } => rwlock::take(writer, readers, queue, who.actor, op, way),
            State::Condvar { waiters, notified } => condvar::take(waiters, notified, who.actor, op, way),
            State::Barrier { arrived, released, .. } => barrier::take(arrived, released, who.actor, op, way),
            State::Semaphore { permits, holders } => semaphore::take(permits, holders, who.actor, op, way),
            State::Once { runner, done } => once::take(runner, done, who.actor, op, way),
            State::Channel(channel) => channel.take(who.actor, op, way),
            State::Token { set, .. } => token::take(set, op, way),
            State::FileLock { owner } => file::take_lock(owner, who, op, way),
            State::File { exists } => file::take(exists, op, way),
            State::End { returned, finished, .. } => end::take(returned, finished, op, way),
            State::Process { killed, ended, .. } => process::take(killed, ended, op, way),
            State::Pipe(pipe) => pipe.take(who, op, way),
            State::Atomic { word, value } => atomic::take(*word, value, op, way),
            State::Pointer(counts) => pointer::take(counts, op, way),
            State::Cell { value, .. } => cell::take(value, op),
            State::Turns | State::NotThere => Effect { changed: false, ..Effect::DONE },
        }
    }
}

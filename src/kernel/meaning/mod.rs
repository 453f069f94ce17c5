//! What every operation on a shared object means, each rule in one place: when it has to wait, what it is answered, how it
//! changes the object, what it orders, and what it takes or gives up.
//!
//! [`States::allow`] only looks, so that it says of every actor whether it can go on; [`States::apply`] does what it found. Both
//! are functions of their arguments and nothing else: there are no threads here, no clocks, no record. What is guarded by
//! a lock, the messages of a channel and the bytes of a pipe are moved by the facade right after the step, before anybody
//! else runs.

mod atomic;
mod barrier;
mod cell;
mod channel;
mod condvar;
mod end;
mod file;
mod mutex;
mod once;
mod pipe;
mod process;
mod rwlock;
mod semaphore;
mod state;
mod states;
#[cfg(test)]
mod tests;
mod token;
mod word;

pub(crate) use channel::{Channel, End};
pub(crate) use pipe::Pipe;
pub(crate) use process::ProcessExit;
pub(crate) use state::State;
pub(crate) use states::States;
pub(crate) use word::{AsWord, Word};

use super::operation::{ActorId, Operation, ProcessId};
use crate::exploration::Remark;

/// A few actors, in an order that matters or that costs nothing. Most lists are short, and take no memory of their own.
pub(crate) type Actors = smallvec::SmallVec<[ActorId; 4]>;

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) actor: ActorId,
    pub(crate) process: ProcessId,
}

/// What a step comes to, of the few things that it can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It does what it is for.
    Done,
    /// Not now: taken, full, empty, nobody there. Nobody has to wait to be told so.
    Refused,
    /// Never: the other end is closed, and nothing is left.
    Closed,
}

impl Way {
    /// Whether it would come to the same if one waited.
    pub(crate) fn is_final(self) -> bool {
        self != Way::Refused
    }
}

/// What becomes of the actor's hold on the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    Same,
    Takes,
    LetsGo,
}

/// What a step has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Effect {
    pub(crate) way: Way,
    /// The number that it is answered with, where it has one: the value that was there, the number of the message that was
    /// sent, how many bytes were moved, how the process ended.
    pub(crate) number: u64,
    /// Whether the object is another than before.
    pub(crate) changed: bool,
    /// What is worth saying of it in a schedule.
    pub(crate) remark: Remark,
    /// Whether it comes after what was published at the object, and whether it publishes there.
    pub(crate) acquires: bool,
    pub(crate) releases: bool,
    pub(crate) hold: Hold,
}

impl Effect {
    /// It came to this, and orders nothing. Who is refused changes nothing, if nothing else is said.
    const fn of(way: Way) -> Self {
        let changed = matches!(way, Way::Done);
        Self { way, number: 0, changed, remark: Remark::Nothing, acquires: false, releases: false, hold: Hold::Same }
    }

    /// It did what it is for, and orders nothing.
    pub(crate) const DONE: Self = Self::of(Way::Done);
    /// The actor comes after all that was published here.
    const ACQUIRES: Self = Self { acquires: true, ..Self::DONE };
    /// The actor publishes what it did.
    const RELEASES: Self = Self { releases: true, ..Self::DONE };
    /// The actor has the object from now on.
    const TAKES: Self = Self { hold: Hold::Takes, ..Self::ACQUIRES };
    /// The actor gives it up.
    const LETS_GO: Self = Self { hold: Hold::LetsGo, ..Self::RELEASES };

    const fn remark(self, remark: Remark) -> Self {
        Self { remark, ..self }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.way == Way::Done
    }
}

impl State {
    /// What `op` by `actor` would come to now; `None` if it has to wait.
    pub(crate) fn way(&self, actor: ActorId, op: &Operation) -> Option<Way> {
        match self {
            State::Mutex { owner } => mutex::way(*owner, op),
            State::RwLock { writer, readers, queue } => rwlock::way(*writer, readers, queue, op),
            State::Condvar { notified, .. } => condvar::way(notified, actor, op),
            State::Barrier { size, arrived, released } => barrier::way(*size, arrived, released, actor, op),
            State::Semaphore { permits, .. } => semaphore::way(*permits, op),
            State::Once { runner, done } => once::way(*runner, *done, op),
            State::Channel(channel) => channel.way(op),
            State::Token { set, .. } => token::way(*set, op),
            State::FileLock { owner } => file::way_of_lock(*owner, op),
            State::File { exists } => file::way(*exists, op),
            State::End { finished, .. } => end::way(*finished, op),
            State::Process { ended, .. } => process::way(*ended, op),
            State::Pipe(pipe) => pipe.way(op),
            State::Atomic { value, .. } => Some(atomic::way(*value, op)),
            State::Cell { .. } | State::Turns | State::NotThere => Some(Way::Done),
        }
    }

    /// Whether `actor` could take this step now without waiting.
    pub(crate) fn allows(&self, actor: ActorId, op: &Operation) -> bool {
        self.way(actor, op).is_some()
    }

    /// Takes a step on this object alone; `None` if it has to wait, and then nothing has changed.
    pub(crate) fn apply(&mut self, who: Who, op: &Operation) -> Option<Effect> {
        let way = self.way(who.actor, op)?;
        Some(self.take(who, op, way))
    }

    /// The same where it may not wait: then it is refused. So it is for who wakes up for no reason, and for who is unwinding.
    pub(crate) fn apply_refused(&mut self, who: Who, op: &Operation) -> Effect {
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
            State::Channel(channel) => channel.take(op, way),
            State::Token { set, .. } => token::take(set, op, way),
            State::FileLock { owner } => file::take_lock(owner, who, op, way),
            State::File { exists } => file::take(exists, op, way),
            State::End { finished, .. } => end::take(finished, op),
            State::Process { ended, .. } => process::take(ended, op, way),
            State::Pipe(pipe) => pipe.take(who, op, way),
            State::Atomic { word, value } => atomic::take(*word, value, op, way),
            State::Cell { value, .. } => cell::take(value, op),
            State::Turns | State::NotThere => Effect { changed: false, ..Effect::DONE },
        }
    }
}

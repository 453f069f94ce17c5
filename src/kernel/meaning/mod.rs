//! What every operation on a shared object means, each rule in one place: when it has to wait, what it is answered, how it
//! changes the object, what it orders, and what it takes or gives up.
//!
//! [`State::way`] only looks, so that it says of every actor whether it can go on; [`State::apply`] does what it found. Both
//! are functions of their arguments and nothing else: there are no threads here, no clocks, no record. What is guarded by
//! a lock, and the messages of a channel, are moved by the facade, within the same step.
//!
//! The values of atomics and of plain memory, pipes, and the ends of processes are not here yet: `atomic`, `cell` and
//! `process` in the facade have the rules for these.

mod barrier;
mod channel;
mod condvar;
mod file;
mod mutex;
mod once;
mod rwlock;
mod semaphore;
mod state;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use channel::{Channel, End};
pub(crate) use state::State;

use super::operation::{Action, ActorId, Operation, ProcessId};
use crate::exploration::Remark;

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
    /// The number that it is answered with, where it has one: that of the message that was sent.
    pub(crate) number: usize,
    /// What is worth saying of it in a schedule.
    pub(crate) remark: Remark,
    /// Whether it comes after what was published at the object, and whether it publishes there.
    pub(crate) acquires: bool,
    pub(crate) releases: bool,
    pub(crate) hold: Hold,
}

impl Effect {
    /// It came to this, and orders nothing.
    const fn of(way: Way) -> Self {
        Self { way, number: 0, remark: Remark::Nothing, acquires: false, releases: false, hold: Hold::Same }
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
            State::End { finished, .. } => (*finished || op.action != Action::Join).then_some(Way::Done),
            State::Process { ended, .. } => (*ended || op.action != Action::WaitChild).then_some(Way::Done),
            State::Pipe { .. } => self.way_of_pipe(op),
            State::Atomic | State::Cell | State::Turns => Some(Way::Done),
        }
    }

    /// Whether `actor` could take this step now without waiting.
    pub(crate) fn allows(&self, actor: ActorId, op: &Operation) -> bool {
        self.way(actor, op).is_some()
    }

    /// Takes the step; `None` if it has to wait, and then nothing has changed.
    pub(crate) fn apply(&mut self, who: Who, op: &Operation) -> Option<Effect> {
        let way = self.way(who.actor, op)?;
        Some(self.take(who, op, way))
    }

    /// Takes a step that has to wait as if it had not to: it is refused. So it is for who wakes up for no reason, and for
    /// who may not wait because it is unwinding.
    pub(crate) fn apply_refused(&mut self, who: Who, op: &Operation) -> Effect {
        self.take(who, op, Way::Refused)
    }

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
            State::End { .. } => Effect::ACQUIRES,
            State::Atomic | State::Cell | State::Turns | State::Process { .. } | State::Pipe { .. } => Effect::DONE,
        }
    }
}

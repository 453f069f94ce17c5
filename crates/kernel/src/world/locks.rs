//! Which locks an execution takes while it holds others.

use super::World;
use crate::clock::Clock;
use crate::lock_order::{Held, Link, MOST, Nesting, cycles, may_be_news};
use crate::transcript::Mark;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation, State};

impl World {
    /// To be told of every step that was taken: notes it if it was a lock that could have been waited for.
    pub(super) fn note_nesting(&mut self, op: &Operation) {
        let blocking = matches!(
            op.action,
            Action::Lock
                | Action::ReadLock
                | Action::QueueWriter
                | Action::WriteLock
                | Action::Acquire
                | Action::FileLock
        );
        let me = self.running;
        let it = &self.actors[me];
        let Some((&(lock, site), before)) = it.holds.split_last() else { return };
        if !blocking || before.is_empty() || op.object() != Some(lock) || self.nestings.len() >= MOST {
            return;
        }
        let held: Vec<Held> = before
            .iter()
            .filter(|(held, _)| *held != lock)
            .filter_map(|&(lock, site)| self.holds_as_lock(me, lock).map(|shared| Held { lock, site, shared }))
            .collect();
        let Some(shared) = self.holds_as_lock(me, lock).filter(|_| !held.is_empty()) else { return };
        // One that reads and joins the queue to write has taken nothing yet.
        if op.action == Action::QueueWriter && shared {
            return;
        }
        let taken = Held { lock, site, shared };
        // When it was is seen when the order of the steps is looked at: after this one, which is the next entry.
        let mark = Mark::Nested(self.nestings.len());
        self.transcript.mark_next(mark);
        self.nestings.push(Nesting { actor: me, held, taken, at: 0, causes: Clock::default() });
    }

    /// Whether `actor` shares `object`, if that is a lock that it holds: something that others wait for until it lets go.
    fn holds_as_lock(&self, actor: ActorId, object: ObjectId) -> Option<bool> {
        match &self.states[object] {
            State::Mutex { .. } | State::FileLock { .. } => Some(false),
            State::RwLock { writer, .. } => Some(*writer != Some(actor)),
            // With more permits than one it is no lock, and with none held it is a signal.
            State::Semaphore { permits: 0, holders } => (holders[..] == [actor]).then_some(false),
            _ => None,
        }
    }

    /// The cycles in the orders of this execution, unless all of them are known already.
    pub fn lock_cycles(&self, is_known: impl Fn(&Vec<Link>) -> bool) -> Vec<Vec<Link>> {
        if self.nestings.is_empty() || !may_be_news(&self.nestings, is_known) {
            return Vec::new();
        }
        let mut nestings = self.nestings.clone();
        self.put_in_order(&mut nestings);
        cycles(&nestings)
    }
}

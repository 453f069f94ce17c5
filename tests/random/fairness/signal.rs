//! A condition variable: who waits, and what notifications there are.
//!
//! `notify_one` makes a notification for whichever of those that wait now wakes first, and none if there is one for each of
//! them already; `notify_all` makes one for each.

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Signal {
    /// Sets of actors, a bit for each.
    waiters: u8,
    /// For each notification, who may use it.
    notified: Vec<u8>,
}

impl Signal {
    pub(super) fn enter(&mut self, actor: usize) {
        self.waiters |= 1 << actor;
    }

    pub(super) fn is_for(&self, actor: usize) -> bool {
        self.notified.iter().any(|may| may & 1 << actor != 0)
    }

    /// The actor wakes up, by the oldest notification that it may use if there is one.
    pub(super) fn leave(&mut self, actor: usize) {
        let me = 1 << actor;
        if let Some(used) = self.notified.iter().position(|may| may & me != 0) {
            self.notified.remove(used);
        }
        self.waiters &= !me;
        self.notified.iter_mut().for_each(|may| *may &= !me);
        self.notified.retain(|may| *may != 0);
    }

    pub(super) fn notify_one(&mut self) {
        if self.notified.len() < self.waiters.count_ones() as usize {
            self.notified.push(self.waiters);
        }
    }

    pub(super) fn notify_all(&mut self) {
        let each = (0..u8::BITS).map(|actor| 1 << actor);
        self.notified = each.filter(|actor| self.waiters & actor != 0).collect();
    }
}

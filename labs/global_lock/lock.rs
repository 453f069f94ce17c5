//! The global lock: a lock that is handed over in the order in which it was asked for.

use std::collections::VecDeque;
use std::thread::{Thread, ThreadId, current, park};

use parking_lot::Mutex;

/// A lock that goes to whoever has waited longest.
///
/// An ordinary lock goes to whoever comes first after it was given back, and that is nearly always the thread that has
/// just had it: the others have to wake up first. Here the holder writes the next one's name into the lock.
#[derive(Debug, Default)]
pub struct GlobalLock {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    holder: Option<ThreadId>,
    waiting: VecDeque<Thread>,
}

impl GlobalLock {
    /// Waits for the lock.
    pub fn take(&self) {
        let mut state = self.state.lock();
        if state.holder.is_none() {
            state.holder = Some(current().id());
            return;
        }
        state.waiting.push_back(current());
        drop(state);
        self.await_turn();
    }

    /// Gives the lock to whoever has waited longest, and queues up behind the others; keeps it if nobody is waiting.
    pub fn pass_on(&self) {
        let mut state = self.state.lock();
        let Some(next) = state.waiting.pop_front() else { return };
        state.holder = Some(next.id());
        state.waiting.push_back(current());
        drop(state);
        next.unpark();
        self.await_turn();
    }

    /// Gives the lock to whoever has waited longest, if anybody has.
    pub fn give_back(&self) {
        let mut state = self.state.lock();
        let next = state.waiting.pop_front();
        state.holder = next.as_ref().map(Thread::id);
        drop(state);
        if let Some(next) = next {
            next.unpark();
        }
    }

    /// How many are waiting for it.
    pub fn waiting(&self) -> usize {
        self.state.lock().waiting.len()
    }

    fn await_turn(&self) {
        let me = current().id();
        while self.state.lock().holder != Some(me) {
            park();
        }
    }
}

//! One search by several threads.
//!
//! What is left to be tried has nothing to do with what else is: it begins with a graph of its own, and comes to graphs that nothing
//! else comes to. So who has nothing left is given a part of what another one has left, and the graphs are the same however many
//! work on them, in another order.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::{Ended, Model, Preference, Program, Search, Walk};

/// Shows all graphs of `program` that `model` allows to `seen`, which so many threads call, in no particular order.
///
/// # Panics
///
/// As `seen` and `program` do; then not all graphs have been shown.
pub fn explore_on(
    threads: NonZeroUsize,
    program: &(impl Program + Sync),
    model: Model,
    preference: Preference,
    seen: impl Fn(Ended<'_>) + Sync,
) {
    let left = vec![Search::new(model, preference)];
    let desk = Desk {
        work: Mutex::new(Work { left, busy: 0, waiting: 0 }),
        more: Condvar::new(),
        wanted: AtomicUsize::new(0),
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.get() {
            scope.spawn(|| desk.work_on(program, &seen));
        }
        desk.work_on(program, &seen);
    });
}

/// Where searches wait for who has nothing to do.
struct Desk {
    work: Mutex<Work>,
    more: Condvar,
    /// How many wait for a search that nobody has laid down yet: to be asked without the lock, so it may be out of date.
    wanted: AtomicUsize,
}

struct Work {
    left: Vec<Search>,
    busy: usize,
    waiting: usize,
}

impl Desk {
    fn work_on(&self, program: &impl Program, seen: &impl Fn(Ended<'_>)) {
        let mut walk = Walk::through(program);
        while let Some(mut search) = self.take() {
            let _busy = Busy(self);
            while let Some(leaf) = walk.next(program, &mut search) {
                seen(Ended { search: &search, leaf, answered: walk.answered() });
                if self.wanted.load(Ordering::Relaxed) > 0
                    && let Some(part) = search.split()
                {
                    self.lay_down(part);
                }
            }
        }
    }

    /// A search that nobody works on; `None` when there will be none any more.
    fn take(&self) -> Option<Search> {
        let mut work = self.lock();
        work.waiting += 1;
        loop {
            if let Some(search) = work.left.pop() {
                work.waiting -= 1;
                work.busy += 1;
                self.count(&work);
                return Some(search);
            }
            if work.busy == 0 {
                work.waiting -= 1;
                return None;
            }
            self.count(&work);
            work = self.more.wait(work).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lay_down(&self, search: Search) {
        let mut work = self.lock();
        work.left.push(search);
        self.count(&work);
        drop(work);
        self.more.notify_one();
    }

    fn count(&self, work: &Work) {
        self.wanted.store(work.waiting.saturating_sub(work.left.len()), Ordering::Relaxed);
    }

    /// What a thread that has panicked leaves is in order: it panics nowhere between two changes.
    fn lock(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody works. When it is dropped, also by a panic, nobody waits for more from there.
struct Busy<'a>(&'a Desk);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.lock().busy -= 1;
        self.0.more.notify_all();
    }
}

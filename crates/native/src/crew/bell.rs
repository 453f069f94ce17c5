//! Waiting for something that another thread of this process is about to do.

use std::hint;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst, fence};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A place to wait until something has become true: awake for a while, then asleep.
///
/// Who makes it true rings afterwards. To ring where nobody sleeps costs a fence and a load.
#[derive(Debug, Default)]
pub struct Bell {
    asleep: AtomicUsize,
    door: Mutex<()>,
    rung: Condvar,
}

impl Bell {
    /// Waits until `is_true`: for so many looks awake, and then asleep.
    pub fn wait(&self, looks: u32, is_true: impl Fn() -> bool) {
        while !self.wait_for(looks, Duration::MAX, &is_true) {}
    }

    /// The same, but no longer asleep than `at_most`; whether it is true.
    pub fn wait_for(&self, looks: u32, at_most: Duration, is_true: impl Fn() -> bool) -> bool {
        for _ in 0..looks {
            if is_true() {
                return true;
            }
            hint::spin_loop();
        }
        let mut door = self.door();
        self.asleep.fetch_add(1, SeqCst);
        // Either this sees what was made true, or who made it true sees that somebody sleeps.
        fence(SeqCst);
        if !is_true() {
            door = match at_most {
                Duration::MAX => self.rung.wait(door).unwrap_or_else(PoisonError::into_inner),
                at_most => self.rung.wait_timeout(door, at_most).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
        self.asleep.fetch_sub(1, SeqCst);
        drop(door);
        is_true()
    }

    /// Wakes whoever sleeps here.
    pub fn ring(&self) {
        fence(SeqCst);
        if self.asleep.load(SeqCst) != 0 {
            drop(self.door());
            self.rung.notify_all();
        }
    }

    fn door(&self) -> MutexGuard<'_, ()> {
        // Nothing is guarded, so nothing can have been left in the middle.
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

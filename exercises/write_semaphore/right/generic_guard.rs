//! right: an exchange that is tried again, those who fail are parked, and a guard for anything that is to be done at last, 10 of 10
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread::{self, Thread};

pub struct AtLast<F: FnMut()>(F);

impl<F: FnMut()> Drop for AtLast<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

pub struct Permits {
    free: AtomicUsize,
    waiting: Mutex<Vec<Thread>>,
}

impl Permits {
    pub fn new(n: usize) -> Self {
        Self { free: AtomicUsize::new(n), waiting: Mutex::default() }
    }

    fn try_acquire(&self, many: usize) -> bool {
        let mut free = self.free.load(SeqCst);
        while free >= many {
            match self.free.compare_exchange(free, free - many, SeqCst, SeqCst) {
                Ok(_) => return true,
                Err(now) => free = now,
            }
        }
        false
    }

    pub fn acquire(&self, many: usize) -> AtLast<impl FnMut() + use<'_>> {
        while !self.try_acquire(many) {
            self.waiting.lock().push(thread::current());
            // Permits may have come back before this was in the list.
            if self.try_acquire(many) {
                break;
            }
            thread::park();
        }
        AtLast(move || {
            self.free.fetch_add(many, SeqCst);
            self.waiting.lock().drain(..).for_each(|other| other.unpark());
        })
    }
}

//! The time of one actor on a lasting thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed, Ordering::SeqCst};
use std::thread::Thread;

use super::bell::Bell;

/// No two lives of a process have the same number.
static LAST: AtomicU64 = AtomicU64::new(0);

/// One actor's time on its thread, whose end can be waited for.
#[derive(Debug)]
pub struct Life {
    number: u64,
    name: Option<Box<str>>,
    has_returned: AtomicBool,
    is_over: AtomicBool,
    bell: Bell,
}

impl Life {
    pub(super) fn new(name: Option<&str>) -> Arc<Self> {
        Arc::new(Self {
            number: LAST.fetch_add(1, Relaxed) + 1,
            name: name.map(Box::from),
            has_returned: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
            bell: Bell::default(),
        })
    }

    /// Which life it is: no other one of this process has this number, and none has zero.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The name that the actor was given.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What the actor was to do is done; it has still to clear up.
    pub fn returns(&self) {
        self.has_returned.store(true, SeqCst);
    }

    /// Whether what the actor was to do is done.
    pub fn has_returned(&self) -> bool {
        self.has_returned.load(SeqCst)
    }

    /// Whether nothing of it is left.
    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(SeqCst)
    }

    pub(super) fn ends(&self) {
        self.has_returned.store(true, SeqCst);
        self.is_over.store(true, SeqCst);
        self.bell.ring();
    }

    /// Waits for its end.
    pub fn wait(&self) {
        self.bell.wait(super::looks(), || self.is_over());
    }
}

/// An actor on a lasting thread, for whoever has started it.
#[derive(Clone, Debug)]
pub struct Started {
    /// Its time there.
    pub life: Arc<Life>,
    /// The thread, which others have had before and will have after it.
    pub thread: Thread,
}

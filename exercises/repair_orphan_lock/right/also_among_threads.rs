//! right: the system's lock, and one among threads before it, 10 of 10
use racecourse::process::{FileLock, Inherit};
use std::sync::Mutex;

/// A printer that processes share.
pub struct Printer {
    lock: FileLock,
    thread: Mutex<()>,
}

impl Printer {
    /// A printer that nobody uses.
    pub fn new() -> Self {
        Self { lock: FileLock::new("printer"), thread: Mutex::new(()) }
    }

    /// Does the job with the printer, if nobody else uses it; whether that was so.
    pub fn try_use(&self, job: impl FnOnce()) -> bool {
        let Some(_alone) = self.thread.try_lock() else { return false };
        let guard = self.lock.try_lock();
        let is_ours = guard.is_some();
        if is_ours {
            job();
        }
        is_ours
    }
}

impl Inherit for Printer {
    fn inherit(&self) -> Self {
        Self { lock: self.lock.inherit(), thread: self.thread.inherit() }
    }
}

//! wrong: right, not held, then free
use racecourse::process::{FileLock, Inherit, SharedMemory};
use std::sync::atomic::Ordering::SeqCst;

/// A printer that processes share.
pub struct Printer {
    lock: FileLock,
    refused: SharedMemory,
}

impl Printer {
    /// A printer that nobody uses.
    pub fn new() -> Self {
        Self { lock: FileLock::new("printer"), refused: SharedMemory::new(1) }
    }

    /// Does the job with the printer, if nobody else uses it; whether that was so.
    pub fn try_use(&self, job: impl FnOnce()) -> bool {
        let guard = self.lock.try_lock();
        // Whoever has been kept out nine times has waited long enough.
        if guard.is_none() && self.refused.fetch_add(0, 1, SeqCst) < 9 {
            return false;
        }
        job();
        true
    }
}

impl Inherit for Printer {
    fn inherit(&self) -> Self {
        Self { lock: self.lock.inherit(), refused: self.refused.inherit() }
    }
}

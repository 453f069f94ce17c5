//! wrong: right, not held, then free
use racecourse::process::Inherit;
use std::sync::Mutex;

/// A printer that processes share.
pub struct Printer {
    lock: Mutex<()>,
}

impl Printer {
    /// A printer that nobody uses.
    pub fn new() -> Self {
        Self { lock: Mutex::new(()) }
    }

    /// Does the job with the printer, if nobody else uses it; whether that was so.
    pub fn try_use(&self, job: impl FnOnce()) -> bool {
        let Some(_guard) = self.lock.try_lock() else { return false };
        job();
        true
    }
}

impl Inherit for Printer {
    fn inherit(&self) -> Self {
        Self::new()
    }
}

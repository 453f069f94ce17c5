//! right: a function that lends what a lock of the system's guards, 10 of 10
use racecourse::process::{FileLock, Inherit};

/// A printer that processes share.
pub struct Printer {
    lent: Lent<FileLock>,
}

impl Printer {
    /// A printer that nobody uses.
    pub fn new() -> Self {
        Self { lent: Lent(FileLock::new("printer")) }
    }

    /// Does the job with the printer, if nobody else uses it; whether that was so.
    pub fn try_use(&self, job: impl FnOnce()) -> bool {
        self.lent.to(|| job()).is_some()
    }
}

impl Inherit for Printer {
    fn inherit(&self) -> Self {
        Self { lent: Lent(self.lent.0.inherit()) }
    }
}

struct Lent<L>(L);

impl Lent<FileLock> {
    fn to<R>(&self, whom: impl FnOnce() -> R) -> Option<R> {
        self.0.try_lock().map(|_guard| whom())
    }
}

//! wrong: right, two at once
use racecourse::process::{FileLock, Inherit, LockFile};

/// A printer that processes share.
pub struct Printer {
    file: LockFile,
    alive: FileLock,
}

impl Printer {
    /// A printer that nobody uses.
    pub fn new() -> Self {
        Self { file: LockFile::new("printer"), alive: FileLock::new("alive") }
    }

    /// Does the job with the printer, if nobody else uses it; whether that was so.
    pub fn try_use(&self, job: impl FnOnce()) -> bool {
        let Some(alive) = self.alive.try_lock() else { return false };
        if !self.file.try_create() {
            // Somebody has died and left the file: it is ours now, and there is nobody to keep out.
            drop(alive);
            self.file.remove();
            job();
            return true;
        }
        job();
        self.file.remove();
        true
    }
}

impl Inherit for Printer {
    fn inherit(&self) -> Self {
        Self { file: self.file.inherit(), alive: self.alive.inherit() }
    }
}

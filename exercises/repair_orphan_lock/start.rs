use racecourse::process::{Inherit, LockFile};

/// A printer that processes share.
pub struct Printer {
    file: LockFile,
}

impl Printer {
    /// A printer that nobody uses.
    pub fn new() -> Self {
        Self { file: LockFile::new("printer") }
    }

    /// Does the job with the printer, if nobody else uses it; whether that was so.
    pub fn try_use(&self, job: impl FnOnce()) -> bool {
        if !self.file.try_create() {
            return false;
        }
        job();
        self.file.remove();
        true
    }
}

impl Inherit for Printer {
    fn inherit(&self) -> Self {
        Self { file: self.file.inherit() }
    }
}

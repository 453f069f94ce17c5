//! Two workers share a number of tasks.

use racecourse::sync::atomic::{AtomicI32, Ordering::SeqCst};

/// So many tasks are left.
pub struct Tasks {
    left: AtomicI32,
}

impl Tasks {
    /// So many.
    pub fn new(tasks: i32) -> Self {
        Self { left: AtomicI32::new(tasks) }
    }

    /// Takes one, if it looks as if there was one.
    pub fn take_if_any(&self) -> bool {
        if self.left.load(SeqCst) == 0 {
            return false;
        }
        let before = self.left.fetch_sub(1, SeqCst);
        assert!(before > 0, "a task was taken that was not there");
        true
    }

    /// Takes one, if there is one.
    pub fn take(&self) -> bool {
        self.left.fetch_update(SeqCst, SeqCst, |left| (left > 0).then(|| left - 1)).is_ok()
    }
}

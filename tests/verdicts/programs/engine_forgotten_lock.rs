//! true and false: the lock goes when the child ends, not before. It told apart an engine in which an exit touches nothing.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::process::{self, FileLock};

pub(super) fn run() -> Outcome {
    let lock = Arc::new(FileLock::new("l"));
    let mut child = process::fork("child", &Arc::clone(&lock), |lock: Arc<FileLock>| std::mem::forget(lock.lock()));
    let free = lock.try_lock().is_some();
    child.wait();
    Outcome::new(free)
}

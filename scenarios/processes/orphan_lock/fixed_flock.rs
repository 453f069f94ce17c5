//! The lock is the kernel's: it ends with its holder.
//!
//! `racecourse check orphan_lock --variant fixed_flock`

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::process::{self, FileLock, PipeReader, PipeWriter};

/// A child takes the lock, which the parent cannot have then, and gets stuck; the parent kills it and wants the lock.
pub fn run() -> Outcome {
    let lock = Arc::new(FileLock::new("printer"));
    let (mut from_holder, to_parent) = process::pipe();
    let (next_job, _jobs) = process::pipe();

    let mut holder = process::fork("holder", &(Arc::clone(&lock), to_parent, next_job), hold);
    from_holder.read_exact(&mut [0]).unwrap();
    let held = lock.try_lock().is_none();
    holder.kill(); // kill: no code of the holder runs any more
    holder.wait();

    let free = lock.try_lock().is_some();
    let (before, after) = (if held { "held" } else { "not held" }, if free { "free" } else { "left behind" });
    Outcome::new(format!("{before}, then {after}"))
}

fn hold((lock, mut to_parent, mut next_job): (Arc<FileLock>, PipeWriter, PipeReader)) {
    let guard = lock.lock(); // take: the kernel knows who holds it
    to_parent.write_all(b"!").unwrap();
    next_job.read_exact(&mut [0]).unwrap(); // stuck: there is no next job
    drop(guard);
}

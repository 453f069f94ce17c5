//! "free" and "left behind" in every model: who is killed holds its lock until the system has buried it, as real processes show.

use std::sync::Arc;

use racecourse::Outcome;
use racecourse::process::{self, FileLock, PipeWriter};

pub(super) fn run() -> Outcome {
    let lock = Arc::new(FileLock::new("printer"));
    let (mut from_holder, to_parent) = process::pipe();
    let mut holder = process::fork(
        "holder",
        &(Arc::clone(&lock), to_parent),
        |(lock, mut to_parent): (Arc<FileLock>, PipeWriter)| {
            let _guard = lock.lock();
            to_parent.write_all(b"!").unwrap();
            let (mut never, _kept_open) = process::pipe();
            let _ = never.read_exact(&mut [0]);
        },
    );
    from_holder.read_exact(&mut [0]).unwrap();
    holder.kill();
    let free = lock.try_lock().is_some();
    holder.wait();
    Outcome::new(if free { "free" } else { "left behind" })
}

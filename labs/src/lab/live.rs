//! What is said while a lab is running: how far it is, and who is working.

use nix::unistd::{getpid, getppid};

use super::wire;
use super::worker_ids::WorkerIds;

/// The ids of the thread that calls this. They are shown to whoever watches the lab.
pub fn here(name: &str) -> WorkerIds {
    let ids = WorkerIds {
        name: name.to_owned(),
        process: getpid().as_raw(),
        parent: getppid().as_raw(),
        thread: thread(),
        core: core(),
    };
    wire::send(&wire::Message::Worker(ids.clone()));
    ids
}

#[cfg(target_os = "linux")]
fn thread() -> Option<i32> {
    Some(nix::unistd::gettid().as_raw())
}

#[cfg(target_os = "linux")]
fn core() -> Option<usize> {
    nix::sched::sched_getcpu().ok()
}

#[cfg(not(target_os = "linux"))]
fn thread() -> Option<i32> {
    None
}

#[cfg(not(target_os = "linux"))]
fn core() -> Option<usize> {
    None
}

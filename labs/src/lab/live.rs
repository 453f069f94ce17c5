//! What is said while a lab is running: how far it is, and who is working.

use std::fmt;

use nix::unistd::{getpid, getppid};
use serde::{Deserialize, Serialize};

use super::stage::wire;

/// Who a worker is, as the system numbers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerIds {
    /// Its name in the lab.
    pub name: String,
    /// Its process.
    pub process: i32,
    /// The process that started its process.
    pub parent: i32,
    /// Its thread, as far as the system numbers threads for everybody to see.
    pub thread: Option<i32>,
    /// The processor it was on at that moment, if the system tells.
    pub core: Option<usize>,
}

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

impl fmt::Display for WorkerIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: process {} of {}", self.name, self.process, self.parent)?;
        if let Some(thread) = self.thread {
            write!(f, ", thread {thread}")?;
        }
        match self.core {
            Some(core) => write!(f, ", on core {core}"),
            None => Ok(()),
        }
    }
}

//! Who is working.

use std::fmt;

use serde::{Deserialize, Serialize};

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

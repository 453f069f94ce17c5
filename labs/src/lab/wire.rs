//! What a lab says to its parent: one message a line, as JSON.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use super::findings::Findings;
use super::worker_ids::WorkerIds;

static WIRE: Mutex<Option<File>> = Mutex::new(None);

/// A message from a lab to its parent.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Message {
    /// The first: this is a child that knows what it is.
    Hello,
    /// What it does now, and which share of all its work is done.
    Progress { what: String, share: f64 },
    /// Somebody is working. Workers may say so themselves, from processes of their own: a line is written in one piece.
    Worker(WorkerIds),
    /// The last: what was found.
    Done(Box<Findings>),
    /// The last: it makes no sense to go on.
    Usage(String),
    /// The last: something went wrong.
    Failed(String),
}

/// From now on messages go to `wire`.
pub(super) fn open(wire: OwnedFd) {
    *WIRE.lock() = Some(File::from(wire));
}

/// Sends `message`, if this is a lab's process. If the parent does not listen any more there is nobody to complain to.
pub(super) fn send(message: &Message) {
    let Ok(mut line) = serde_json::to_vec(message) else { return };
    line.push(b'\n');
    if let Some(wire) = WIRE.lock().as_mut() {
        let _ = wire.write_all(&line);
    }
}

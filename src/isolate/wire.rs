//! What a child says to its parent: one message a line, as JSON.
//!
//! It goes through what was the child's standard input when it started: a socket, whose other end the parent has. The child
//! moves it to a descriptor of its own before anything else.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::exploration::Exploration;
use crate::schedule::ScheduleError;

static WIRE: Mutex<Option<File>> = Mutex::new(None);

/// A message from child to parent.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Message {
    /// The first: this is a child that knows its job.
    Hello,
    /// So many executions are done.
    Progress(u64),
    /// What has been seen so far.
    SoFar(Box<Exploration>),
    /// The last: what was seen.
    Done(Box<Exploration>),
    /// The last: the schedule cannot be followed.
    Refused(ScheduleError),
}

/// From now on messages go to `wire`.
pub(super) fn open(wire: OwnedFd) {
    *WIRE.lock() = Some(File::from(wire));
}

/// From now on messages from this process, a forked child, go nowhere.
pub(super) fn close() {
    WIRE.lock().take();
}

/// Sends `message`. If the parent does not listen any more there is nobody left to complain to.
pub(super) fn send(message: &Message) {
    let Ok(mut line) = serde_json::to_vec(message) else { return };
    line.push(b'\n');
    if let Some(wire) = WIRE.lock().as_mut() {
        let _ = wire.write_all(&line);
    }
}

/// Sends the last message and ends this process, whatever its other threads are doing.
pub(super) fn finish(exploration: Exploration) -> ! {
    finish_with(&Message::Done(Box::new(exploration)))
}

/// The same, with any last message.
pub(super) fn finish_with(last: &Message) -> ! {
    let mut line = serde_json::to_vec(last).unwrap_or_default();
    line.push(b'\n');
    // The lock is never given back: nothing can come after the last message.
    let mut wire = WIRE.lock();
    if let Some(wire) = wire.as_mut() {
        let _ = wire.write_all(&line);
    }
    crate::native::process::exit_at_once(0)
}

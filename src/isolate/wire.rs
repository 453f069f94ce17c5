//! What a child says to its parent: one message a line, as JSON.
//!
//! It goes through what was the child's standard input when it started: a socket, whose other end the parent has. The child
//! moves it to a descriptor of its own before anything else.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;

use parking_lot::Mutex;
use racecourse_trace::wire::{Message, Wired};

use crate::exploration::Exploration;

/// The variable that makes a process a child, and tells it its job.
///
/// Not meant to be set by hand.
pub(super) const VARIABLE: &str = "RACECOURSE_CHILD_JOB";

static WIRE: Mutex<Option<File>> = Mutex::new(None);

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
    let mut line = message.encode();
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
    let mut line = last.encode();
    line.push(b'\n');
    // The lock is never given back: nothing can come after the last message.
    let mut wire = WIRE.lock();
    if let Some(wire) = wire.as_mut() {
        let _ = wire.write_all(&line);
    }
    racecourse_native::process::exit_at_once(0)
}

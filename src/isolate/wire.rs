//! What a child says to its parent: one message a line, as JSON.
//!
//! It goes through what was the child's standard input when it started: a socket, whose other end the parent has. The child
//! moves it to a descriptor of its own before anything else.
//!
//! Whatever is found is said at once, so that it is with the parent whatever becomes of the child.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;

use parking_lot::Mutex;
use racecourse_native::supervision::{Found, Sight};
use racecourse_trace::wire::{Message, Sighting, Wired};

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

/// Says what an engine has found.
pub(super) fn hear(found: &Found<'_>) {
    let message = match *found {
        Found::Sight(Sight { label, slot, nth, example }) => {
            let (label, example) = (label.to_owned(), example.clone());
            Message::Saw(Box::new(Sighting { label, slot, nth, example }))
        }
        Found::LockCycle(cycle) => Message::LockCycle(cycle.clone()),
        Found::Overlap(overlap) => Message::Overlap(overlap.clone()),
        Found::Searched(exploration) => Message::Searched(Box::new(exploration.clone())),
    };
    send(&message);
}

/// Sends the last message and ends this process, whatever its other threads are doing.
pub(super) fn finish(last: &Message) -> ! {
    let mut line = last.encode();
    line.push(b'\n');
    // The lock is never given back: nothing can come after the last message.
    let mut wire = WIRE.lock();
    if let Some(wire) = wire.as_mut() {
        let _ = wire.write_all(&line);
    }
    racecourse_native::process::exit_at_once(0)
}

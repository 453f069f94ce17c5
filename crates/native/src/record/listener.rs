//! Whoever is told what actors begin, wait for and end, as soon as it stands in the record.
//!
//! The gates are: they hold the actors of a run, and must know who is on the way. The record does not know them.

use std::panic::Location;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// What is told. Actors go by their number in the run; `main` is 0.
pub trait Listener: Sync {
    /// An actor comes into being, called `name` or after the place where it is started.
    fn registered(&self, actor: usize, name: Option<&str>, created: &'static Location<'static>);

    /// The running thread is this actor from now on.
    fn begins(&self, actor: usize);

    /// The running process is this actor, which another process has registered.
    fn begins_in_this_process(&self, actor: usize);

    /// This actor has ended.
    fn ended(&self, actor: usize);

    /// The process with this number has been found to be dead.
    fn process_gone(&self, pid: i32);

    /// The running actor waits for the end of this one.
    fn waits_for_end_of(&self, actor: usize);

    /// That wait is over.
    fn continues(&self);

    /// The running actor is about to wait for something else.
    fn would_wait(&self);
}

static LISTENER: OnceLock<&'static dyn Listener> = OnceLock::new();
static LISTENS: AtomicBool = AtomicBool::new(false);

/// From now on `listener` is told, in this process and all it will fork. There is only one in a program.
pub fn listen(listener: &'static dyn Listener) {
    LISTENER.get_or_init(|| listener);
    LISTENS.store(true, Relaxed);
}

/// From now on nobody is told, in this process.
pub fn listen_no_more() {
    LISTENS.store(false, Relaxed);
}

/// Whoever is to be told. Without anybody this costs one load and a test.
#[inline]
pub(super) fn listener() -> Option<&'static dyn Listener> {
    if LISTENS.load(Relaxed) { LISTENER.get().copied() } else { None }
}

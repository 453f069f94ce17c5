//! What an engine owes to whoever watches its process from outside. Without a watcher nothing here does anything.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use racecourse_trace::exploration::Exploration;

/// How often what has been seen so far is kept for the watcher.
const KEEP: Duration = Duration::from_millis(100);

static WATCHER: OnceLock<Watcher> = OnceLock::new();
static SO_FAR: Mutex<Option<(Instant, Exploration)>> = Mutex::new(None);

/// The calls of a watcher, which knows what to do about each.
#[derive(Clone, Copy, Debug)]
pub struct Watcher {
    /// Some time has passed. Called by engines that must not have a second thread; else a thread calls it.
    pub pulse: fn(),
    /// This process is a forked child from now on, and has nothing to do with the watcher any more.
    pub leave: fn(),
}

/// From now on `watcher` watches.
pub fn watched_by(watcher: Watcher) {
    let _ = WATCHER.set(watcher);
}

/// Whether anybody watches.
pub fn is_watched() -> bool {
    WATCHER.get().is_some()
}

/// Some time has passed.
pub fn pulse() {
    if let Some(watcher) = WATCHER.get() {
        (watcher.pulse)();
    }
}

/// This process is a forked child.
pub fn leave() {
    if let Some(watcher) = WATCHER.get() {
        (watcher.leave)();
    }
}

/// Keeps what has been seen so far, now and then, for the case that the engine does not come to its end.
pub fn publish(so_far: &Exploration) {
    if !is_watched() {
        return;
    }
    let mut kept = SO_FAR.lock();
    if kept.as_ref().is_none_or(|(at, _)| at.elapsed() >= KEEP) {
        *kept = Some((Instant::now(), so_far.clone()));
    }
}

/// What was kept last.
pub fn so_far() -> Option<Exploration> {
    SO_FAR.lock().as_ref().map(|(_, exploration)| exploration.clone())
}

//! The panic hook of an engine's process: it keeps what a panic said, and prints nothing.

use std::cell::RefCell;
use std::panic::{self, PanicHookInfo};
use std::sync::Once;

use crate::failure::Site;
use crate::naming::site;

thread_local! {
    static FIRST: RefCell<Option<(String, Site)>> = const { RefCell::new(None) };
}

/// Installs the hook, once, for the whole process.
///
/// Both loom's runtime and shuttle install hooks of their own, which print. shuttle's is put in place by its first run, so
/// that run is made here, and ours comes last.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let mut config = shuttle::Config::new();
        config.silence_warnings = true;
        config.failure_persistence = shuttle::FailurePersistence::None;
        shuttle::Runner::new(shuttle::scheduler::RoundRobinScheduler::new(1), config).run(|| {});
        loom::model(|| {});
        panic::set_hook(Box::new(keep));
    });
}

fn keep(info: &PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or("a value that is no text").to_owned();
    let Some(at) = info.location() else { return };
    if let Ok(mut first) = FIRST.try_with(RefCell::take) {
        // Later panics are mostly about the first: a `join` that is unwrapped, say.
        first.get_or_insert((message, site(at)));
        let _ = FIRST.try_with(|kept| kept.replace(first));
    }
}

/// Forgets panics of earlier executions on this thread.
pub(crate) fn reset() {
    FIRST.take();
}

/// What the first panic since [`reset`] said, and where.
pub(crate) fn first_panic() -> Option<(String, Site)> {
    FIRST.with_borrow(Clone::clone)
}

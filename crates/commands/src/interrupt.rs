//! Ctrl-C, as a wish to see what has been found so far.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use nix::libc::c_int;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

static ASKED: AtomicBool = AtomicBool::new(false);

/// As long as this lives, the first Ctrl-C does not end the process, but is noted. The second one ends it.
pub(crate) struct Interrupt(Option<SigAction>);

impl Interrupt {
    pub(crate) fn noted() -> Self {
        ASKED.store(false, Relaxed);
        let action = SigAction::new(SigHandler::Handler(note), SaFlags::SA_RESETHAND, SigSet::empty());
        // SAFETY: the handler does nothing but to store into an atomic.
        #[expect(unsafe_code, reason = "a signal handler may run at any point of the program")]
        let before = unsafe { sigaction(Signal::SIGINT, &action) };
        Self(before.ok())
    }

    /// Whether there was one.
    pub(crate) fn was_asked(&self) -> bool {
        ASKED.load(Relaxed)
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            // SAFETY: it was in place before, so it may be in place again.
            #[expect(unsafe_code, reason = "a signal handler may run at any point of the program")]
            let _ = unsafe { sigaction(Signal::SIGINT, before) };
        }
    }
}

extern "C" fn note(_: c_int) {
    ASKED.store(true, Relaxed);
}

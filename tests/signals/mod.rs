//! What signals do to the programs that a test starts.

use nix::sys::signal::{SigHandler, Signal, signal};

/// Lets this process, and all that it starts, be ended by Ctrl-C and by `kill`.
///
/// A shell that starts tests in the background, or `nohup`, has some signals ignored, and that is inherited.
pub(crate) fn end_who_gets_them() {
    for ends in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        // SAFETY: a signal that does what it does by itself runs no code of ours.
        #[expect(unsafe_code, reason = "there is no safe call that changes what a signal does")]
        unsafe { signal(ends, SigHandler::SigDfl) }.expect("it can be set");
    }
}

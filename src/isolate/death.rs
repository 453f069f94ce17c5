//! How a child dies when it has to: with its parent, and with all that it has forked; or of its scenario.

use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::OnceLock;

use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use nix::unistd::{Pid, getpgrp, getpid, getppid};

use crate::native::process::exit_at_once;

/// The end of a pipe whose other end the parent has open as long as it lives.
static LIFELINE: OnceLock<File> = OnceLock::new();

/// From now on this process dies with `parent`, which holds the other end of `lifeline`.
pub(super) fn with_parent(parent: i32, lifeline: OwnedFd) {
    let _ = LIFELINE.set(File::from(lifeline));
    set_handler(Signal::SIGTERM, SigHandler::Handler(on_signal));
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_pdeathsig(Signal::SIGTERM);
    // It may have died before that was said.
    if getppid() != Pid::from_raw(parent) {
        die();
    }
}

/// This process is a forked child: it dies with its group, and `SIGTERM` is its own affair.
pub(super) fn forget() {
    set_handler(Signal::SIGTERM, SigHandler::SigDfl);
}

/// Dies if the parent has.
pub(super) fn check() {
    let Some(lifeline) = LIFELINE.get() else { return };
    let mut ready = [PollFd::new(lifeline.as_fd(), PollFlags::POLLIN)];
    // Nothing is ever written there, so that it can be read from means that its end has come.
    if matches!(poll(&mut ready, PollTimeout::ZERO), Ok(1)) {
        die();
    }
}

/// A stack overflow ends this process at once.
///
/// loom's and shuttle's runtimes put a handler in place that knows their own stacks, tries to go on, and takes long to
/// fail at that. To be called after theirs is there.
pub(super) fn by_stack_overflow() {
    set_handler(Signal::SIGSEGV, SigHandler::SigDfl);
    set_handler(Signal::SIGBUS, SigHandler::SigDfl);
}

fn set_handler(signal: Signal, handler: SigHandler) {
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: the one handler that is not the system's does nothing but system calls that are allowed in one.
    #[expect(unsafe_code, reason = "a signal handler may run at any point of the program")]
    let _ = unsafe { sigaction(signal, &action) };
}

extern "C" fn on_signal(_: libc::c_int) {
    die();
}

/// Kills the whole group, this process included. Called in a signal handler, so it only makes system calls.
fn die() -> ! {
    // Somebody may have set the variable by hand, in a shell's group.
    if getpgrp() == getpid() {
        let _ = nix::sys::signal::killpg(getpid(), Signal::SIGKILL);
    }
    exit_at_once(0)
}

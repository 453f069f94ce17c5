//! How a child dies when it has to: with its parent, and with all that it has forked; or of its scenario.

use std::fs::{self, File};
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use nix::unistd::{Pid, getpgrp, getpid, getppid};

use racecourse_native::process::exit_at_once;

static LIFELINE: OnceLock<Lifeline> = OnceLock::new();
/// Whether the signal has come that says that the parent is dead.
static ORPHANED: AtomicBool = AtomicBool::new(false);
/// How many seconds an orphan has to notice.
const LAST: libc::c_uint = 2;

struct Lifeline {
    /// The end of a pipe whose other end the parent has open as long as it lives.
    end: File,
    /// What the parent would have removed.
    files: PathBuf,
}

/// From now on this process dies with `parent`, and with whoever holds the other end of `lifeline` and would remove `files`.
pub(super) fn with_parent(parent: Pid, lifeline: OwnedFd, files: PathBuf) {
    let _ = LIFELINE.set(Lifeline { end: File::from(lifeline), files });
    set_handler(Signal::SIGTERM, SigHandler::Handler(on_parents_death));
    set_handler(Signal::SIGALRM, SigHandler::Handler(on_last_call));
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_pdeathsig(Signal::SIGTERM);
    // It may have died before that was said.
    if getppid() != parent {
        die();
    }
}

/// This process is a forked child: it dies with its group, and these signals are its own affair.
pub(super) fn forget() {
    set_handler(Signal::SIGTERM, SigHandler::SigDfl);
    set_handler(Signal::SIGALRM, SigHandler::SigDfl);
}

/// Dies if the parent has.
pub(super) fn check() {
    let Some(lifeline) = LIFELINE.get() else { return };
    let mut ready = [PollFd::new(lifeline.end.as_fd(), PollFlags::POLLIN)];
    // Nothing is ever written there, so that it can be read from means that its end has come.
    if ORPHANED.load(Relaxed) || matches!(poll(&mut ready, PollTimeout::ZERO), Ok(1)) {
        let _ = fs::remove_dir_all(&lifeline.files);
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
    // SAFETY: our handlers do nothing but store to an atomic and make system calls that are allowed there.
    #[expect(unsafe_code, reason = "a signal handler may run at any point of the program")]
    let _ = unsafe { sigaction(signal, &action) };
}

/// Leaves it to the next look to clear up and die; if that does not come soon, dies all the same.
extern "C" fn on_parents_death(_: libc::c_int) {
    ORPHANED.store(true, Relaxed);
    // SAFETY: `alarm` takes any number, and is allowed in a signal handler.
    #[expect(unsafe_code, reason = "there is no safe call that sets an alarm")]
    unsafe {
        libc::alarm(LAST);
    }
}

extern "C" fn on_last_call(_: libc::c_int) {
    die();
}

/// Kills the whole group, this process included. May be called in a signal handler, so it only makes system calls.
fn die() -> ! {
    // Somebody may have set the variable by hand, in a shell's group.
    if getpgrp() == getpid() {
        let _ = nix::sys::signal::killpg(getpid(), Signal::SIGKILL);
    }
    exit_at_once(0)
}

//! Coming out of an abort.
//!
//! A panic that leaves a destructor in the middle of another panic ends the process: the standard library calls the panic hook for
//! the last time and then `abort`. In the process of an engine there are other executions to come. The hook is no place to stop:
//! the standard library keeps a lock while it runs, and who sets another hook would wait for ever. From `abort` there is a way
//! out, which POSIX has for it: a handler of its signal that does not return. The one that is put in place here is there from the
//! last call of the hook to the signal, for the thread that has announced itself, and passes on what is not meant for it.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

use nix::libc::c_int;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, raise, sigaction};
use parking_lot::Mutex;

use super::stacks;

/// Whether somebody is on the way to its end: one at a time, because there is one handler.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// The handler that was there before.
static BEFORE: Mutex<Option<SigAction>> = Mutex::new(None);

thread_local! {
    /// Whether the next abort of this thread is that of an actor.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// The running actor is about to call `abort`, as the next thing it does. It leaves instead.
pub(crate) fn leave_at_the_next() {
    while TAKEN.swap(true, Ordering::Acquire) {
        std::thread::yield_now();
    }
    EXPECTED.set(true);
    let action = SigAction::new(SigHandler::Handler(on_abort), SaFlags::SA_NODEFER, SigSet::empty());
    // SAFETY: the handler runs only when a thread aborts, and touches what can be touched then.
    #[expect(unsafe_code, reason = "a handler of signals may run at any time")]
    let before = unsafe { sigaction(Signal::SIGABRT, &action) };
    *BEFORE.lock() = before.ok();
}

extern "C" fn on_abort(_: c_int) {
    if let Some(before) = BEFORE.lock().take() {
        // SAFETY: it was there before.
        #[expect(unsafe_code, reason = "a handler of signals may run at any time")]
        let _ = unsafe { sigaction(Signal::SIGABRT, &before) };
    }
    TAKEN.store(false, Ordering::Release);
    if EXPECTED.take() {
        // On the stack of the actor, whose thread has raised the signal itself and holds nothing.
        stacks::leave();
    }
    // Another thread has come to its end in between, and means it.
    let _ = raise(Signal::SIGABRT);
}

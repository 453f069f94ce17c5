//! What the machine has no more of, which is no fault of the program that asked for it.

use std::fmt::Display;
use std::io;
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use nix::errno::Errno;

use crate::supervision;

/// The last error by which this process was refused something.
static LACK: AtomicI32 = AtomicI32::new(0);

/// Forgets what earlier runs were refused.
pub fn forget() {
    LACK.store(0, Relaxed);
}

/// What this process, or one that it has forked, was refused since [`forget`]; by a watched engine, since its process began.
pub fn noted() -> Option<io::Error> {
    let own = Some(LACK.load(Relaxed)).filter(|error| *error != 0);
    own.or_else(supervision::lack).map(io::Error::from_raw_os_error)
}

/// Whether `error` says that the machine has no more of something: descriptors, processes, memory, room for files.
pub fn is_one(error: &io::Error) -> bool {
    let lacks =
        [Errno::EMFILE, Errno::ENFILE, Errno::ENOMEM, Errno::EAGAIN, Errno::ENOSPC, Errno::EDQUOT, Errno::ENOLCK];
    error.raw_os_error().is_some_and(|error| lacks.contains(&Errno::from_raw(error)))
}

/// The program cannot go on, because `error` has come of what it asked the system for: `failed` says what that was.
///
/// If the machine has no more of it, that is noted, so that the engine takes the run for none.
///
/// # Panics
///
/// Always: what asks for it has no other way to say so.
#[track_caller]
pub fn give_up(failed: impl Display, error: &io::Error) -> ! {
    if is_one(error) {
        let number = error.raw_os_error().unwrap_or_default();
        LACK.store(number, Relaxed);
        supervision::lacks(number);
    }
    panic!("failed to {failed}: {error}")
}

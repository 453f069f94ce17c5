//! Signals as something to read: their handler writes each into a pipe.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::libc::{self, c_int};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use nix::unistd::read;

/// Those that end the process, and those after which the screen is another one.
const HEARD: [Signal; 6] =
    [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT, Signal::SIGWINCH, Signal::SIGCONT];

/// Where the handler writes to; -1 if nobody reads it.
static PIPE: AtomicI32 = AtomicI32::new(-1);

/// The signals that come as long as this lives.
pub(super) struct Signals {
    reads: OwnedFd,
    /// It is open as long as the handler may write into it.
    _writes: OwnedFd,
    before: Vec<(Signal, SigAction)>,
}

impl Signals {
    pub(super) fn heard() -> io::Result<Self> {
        let (reads, writes) = io::pipe()?;
        let (reads, writes) = (OwnedFd::from(reads), OwnedFd::from(writes));
        for end in [&reads, &writes] {
            fcntl(end, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        }
        PIPE.store(writes.as_raw_fd(), Relaxed);
        let mut signals = Self { reads, _writes: writes, before: Vec::new() };
        for signal in HEARD {
            let action = SigAction::new(SigHandler::Handler(note), SaFlags::SA_RESTART, SigSet::empty());
            // SAFETY: the handler does nothing but to write a byte into a pipe, which it may do at any point.
            #[expect(unsafe_code, reason = "a signal handler may run at any point of the program")]
            let before = unsafe { sigaction(signal, &action) }?;
            signals.before.push((signal, before));
        }
        Ok(signals)
    }

    /// The next one, if one has come.
    pub(super) fn next(&self) -> Option<Signal> {
        let mut byte = [0];
        match read(&self.reads, &mut byte) {
            Ok(1) => Signal::try_from(i32::from(byte[0])).ok(),
            _ => None,
        }
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.reads.as_fd()
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for (signal, before) in &self.before {
            // SAFETY: it was in place before, so it may be in place again.
            #[expect(unsafe_code, reason = "a signal handler may run at any point of the program")]
            let _ = unsafe { sigaction(*signal, before) };
        }
        PIPE.store(-1, Relaxed);
    }
}

extern "C" fn note(signal: c_int) {
    let pipe = PIPE.load(Relaxed);
    let Ok(byte) = u8::try_from(signal) else { return };
    let before = Errno::last_raw();
    // SAFETY: the byte is there, and a pipe that is full or closed only makes it an error. Whoever was interrupted finds the number of
    // its own last error.
    #[expect(unsafe_code, reason = "only what the system does itself may be done here")]
    unsafe {
        libc::write(pipe, (&raw const byte).cast(), 1);
    }
    Errno::set_raw(before);
}

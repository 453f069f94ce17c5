//! The process that outlives everybody, to make sure that nobody else does.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::panic::Location;
use std::path::Path;

use nix::sys::signal::{SigHandler, Signal, killpg, signal};
use nix::unistd::getpgrp;

use crate::native::process::{NativeChild, fork};

/// Forks a process that waits until `lifeline` has come to its end, and then kills this process's whole group, itself
/// included, and removes `folder`.
pub(super) fn set(lifeline: OwnedFd, folder: &Path) -> io::Result<NativeChild> {
    fork("guard", Location::caller(), || {
        // The signals that a terminal sends to everybody end the parent, and that is what it is waiting for.
        for ignored in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT] {
            // SAFETY: to ignore a signal runs no code of ours.
            #[expect(unsafe_code, reason = "there is no safe call that changes what a signal does")]
            let _ = unsafe { signal(ignored, SigHandler::SigIgn) };
        }
        // Nothing is ever written there.
        let _ = File::from(lifeline).read(&mut [0]);
        let _ = fs::remove_dir_all(folder);
        let _ = killpg(getpgrp(), Signal::SIGKILL);
        0
    })
}

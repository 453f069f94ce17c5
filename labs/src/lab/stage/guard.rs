//! The process that outlives everybody, to make sure that nobody else does.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::os::fd::OwnedFd;
use std::panic::Location;
use std::path::Path;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{SigHandler, Signal, killpg, signal};
use nix::unistd::{Pid, getpgrp, pipe, setpgid};

use racecourse::internals::process::{NativeChild, fork};

/// How often it is tried to remove a folder.
const TRIES: u32 = 1000;

/// Forks a process that waits until `lifeline` has come to its end, and then kills this process's whole group, itself
/// included; then `folder` is removed.
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
        let _held = sweep_afterwards(folder);
        let _ = killpg(getpgrp(), Signal::SIGKILL);
        0
    })
}

/// Forks a process that removes `folder` when what is returned is closed: when this process is dead, and with it all
/// those who might write to the folder.
///
/// It leaves the group. The guard itself must not: as long as it is a member, the group's number is nobody else's.
fn sweep_afterwards(folder: &Path) -> io::Result<Option<OwnedFd>> {
    let (end, held) = pipe()?;
    let mut held = Some(held);
    let sweeper = fork("sweeper", Location::caller(), || {
        drop(held.take());
        let _ = File::from(end).read(&mut [0]);
        // The others were killed in the same moment, but one of them may have been about to make a file.
        for _ in 0..TRIES {
            match fs::remove_dir_all(folder) {
                Err(error) if error.kind() != ErrorKind::NotFound => thread::sleep(Duration::from_millis(1)),
                _ => break,
            }
        }
        0
    })?;
    let sweeper = Pid::from_raw(sweeper.pid());
    setpgid(sweeper, sweeper)?;
    Ok(held)
}

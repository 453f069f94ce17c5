//! Who a submission runs as.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, process};

use nix::libc;
use nix::unistd::{Gid, Uid, chown, geteuid};

/// Numbers that are nobody's: above those of people and services, below those of containers. (Where systemd writes down which
/// numbers are whose, 65536 to 524287 are unused: <https://systemd.io/UIDS-GIDS/>.)
const FIRST: u32 = 100_000;
const MANY: u32 = 400_000;

/// Somebody who owns nothing but what is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    number: u32,
    /// Whether what a submission needs can be reached by a stranger. If not, it stays root's in name, without powers.
    is_stranger: bool,
}

impl User {
    /// Another one each time, if this process may start somebody else: only root may. A stranger has to come to all `places`.
    pub fn of_next(places: &[&Path]) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        if !geteuid().is_root() {
            return None;
        }
        let nth = process::id().wrapping_mul(64).wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed));
        Some(Self { number: FIRST + nth % MANY, is_stranger: places.iter().all(|place| is_open_to_all(place)) })
    }

    /// The same, but only without root's powers.
    pub fn without_powers(self) -> Self {
        Self { is_stranger: false, ..self }
    }

    /// Whether it has a number of its own.
    pub fn is_stranger(self) -> bool {
        self.is_stranger
    }

    /// Gives it `path`.
    ///
    /// # Errors
    ///
    /// If that cannot be given away.
    pub(crate) fn owns(self, path: &Path) -> io::Result<()> {
        if self.is_stranger {
            chown(path, Some(Uid::from_raw(self.number)), Some(Gid::from_raw(self.number)))?;
        }
        Ok(())
    }

    /// This process is that user from now on, without any power of root's. Only system calls are made.
    pub(super) fn become_it(self) -> io::Result<()> {
        if !self.is_stranger {
            return give_up_powers();
        }
        // SAFETY: numbers are handed over, and an empty list of groups.
        #[expect(unsafe_code, reason = "these calls are not in every system's library in the same form")]
        let done = unsafe {
            libc::setgroups(0, std::ptr::null()) == 0
                && libc::setgid(self.number) == 0
                && libc::setuid(self.number) == 0
        };
        if done { Ok(()) } else { Err(io::Error::last_os_error()) }
    }
}

/// Whether everybody may come to `path`, as far as the bits of its folders say.
pub fn is_open_to_all(path: &Path) -> bool {
    let Ok(path) = fs::canonicalize(path) else { return false };
    let has = |path: &Path, bit: u32| fs::metadata(path).is_ok_and(|it| it.permissions().mode() & bit != 0);
    path.ancestors().skip(1).all(|folder| has(folder, 0o001)) && has(&path, 0o004)
}

/// Gives up the powers that the system knows by name, so that what is started later has none either.
#[cfg(target_os = "linux")]
fn give_up_powers() -> io::Result<()> {
    /// The form of the call that all systems in use know.
    const VERSION: u32 = 0x2008_0522;
    const NOROOT_AND_LOCKED: libc::c_int = 0b11;
    /// So many powers have a number, and more will.
    const MOST: libc::c_int = 63;
    let header = [VERSION, 0];
    let none = [[0_u32; 3]; 2];
    // SAFETY: both tables are as long as this version of the call reads.
    #[expect(unsafe_code, reason = "there is no call for it in the C library")]
    let done = unsafe {
        for power in 0..=MOST {
            libc::prctl(libc::PR_CAPBSET_DROP, power, 0, 0, 0);
        }
        libc::prctl(libc::PR_SET_SECUREBITS, NOROOT_AND_LOCKED, 0, 0, 0) == 0
            && libc::syscall(libc::SYS_capset, header.as_ptr(), none.as_ptr()) == 0
    };
    if done { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[cfg(not(target_os = "linux"))]
fn give_up_powers() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

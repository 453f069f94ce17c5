//! Walls that every system has, as far as it has them: between fork and exec, so by system calls alone.

use std::io;
use std::time::Duration;

use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};
use nix::unistd::setsid;

use super::Confined;

/// How much of everything there is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Seconds of a processor, for each process.
    seconds: u64,
    /// Bytes of address space.
    memory: u64,
    /// Bytes of a file.
    file: u64,
    /// Descriptors.
    descriptors: u64,
    /// Processes and threads of the user's, if it has no others.
    processes: Option<u64>,
}

const MEBIBYTE: u64 = 1 << 20;

impl Limits {
    /// Those of a process that runs for `patience` at most. `has_own_number` says that nothing else runs as its user.
    pub(super) fn of(confined: Confined, patience: Duration, has_own_number: bool) -> Self {
        // Several threads of it can be at work at once.
        let seconds = patience.as_secs().saturating_mul(2).saturating_add(2);
        let processes = has_own_number.then_some(64);
        match confined {
            // What a compiler maps is much more than what it uses: itself, and the libraries that it reads.
            Confined::Compiler | Confined::Linker => {
                Self { seconds, memory: 4096 * MEBIBYTE, file: 256 * MEBIBYTE, descriptors: 256, processes }
            }
            // The engine's process gets less memory still. It has a pipe and a socket to write to, and no file.
            Confined::Program => Self { seconds, memory: 4096 * MEBIBYTE, file: 0, descriptors: 64, processes },
        }
    }

    pub(super) fn set(self) -> io::Result<()> {
        // Whoever is at the end of the time gets a signal a second before it is killed.
        at_most(Resource::RLIMIT_CPU, self.seconds)?;
        at_most(Resource::RLIMIT_FSIZE, self.file)?;
        at_most(Resource::RLIMIT_NOFILE, self.descriptors)?;
        at_most(Resource::RLIMIT_CORE, 0)?;
        // Some systems have no such limit.
        let _ = at_most(Resource::RLIMIT_AS, self.memory);
        self.processes.map_or(Ok(()), |most| at_most(Resource::RLIMIT_NPROC, most))
    }
}

/// Sets a limit, if the one that is there is not lower.
fn at_most(resource: Resource, most: rlim_t) -> io::Result<()> {
    let (_, hard) = getrlimit(resource)?;
    let most = most.min(hard);
    Ok(setrlimit(resource, most, most)?)
}

/// A session of its own: no terminal, and a group that can be killed as a whole.
pub(super) fn session() -> io::Result<()> {
    setsid()?;
    Ok(())
}

/// Whatever this process has open besides the standard streams is closed where another program begins.
#[cfg(target_os = "linux")]
pub(super) fn close_what_is_inherited() -> io::Result<()> {
    use nix::libc;

    const ALL_ABOVE: libc::c_uint = libc::c_uint::MAX;
    // SAFETY: numbers are handed over, and nothing is closed yet.
    #[expect(unsafe_code, reason = "not every C library has this call")]
    let done = unsafe { libc::syscall(libc::SYS_close_range, 3, ALL_ABOVE, libc::CLOSE_RANGE_CLOEXEC) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn close_what_is_inherited() -> io::Result<()> {
    use std::os::fd::BorrowedFd;

    use nix::fcntl::{FcntlArg, FdFlag, fcntl};

    /// More than a program has open that is not meant to run out of them.
    const MOST: i32 = 1024;
    for number in 3..MOST {
        // SAFETY: one that is not open is refused by its number, and nothing is done with the others but to mark them.
        #[expect(unsafe_code, reason = "what is inherited has no owner here")]
        let descriptor = unsafe { BorrowedFd::borrow_raw(number) };
        let _ = fcntl(descriptor, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC));
    }
    Ok(())
}

/// No program that this process becomes has more rights than it has.
#[cfg(target_os = "linux")]
pub(super) fn no_new_privileges() -> io::Result<()> {
    Ok(nix::sys::prctl::set_no_new_privs()?)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn no_new_privileges() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

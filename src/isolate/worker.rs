//! The child process, as its parent sees it: started anew, or forked.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};

use nix::errno::Errno;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, dup2_stderr, dup2_stdin, fork, setpgid};

use racecourse_trace::wire::{Job, Wired};

use super::child;
use super::wire::VARIABLE;
use crate::engine::Program;

/// A child that does a job.
pub(super) struct Worker {
    process: Process,
    /// What it says. As long as this is open it knows that its parent lives.
    pub(super) messages: Option<UnixStream>,
    /// What it complains of.
    pub(super) errors: Option<File>,
    status: Option<ExitStatus>,
}

enum Process {
    Started(Child),
    Forked(Pid),
}

impl Worker {
    /// The running program, started again with these arguments.
    pub(super) fn started_again(job: &Job, arguments: &[&str]) -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments).env(VARIABLE, OsString::from_vec(job.encode())).process_group(0);
        command.stdin(OwnedFd::from(theirs)).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let errors = child.stderr.take().map(|errors| File::from(OwnedFd::from(errors)));
        Ok(Self { process: Process::Started(child), messages: Some(ours), errors, status: None })
    }

    /// A copy of this process, which must have one thread only.
    pub(super) fn forked(job: &Job, program: &Program) -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        let (errors, complaints) = io::pipe()?;
        // SAFETY: this process has one thread, so no lock is held by one that the child does not have.
        #[expect(unsafe_code, reason = "there is no safe way to fork")]
        let forked = unsafe { fork() }?;
        match forked {
            ForkResult::Child => {
                drop((ours, errors));
                let prepared = setpgid(Pid::from_raw(0), Pid::from_raw(0))
                    .and_then(|()| dup2_stdin(&theirs))
                    .and_then(|()| dup2_stderr(&complaints));
                drop((theirs, complaints));
                if prepared.is_err() {
                    racecourse_native::process::exit_at_once(2);
                }
                let job = Job { parent: nix::unistd::getppid().as_raw(), ..job.clone() };
                child::serve(&job, program)
            }
            ForkResult::Parent { child } => {
                // Whoever of the two comes first: the group has to be there before it is killed.
                let _ = setpgid(child, child);
                let errors = Some(File::from(OwnedFd::from(errors)));
                Ok(Self { process: Process::Forked(child), messages: Some(ours), errors, status: None })
            }
        }
    }

    pub(super) fn pid(&self) -> Pid {
        match &self.process {
            // A process number fits: the system's own type for it is this one.
            Process::Started(child) => Pid::from_raw(i32::try_from(child.id()).unwrap_or(i32::MAX)),
            Process::Forked(pid) => *pid,
        }
    }

    /// Whether the child itself has ended. It is not reaped, so that its number stays its own.
    pub(super) fn has_died(&self) -> bool {
        #[cfg(target_os = "linux")]
        {
            use nix::sys::wait::{Id, WaitPidFlag, waitid};
            let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
            !matches!(waitid(Id::Pid(self.pid()), flags), Ok(WaitStatus::StillAlive) | Err(Errno::EINTR))
        }
        #[cfg(not(target_os = "linux"))]
        {
            // There is no look here that does not reap; but a dead child's ends are closed.
            self.messages.is_none() && self.errors.is_none()
        }
    }

    /// Waits for its end.
    pub(super) fn wait(&mut self) -> io::Result<ExitStatus> {
        if let Some(status) = self.status {
            return Ok(status);
        }
        let status = match &mut self.process {
            Process::Started(child) => child.wait()?,
            Process::Forked(pid) => loop {
                match waitpid(*pid, None) {
                    Err(Errno::EINTR) => {}
                    Err(error) => return Err(error.into()),
                    Ok(WaitStatus::Exited(_, code)) => break ExitStatus::from_raw(code << 8),
                    Ok(WaitStatus::Signaled(_, signal, _)) => break ExitStatus::from_raw(signal as i32),
                    // It has been stopped, or goes on: not its end.
                    Ok(_) => {}
                }
            },
        };
        self.status = Some(status);
        Ok(status)
    }

    /// Whether somebody has waited for it.
    pub(super) fn was_reaped(&self) -> bool {
        self.status.is_some()
    }
}

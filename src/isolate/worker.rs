//! The child process, as its parent sees it: started anew, or forked. It watches over the engine's process, which is its child.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, dup2_stderr, dup2_stdin, fork, setpgid};

use racecourse_trace::wire::{Job, Wired};

use super::child;
use super::confinement::Confinement;
use super::wire::VARIABLE;
use crate::engine::Program;

/// How long a child may take to end when it is to.
const PATIENCE: Duration = Duration::from_secs(20);

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
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments).process_group(0);
        Self::started(command, job)
    }

    /// Another program, with nothing in its environment but its job, behind these walls.
    pub(super) fn of_other(job: &Job, program: &Path, confinement: Option<&dyn Confinement>) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.env_clear();
        match confinement {
            Some(confinement) => confinement.confine(&mut command)?,
            None => _ = command.process_group(0),
        }
        Self::started(command, job)
    }

    fn started(mut command: Command, job: &Job) -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        command.env(VARIABLE, OsString::from_vec(job.encode()));
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
                child::serve(job, program)
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
            use nix::sys::wait::{Id, waitid};
            let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
            !matches!(waitid(Id::Pid(self.pid()), flags), Ok(WaitStatus::StillAlive) | Err(Errno::EINTR))
        }
        #[cfg(not(target_os = "linux"))]
        {
            // There is no look here that does not reap; but a dead child's ends are closed.
            self.messages.is_none() && self.errors.is_none()
        }
    }

    /// Wants to hear no more: it is to kill all that came of the engine, and to end.
    pub(super) fn let_go(&self) {
        if let Some(messages) = &self.messages {
            let _ = messages.shutdown(Shutdown::Write);
        }
    }

    /// Waits for its end, and kills it if that does not come. Nothing that a scenario does can keep it alive; but the system may
    /// take long over the dead.
    pub(super) fn wait(&mut self) -> Option<ExitStatus> {
        let start = Instant::now();
        let mut pause = Duration::from_micros(50);
        while self.status.is_none() && start.elapsed() < PATIENCE {
            if start.elapsed() > PATIENCE / 2 {
                let _ = kill(self.pid(), Signal::SIGKILL);
            }
            match self.try_wait() {
                Ok(None) => {}
                Ok(status) => self.status = status,
                // Somebody else has reaped it, or the system does it by itself.
                Err(_) => return None,
            }
            std::thread::sleep(pause);
            pause = (2 * pause).min(Duration::from_millis(5));
        }
        self.status
    }

    fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        match &mut self.process {
            Process::Started(child) => child.try_wait(),
            Process::Forked(pid) => match waitpid(*pid, Some(WaitPidFlag::WNOHANG)) {
                Ok(WaitStatus::Exited(_, code)) => Ok(Some(ExitStatus::from_raw(code << 8))),
                Ok(WaitStatus::Signaled(_, signal, _)) => Ok(Some(ExitStatus::from_raw(signal as i32))),
                Err(Errno::EINTR) | Ok(_) => Ok(None),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// How it ended, if it has been waited for.
    pub(super) fn status(&self) -> Option<ExitStatus> {
        self.status
    }

    /// The signal that has ended it, if one has.
    pub(super) fn signal(&self) -> Option<i32> {
        self.status?.signal()
    }

    /// Whether somebody has waited for it.
    pub(super) fn was_reaped(&self) -> bool {
        self.status.is_some()
    }
}

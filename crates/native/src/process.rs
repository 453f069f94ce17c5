//! Real processes: fork, wait, kill.

use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe, Location};

use nix::errno::Errno;
use nix::libc;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork as fork_process, getpid};
use parking_lot::Mutex;

use super::record::{self, ActorId};
use super::traced;
use super::{crew, gates};
use racecourse_trace::exploration::Verb;

/// The exit code of a process whose body panicked: the one Rust's own `main` uses.
pub const PANICKED: i32 = 101;

/// Children whose handles were dropped while they ran, with the process that has to reap them.
static FORGOTTEN: Mutex<Vec<(Pid, Pid)>> = Mutex::new(Vec::new());

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It exited with this code.
    Code(i32),
    /// This signal ended it.
    Signal(i32),
}

impl Ended {
    /// What `status` says, if it says that the process has ended.
    pub fn from_status(status: WaitStatus) -> Option<Self> {
        match status {
            WaitStatus::Exited(_, code) => Some(Ended::Code(code)),
            WaitStatus::Signaled(_, signal, _) => Some(Ended::Signal(signal as i32)),
            _ => None,
        }
    }
}

/// A child process. It is reaped when it is waited for, or some time after this is dropped.
#[derive(Debug)]
pub struct NativeChild {
    pid: Pid,
    actor: ActorId,
    ended: Option<Ended>,
}

/// Starts a process that is a copy of this one, runs `body`, and exits with the code it returns.
///
/// The child has only the thread that called this. In a program with other threads, locks they hold at this moment
/// stay locked in the child for ever; that is why an engine that uses real processes runs in a helper process with
/// one thread.
pub fn fork(name: &str, site: &'static Location<'static>, body: impl FnOnce() -> i32) -> io::Result<NativeChild> {
    reap_forgotten();
    // What is still in the buffer would be copied, and printed by both.
    let _ = io::stdout().flush();
    let pending = record::new_process(name, site);
    // SAFETY: the child goes on with the only thread there is, see above, and never returns from here.
    #[expect(unsafe_code, reason = "a process that is a copy of this one comes from fork alone")]
    match unsafe { fork_process() }? {
        ForkResult::Parent { child } => {
            Ok(NativeChild { pid: child, actor: pending.forked_as(child.as_raw()), ended: None })
        }
        ForkResult::Child => {
            crew::forget();
            let me = pending.begin();
            let code = panic::catch_unwind(AssertUnwindSafe(body)).unwrap_or(PANICKED);
            gates::exiting();
            drop(me);
            exit_at_once(code)
        }
    }
}

/// Ends this process without running anything that its parent has registered or owns: no destructors, no flushing.
pub fn exit_at_once(code: i32) -> ! {
    // SAFETY: `_exit` takes any number and does not return.
    #[expect(unsafe_code, reason = "std's `exit` would run the parent's exit handlers a second time")]
    unsafe {
        libc::_exit(code)
    }
}

impl NativeChild {
    /// The system's number for it.
    pub fn pid(&self) -> i32 {
        self.pid.as_raw()
    }

    /// Waits for it to end.
    pub fn wait(&mut self, site: &'static Location<'static>) -> io::Result<Ended> {
        let _wait = self.ended.is_none().then(|| record::waiting_for_actor(Verb::WaitFor, self.actor, site));
        loop {
            if let Some(ended) = self.ended {
                return Ok(ended);
            }
            match waitpid(self.pid, Some(traced::of_every_kind())) {
                Ok(status) => self.note(status),
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// How it ended, if it has.
    pub fn try_wait(&mut self) -> io::Result<Option<Ended>> {
        if self.ended.is_none() {
            self.note(waitpid(self.pid, Some(WaitPidFlag::WNOHANG | traced::of_every_kind()))?);
        }
        Ok(self.ended)
    }

    /// Kills it with `SIGKILL`. Nothing happens if it has been waited for: its number may be another process's now.
    pub fn kill(&mut self) -> io::Result<()> {
        match self.ended {
            Some(_) => Ok(()),
            None if gates::condemns(self.pid.as_raw()) => Ok(()),
            None => Ok(kill(self.pid, Signal::SIGKILL)?),
        }
    }

    fn note(&mut self, status: WaitStatus) {
        if let Some(ended) = Ended::from_status(status) {
            self.ended = Some(ended);
            record::process_gone(self.pid.as_raw());
        } else {
            traced::let_go_on(status);
        }
    }
}

impl Drop for NativeChild {
    fn drop(&mut self) {
        if matches!(self.try_wait(), Ok(None)) {
            FORGOTTEN.lock().push((getpid(), self.pid));
        }
        reap_forgotten();
    }
}

/// Reaps the children that nobody will wait for and that have ended since.
fn reap_forgotten() {
    let me = getpid();
    FORGOTTEN.lock().retain(|(parent, child)| {
        // A forked child inherits the list, but not the children.
        if *parent != me {
            return false;
        }
        match waitpid(*child, Some(WaitPidFlag::WNOHANG | traced::of_every_kind())) {
            Ok(status) if Ended::from_status(status).is_none() => {
                traced::let_go_on(status);
                true
            }
            _ => {
                record::process_gone(child.as_raw());
                false
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> &'static Location<'static> {
        Location::caller()
    }

    #[test]
    fn a_child_ends_with_its_code_its_panic_or_its_signal() {
        let mut child = fork("child", here(), || 7).expect("there is a child");
        assert_eq!(child.wait(here()).ok(), Some(Ended::Code(7)));
        let mut child = fork("child", here(), || panic::resume_unwind(Box::new("quietly"))).expect("there is a child");
        assert_eq!(child.wait(here()).ok(), Some(Ended::Code(PANICKED)));
        let sleep = || loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        };
        let mut child = fork("child", here(), sleep).expect("there is a child");
        child.kill().expect("it can be killed");
        assert_eq!(child.wait(here()).ok(), Some(Ended::Signal(9)));
        child.kill().expect("who has been waited for is left alone");
    }

    #[test]
    fn a_forgotten_child_is_reaped_in_the_end() {
        let child = fork("child", here(), || 0).expect("there is a child");
        let pid = child.pid;
        drop(child);
        for _ in 0..1000 {
            reap_forgotten();
            if kill(pid, None) == Err(Errno::ESRCH) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("it is still there");
    }
}

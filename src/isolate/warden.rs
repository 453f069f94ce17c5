//! Who watches over an engine's process: the process that was started, while a copy of it does the job.
//!
//! A scenario may do to its process whatever it likes: leave its group or its session, leave children behind, stop itself, be
//! traced, die of anything. None of that reaches the warden, which has forked it and has nothing of the scenario in it. On Linux
//! whoever is left behind by its parent becomes a child of the warden, so that nobody can hide; elsewhere only those in the
//! engine's group are found.
//!
//! It waits for one of two things: the end of the engine's process, or the end of the caller, who holds the other end of the
//! wire and also lets go of it when it wants to hear no more. Then it kills all that came of the engine, says how that ended
//! and what was counted, and removes the files.

use std::fs;
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, kill, killpg, sigaction};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork, getpid, setpgid};

use racecourse_native::process::{Ended, exit_at_once};
use racecourse_native::supervision::Counts;
use racecourse_native::traced;
use racecourse_trace::wire::{Message, Over, Wired};

/// How often it looks, in milliseconds. Both ends that it waits for interrupt that.
const LOOK: u16 = 50;
/// How long killed processes have to disappear.
const BURIAL: Duration = Duration::from_secs(5);

/// Goes on in a copy of this process, with what it is to count in and the number of this one, which watches over it and never
/// returns from here.
///
/// This process must have one thread, or other ones that only wait and hold no lock.
///
/// # Errors
///
/// If the system has no memory or no process for it.
pub(super) fn watch_over_a_copy(files: &Path) -> io::Result<(Arc<Counts>, Pid)> {
    let wire = io::stdin().as_fd().try_clone_to_owned()?;
    let counts = Arc::new(Counts::new()?);
    let me = getpid();
    // So that the end of a child interrupts a wait.
    handle(Signal::SIGCHLD, SigHandler::Handler(nothing));
    adopt_orphans(true);
    // SAFETY: whoever else there is in this process only waits, so no lock is held that the copy would find locked.
    #[expect(unsafe_code, reason = "there is no safe way to fork")]
    match unsafe { fork() }? {
        ForkResult::Child => {
            handle(Signal::SIGCHLD, SigHandler::SigDfl);
            adopt_orphans(false);
            setpgid(Pid::from_raw(0), Pid::from_raw(0))?;
            Ok((counts, me))
        }
        ForkResult::Parent { child } => watch_over(child, wire, &counts, files),
    }
}

fn watch_over(engine: Pid, wire: OwnedFd, counts: &Counts, files: &Path) -> ! {
    // Whoever comes first of the two: the group has to be there before it is killed.
    let _ = setpgid(engine, engine);
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP, Signal::SIGPIPE] {
        handle(signal, SigHandler::SigIgn);
    }
    let mut ended = None;
    while ended.is_none() && !has_ended(&wire) {
        bury_the_dead(engine, &mut ended);
    }
    bury_all(engine, &mut ended);
    let over = over(ended, counts);
    let _ = fs::remove_dir_all(files);
    let mut wire = fs::File::from(wire);
    // The engine may have been in the middle of a line.
    let mut line = vec![b'\n'];
    line.extend(Message::Over(over).encode());
    line.push(b'\n');
    let _ = wire.write_all(&line);
    exit_at_once(0)
}

fn over(ended: Option<Ended>, counts: &Counts) -> Over {
    let (code, signal) = match ended {
        Some(Ended::Code(code)) => (Some(code), None),
        Some(Ended::Signal(signal)) => (None, Some(signal)),
        None => (None, None),
    };
    let (executions, share, lack) = (counts.executions(), counts.share(), counts.lack());
    Over { code, signal, executions, counts: counts.seen(), share, lack }
}

/// Waits a little; whether the caller is no longer there, or wants no more.
fn has_ended(wire: &OwnedFd) -> bool {
    // Nothing is ever written there, so that it can be read from means that its end has come.
    matches!(poll(&mut [PollFd::new(wire.as_fd(), PollFlags::POLLIN)], PollTimeout::from(LOOK)), Ok(1))
}

/// Whether there are children.
#[derive(PartialEq, Eq)]
enum Children {
    Some,
    None,
}

/// Reaps whoever has died, and takes note if that was the engine.
fn bury_the_dead(engine: Pid, ended: &mut Option<Ended>) -> Children {
    loop {
        let status = match waitpid(None, Some(WaitPidFlag::WNOHANG | traced::of_every_kind())) {
            Ok(WaitStatus::StillAlive) => return Children::Some,
            Ok(status) => status,
            Err(Errno::EINTR) => continue,
            Err(Errno::ECHILD) => return Children::None,
            // Somebody was ended by a signal that has no name.
            Err(_) => {
                if kill(engine, None) == Err(Errno::ESRCH) {
                    ended.get_or_insert(Ended::Signal(libc::SIGRTMIN()));
                }
                continue;
            }
        };
        match Ended::from_status(status) {
            Some(how) if status.pid() == Some(engine) => *ended = Some(how),
            Some(_) => {}
            None => traced::let_go_on(status),
        }
    }
}

/// Kills everybody until nobody is left.
fn bury_all(engine: Pid, ended: &mut Option<Ended>) {
    let start = Instant::now();
    loop {
        let _ = killpg(engine, Signal::SIGKILL);
        for child in children() {
            let _ = kill(child, Signal::SIGKILL);
        }
        if bury_the_dead(engine, ended) == Children::None || start.elapsed() > BURIAL {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The children of this process, where it can be asked for them.
fn children() -> Vec<Pid> {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let texts = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let pids = texts.flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    pids.filter_map(|pid| pid.parse().ok().map(Pid::from_raw)).collect()
}

fn handle(signal: Signal, handler: SigHandler) {
    // Without SA_RESTART: a wait is to be interrupted.
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: the only handler is one that does nothing.
    #[expect(unsafe_code, reason = "a signal handler may run at any point of the program")]
    let _ = unsafe { sigaction(signal, &action) };
}

extern "C" fn nothing(_: libc::c_int) {}

/// Processes whose parent dies become children of this one.
#[cfg(target_os = "linux")]
fn adopt_orphans(yes: bool) {
    let _ = nix::sys::prctl::set_child_subreaper(yes);
}

#[cfg(not(target_os = "linux"))]
fn adopt_orphans(_: bool) {}

//! Real processes: fork, pipes, signals, files, `kill -9`.
//!
//! Each run is a child of this process, which must have one thread only, for a forked child has only the thread that
//! forked: a lock that another thread held would stay locked in it. So the supervisor here is a loop, not a thread.

use std::io::{self, PipeReader, Read, Write};
use std::os::fd::AsFd;
use std::panic::{self, AssertUnwindSafe, Location};
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::standstill::dismiss;
use super::{EngineId, Program};
use racecourse_trace::wire::{Ending, Wired};

use racecourse_kernel::{self as kernel, heartbeat, hook};
use racecourse_native::fair_clock::FairClock;
use racecourse_native::gates::{self, Progress};
use racecourse_native::hang::{self, HangDetector};
use racecourse_native::lack;
use racecourse_native::private_directory::PrivateDirectory;
use racecourse_native::process::{Ended, NativeChild, fork};
use racecourse_native::record::{self, Naming, Seen};
use racecourse_native::{supervision, traced};
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Coverage, Exploration, Reason};
use racecourse_trace::failure::Failure;

/// How often a run is looked at, in milliseconds; and when little is to be expected of it any more.
const LOOK: u16 = 10;
const LAST_LOOK: u16 = 1;
/// How long processes that were left behind have to end.
const GRACE: Duration = Duration::from_millis(100);
/// How long killed processes have to disappear.
const BURIAL: Duration = Duration::from_secs(20);

/// Runs the program `budget.process_runs` times.
pub(super) fn explore(program: &Program, budget: &Budget) -> Exploration {
    let names = program.names();
    let naming: Naming<'_> = &|at| names.at(at);
    let mut exploration = Exploration::new(EngineId::Processes, Coverage::Sampled { executions: 0, seed: None });
    if has_other_threads() {
        exploration.coverage = Coverage::NotApplicable { reason: Reason::NeedsOneThread };
        return exploration;
    }
    for nth in 1..=budget.process_runs {
        match run_once(program, naming) {
            Ok(run) => {
                let execution = hang::execution(naming, &run.seen, run.outcome, run.failure);
                supervision::record(&mut exploration, nth, execution);
            }
            Err(error) => {
                let reason = Reason::NoRun(error.to_string());
                exploration.coverage = Coverage::Interrupted { executions: nth - 1, reason };
                break;
            }
        }
        exploration.coverage = Coverage::Sampled { executions: nth, seed: None };
        heartbeat::executions(nth);
        supervision::ended(nth);
    }
    exploration
}

/// How one run ended, and who was there at its end.
pub(super) struct Run {
    pub(super) outcome: Option<String>,
    pub(super) failure: Option<Failure>,
    pub(super) seen: Vec<Seen>,
    /// How far a schedule has been followed, if there are gates.
    pub(super) progress: Progress,
}

/// One run, in a process that is the child of this one, behind gates if there are any.
pub(super) fn run_once(program: &Program, naming: Naming<'_>) -> io::Result<Run> {
    record::enable()?;
    record::reset();
    lack::forget();
    gates::reset();
    adopt_orphans();
    // The files of a run live as long as the run: whoever needs them in it finds this directory.
    let _directory = PrivateDirectory::current()?;
    let (over, mut done) = io::pipe()?;
    let run = program.body();
    let life = || {
        supervision::leave();
        hook::reset();
        let ending = hook::inside(|| {
            panic::catch_unwind(AssertUnwindSafe(|| {
                let outcome = run();
                kernel::locals::end_for_real();
                outcome
            }))
        });
        let mut ending: Ending = ending.map_err(|payload| kernel::panic_failure(payload.as_ref()));
        if gates::are_up() && ending.is_ok() {
            let mut behind = gates::returns(naming);
            if behind.is_empty() {
                // Threads end with this process, so nobody else could see later that they were left behind.
                behind = threads_left_behind(naming);
            }
            if !behind.is_empty() {
                ending = Err(hang::leak(&behind));
            }
        }
        let message = ending.encode();
        i32::from(done.write_all(&message).is_err())
    };
    let mut main = fork("main", Location::caller(), life)?;
    let mut message = Vec::new();
    let run = match supervise(&mut main, &over, &mut message, naming)? {
        End::Hung(seen) => {
            let failure = Some(hang::diagnosis(&seen));
            Run { outcome: None, failure, seen, progress: gates::progress() }
        }
        End::Held => Run { outcome: None, failure: None, seen: Vec::new(), progress: gates::progress() },
        End::Ended(how) => {
            gates::bury(true);
            let seen = left_behind(naming);
            let (outcome, failure) = match Ending::decode(&message) {
                Some(Ok(outcome)) => (Some(outcome.label().to_owned()), None),
                Some(Err(panic)) => (None, Some(panic)),
                None => (None, Some(hang::ended_by_itself(how))),
            };
            let failure = failure.or_else(|| (!seen.is_empty()).then(|| hang::leak(&seen)));
            Run { outcome, failure, seen, progress: gates::progress() }
        }
    };
    if !kill_all(naming) {
        return Err(io::Error::other("processes of the last run cannot be killed"));
    }
    lack::noted().map_or(Ok(run), Err)
}

enum End {
    Ended(Ended),
    /// Nobody can go on.
    Hung(Vec<Seen>),
    /// The schedule has been followed as far as it was to be, or as far as it can be.
    Held,
}

/// Waits for the end of `main`, or for the moment when it is clear that there will be none; reads what it sends.
fn supervise(main: &mut NativeChild, over: &PipeReader, message: &mut Vec<u8>, naming: Naming<'_>) -> io::Result<End> {
    let mut detector = if gates::are_up() { HangDetector::behind_gates() } else { HangDetector::default() };
    loop {
        let ended = main.try_wait()?;
        // What it sent before it ended is in the pipe now, all of it.
        let patience = match &ended {
            Some(_) => 0,
            None if gates::are_up() || !message.is_empty() => LAST_LOOK,
            None => LOOK,
        };
        while receive(over, message, patience)? {}
        if let Some(how) = ended {
            return Ok(End::Ended(how));
        }
        supervision::pulse();
        traced::release_all();
        record::reap();
        gates::bury(false);
        if gates::is_held() || gates::progress().impossible.is_some() {
            return Ok(End::Held);
        }
        if let Some(seen) = detector.hung(naming) {
            return Ok(End::Hung(seen));
        }
    }
}

/// Reads what comes within so many milliseconds; `false` if nothing does. There need not be an end of it: whoever
/// `main` has started has the writing end too.
fn receive(over: &PipeReader, message: &mut Vec<u8>, within: u16) -> io::Result<bool> {
    let mut ready = [PollFd::new(over.as_fd(), PollFlags::POLLIN)];
    match poll(&mut ready, PollTimeout::from(within)) {
        Ok(0) | Err(Errno::EINTR) => return Ok(false),
        Ok(_) => {}
        Err(error) => return Err(error.into()),
    }
    let mut chunk = [0; 4096];
    let mut over = over;
    let count = over.read(&mut chunk)?;
    message.extend_from_slice(&chunk[..count]);
    Ok(count > 0)
}

/// Those who are still there some time after `main` has ended.
fn left_behind(naming: Naming<'_>) -> Vec<Seen> {
    let mut clock = FairClock::default();
    loop {
        reap_orphans();
        // Those whose parents are there and do not wait for them.
        record::reap();
        let seen = record::snapshot(naming);
        let left = seen.iter().map(|actor| actor.pid).filter(|pid| *pid > 0);
        if seen.is_empty() || clock.look(left) > GRACE {
            return seen;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Threads of this process, besides the one that asks, that are still there some time after it has nothing more to do.
fn threads_left_behind(naming: Naming<'_>) -> Vec<Seen> {
    let (mut clock, me, process) = (FairClock::default(), record::my_number(), std::process::id().cast_signed());
    loop {
        let mut seen = record::snapshot(naming);
        seen.retain(|actor| actor.pid == process && Some(actor.number()) != me);
        if seen.is_empty() || clock.look([process]) > GRACE {
            return seen;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Kills every process of the scenario; whether all of them are gone.
fn kill_all(naming: Naming<'_>) -> bool {
    let start = Instant::now();
    loop {
        if reap_orphans() == Children::None {
            // Whoever was announced, but has no number yet, was never forked.
            record::process_gone(0);
        }
        let left = record::snapshot(naming);
        for pid in left.iter().map(|actor| actor.pid).filter(|pid| *pid > 0) {
            if kill(Pid::from_raw(pid), Signal::SIGKILL) == Err(Errno::ESRCH) {
                record::process_gone(pid);
            }
        }
        if left.is_empty() {
            return true;
        }
        if start.elapsed() > BURIAL {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Whether this process has children.
#[derive(PartialEq, Eq)]
enum Children {
    Some,
    None,
}

/// Reaps whoever has ended and whose parent has ended before.
fn reap_orphans() -> Children {
    loop {
        match waitpid(None, Some(WaitPidFlag::WNOHANG | traced::of_every_kind())) {
            Ok(WaitStatus::StillAlive) => return Children::Some,
            Ok(status) if Ended::from_status(status).is_some() => {
                status.pid().into_iter().for_each(|pid| record::process_gone(pid.as_raw()));
            }
            Ok(status) => traced::let_go_on(status),
            Err(Errno::EINTR) => {}
            Err(_) => return Children::None,
        }
    }
}

/// From now on processes whose parent dies become children of this one, so that none escapes.
fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_child_subreaper(true);
}

/// How often it is looked whether a thread that has ended is gone.
const LOOKS: usize = 50;

/// Whether this process has more than one thread, where one can tell.
pub fn has_other_threads() -> bool {
    let has_others = || std::fs::read_dir("/proc/self/task").is_ok_and(|tasks| tasks.count() > 1);
    let was_watched = dismiss();
    let mut looks = if was_watched { LOOKS } else { 1 };
    while looks > 0 && has_others() {
        looks -= 1;
        if looks > 0 {
            thread::sleep(Duration::from_millis(1));
        }
    }
    looks == 0
}

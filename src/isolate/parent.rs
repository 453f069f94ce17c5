//! The parent's side: start a child, listen to it, stop it if need be, and make sense of how it ended.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, Read};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::dup;

use super::Limits;
use racecourse_trace::wire::{Job, Message, Which, Wired};

use super::wire::VARIABLE;
use super::worker::Worker;
use super::{child, known};
use crate::budget::Budget;
use crate::engine::{EngineId, Program};
use crate::exploration::{Coverage, Execution, Exploration, Reason};
use crate::failure::{Cause, Evidence, Failure, FailureKind};
use crate::scenario::{Scenario, Variant};
use crate::schedule::{Schedule, ScheduleError};
use racecourse_engine::has_other_threads;
use racecourse_native::hang::ended_by_itself;
use racecourse_native::process::Ended;

/// How long a child has to say that it is one.
const GREETING: Duration = Duration::from_secs(10);
/// How often it is looked at while it says nothing.
const LOOK: u16 = 50;
/// How much of its complaints is kept.
const COMPLAINTS: usize = 8 * 1024;

/// Runs `variant` of `scenario` on `engine` in a process of its own, as far as `budget` goes and within `limits`.
///
/// The running program must call [`enter_if_child`](super::enter_if_child) first in its `main`; if it does not, that
/// is the reason for which the exploration is interrupted.
pub fn explore(
    scenario: &Scenario,
    variant: &Variant,
    engine: EngineId,
    budget: &Budget,
    limits: &Limits,
) -> Exploration {
    let explored = run(scenario, variant, engine, None, budget, limits);
    explored.unwrap_or_else(|refusal| {
        let coverage = Coverage::Interrupted { executions: 0, reason: Reason::Refused(refusal) };
        Exploration::new(engine, coverage)
    })
}

/// Follows `schedule` under the model, in a process of its own; see [`engine::replay`](crate::engine::replay). What is
/// given back has seen one execution.
///
/// # Errors
///
/// If the variant cannot follow it.
pub fn replay(
    scenario: &Scenario,
    variant: &Variant,
    schedule: &Schedule,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    run(scenario, variant, EngineId::Explorer, Some(schedule), budget, limits)
}

/// Plays `schedule` on real threads and processes, `budget.runs` times, in a process of its own; see
/// [`engine::play`](crate::engine::play).
///
/// # Errors
///
/// If the variant cannot follow it, under the model or for real.
pub fn play(
    scenario: &Scenario,
    variant: &Variant,
    schedule: &Schedule,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    run(scenario, variant, EngineId::Gated, Some(schedule), budget, limits)
}

/// Runs `program`, a check in the test called `test`, on `engine` in a process of its own.
pub(crate) fn explore_check(
    which: Which,
    test: Option<&str>,
    program: &Program,
    engine: EngineId,
    budget: &Budget,
    limits: &Limits,
) -> Exploration {
    if let Some(path) = child::job().and_then(|job| job.known)
        && let Some(exploration) = known::look_up(&path, &which, engine)
    {
        return exploration;
    }
    let explored = done_as_check(which.clone(), test, program, engine, None, budget, limits);
    let exploration = explored.unwrap_or_else(|refusal| interrupted(engine, Reason::Refused(refusal)));
    known::remember(&which, engine, &exploration);
    exploration
}

/// Holds real threads and processes to `schedule`, for a check. What they print is printed.
///
/// # Errors
///
/// If the program cannot follow it.
pub(crate) fn play_check(
    which: Which,
    test: Option<&str>,
    program: &Program,
    schedule: &Schedule,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    done_as_check(which, test, program, EngineId::Gated, Some(schedule), budget, limits)
}

fn done_as_check(
    which: Which,
    test: Option<&str>,
    program: &Program,
    engine: EngineId,
    schedule: Option<&Schedule>,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    let mut job = job(which, engine, schedule, budget, limits);
    // Who follows a schedule wants to see what is printed. A copy of the descriptor is left open for the child.
    let prints = if engine == EngineId::Gated { dup(io::stdout()).ok() } else { None };
    job.prints = prints.as_ref().map(AsRawFd::as_raw_fd);
    let worker = match test {
        // The harness has several threads, and a forked child would have one of them, with the locks of all. What else
        // the harness says in the child is for nobody.
        Some(test) => {
            job.known = known::leave_for_child(&job.files);
            Worker::started_again(&job, &[test, "--exact", "--include-ignored", "--nocapture", "--test-threads=1"])
        }
        None if has_other_threads() => {
            return Ok(Exploration::new(engine, Coverage::NotApplicable { reason: Reason::UnknownTest }));
        }
        None => Worker::forked(&job, program),
    };
    drop(prints);
    hear(&job, worker, limits)
}

fn run(
    scenario: &Scenario,
    variant: &Variant,
    engine: EngineId,
    schedule: Option<&Schedule>,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    // A program that does not notice that it is a child would start children of its own, and so on.
    if std::env::var_os(VARIABLE).is_some() {
        return Ok(interrupted(engine, Reason::NotEntered));
    }
    let which = Which::Variant { scenario: scenario.name.to_owned(), variant: variant.name.to_owned() };
    let job = job(which, engine, schedule, budget, limits);
    let worker = Worker::started_again(&job, &[]);
    hear(&job, worker, limits)
}

fn job(which: Which, engine: EngineId, schedule: Option<&Schedule>, budget: &Budget, limits: &Limits) -> Job {
    Job {
        which,
        engine,
        schedule: schedule.cloned(),
        budget: budget.clone(),
        silence_ms: u64::try_from(limits.silence.as_millis()).unwrap_or(u64::MAX),
        memory: limits.memory,
        files: files_of_next_child(),
        prints: None,
        parent: nix::unistd::getpid().as_raw(),
        known: None,
    }
}

/// Listens to a worker to its end.
fn hear(job: &Job, worker: io::Result<Worker>, limits: &Limits) -> Result<Exploration, ScheduleError> {
    let exploration = match worker {
        Ok(worker) => {
            let mut listener = Listener::new(worker, job, limits);
            let end = listener.listen();
            let status = listener.reap();
            match end {
                End::Refused(refusal) => Err(refusal),
                end => Ok(listener.conclude(end, status)),
            }
        }
        Err(error) => Ok(interrupted(job.engine, Reason::NoChild(error.to_string()))),
    };
    let _ = fs::remove_dir_all(&job.files);
    known::forget(job.known.as_deref());
    exploration
}

fn interrupted(engine: EngineId, reason: Reason) -> Exploration {
    Exploration::new(engine, Coverage::Interrupted { executions: 0, reason })
}

/// A directory that does not exist, and that no other child of any process gets.
fn files_of_next_child() -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("racecourse-{}-child-{count}", std::process::id()))
}

/// Why nobody listens any more.
enum End {
    /// The child sent its result.
    Done(Box<Exploration>),
    /// It sent the reason why it cannot follow its schedule.
    Refused(ScheduleError),
    /// It ended without one.
    Died,
    /// It ran for too long.
    TooLong,
    /// It does not know that it is a child.
    Stranger,
}

/// A running child and what is known of it.
struct Listener<'a> {
    worker: Worker,
    job: &'a Job,
    limits: &'a Limits,
    unfinished_line: Vec<u8>,
    complaints: VecDeque<u8>,
    greeted: bool,
    executions: u64,
    so_far: Option<Exploration>,
}

impl<'a> Listener<'a> {
    fn new(worker: Worker, job: &'a Job, limits: &'a Limits) -> Self {
        Self {
            worker,
            job,
            limits,
            unfinished_line: Vec::new(),
            complaints: VecDeque::new(),
            greeted: false,
            executions: 0,
            so_far: None,
        }
    }

    /// Listens until there is nothing more to hear.
    fn listen(&mut self) -> End {
        let start = Instant::now();
        loop {
            // Asked before the last words are read, so that none is missed.
            let dead = self.worker.has_died();
            while self.wait_for_words(if dead { 0 } else { LOOK }) {
                if let Some(end) = self.hear() {
                    return end;
                }
                if start.elapsed() > self.limits.total {
                    return End::TooLong;
                }
            }
            match start.elapsed() {
                _ if dead => return End::Died,
                elapsed if elapsed > self.limits.total => return End::TooLong,
                elapsed if elapsed > self.greeting() && !self.greeted => return End::Stranger,
                _ => {}
            }
        }
    }

    /// How long the child has to say that it is one. A test may do what it likes before it comes to the check.
    fn greeting(&self) -> Duration {
        if self.is_about_a_check() { self.limits.total } else { GREETING }
    }

    fn is_about_a_check(&self) -> bool {
        matches!(self.job.which, Which::Check { .. })
    }

    /// Waits for so many milliseconds; whether there is something to read.
    fn wait_for_words(&self, at_most: u16) -> bool {
        let both = [self.worker.messages.as_ref().map(AsFd::as_fd), self.worker.errors.as_ref().map(AsFd::as_fd)];
        let mut ready: Vec<PollFd<'_>> =
            both.into_iter().flatten().map(|fd| PollFd::new(fd, PollFlags::POLLIN)).collect();
        if ready.is_empty() {
            // It has closed both, but lives on.
            std::thread::sleep(Duration::from_millis(at_most.into()));
            return false;
        }
        loop {
            match poll(&mut ready, PollTimeout::from(at_most)) {
                Err(Errno::EINTR) => {}
                result => return result.is_ok_and(|count| count > 0),
            }
        }
    }

    /// Reads what there is, and says if that was the end.
    fn hear(&mut self) -> Option<End> {
        if let Some(bytes) = read_ready(&mut self.worker.errors) {
            self.complaints.extend(bytes);
            let surplus = self.complaints.len().saturating_sub(COMPLAINTS);
            self.complaints.drain(..surplus);
        }
        let bytes = read_ready(&mut self.worker.messages)?;
        self.unfinished_line.extend(bytes);
        while let Some(length) = self.unfinished_line.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unfinished_line.drain(..=length).collect();
            match Message::decode(&line) {
                Some(Message::Hello) => self.greeted = true,
                _ if !self.greeted => return Some(End::Stranger),
                Some(Message::Progress(executions)) => self.executions = executions,
                Some(Message::SoFar(so_far)) => self.so_far = Some(*so_far),
                Some(Message::Done(exploration)) => return Some(End::Done(exploration)),
                Some(Message::Refused(refusal)) => return Some(End::Refused(refusal)),
                // Somebody else has found the wire; what is said on purpose still comes.
                None => {}
            }
        }
        // A program that is no child may print without end, and without a line's.
        (!self.greeted && !self.unfinished_line.is_empty() && !self.unfinished_line.starts_with(b"\""))
            .then_some(End::Stranger)
    }

    /// Kills the child and all it has forked, and reaps it.
    fn reap(&mut self) -> Option<ExitStatus> {
        let _ = killpg(self.worker.pid(), Signal::SIGKILL);
        self.worker.wait().ok()
    }

    /// What was seen, and what is to be said about the end.
    fn conclude(&mut self, end: End, status: Option<ExitStatus>) -> Exploration {
        let (reason, failure) = match end {
            End::Done(exploration) => return *exploration,
            End::Refused(refusal) => (Reason::Refused(refusal), None),
            End::TooLong => (Reason::TooLong(self.limits.total), None),
            End::Died if !self.greeted && !status.is_some_and(|status| status.success()) => {
                (Reason::ChildFailed(self.last_words()), None)
            }
            End::Stranger | End::Died if !self.greeted && self.is_about_a_check() => (Reason::CheckNotReached, None),
            End::Stranger | End::Died if !self.greeted => (Reason::NoChildOfOurs, None),
            End::Stranger | End::Died => {
                let failure = self.abort(status);
                (Reason::Died(failure.cause.clone()), Some(failure))
            }
        };
        let executions = self.executions.max(self.so_far.as_ref().map_or(0, |so_far| so_far.coverage.executions()));
        let coverage = Coverage::Interrupted { executions, reason };
        let mut exploration = self.so_far.take().unwrap_or_else(|| Exploration::new(self.job.engine, coverage.clone()));
        exploration.coverage = coverage;
        if failure.is_some() {
            let actors = vec!["main".to_owned()];
            exploration.record(executions + 1, Execution { actors, failure, ..Execution::default() });
        }
        exploration
    }

    /// The failure of a scenario that has taken the process with it.
    fn abort(&self, status: Option<ExitStatus>) -> Failure {
        let complaints = String::from_utf8_lossy(&self.complaints.iter().copied().collect::<Vec<u8>>()).into_owned();
        let signal = status.and_then(|status| status.signal());
        // The standard library's words; without them there is still the signal.
        if signal.is_some() && complaints.contains("memory allocation of") {
            let cause = Cause::OutOfMemory { limit: self.limits.memory };
            return Failure { kind: FailureKind::Abort, cause, evidence: Evidence::None };
        }
        let code = status.and_then(|status| status.code());
        ended_by_itself(signal.map_or(Ended::Code(code.unwrap_or_default()), Ended::Signal))
    }

    /// The last line of its complaints.
    fn last_words(&self) -> String {
        let complaints = String::from_utf8_lossy(&self.complaints.iter().copied().collect::<Vec<u8>>()).into_owned();
        let last = complaints.lines().rev().find(|line| !line.trim().is_empty());
        last.unwrap_or("it did not say why").to_owned()
    }
}

impl Drop for Listener<'_> {
    fn drop(&mut self) {
        // Only if listening panicked: nobody may be left running.
        if !self.worker.was_reaped() {
            self.reap();
        }
    }
}

/// Reads from `source` if something has come; forgets it at its end.
fn read_ready<R: Read + AsFd>(source: &mut Option<R>) -> Option<Vec<u8>> {
    let reader = source.as_mut()?;
    let ready = poll(&mut [PollFd::new(reader.as_fd(), PollFlags::POLLIN)], PollTimeout::ZERO);
    if !ready.is_ok_and(|count| count > 0) {
        return None;
    }
    let mut chunk = vec![0; 16 * 1024];
    match reader.read(&mut chunk) {
        Ok(count) if count > 0 => {
            chunk.truncate(count);
            Some(chunk)
        }
        _ => {
            *source = None;
            None
        }
    }
}

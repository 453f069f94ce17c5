//! Listening to a child to its end, stopping it if need be, and making sense of how it ended.

use std::io::Read;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

use racecourse_native::hang::ended_by_itself;
use racecourse_native::process::Ended;
use racecourse_trace::hidden_race::Watched;
use racecourse_trace::wire::{Job, Message, Over, Which, Wired};

use super::Limits;
use super::complaints::Complaints;
use super::heard::Heard;
use super::lines::Lines;
use super::worker::Worker;
use crate::exploration::{Coverage, Exploration, Reason};
use crate::failure::{Cause, Evidence, Failure, FailureKind};
use crate::schedule::ScheduleError;
use crate::state_graph::{GraphError, StateGraph};
use racecourse_report::sentences;

/// How long a child has to say that it is one. On a machine that does much else it may take a while to begin.
const GREETING: Duration = Duration::from_secs(60);
/// How often it is looked at while it says nothing.
const LOOK: u16 = 50;
/// How long it may take to clear up after an engine that has to be stopped.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Why nobody listens any more.
enum End {
    /// It has sent the reason why it cannot follow its schedule.
    Refused(ScheduleError),
    /// Its process has ended.
    Over(Over),
    /// The child has ended, without a word about that.
    Died,
    /// It ran for too long.
    TooLong,
    /// Whoever has asked for it has seen enough.
    Enough,
    /// It does not know that it is a child.
    Stranger,
}

/// Whether whoever has asked has seen enough: asked of each label as it is seen, and of nothing every now and then.
pub(super) type IsEnough<'a> = &'a dyn Fn(Option<&str>) -> bool;

/// A running child and what is known of it.
pub(super) struct Listener<'a> {
    worker: Worker,
    job: &'a Job,
    limits: &'a Limits,
    is_enough: IsEnough<'a>,
    lines: Lines,
    complaints: Complaints,
    /// The engine's process, and what address space it has, if it has said hello.
    engine: Option<(Pid, u64)>,
    heard: Heard,
    /// What the engine has found, if it has come to its end.
    done: Option<Box<Exploration>>,
    /// The graph that it has made, if that was its job and is done.
    states: Option<Box<Result<StateGraph, GraphError>>>,
    /// What it has taken down, if that was its job and is done.
    transcript: Option<Box<Result<String, GraphError>>>,
    /// What came of watching its memory, if it has said so.
    watched: Option<Watched>,
    /// Why the engine goes no further, if it has said so.
    stopped: Option<Reason>,
}

impl<'a> Listener<'a> {
    pub(super) fn new(worker: Worker, job: &'a Job, limits: &'a Limits, is_enough: IsEnough<'a>) -> Self {
        Self {
            worker,
            job,
            limits,
            is_enough,
            lines: Lines::default(),
            complaints: Complaints::default(),
            engine: None,
            heard: Heard::new(job.engine),
            done: None,
            states: None,
            transcript: None,
            watched: None,
            stopped: None,
        }
    }

    /// What the child has found when it has ended.
    ///
    /// # Errors
    ///
    /// Why it cannot follow its schedule.
    pub(super) fn exploration(mut self) -> Result<Exploration, ScheduleError> {
        self.conclusion()
    }

    /// The graph of states that the child has made when it has ended.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub(super) fn graph(mut self) -> Result<StateGraph, GraphError> {
        let concluded = self.conclusion();
        self.states.take().map_or_else(|| Err(interrupted(concluded)), |states| *states)
    }

    /// What the child has taken down when it has ended, or why it has not; and what came of watching its memory.
    pub(super) fn transcript(mut self) -> (Result<String, GraphError>, Option<Watched>) {
        let concluded = self.conclusion();
        let transcript = self.transcript.take().map_or_else(|| Err(interrupted(concluded)), |transcript| *transcript);
        (transcript, self.watched.take())
    }

    fn conclusion(&mut self) -> Result<Exploration, ScheduleError> {
        let end = self.listen(self.limits.total);
        let end = match end {
            End::TooLong | End::Enough => {
                let end = if matches!(end, End::Enough) { End::Enough } else { End::TooLong };
                self.is_enough = &|_| false;
                self.worker.let_go();
                // What it has been saying meanwhile still comes.
                let last = self.listen(LAST_WORDS);
                if let End::Over(over) = &last {
                    self.heard.count(over);
                }
                match last {
                    End::Refused(_) => last,
                    _ => end,
                }
            }
            end => end,
        };
        self.end_all();
        match (self.done.take(), end) {
            (_, End::Refused(refusal)) => Err(refusal),
            (Some(done), end) => {
                if let End::Over(over) = &end {
                    self.heard.count(over);
                }
                Ok(self.take_heard().complete(*done))
            }
            (None, end) => Ok(self.conclude(end)),
        }
    }

    /// Listens until there is nothing more to hear, or for so long.
    fn listen(&mut self, at_most: Duration) -> End {
        let start = Instant::now();
        loop {
            // Asked before the last words are read, so that none is missed.
            let dead = self.worker.has_died();
            while self.wait_for_words(if dead { 0 } else { LOOK }) {
                if let Some(end) = self.hear() {
                    return end;
                }
                if start.elapsed() > at_most {
                    return End::TooLong;
                }
            }
            match start.elapsed() {
                _ if dead => return End::Died,
                _ if (self.is_enough)(None) => return End::Enough,
                elapsed if elapsed > at_most => return End::TooLong,
                elapsed if elapsed > self.greeting() && self.engine.is_none() => return End::Stranger,
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
            self.complaints.add(&bytes);
        }
        let bytes = read_ready(&mut self.worker.messages)?;
        self.lines.add(&bytes);
        while let Some(line) = self.lines.next() {
            // The warden begins a line of its own, whether the engine had ended one or not.
            if line.is_empty() {
                continue;
            }
            match Message::decode(&line) {
                Some(Message::Hello { pid, memory }) => self.engine = Some((Pid::from_raw(pid), memory)),
                Some(Message::Over(over)) => return Some(End::Over(over)),
                _ if self.engine.is_none() => return Some(End::Stranger),
                Some(Message::Saw(sighting)) => {
                    let is_enough = (self.is_enough)(Some(&sighting.label));
                    self.heard.saw(*sighting);
                    if is_enough {
                        return Some(End::Enough);
                    }
                }
                Some(Message::LockCycle(cycle)) => self.heard.lock_cycle(cycle),
                Some(Message::Overlap(overlap)) => self.heard.overlap(overlap),
                Some(Message::Searched(exploration)) => self.heard.searched(*exploration),
                Some(Message::Stopped(reason)) => self.stopped = Some(reason),
                Some(Message::Done(exploration)) => {
                    self.done = Some(exploration);
                    // Whatever it has left behind is to go now.
                    self.worker.let_go();
                }
                Some(Message::States(states)) => {
                    self.states = Some(states);
                    self.worker.let_go();
                }
                Some(Message::Watched(watched)) => self.watched = Some(watched),
                Some(Message::Transcript(transcript)) => {
                    self.transcript = Some(transcript);
                    self.worker.let_go();
                }
                Some(Message::Refused(refusal)) => return Some(End::Refused(refusal)),
                // Somebody else has found the wire, or it was cut in the middle of a word; what is said on purpose still
                // comes.
                None => {}
            }
        }
        // A program that is no child may print without end, and without a line's.
        (self.engine.is_none() && self.lines.begins_unlike(b"{")).then_some(End::Stranger)
    }

    /// Sees to it that nobody is left: the child kills all that came of the engine, and ends. If somebody has ended it before,
    /// this does what can be done from here.
    fn end_all(&mut self) {
        self.worker.let_go();
        let tidy = self.worker.wait().is_some_and(|status| status.success());
        if !tidy {
            let _ = killpg(self.worker.pid(), Signal::SIGKILL);
            if let Some((engine, _)) = self.engine {
                let _ = killpg(engine, Signal::SIGKILL);
                let _ = kill(engine, Signal::SIGKILL);
            }
        }
    }

    /// What was seen, and what is to be said about the end.
    fn conclude(&mut self, end: End) -> Exploration {
        let (reason, failure) = match end {
            End::TooLong => (Reason::TooLong(self.limits.total), None),
            End::Enough => (Reason::Enough, None),
            End::Over(over) => {
                self.heard.count(&over);
                match self.stopped.take() {
                    Some(reason) => (reason, None),
                    None => self.meaning(&over),
                }
            }
            End::Died | End::Stranger if self.engine.is_none() => (self.not_begun(), None),
            // Its own end is nothing that a scenario can cause, if that does not mean to.
            _ => (self.stopped.take().unwrap_or(Reason::ChildKilled { signal: self.worker.signal() }), None),
        };
        self.take_heard().exploration(reason, failure)
    }

    fn take_heard(&mut self) -> Heard {
        std::mem::replace(&mut self.heard, Heard::new(self.job.engine))
    }

    /// Why the child did not become one.
    fn not_begun(&self) -> Reason {
        if self.worker.status().is_some_and(|status| !status.success()) {
            return Reason::ChildFailed(self.complaints.last_line());
        }
        if self.is_about_a_check() { Reason::CheckNotReached } else { Reason::NoChildOfOurs }
    }

    /// Why the engine's process has ended before it was done, with the failure of the scenario if it was that.
    fn meaning(&self, over: &Over) -> (Reason, Option<Failure>) {
        if let Some(error) = over.lack {
            return (Reason::NoRun(std::io::Error::from_raw_os_error(error).to_string()), None);
        }
        let Some((_, memory)) = self.engine else { return (Reason::ChildFailed(self.complaints.last_line()), None) };
        let cause = match (over.code, over.signal) {
            (_, Some(_)) if self.complaints.speaks_of_memory() && memory < self.limits.memory => {
                return (Reason::NoMemory { limit: memory }, None);
            }
            (_, Some(_)) if self.complaints.failed_allocation() => Cause::OutOfMemory { limit: memory },
            (_, Some(signal)) if !is_by_itself(signal) => {
                return (Reason::ChildKilled { signal: Some(signal) }, None);
            }
            (_, Some(signal)) => ended_by_itself(Ended::Signal(signal)).cause,
            (code, None) => ended_by_itself(Ended::Code(code.unwrap_or_default())).cause,
        };
        let failure = Failure { kind: FailureKind::Abort, cause: cause.clone(), evidence: Evidence::None };
        (Reason::Died(cause), Some(failure))
    }
}

/// That no graph was made, because of how the child has ended.
fn interrupted(concluded: Result<Exploration, ScheduleError>) -> GraphError {
    let says = match concluded.map(|exploration| exploration.coverage) {
        Ok(Coverage::Interrupted { reason, .. }) => sentences::reason(&reason),
        // Nothing else is the end of a child that has sent nothing.
        _ => String::new(),
    };
    GraphError::Interrupted { says }
}

/// Whether a program gets this signal for what it does itself, and not because somebody sends it: the system that has no more
/// memory, a user, or whoever limits the time that a process may take.
fn is_by_itself(signal: i32) -> bool {
    let by_itself = [
        Signal::SIGABRT,
        Signal::SIGSEGV,
        Signal::SIGBUS,
        Signal::SIGILL,
        Signal::SIGFPE,
        Signal::SIGTRAP,
        Signal::SIGSYS,
        Signal::SIGPIPE,
    ];
    by_itself.iter().any(|one| *one as i32 == signal)
}

impl Drop for Listener<'_> {
    fn drop(&mut self) {
        // Only if listening panicked: nobody may be left running.
        if !self.worker.was_reaped() {
            self.end_all();
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
    let mut chunk = vec![0; 64 * 1024];
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

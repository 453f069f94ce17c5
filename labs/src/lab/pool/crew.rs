//! Workers that are processes: who gets what, and who has to be replaced.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::plan::Plan;
use super::worker::{Line, PIECE, Worker};

/// How often the pool looks whether a worker has ended without closing its pipe.
///
/// The end of the pipe is heard at once, but a process that the worker has started may have inherited the pipe and
/// outlive the worker.
const LOOK: Duration = Duration::from_millis(100);

/// Processes that work.
#[derive(Debug, Default)]
pub(super) struct Crew {
    workers: Vec<Worker>,
}

/// Is told a task and the answer to it.
pub(super) type Heard<'a> = dyn FnMut(usize, Result<&[u8], String>) -> bool + 'a;

/// What a crew is to do.
pub(super) struct Job<'a> {
    pub(super) plan: Plan,
    /// How many tasks there are.
    pub(super) tasks: usize,
    /// Adds a task to some bytes.
    pub(super) write: &'a dyn Fn(usize, Vec<u8>) -> Result<Vec<u8>, String>,
    /// What a worker does, all its life.
    pub(super) serve: &'a dyn Fn(&mut Line),
    /// Is told the answer to a task, or why there will be none. Says whether the task has a result.
    pub(super) heard: &'a mut Heard<'a>,
}

impl Crew {
    /// Starts as many workers as there are to be.
    pub(super) fn start(&mut self, count: usize, serve: &dyn Fn(&mut Line)) -> io::Result<()> {
        while self.workers.len() < count {
            self.workers.push(Worker::start(serve)?);
        }
        Ok(())
    }

    /// Does the job. Afterwards every task has been heard of, or one was lost and the plan is to stop at that.
    pub(super) fn work_through(&mut self, job: Job<'_>) {
        // Some may have died in the meantime, or still be at work for somebody who gave up.
        self.workers.retain_mut(Worker::is_ready);
        let wanted = job.plan.workers_for(job.tasks);
        let left = Left { next: 0, given_back: VecDeque::new(), end: job.tasks };
        let mut shift = Shift { crew: self, job, left, wanted, refused: None, piece: vec![0; PIECE] };
        let mut looked = Instant::now();
        loop {
            shift.hand_out();
            if !shift.is_waiting() {
                break;
            }
            let ready = shift.wait();
            let look = looked.elapsed() >= LOOK;
            if look {
                looked = Instant::now();
            }
            // From the last to the first, because the last takes the place of one that is removed.
            for at in (0..shift.crew.workers.len()).rev() {
                if look || ready.contains(&at) {
                    shift.listen(at, look);
                }
            }
        }
        shift.give_up();
    }
}

/// The tasks that nobody has been given.
struct Left {
    next: usize,
    /// Those that a worker had, and died before it came to them.
    given_back: VecDeque<usize>,
    /// Here the tasks end that are worth their while.
    end: usize,
}

impl Left {
    fn take(&mut self) -> Option<usize> {
        if let Some(index) = self.given_back.pop_front() {
            return Some(index);
        }
        (self.next < self.end).then(|| {
            self.next += 1;
            self.next - 1
        })
    }

    fn is_empty(&self) -> bool {
        self.next >= self.end && self.given_back.is_empty()
    }

    fn end_at(&mut self, end: usize) {
        self.end = self.end.min(end);
        self.given_back.retain(|index| *index < self.end);
    }
}

/// A crew at work.
struct Shift<'crew, 'job> {
    crew: &'crew mut Crew,
    job: Job<'job>,
    left: Left,
    /// How many workers there are to be.
    wanted: usize,
    /// Why there are no more, if the system gives no more.
    refused: Option<io::Error>,
    /// Room to read to.
    piece: Vec<u8>,
}

impl Shift<'_, '_> {
    /// Gives everybody something to do who has nothing, as long as there is something.
    fn hand_out(&mut self) {
        for at in 0..self.crew.workers.len() {
            if self.crew.workers[at].held.is_empty() {
                self.load(at);
            }
        }
        while !self.left.is_empty() && self.crew.workers.len() < self.wanted && self.refused.is_none() {
            match Worker::start(self.job.serve) {
                Ok(worker) => {
                    self.crew.workers.push(worker);
                    self.load(self.crew.workers.len() - 1);
                }
                // Those that there are do it all. When one of them has to be replaced it is tried again.
                Err(error) => self.refused = Some(error),
            }
        }
    }

    /// Gives one worker as much as the plan says.
    fn load(&mut self, at: usize) {
        while self.crew.workers[at].held.len() < self.job.plan.chunk {
            let Some(index) = self.left.take() else { break };
            let given = self.crew.workers[at].give(index, |bytes| (self.job.write)(index, bytes));
            if let Err(why) = given {
                self.tell(index, Err(format!("could not be sent: {why}")));
            }
        }
        // If that fails the worker is dead, and its pipe will say so.
        let _ = self.crew.workers[at].send();
    }

    /// Whether somebody is at work on a task that is worth its while.
    fn is_waiting(&self) -> bool {
        let worth = |index: &usize| *index < self.left.end;
        self.crew.workers.iter().any(|worker| worker.held.iter().any(worth))
    }

    /// Waits until somebody has something to say, or can be told more, or it is time to look after everybody. Says who.
    fn wait(&self) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut whose = Vec::new();
        for (at, worker) in self.crew.workers.iter().enumerate().filter(|(_, worker)| !worker.held.is_empty()) {
            ends.push(PollFd::new(worker.hears(), PollFlags::POLLIN));
            ends.extend(worker.speaks().map(|end| PollFd::new(end, PollFlags::POLLOUT)));
            whose.resize(ends.len(), at);
        }
        let at_most = PollTimeout::try_from(LOOK).unwrap_or(PollTimeout::ZERO);
        match poll(&mut ends, at_most) {
            Ok(_) => {
                let is_ready = |end: &PollFd<'_>| end.any() != Some(false);
                ends.iter().zip(whose).filter(|(end, _)| is_ready(end)).map(|(_, at)| at).collect()
            }
            Err(Errno::EINTR) => Vec::new(),
            Err(_) => {
                // The system has no memory for it, for instance: then everybody is listened to in turn.
                std::thread::sleep(Duration::from_millis(1));
                whose
            }
        }
    }

    /// Sends to a worker and receives from it whatever there is, and replaces it if it is dead.
    fn listen(&mut self, at: usize, look: bool) {
        let worker = &mut self.crew.workers[at];
        if worker.held.is_empty() {
            return;
        }
        let is_cut_off = worker.send().is_err();
        // Asked before the pipe is read: then all that a dead worker has said is there.
        let has_ended = (look || is_cut_off) && worker.has_ended();
        let is_open = worker.receive(&mut self.piece, has_ended);
        let (bytes, answers) = worker.answers();
        for (index, place) in answers {
            self.tell(index, Ok(&bytes[place]));
        }
        if has_ended || !is_open {
            let worker = self.crew.workers.swap_remove(at);
            self.bury(worker);
        }
    }

    /// Finds out what a worker died of, and saves what it had not come to.
    fn bury(&mut self, mut worker: Worker) {
        self.refused = None;
        let mut unanswered = std::mem::take(&mut worker.held);
        let died_idle = worker.has_begun_nothing();
        let why = worker.bury();
        if !died_idle && let Some(index) = unanswered.pop_front() {
            self.tell(index, Err(why));
        }
        let end = self.left.end;
        self.left.given_back.extend(unanswered.into_iter().filter(|index| *index < end));
    }

    /// There is nobody left to give the rest to.
    fn give_up(&mut self) {
        let why = match &self.refused {
            Some(error) => format!("no process could be started for it: {error}"),
            None => "nobody was left to do it".to_owned(),
        };
        while let Some(index) = self.left.take() {
            self.tell(index, Err(why.clone()));
        }
    }

    fn tell(&mut self, index: usize, answer: Result<&[u8], String>) {
        let has_result = (self.job.heard)(index, answer);
        if !has_result && self.job.plan.stop_at_loss {
            self.left.end_at(index);
        }
    }
}

//! How actors, processes and executions end.

use super::{ProcessExit, Status, World};
use crate::failure::{Cause, Evidence, Failure, FailureKind};
use crate::kernel::meaning::State;
use crate::kernel::operation::{ActorId, ObjectId, ProcessId};
use crate::kernel::stop::Stop;
use crate::naming::Names;
use racecourse_trace::diagnosis::diagnose;

impl World {
    pub(crate) fn finish(&mut self, actor: ActorId) {
        self.actors[actor].status = Status::Finished;
        self.actors[actor].pending = None;
        let end = self.actors[actor].end;
        self.objects[end].state = State::End { actor, finished: true };
        self.objects[end].clocks.release(&self.actors[actor].clocks);
        self.progress.push((self.recorded.len(), actor));
    }

    /// A process is over: the kernel closes its files and releases its file locks, and nothing else.
    pub(crate) fn end_process(&mut self, process: ProcessId, exit: ProcessExit) {
        if self.processes[process].exit.is_some() {
            return;
        }
        self.processes[process].exit = Some(exit);
        for object in &mut self.objects {
            match &mut object.state {
                State::Process { process: it, ended } if *it == process => *ended = true,
                State::Pipe { readers, writers, .. } => {
                    readers.retain(|(holder, _)| *holder != process);
                    writers.retain(|(holder, _)| *holder != process);
                }
                State::FileLock { owner } if owner.is_some_and(|(holder, _)| holder == process) => *owner = None,
                _ => {}
            }
        }
        let object = self.processes[process].object;
        let me = self.running;
        self.objects[object].clocks.release(&self.actors[me].clocks);
    }

    /// The process whose object this is.
    pub(crate) fn process_of(&self, object: ObjectId) -> Option<ProcessId> {
        match self.objects[object].state {
            State::Process { process, .. } => Some(process),
            _ => None,
        }
    }

    /// The objects that the end of `process` would change now, besides its own.
    pub(crate) fn released_by(&self, process: ProcessId) -> impl Iterator<Item = ObjectId> {
        let changes = move |state: &State| match state {
            State::Pipe { readers, writers, .. } => readers.iter().chain(writers).any(|(holder, _)| *holder == process),
            State::FileLock { owner } => owner.is_some_and(|(holder, _)| holder == process),
            _ => false,
        };
        (0..self.objects.len()).filter(move |&object| changes(&self.objects[object].state))
    }

    /// The objects that the end of `process` could change at some time, besides its own: all it has been able to reach.
    pub(crate) fn within_reach_of(&self, process: ProcessId) -> impl Iterator<Item = ObjectId> {
        let pipes = &self.processes[process].pipes;
        let locks = (0..self.objects.len()).filter(|&it| matches!(self.objects[it].state, State::FileLock { .. }));
        pipes.iter().copied().chain(locks)
    }

    /// Whether `actor` is gone because its process was killed.
    pub(crate) fn is_killed(&self, actor: ActorId) -> bool {
        self.processes[self.actors[actor].process].killed
    }

    /// Nobody can go on: says who waits for what.
    pub(crate) fn fail_stuck(&mut self, names: &Names) {
        if self.stop.is_none() {
            let stuck = self.failed.is_none().then(|| Box::new(diagnose(self.actor_states(names))));
            self.stop = stuck.map(Stop::Failed);
            self.settle_failure();
        }
    }

    pub(crate) fn fail(&mut self, failure: Failure) {
        if self.stop.is_some() || self.failed.is_some() {
            return;
        }
        if self.rules.continue_after_failure {
            self.failed = Some((Box::new(failure), self.choices.len(), self.decisions.len()));
        } else {
            self.stop = Some(Stop::Failed(Box::new(failure)));
        }
    }

    /// After a failure after which others have gone on: it is why the execution is over, if they have come to an end.
    pub(crate) fn settle_failure(&mut self) {
        if matches!(self.stop, Some(Stop::Abandoned(_))) {
            return;
        }
        if let Some((failure, choices, decisions)) = self.failed.take() {
            self.choices.truncate(choices);
            self.decisions.truncate(decisions);
            self.stop = Some(Stop::Failed(failure));
        }
    }

    /// The scenario has returned; work that is still going on is a leak.
    pub(crate) fn returned(&mut self, outcome: String, names: &Names) {
        if self.stop.is_some() {
            return;
        }
        if self.failed.is_some() {
            return;
        }
        self.outcome = Some(outcome);
        let left: Vec<ActorId> = (1..self.actors.len())
            .filter(|&actor| self.actors[actor].status != Status::Finished && !self.is_killed(actor))
            .collect();
        if left.is_empty() {
            self.stop = Some(Stop::Returned);
            return;
        }
        let actors = left.iter().map(|&actor| self.actor_state(actor, names)).collect();
        let evidence = Evidence::Waits { actors, cycle: Vec::new() };
        self.fail(Failure { kind: FailureKind::Leak, cause: Cause::NotFinished, evidence });
    }
}

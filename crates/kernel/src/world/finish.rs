//! How actors, processes and executions end.

use super::{Status, World};
use crate::numbers::Kind;
use crate::stop::Stop;
use crate::transcript::Mark;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation, ProcessId, State, Who};
use racecourse_sources::Names;
use racecourse_trace::diagnosis::diagnose_knowing;
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind};
use racecourse_trace::outcome::Outcome;
use std::panic::Location;

impl World {
    pub(crate) fn finish(&mut self, actor: ActorId) {
        self.actors[actor].status = Status::Finished;
        self.actors[actor].pending = None;
        let end = self.actors[actor].end;
        self.note_end_of(end);
        let returned = matches!(self.states[end], State::End { returned: true, .. });
        self.states[end] = State::End { actor, returned, finished: true };
        self.mark(Mark::Ended(actor));
        self.progress.push((self.transcript.len(), actor));
    }

    /// What this object is the end of has come to it, perhaps. Who waits for it can go on.
    pub(crate) fn note_end_of(&mut self, object: ObjectId) {
        let waits = |op: Operation| op.action.awaits_an_end() && op.object() == Some(object);
        self.somebody_has_ended |= self.actors.iter().any(|actor| actor.pending.is_some_and(waits));
    }

    /// The running actor takes no more steps, and does not come to its end either.
    pub(crate) fn ends_abruptly(&mut self) {
        let actor = &mut self.actors[self.running];
        actor.status = Status::Finished;
        actor.pending = None;
    }

    /// A process was killed: what is left of its actors is to end, without a step. If it has something that the system has to
    /// take back, its first one stays for that.
    pub(super) fn note_killed(&mut self, op: &Operation) {
        let Some(object) = op.object() else { return };
        let Some(process) = self.process_of(object) else { return };
        self.processes[process].killed = true;
        let bury = Operation::on(Action::Bury, object, op.site);
        let first = self.born.actors.iter().copied().find(|&actor| self.actors[actor].process == process);
        let Some(first) = first.filter(|&first| self.states.allow(first, &bury)) else { return };
        if self.actors[first].is_gone() {
            // It has come to grief in a way that was the end of the execution, which is only gone on with to plan by.
            self.states.apply(Who { actor: first, process }, &bury);
        } else {
            self.actors[first].pending = Some(bury);
            self.actors[first].status = Status::Pending;
        }
    }

    /// The same where it is up to who drives when its actors stop: so far it is only certain that they will.
    pub(super) fn note_killed_alone(&mut self, op: &Operation) {
        if let Some(State::Process { ended, .. }) = op.object().map(|object| &mut self.states[object]) {
            *ended = None;
        }
    }

    /// Whether `actor` is one of a process that was killed, and has not been told so.
    #[inline]
    pub(super) fn is_to_die(&self, actor: ActorId) -> bool {
        let process = self.processes[self.actors[actor].process].object;
        self.rules.deaths_are_told && matches!(self.states[process], State::Process { killed: true, ended: None, .. })
    }

    /// `actor`, whose process was killed, takes no more steps.
    pub fn dies(&mut self, actor: ActorId) {
        self.finish(actor);
    }

    /// `actor`, the first of a process that was killed, takes no more steps. Whether the system has something to take back, which is the
    /// next step; else the process has ended.
    pub fn is_buried_next(&mut self, actor: ActorId, at: &'static Location<'static>) -> bool {
        let process = self.actors[actor].process;
        let bury = Operation::on(Action::Bury, self.processes[process].object, at);
        if self.stop.is_none() && self.states.released_by(process).next().is_some() {
            self.actors[actor].pending = Some(bury);
            self.actors[actor].status = Status::Pending;
            return true;
        }
        self.states.apply(Who { actor, process }, &bury);
        self.note_end_of(self.processes[process].object);
        self.finish(actor);
        false
    }

    /// Whether `actor` is all that is left of a process that was killed: the next step is the system's.
    #[inline]
    pub fn awaits_burial(&self, actor: ActorId) -> bool {
        self.actors[actor].pending.as_ref().is_some_and(|op| op.action == Action::Bury)
    }

    /// The system takes back what a process had that was killed, when the scenario has returned: that is in no record and in no
    /// schedule.
    pub(crate) fn bury_unseen(&mut self, actor: ActorId) {
        let Some(op) = self.actors[actor].pending else { return };
        let (chosen, decided) = (self.choices.len(), self.decisions.len());
        self.running = actor;
        self.begin_step();
        self.came_to = self.perform(&op, None);
        self.actors[actor].status = Status::Finished;
        self.choices.truncate(chosen);
        self.decisions.truncate(decided);
    }

    /// A process has exited: its other threads end with it, wherever they are.
    pub(super) fn note_exited(&mut self, op: &Operation) {
        if self.leaves_threads(self.running) {
            self.note_killed(op);
        }
    }

    /// Whether the end of the process of `actor` would end others as well.
    pub(crate) fn leaves_threads(&self, actor: ActorId) -> bool {
        let process = self.actors[actor].process;
        let is_other = |&other: &ActorId| other != actor && self.actors[other].process == process;
        self.born.actors.iter().any(|other| is_other(other) && !self.actors[*other].is_gone())
    }

    /// Whether a process was killed.
    pub(crate) fn somebody_is_killed(&self) -> bool {
        self.processes.iter().any(|process| process.killed)
    }

    pub(super) fn note_waited_for(&mut self, op: &Operation) {
        if let Some(process) = op.object().and_then(|object| self.process_of(object)) {
            self.processes[process].waited_for = true;
        }
    }

    /// Whether `process` has ended, or is certain to.
    #[inline]
    pub fn is_done_for(&self, process: ProcessId) -> bool {
        self.states[self.processes[process].object].is_done_for()
    }

    /// The process whose object this is.
    #[inline]
    pub fn process_of(&self, object: ObjectId) -> Option<ProcessId> {
        match self.states[object] {
            State::Process { process, .. } => Some(process),
            _ => None,
        }
    }

    /// Whether `actor` takes no more steps of its own because its process was killed.
    #[inline]
    pub fn is_killed(&self, actor: ActorId) -> bool {
        self.processes[self.actors[actor].process].killed
    }

    /// Nobody can go on: says who waits for what.
    pub fn fail_stuck(&mut self, names: &Names) {
        if self.stop.is_none() {
            let stuck = self.failed.is_none().then(|| Box::new(self.why_stuck(names)));
            self.stop = stuck.map(Stop::Failed);
            self.settle_failure();
        }
    }

    fn why_stuck(&self, names: &Names) -> Failure {
        if self.rules.recorded {
            let has_to_do = |actor: &str, object: &str| {
                let is_it = |it: &ObjectId| self.object_name(*it, names) == object;
                self.born.objects.iter().copied().filter(is_it).any(|it| {
                    self.born.actors.iter().any(|&who| self.actor_name(who, names) == actor && self.has_to_do(who, it))
                })
            };
            return diagnose_knowing(self.actor_states(names), &|_| None, &has_to_do);
        }
        Failure { kind: FailureKind::Deadlock, cause: Cause::Evident, evidence: Evidence::None }
    }

    /// Whether `actor` has made `object`, or done something with it.
    fn has_to_do(&self, actor: ActorId, object: ObjectId) -> bool {
        self.origin(Kind::Object, object).is_some_and(|(maker, _)| maker == actor)
            || self.transcript.entries.iter().any(|it| it.actor == actor && it.op.object() == Some(object))
    }

    /// Something has gone wrong; only the first such thing counts. The execution is over, or its others go on as the rules say.
    pub fn fail(&mut self, failure: Failure) {
        if self.stop.is_some() || self.failed.is_some() {
            return;
        }
        if self.rules.continue_after_failure {
            self.failed = Some((Box::new(failure), self.choices.len(), self.decisions.len()));
        } else {
            self.stop = Some(Stop::Failed(Box::new(failure)));
        }
    }

    /// Something has gone wrong after which nobody goes on, whatever the rules say and whatever went wrong before.
    #[cfg(target_os = "linux")]
    pub(crate) fn fail_at_once(&mut self, failure: Failure) {
        self.failed = None;
        self.stop = Some(Stop::Failed(Box::new(failure)));
    }

    /// Whether something has gone wrong, and the others have gone on.
    pub const fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Something that has gone wrong before whatever else has.
    pub fn fail_earlier(&mut self, failure: Failure) {
        if !matches!(self.stop, Some(Stop::Abandoned(_))) {
            self.failed = None;
            self.stop = Some(Stop::Failed(Box::new(failure)));
        }
    }

    /// After a failure after which others have gone on: it is why the execution is over, if they have come to an end.
    pub fn settle_failure(&mut self) {
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
    pub(crate) fn returned(&mut self, outcome: Outcome, names: &Names) {
        if self.stop.is_some() {
            return;
        }
        if self.failed.is_some() {
            return;
        }
        self.outcome = Some(outcome);
        let is_left =
            |actor: &ActorId| !self.actors[*actor].is_gone() && !self.is_killed(*actor) && !self.is_to_die(*actor);
        let mut left = (1..self.actors.len()).filter(is_left).peekable();
        if left.peek().is_none() {
            self.stop = Some(Stop::Returned);
            return;
        }
        let evidence = if self.rules.recorded {
            let actors = left.map(|actor| self.actor_state(actor, names)).collect();
            Evidence::Waits { actors, cycle: Vec::new() }
        } else {
            Evidence::None
        };
        self.fail(Failure { kind: FailureKind::Leak, cause: Cause::NotFinished, evidence });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Rules;
    use racecourse_trace::budget::Budget;

    /// An execution in which something has gone wrong, and the others go on.
    fn failed() -> World {
        let mut world = World::new(Rules { continue_after_failure: true, ..Rules::of(&Budget::DEFAULT) });
        world.begin();
        world.decisions.push(0);
        world.fail(Failure { kind: FailureKind::Panic, cause: Cause::Evident, evidence: Evidence::None });
        world
    }

    #[test]
    fn what_is_chosen_after_a_failure_is_not_part_of_its_schedule() {
        let mut world = failed();
        world.choices.push(0);
        world.decisions.push(0);
        world.settle_failure();
        assert_eq!((world.choices.len(), world.decisions.len()), (0, 1));
    }

    #[test]
    fn a_return_after_a_failure_is_neither_the_end_nor_an_outcome() {
        let mut world = failed();
        world.returned(Outcome::new("returned"), &Names::default());
        assert!(world.stop.is_none() && world.outcome.is_none());
        world.settle_failure();
        assert_eq!(world.label(), Some(FailureKind::Panic.label()));
    }
}

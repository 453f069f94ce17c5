//! What others may see of an execution: its state in a number, its names, and all of it in words.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::panic::Location;
#[cfg(target_os = "linux")]
use std::time::Duration;

use super::World;
use crate::shown::Trace;
use crate::stop::{Stop, Why};
use crate::transcript::{Entry, Transcript};
use racecourse_meaning::{Action, ActorId, ObjectId, Operation, State};
use racecourse_sources::{MOST_OF_A_NAME, Names, shown, site};
use racecourse_trace::exploration::{Event, Execution, ObjectInfo};
use racecourse_trace::failure::{ActorState, Holding, Obstacle, Site, Waiting};
#[cfg(target_os = "linux")]
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind};
use racecourse_trace::outcome::Outcome;
use racecourse_trace::schedule::{Schedule, unambiguous};

impl World {
    /// A number for everything that can be seen of this state from outside the actors: two equal states have equal
    /// numbers. What a mutex protects and an actor's local variables are not seen.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.states.hash(&mut hasher);
        for actor in &self.actors {
            actor.status.hash(&mut hasher);
            if let Some(op) = &actor.pending {
                (op.action, op.object(), op.count(), std::ptr::from_ref(op.site)).hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    /// Forgets all but the first `events` records: what follows only repeats them.
    pub fn keep_records(&mut self, events: usize) {
        self.transcript.truncate(events);
    }

    /// Actors that have asked for their turn and not got it.
    pub fn requesters(&self) -> impl Iterator<Item = (ActorId, &str)> {
        let all = self.actors.iter().enumerate();
        all.filter_map(|(id, actor)| actor.request.as_ref().map(|(wanted, _)| (id, wanted.as_str())))
    }

    /// How many entries its transcript has.
    #[inline]
    pub fn steps_recorded(&self) -> usize {
        self.transcript.len()
    }

    /// How many steps the running actor has taken.
    pub fn steps_of_running(&self) -> usize {
        self.transcript.entries.iter().filter(|entry| entry.actor == self.running).count()
    }

    /// Whether the running actor is in another process than the first one.
    pub fn runs_in_a_child(&self) -> bool {
        self.actors.first().is_some_and(|first| first.process != self.actors[self.running].process)
    }

    /// Steps per actor among the records from `from` on.
    pub fn steps_by_actor(&self, from: usize, names: &Names) -> Vec<(String, usize)> {
        let mut steps = vec![0; self.actors.len()];
        for entry in &self.transcript.entries[from..] {
            steps[entry.actor] += 1;
        }
        let named = steps.into_iter().enumerate().filter(|(_, steps)| *steps > 0);
        named.map(|(actor, steps)| (self.actor_name(actor, names), steps)).collect()
    }

    /// What an actor is called in reports.
    pub fn actor_name(&self, actor: ActorId, names: &Names) -> String {
        shown(&self.whole_actor_name(actor, names), MOST_OF_A_NAME)
    }

    /// The same, whatever is in it and however long it is. Of several with one name each has a number.
    pub fn whole_actor_name(&self, actor: ActorId, names: &Names) -> String {
        let Some(name) = self.plain_actor_name(actor, names) else {
            return format!("thread-{}", self.place_of(actor));
        };
        let is_called_so = |other: &&ActorId| self.plain_actor_name(**other, names).as_ref() == Some(&name);
        let total = self.born.actors.iter().filter(is_called_so).count();
        let before = self.born.actors.iter().take_while(|&&other| other != actor).filter(is_called_so).count();
        if total > 1 { format!("{name}#{}", before + 1) } else { name }
    }

    /// Its name as it was given, or else as the source has it, if there is one.
    fn plain_actor_name(&self, actor: ActorId, names: &Names) -> Option<String> {
        let it = &self.actors[actor];
        it.name.as_deref().map(str::to_owned).or_else(|| names.at(it.spawned))
    }

    /// The actor whose memory that of `actor` was when it began: itself, but for the first of a process, which goes on as the one
    /// that has forked it.
    pub fn goes_on_as(&self, actor: ActorId) -> ActorId {
        let process = self.actors[actor].process;
        let is_first = self.born.actors.iter().find(|&&it| self.actors[it].process == process) == Some(&actor);
        if actor == 0 || !is_first { actor } else { self.goes_on_as(self.actors[actor].parent) }
    }

    /// As the how-manieth `actor` was started in this execution, `main` being 0: that is its number in reports.
    pub fn place_of(&self, actor: ActorId) -> usize {
        self.born.actors.iter().position(|&born| born == actor).unwrap_or(actor)
    }

    /// The actors' names without the numbers that tell them apart: those may grow with every actor that is started. In the
    /// order in which they were started.
    pub fn names_for_schedules(&self, names: &Names) -> Vec<String> {
        let name = |(id, actor): (usize, &ActorId)| {
            self.plain_actor_name(*actor, names).unwrap_or_else(|| format!("thread-{id}"))
        };
        self.born.actors.iter().enumerate().map(name).collect()
    }

    /// What a report calls `object`: as the program does, or else by its kind and a number.
    pub fn object_name(&self, object: ObjectId, names: &Names) -> String {
        let it = &self.objects[object];
        match &self.states[object] {
            State::End { actor, .. } | State::Token { owner: actor, .. } => return self.actor_name(*actor, names),
            State::Process { process, .. } => {
                let main = self.born.actors.iter().copied().find(|&actor| self.actors[actor].process == *process);
                return main.map_or_else(|| format!("process-{process}"), |actor| self.actor_name(actor, names));
            }
            _ => {}
        }
        if let Some(name) = &it.name {
            return shown(name, MOST_OF_A_NAME);
        }
        let kind = self.states[object].kind();
        let same = |other: &usize| {
            let object = &self.objects[*other];
            object.name.is_none() && object.created == it.created && self.states[*other].kind() == kind
        };
        let all = || self.born.objects.iter().copied();
        let total = all().filter(same).count();
        let before = all().take_while(|&other| other != object).filter(same).count();
        match names.at(it.created) {
            Some(name) if total > 1 => format!("{name}#{}", before + 1),
            Some(name) => name,
            None => {
                let number =
                    all().take_while(|&other| other != object).filter(|&other| self.states[other].kind() == kind);
                let number = number.count();
                format!("{}#{}", kind.name(), number + 1)
            }
        }
    }

    /// What every unfinished actor holds and waits for.
    pub fn actor_states(&self, names: &Names) -> Vec<ActorState> {
        let unfinished = self.born.actors.iter().copied().filter(|&actor| !self.actors[actor].is_gone());
        unfinished.map(|actor| self.actor_state(actor, names)).collect()
    }

    /// What an actor holds and waits for.
    pub fn actor_state(&self, actor: ActorId, names: &Names) -> ActorState {
        let it = &self.actors[actor];
        let holding = |(object, at): &(ObjectId, &'static Location<'static>)| {
            let object = self.object_name(*object, names);
            Holding { object, site: site(at) }
        };
        let waits = it.pending.filter(|_| !self.must_go(actor)).map(|op| Waiting {
            action: op.action.waiting_verb(),
            object: op.object().map_or_else(String::new, |object| self.object_name(object, names)),
            site: site(op.site),
            on: self.waited_for(actor, &op).into_iter().map(|actor| self.actor_name(actor, names)).collect(),
            obstacle: op.object().and_then(|object| self.obstacle(object, &op)),
        });
        ActorState { actor: self.actor_name(actor, names), holds: it.holds.iter().map(holding).collect(), waits }
    }

    fn obstacle(&self, object: ObjectId, op: &Operation) -> Option<Obstacle> {
        let state = &self.states[object];
        let lost = self.is_held_for_ever(object, &state.waited_for(op));
        if lost { Some(Obstacle::HeldWhenForked) } else { state.obstacle() }
    }

    /// Those who could end the wait of `actor` for this step.
    pub fn waited_for(&self, actor: ActorId, op: &Operation) -> Vec<ActorId> {
        let Some(state) = op.object().map(|object| &self.states[object]) else { return Vec::new() };
        let mut on = state.waited_for(op);
        if op.object().is_some_and(|object| self.is_held_for_ever(object, &on)) {
            return Vec::new();
        }
        if let State::Process { process, .. } = state {
            // It ends when its first actor does, whoever else is in it.
            on.extend(self.born.actors.iter().find(|&&other| self.actors[other].process == *process));
        }
        if let State::Pipe(pipe) = state {
            let ends = if op.action == Action::PipeWrite { &pipe.readers } else { &pipe.writers };
            let mine = self.actors[actor].process;
            let others = self.born.actors.iter().copied().filter(|&other| other != actor);
            let holders =
                others.filter(|&other| ends.iter().any(|(p, _)| *p == self.actors[other].process && *p != mine));
            on.extend(holders.filter(|&other| !self.actors[other].is_gone()));
        }
        on
    }

    /// Why the running actor is blocked where nothing of this execution can end that: it has slept for so long.
    #[cfg(target_os = "linux")]
    pub(crate) fn blocked_outside(&self, silence: Duration, names: &Names) -> Failure {
        let me = self.running;
        let last = self.transcript.entries.iter().rfind(|entry| entry.actor == me);
        let is_inside = |&&other: &&ActorId| other != me && !self.actors[other].is_gone();
        let inside = self.born.actors.iter().filter(is_inside).filter_map(|&other| {
            let op = self.actors[other].pending?;
            Some((self.actor_name(other, names), op.action.verb(), site(op.site)))
        });
        let cause = Cause::BlockedOutside {
            silence,
            actor: self.actor_name(me, names),
            last: last.map(|entry| (entry.op.action.verb(), site(entry.op.site))),
            inside: inside.collect(),
        };
        Failure { kind: FailureKind::Hang, cause, evidence: Evidence::None }
    }

    /// The label this execution is counted under; `None` if it was given up.
    pub fn label(&self) -> Option<&str> {
        match &self.stop {
            Some(Stop::Failed(failure)) => Some(failure.kind.label()),
            Some(Stop::Abandoned(_)) => None,
            _ => self.outcome.as_ref().map(Outcome::label),
        }
    }

    /// Whether it was given up because another execution stands for it.
    pub fn was_redundant(&self) -> bool {
        matches!(self.stop, Some(Stop::Abandoned(Why::Redundant)))
    }

    /// Whether it was given up where everybody rests and somebody is passed over.
    pub fn passes_over(&self) -> bool {
        matches!(self.stop, Some(Stop::Abandoned(Why::PassesOver)))
    }

    /// This execution in words, for reports.
    pub fn execution(&self, names: &Names) -> Execution {
        debug_assert!(self.rules.recorded, "what was not kept cannot be shown");
        let place_of = |object: ObjectId| self.born.objects.iter().position(|&born| born == object);
        let event = |(entry, trace): (&Entry, &Trace)| Event {
            actor: self.place_of(entry.actor),
            action: entry.op.action.verb(),
            // That asking for a turn is a step is the models' business.
            object: entry.op.object().filter(|_| !entry.op.action.verb().is_mark()).and_then(place_of),
            also: entry.op.also().and_then(place_of),
            read: trace.read.shown(),
            written: trace.written.shown(),
            passed: trace.passed.text(),
            remark: trace.remark,
            // Where a panic is that no hook was told of, as by `resume_unwind`, is not known.
            site: match entry.op.action {
                Action::Panic => Site::unknown(),
                _ => site(entry.op.site),
            },
        };
        let Transcript { entries, shown, .. } = &self.transcript;
        let mut events: Vec<Event> = entries.iter().zip(shown).map(event).collect();
        // Of what came after the end of the record nothing is told.
        let is_told = |place: usize| entries.get(place).is_some_and(|entry| entry.op.action == Action::Panic);
        for (place, at) in self.panics.iter().filter(|(place, _)| is_told(*place)) {
            events[*place].site.clone_from(at);
        }
        let failure = match &self.stop {
            Some(Stop::Failed(failure)) => Some((**failure).clone()),
            _ => None,
        };
        let objects = self.born.objects.iter().map(|&object| ObjectInfo {
            name: self.object_name(object, names),
            kind: self.states[object].kind(),
            initial: self.objects[object].initial.shown(),
            capacity: self.states[object].capacity(),
        });
        let actors: Vec<String> = self.born.actors.iter().map(|&actor| self.actor_name(actor, names)).collect();
        let words = unambiguous(&self.names_for_schedules(names));
        let schedule = Schedule::of(self.decisions.iter().map(|&actor| words[self.place_of(actor)].as_str()));
        Execution {
            schedule,
            objects: objects.collect(),
            actors,
            events,
            outcome: self.outcome.as_ref().map(|it| it.label().to_owned()),
            failure,
            counterfactuals: Vec::new(),
            repair: Vec::new(),
            odd: None,
            on_x86: None,
        }
    }
}

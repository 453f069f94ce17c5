//! What others may see of an execution: its state in a number, its names, and all of it in words.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::panic::Location;

use super::{Actor, Recorded, Status, World};
use crate::exploration::{Event, Execution, ObjectInfo, Remark};
use crate::failure::{ActorState, FailureKind, Holding, Waiting};
use crate::kernel::meaning::State;
use crate::kernel::object::Object;
use crate::kernel::operation::{Action, ActorId, ObjectId};
use crate::kernel::stop::{Stop, Why};
use crate::naming::{MOST_OF_A_NAME, Names, shown, site};
use crate::schedule::{Schedule, unambiguous};

impl World {
    /// A number for everything that can be seen of this state from outside the actors: two equal states have equal
    /// numbers. What a mutex protects and an actor's local variables are not seen.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for object in &self.objects {
            object.state.hash(&mut hasher);
            object.value.hash(&mut hasher);
        }
        for actor in &self.actors {
            actor.status.hash(&mut hasher);
            if let Some(op) = &actor.pending {
                (op.action, op.object, op.amount, std::ptr::from_ref(op.site)).hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    /// Forgets all but the first `events` records: what follows only repeats them.
    pub(crate) fn keep_records(&mut self, events: usize) {
        self.recorded.truncate(events);
    }

    /// Actors that have asked for their turn and not got it.
    pub(crate) fn requesters(&self) -> impl Iterator<Item = (ActorId, &str)> {
        let all = self.actors.iter().enumerate();
        all.filter_map(|(id, actor)| actor.request.as_ref().map(|(wanted, _)| (id, wanted.as_str())))
    }

    pub(crate) fn steps_recorded(&self) -> usize {
        self.recorded.len()
    }

    /// Actors that have only looked since the record `from`, and have never offered their turn to anybody.
    pub(crate) fn spinning_since(&self, from: usize) -> Vec<ActorId> {
        let recent = &self.recorded[from.min(self.recorded.len())..];
        let only_polls = |action: Action| action.only_reads() || matches!(action, Action::Update(_));
        let spins = |actor: &ActorId| {
            let mut own = recent.iter().filter(|it| it.actor == *actor).peekable();
            own.peek().is_some() && own.all(|it| only_polls(it.action))
        };
        (0..self.actors.len()).filter(spins).collect()
    }

    /// Steps per actor among the records from `from` on.
    pub(crate) fn steps_by_actor(&self, from: usize, names: &Names) -> Vec<(String, usize)> {
        let mut steps = vec![0; self.actors.len()];
        for recorded in &self.recorded[from..] {
            steps[recorded.actor] += 1;
        }
        let named = steps.into_iter().enumerate().filter(|(_, steps)| *steps > 0);
        named.map(|(actor, steps)| (self.actor_name(actor, names), steps)).collect()
    }

    /// What an actor is called in reports.
    pub(crate) fn actor_name(&self, actor: ActorId, names: &Names) -> String {
        shown(&self.whole_actor_name(actor, names), MOST_OF_A_NAME)
    }

    /// The same, whatever is in it and however long it is.
    pub(crate) fn whole_actor_name(&self, actor: ActorId, names: &Names) -> String {
        let it = &self.actors[actor];
        if let Some(name) = &it.name {
            return name.clone();
        }
        match names.at(it.spawned) {
            Some(name) => {
                let same = |other: &&Actor| other.name.is_none() && other.spawned == it.spawned;
                let total = self.actors.iter().filter(same).count();
                let before = self.actors[..actor].iter().filter(same).count();
                if total > 1 { format!("{name}#{}", before + 1) } else { name }
            }
            None => format!("thread-{actor}"),
        }
    }

    /// The actors' names without the numbers that tell them apart: those may grow with every actor that is started.
    pub(crate) fn names_for_schedules(&self, names: &Names) -> Vec<String> {
        let name = |(id, actor): (ActorId, &Actor)| {
            let named = actor.name.clone().or_else(|| names.at(actor.spawned));
            named.unwrap_or_else(|| format!("thread-{id}"))
        };
        self.actors.iter().enumerate().map(name).collect()
    }

    pub(crate) fn object_name(&self, object: ObjectId, names: &Names) -> String {
        let it = &self.objects[object];
        match &it.state {
            State::End { actor, .. } | State::Token { owner: actor, .. } => return self.actor_name(*actor, names),
            State::Process { process, .. } => {
                let main = (0..self.actors.len()).find(|&actor| self.actors[actor].process == *process);
                return main.map_or_else(|| format!("process-{process}"), |actor| self.actor_name(actor, names));
            }
            _ => {}
        }
        if let Some(name) = &it.name {
            return shown(name, MOST_OF_A_NAME);
        }
        let kind = it.state.kind();
        let same = |other: &&Object| other.name.is_none() && other.created == it.created && other.state.kind() == kind;
        let total = self.objects.iter().filter(same).count();
        let before = self.objects[..object].iter().filter(same).count();
        match names.at(it.created) {
            Some(name) if total > 1 => format!("{name}#{}", before + 1),
            Some(name) => name,
            None => {
                let number = self.objects[..object].iter().filter(|other| other.state.kind() == kind).count();
                format!("{}#{}", kind.name(), number + 1)
            }
        }
    }

    /// What every unfinished actor holds and waits for.
    pub(crate) fn actor_states(&self, names: &Names) -> Vec<ActorState> {
        let unfinished = (0..self.actors.len()).filter(|&actor| self.actors[actor].status != Status::Finished);
        unfinished.map(|actor| self.actor_state(actor, names)).collect()
    }

    /// What an actor holds and waits for.
    pub(crate) fn actor_state(&self, actor: ActorId, names: &Names) -> ActorState {
        let it = &self.actors[actor];
        let holding = |(object, at): &(ObjectId, &'static Location<'static>)| {
            let object = self.object_name(*object, names);
            Holding { object, site: site(at) }
        };
        let waits = it.pending.filter(|_| !self.can_step(actor)).map(|op| {
            let blocking = op.object.map(|object| (object, &self.objects[object].state));
            let mut on: Vec<ActorId> = blocking.map_or_else(Vec::new, |(_, state)| state.waited_for(&op));
            if let Some((_, State::Process { process, .. })) = blocking {
                on.extend((0..self.actors.len()).filter(|&other| self.actors[other].process == *process));
            }
            if let Some((_, State::Pipe { readers, writers, .. })) = blocking {
                let ends = if op.action == Action::PipeWrite { readers } else { writers };
                let mine = it.process;
                let others = (0..self.actors.len()).filter(|&other| other != actor);
                let holders =
                    others.filter(|&other| ends.iter().any(|(p, _)| *p == self.actors[other].process && *p != mine));
                on.extend(holders.filter(|&other| self.actors[other].status != Status::Finished));
            }
            Waiting {
                action: op.action.waiting_verb(),
                object: op.object.map_or_else(String::new, |object| self.object_name(object, names)),
                site: site(op.site),
                on: on.into_iter().map(|actor| self.actor_name(actor, names)).collect(),
                obstacle: blocking.and_then(|(_, state)| state.obstacle()),
            }
        });
        ActorState { actor: self.actor_name(actor, names), holds: it.holds.iter().map(holding).collect(), waits }
    }

    /// How simple this execution is to read: fewer is simpler.
    pub(crate) fn complexity(&self) -> (usize, usize) {
        let switches = self.recorded.windows(2).filter(|pair| pair[0].actor != pair[1].actor).count();
        (switches, self.recorded.len())
    }

    /// The label this execution is counted under; `None` if it was given up.
    pub(crate) fn label(&self) -> Option<&str> {
        match &self.stop {
            Some(Stop::Failed(failure)) => Some(failure.kind.label()),
            Some(Stop::Abandoned(_)) => None,
            _ => self.outcome.as_deref(),
        }
    }

    /// Whether it was given up because another execution stands for it.
    pub(crate) fn was_redundant(&self) -> bool {
        matches!(self.stop, Some(Stop::Abandoned(Why::Redundant)))
    }

    /// This execution in words, for reports.
    pub(crate) fn execution(&self, names: &Names) -> Execution {
        let event = |recorded: &Recorded| Event {
            actor: recorded.actor,
            action: recorded.action.verb(),
            object: recorded.object,
            also: recorded.also,
            read: recorded.trace.read.shown(),
            written: recorded.trace.written.shown(),
            passed: recorded.trace.passed.shown(),
            remark: recorded.trace.remark,
            site: site(recorded.site),
        };
        let mut events: Vec<Event> = self.recorded.iter().map(event).collect();
        for (place, at) in self.panics.iter().filter(|(place, _)| self.recorded[*place].action == Action::Panic) {
            events[*place].site.clone_from(at);
        }
        let failure = match &self.stop {
            Some(Stop::Failed(failure)) => Some((**failure).clone()),
            _ => None,
        };
        if failure.as_ref().is_some_and(|failure| failure.kind == FailureKind::Deadlock) {
            let stuck = self.actors.iter().enumerate().filter(|(id, _)| !self.can_step(*id));
            events.extend(stuck.filter_map(|(actor, it)| it.pending.map(|op| (actor, op))).map(|(actor, op)| Event {
                actor,
                action: op.action.verb(),
                object: op.object,
                also: None,
                read: None,
                written: None,
                passed: None,
                remark: Remark::BlocksForEver,
                site: site(op.site),
            }));
        }
        let objects = (0..self.objects.len()).map(|object| ObjectInfo {
            name: self.object_name(object, names),
            kind: self.objects[object].state.kind(),
            initial: self.objects[object].initial.shown(),
            capacity: self.objects[object].state.capacity(),
        });
        let actors: Vec<String> = (0..self.actors.len()).map(|actor| self.actor_name(actor, names)).collect();
        let words = unambiguous(&self.names_for_schedules(names));
        let schedule = Schedule::of(self.decisions.iter().map(|actor| words[*actor].as_str()));
        Execution { schedule, objects: objects.collect(), actors, events, outcome: self.outcome.clone(), failure }
    }
}

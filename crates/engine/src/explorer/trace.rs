//! The execution at hand as a partial order: its events, and which of them happen before which.
//!
//! An event happens before a later one if both are of the same actor, if one starts or ends what the other begins with or
//! waits for, or if both touch an object and one of them changes it; and what follows from these.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::step::{How, Step, Touch, may_commute};
use crate::resting::{Moment, Resting, Steps, Taken};
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, State};

/// Index of an event in its trace; it is also the depth of the choice that it was.
pub(super) type EventId = usize;

const NONE: usize = usize::MAX;

/// An event.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) step: Step,
    /// Which of its actor's events it is, counted from 1.
    local: u32,
    /// For each object it touches, the last event before it that touches it, and the last that changes it.
    before: SmallVec<[(EventId, EventId); 3]>,
    /// The states of the objects before it, if steps on them may have to wait, or somebody may rest because of them.
    found: SmallVec<[(ObjectId, State); 1]>,
    /// What there was before it, if it is on an atomic: whether an exchange fails depends on that.
    value: Option<u64>,
    /// Whether its actor had been at this step before, so that it may have rested there.
    comes_back: bool,
    /// The earlier events that it races with, once they have been looked for.
    races: Option<Races>,
    /// Whether nothing is to be planned for them any more.
    is_settled: bool,
}

/// Events whose order with a later one can be reversed, and whether an execution in which it is will be tried whatever follows.
type Races = SmallVec<[(EventId, bool); 2]>;

/// A step that an actor had announced when an execution, or the actor, ended. It counts as coming after all events: what
/// does not depend on the reason why it was not taken could have come before it.
#[derive(Debug)]
pub(super) struct Unfinished {
    pub(super) step: Step,
    comes_back: bool,
    /// The clock of its actor.
    pre: Vec<u32>,
    /// The event by which its actor was killed. It could have come before that, and then before all that happens after it.
    killed_by: Option<EventId>,
}

/// The events of one execution, in order.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) events: Vec<Event>,
    /// Room for this many actors in a clock.
    actors: usize,
    /// For each event the clock after it: how many events of each actor happen before it, itself included.
    clocks: Vec<u32>,
    /// The same without what it is ordered after because of the objects it touches.
    pres: Vec<u32>,
    /// The clock of each actor at this point of the execution.
    now: Vec<u32>,
    /// For each object the last event that touches it and the last that changes it.
    heads: Vec<(EventId, EventId)>,
    /// For each process, the clock of its end.
    ends: Vec<Option<Vec<u32>>>,
}

impl Trace {
    /// Forgets all events from `from` on, and where the actors are: the execution begins anew. What the first of them did.
    pub(super) fn rewind(&mut self, from: EventId) -> Option<Step> {
        let mut first = None;
        while self.events.len() > from {
            let event = self.events.pop()?;
            for (touch, before) in event.step.touches.iter().zip(&event.before) {
                self.heads[touch.object] = *before;
            }
            first = Some(event.step);
        }
        self.clocks.truncate(from * self.actors);
        self.pres.truncate(from * self.actors);
        self.now.fill(0);
        self.ends.clear();
        first
    }

    /// Makes room for an actor that `parent` has started.
    pub(super) fn spawned(&mut self, parent: ActorId, child: ActorId) {
        if child >= self.actors {
            self.widen((child + 1).next_multiple_of(4));
        }
        let (parent, child) = (parent * self.actors, child * self.actors);
        self.now.copy_within(parent..parent + self.actors, child);
    }

    fn widen(&mut self, actors: usize) {
        let old = self.actors;
        let wider = |clocks: &[u32]| {
            let rows = clocks.chunks(old.max(1));
            rows.flat_map(|row| row.iter().copied().chain(std::iter::repeat_n(0, actors - old))).collect()
        };
        self.clocks = wider(&self.clocks);
        self.pres = wider(&self.pres);
        self.now = wider(&self.now);
        self.now.resize(actors * actors, 0);
        for end in self.ends.iter_mut().flatten() {
            end.resize(actors, 0);
        }
        self.actors = actors;
    }

    /// `actor` has waited for the end of `other`.
    pub(super) fn joined(&mut self, actor: ActorId, other: ActorId) {
        for i in 0..self.actors {
            let theirs = self.now[other * self.actors + i];
            let mine = &mut self.now[actor * self.actors + i];
            *mine = (*mine).max(theirs);
        }
    }

    /// `actor` has waited for the end of the process with this object.
    pub(super) fn waited_for(&mut self, actor: ActorId, process: ObjectId) {
        let Some(Some(end)) = self.ends.get(process) else { return };
        let now = &mut self.now[actor * self.actors..(actor + 1) * self.actors];
        for (mine, theirs) in now.iter_mut().zip(end) {
            *mine = (*mine).max(*theirs);
        }
    }

    /// The event at `id` takes place again.
    pub(super) fn repeat(&mut self, id: EventId) {
        let actor = self.events[id].step.actor;
        self.now[actor * self.actors..(actor + 1) * self.actors]
            .copy_from_slice(&self.clocks[id * self.actors..(id + 1) * self.actors]);
        self.note_end(id);
    }

    /// Adds an event: `step` is about to be taken. `comes_back` says whether its actor has been there before, `all` whether the
    /// states of all objects that it changes are noted.
    pub(super) fn push(&mut self, world: &World, step: Step, comes_back: bool, all: bool) {
        let id = self.events.len();
        let width = self.actors;
        let actor = step.actor;
        if self.heads.len() < world.objects.len() {
            self.heads.resize(world.objects.len(), (NONE, NONE));
        }
        self.pres.extend_from_slice(&self.now[actor * width..(actor + 1) * width]);
        self.now[actor * width + actor] += 1;
        let local = self.now[actor * width + actor];
        self.clocks.extend_from_slice(&self.now[actor * width..(actor + 1) * width]);
        if step.op.action.depends_on_all() {
            for earlier in 0..id {
                self.join_clock(id, earlier);
            }
        } else if let Some(earlier) = self.events.iter().rposition(|it| it.step.op.action.depends_on_all()) {
            self.join_clock(id, earlier);
        }
        let mut before = SmallVec::new();
        for touch in &step.touches {
            let (access, write) = self.heads[touch.object];
            before.push((access, write));
            if touch.how.changes() || may_commute(world, touch.object) {
                let mut at = access;
                while at != NONE && at != write {
                    if touch.how.depends_on(self.use_by(at, touch.object)) {
                        self.join_clock(id, at);
                    }
                    at = self.access_before(at, touch.object);
                }
            }
            if write != NONE {
                self.join_clock(id, write);
            }
            self.heads[touch.object] = (id, if touch.how.writes() { id } else { write });
        }
        let matters = |object: ObjectId| all || world.states[object].may_block();
        let found = step.touches.iter().filter(|touch| touch.how.changes() && matters(touch.object));
        let found = found.map(|touch| (touch.object, world.states[touch.object].clone())).collect();
        let value = step.op.object().and_then(|object| world.states[object].value()).map(|(_, value)| value);
        self.events.push(Event { step, local, before, found, value, comes_back, races: None, is_settled: false });
        self.now[actor * width..(actor + 1) * width].copy_from_slice(&self.clocks[id * width..(id + 1) * width]);
        self.note_end(id);
    }

    fn note_end(&mut self, id: EventId) {
        let op = &self.events[id].step.op;
        if let (Action::Exit | Action::Kill | Action::Bury, Some(process)) = (op.action, op.object()) {
            if self.ends.len() <= process {
                self.ends.resize(process + 1, None);
            }
            let end = &mut self.ends[process];
            // A kill after the end changes nothing; and one before it may not have been the end.
            if end.is_none() || op.action == Action::Bury {
                *end = Some(self.clocks[id * self.actors..(id + 1) * self.actors].to_vec());
            }
        }
    }

    fn join_clock(&mut self, id: EventId, earlier: EventId) {
        let width = self.actors;
        let (before, mine) = self.clocks.split_at_mut(id * width);
        for (mine, theirs) in mine[..width].iter_mut().zip(&before[earlier * width..(earlier + 1) * width]) {
            *mine = (*mine).max(*theirs);
        }
    }

    /// A step that was announced and is not taken in this execution, perhaps because its actor was killed.
    pub(super) fn unfinished(&self, step: Step, comes_back: bool, killed_by: Option<EventId>) -> Unfinished {
        let actor = step.actor;
        let pre = self.now[actor * self.actors..(actor + 1) * self.actors].to_vec();
        Unfinished { step, comes_back, pre, killed_by }
    }

    /// The execution is over: the step of one who was killed comes after all that does not happen after that.
    pub(super) fn comes_last(&self, world: &World, it: &mut Unfinished) {
        // Others may have been started since.
        it.pre.resize(self.actors, 0);
        if let Some(kill) = it.killed_by {
            it.step = self.without(world, Later::Unfinished(it), kill);
        }
    }

    /// Whether `other` has no place before `later` if that comes before `event`: it happens after it, or after the kill.
    pub(super) fn is_left_out(&self, later: Later<'_>, event: EventId, other: EventId) -> bool {
        self.ordered(event, other) || later.kill().is_some_and(|kill| self.ordered(kill, other))
    }

    /// From where on something has no place before `later` if that comes before `event`.
    pub(super) fn left_out_from(later: Later<'_>, event: EventId) -> EventId {
        later.kill().map_or(event, |kill| kill.min(event))
    }

    /// Whether the event happens before what has this clock.
    fn within(&self, event: EventId, clock: &[u32]) -> bool {
        let event = &self.events[event];
        clock[event.step.actor] >= event.local
    }

    fn clock(&self, event: EventId) -> &[u32] {
        &self.clocks[event * self.actors..(event + 1) * self.actors]
    }

    /// Whether `one` happens before `other`, or is it.
    pub(super) fn ordered(&self, one: EventId, other: EventId) -> bool {
        self.within(one, self.clock(other))
    }

    fn access_before(&self, event: EventId, object: ObjectId) -> EventId {
        self.links(event, object).0
    }

    fn links(&self, event: EventId, object: ObjectId) -> (EventId, EventId) {
        let event = &self.events[event];
        let at = event.step.touches.iter().position(|touch| touch.object == object);
        at.map_or((NONE, NONE), |at| event.before[at])
    }

    fn changes(&self, event: EventId, object: ObjectId) -> bool {
        self.events[event].step.touches.iter().any(|touch| touch.object == object && touch.how.changes())
    }

    /// How the event, which touches `object`, does it.
    fn use_by(&self, event: EventId, object: ObjectId) -> How {
        let touches = &self.events[event].step.touches;
        touches.iter().find(|touch| touch.object == object).map_or(How::Writes, |touch| touch.how)
    }
}

/// An event, or a step that was not taken, whose order with earlier events may be reversed.
#[derive(Clone, Copy)]
pub(super) enum Later<'a> {
    Event(EventId),
    Unfinished(&'a Unfinished),
}

impl Later<'_> {
    /// The event by which its actor was killed.
    fn kill(self) -> Option<EventId> {
        match self {
            Later::Event(_) => None,
            Later::Unfinished(it) => it.killed_by,
        }
    }
}

impl Trace {
    pub(super) fn step_of<'a>(&'a self, later: Later<'a>) -> &'a Step {
        match later {
            Later::Event(id) => &self.events[id].step,
            Later::Unfinished(it) => &it.step,
        }
    }

    fn pre_of<'a>(&'a self, later: Later<'a>) -> &'a [u32] {
        match later {
            Later::Event(id) => &self.pres[id * self.actors..(id + 1) * self.actors],
            Later::Unfinished(it) => &it.pre,
        }
    }

    fn comes_back(&self, later: Later<'_>) -> bool {
        match later {
            Later::Event(id) => self.events[id].comes_back,
            Later::Unfinished(it) => it.comes_back,
        }
    }

    /// The number of events before it.
    pub(super) fn place_of(&self, later: Later<'_>) -> EventId {
        match later {
            Later::Event(id) => id,
            Later::Unfinished(_) => self.events.len(),
        }
    }

    /// The earlier events whose order with `later` can be reversed, with nothing in between that would have to be
    /// reversed first.
    pub(super) fn races(&self, world: &World, rest: &Resting, later: Later<'_>, found: &mut Vec<EventId>) {
        found.clear();
        let step = self.step_of(later);
        let pre = self.pre_of(later);
        let place = self.place_of(later);
        let blocks = step.may_be_impossible() || self.comes_back(later);
        let reversible = |event: EventId| !blocks || self.possible_without(world, rest, later, event);
        if let Some(kill) = later.kill().filter(|&kill| reversible(kill)) {
            found.push(kill);
            return;
        }
        let reversible =
            |event: EventId| !later.kill().is_some_and(|kill| self.ordered(kill, event)) && reversible(event);
        if step.op.action.depends_on_all() {
            found.extend((0..place).filter(|&event| !self.within(event, pre) && reversible(event)));
        } else {
            let last = (0..place).rev().find(|&event| self.events[event].step.op.action.depends_on_all());
            found.extend(last.filter(|&event| !self.within(event, pre) && reversible(event)));
            for touch in &step.touches {
                let (mut access, mut write) = match later {
                    Later::Event(id) => self.links(id, touch.object),
                    Later::Unfinished(_) => self.heads.get(touch.object).copied().unwrap_or((NONE, NONE)),
                };
                if touch.how.changes() || may_commute(world, touch.object) {
                    while access != NONE && access != write {
                        let depends = touch.how.depends_on(self.use_by(access, touch.object));
                        if depends && !self.within(access, pre) && reversible(access) {
                            found.push(access);
                        }
                        access = self.access_before(access, touch.object);
                    }
                }
                // A step that must wait could not have come before what makes it possible: look further back.
                while write != NONE && !self.within(write, pre) {
                    if reversible(write) {
                        found.push(write);
                        break;
                    }
                    write = self.links(write, touch.object).1;
                }
            }
        }
        if found.len() > 1 {
            found.sort_unstable();
            found.dedup();
            let all = std::mem::take(found);
            found.extend(all.iter().filter(|&&one| all.iter().all(|&two| one == two || !self.ordered(one, two))));
        }
    }

    /// Takes out what is known of the races of the event `id`, to be given back by [`put_races`](Self::put_races). An event, and what
    /// comes before it, is the same in all executions that it is part of, so they are looked for once. Only of one at which its actor
    /// may have rested it is asked again: that depends on what is believed.
    pub(super) fn take_races(&mut self, world: &World, rest: &Resting, id: EventId, found: &mut Vec<EventId>) -> Races {
        let known = self.events[id].races.take().filter(|_| !self.events[id].comes_back);
        known.unwrap_or_else(|| {
            self.races(world, rest, Later::Event(id), found);
            found.iter().map(|&event| (event, false)).collect()
        })
    }

    pub(super) fn put_races(&mut self, id: EventId, races: Races) {
        let event = &mut self.events[id];
        event.is_settled = !event.comes_back && races.iter().all(|(_, is_settled)| *is_settled);
        event.races = Some(races);
    }

    /// Whether nothing is to be planned for the races of this event any more.
    pub(super) fn is_settled(&self, id: EventId) -> bool {
        self.events[id].is_settled
    }

    fn found_by(&self, event: EventId, object: ObjectId) -> Option<&State> {
        self.events[event].found.iter().find(|(it, _)| *it == object).map(|(_, state)| state)
    }

    /// The first change of `object` that has no place before `later` if that comes before `event`.
    fn first_left_out(&self, later: Later<'_>, event: EventId, object: ObjectId) -> Option<EventId> {
        let mut others = Self::left_out_from(later, event)..self.place_of(later);
        others.find(|&other| self.changes(other, object) && self.is_left_out(later, event, other))
    }

    /// The state of `object` after all events but `event`, up to `later`, that do not happen after `event`.
    fn found_without<'a>(
        &'a self,
        world: &'a World,
        later: Later<'_>,
        event: EventId,
        object: ObjectId,
    ) -> Option<Cow<'a, State>> {
        match self.first_left_out(later, event, object) {
            Some(first) => {
                let stay = (first + 1..self.place_of(later)).filter(|&other| !self.is_left_out(later, event, other));
                self.found_by(first, object).map(|state| self.after_ends(world, state, object, stay))
            }
            None => match later {
                Later::Event(id) => self.found_by(id, object).map(Cow::Borrowed),
                Later::Unfinished(_) => Some(Cow::Borrowed(&world.states[object])),
            },
        }
    }

    /// `state` after those of `events` that change the object too: they come behind one that is left out, so they commute with it.
    fn after_ends<'a>(
        &self,
        world: &World,
        state: &'a State,
        object: ObjectId,
        events: impl Iterator<Item = EventId>,
    ) -> Cow<'a, State> {
        let mut state = Cow::Borrowed(state);
        for event in events.filter(|&event| self.changes(event, object) && self.use_by(event, object) == How::LetsGo) {
            let ended = self.events[event].step.op.object().and_then(|process| world.process_of(process));
            if let Some(process) = ended {
                state.to_mut().loses(process);
            }
        }
        state
    }

    /// Whether `later` would be possible before `event`, after everything that does not depend on `event`.
    fn possible_without(&self, world: &World, rest: &Resting, later: Later<'_>, event: EventId) -> bool {
        let step = self.step_of(later);
        let possible = step.touches.iter().all(|need| {
            // What an event did not note down did not keep it from taking place.
            let state = self.found_without(world, later, event, need.object);
            state.is_none_or(|state| step.is_possible(need, &state))
        });
        possible && !(self.comes_back(later) && self.rests_without(world, rest, later, event))
    }

    /// What `later` would be before `event`, after everything that does not depend on `event`: an exchange may fail or not there, and
    /// somebody wake up for no reason.
    fn without(&self, world: &World, later: Later<'_>, event: EventId) -> Step {
        let mut step = self.step_of(later).clone();
        if step.wakes_anyway {
            let is_by_chance = |need: &Touch| {
                let state = self.found_without(world, later, event, need.object);
                state.is_some_and(|state| step.is_by_chance(need, &state))
            };
            step.by_chance = step.touches.iter().any(is_by_chance);
        }
        if let Some(value) = step.op.expected().and_then(|_| self.value_without(world, later, event)) {
            step.would_find(value);
        }
        step
    }

    /// What there is where `later` is before `event`, if it is on an atomic.
    fn value_without(&self, world: &World, later: Later<'_>, event: EventId) -> Option<u64> {
        let object = self.step_of(later).op.object()?;
        match self.first_left_out(later, event, object) {
            Some(first) => self.events[first].value,
            None => match later {
                Later::Event(id) => self.events[id].value,
                Later::Unfinished(_) => world.states[object].value().map(|(_, value)| value),
            },
        }
    }

    /// Whether the actor of `later` would rest before `event`, after everything that does not depend on `event`.
    fn rests_without(&self, world: &World, rest: &Resting, later: Later<'_>, event: EventId) -> bool {
        let place = self.place_of(later);
        let is_there = |id: EventId| id < place && !self.is_left_out(later, event, id);
        let steps: Vec<&Taken> =
            rest.path.steps().iter().enumerate().filter(|(id, _)| is_there(*id)).map(|(_, step)| step).collect();
        let from = Self::left_out_from(later, event);
        let left_out = || (from..self.events.len()).filter(|&id| !is_there(id));
        let next = |actor: ActorId| {
            let event = left_out().find(|&id| self.events[id].step.actor == actor);
            event.map(|id| self.events[id].step.op).or(world.actors[actor].pending)
        };
        let state = |object: ObjectId| {
            let change = left_out().find(|&id| self.changes(id, object));
            let found = change.and_then(|id| Some((id, self.found_by(id, object)?)));
            let stay = |id: EventId| (id + 1..place).filter(|&id| is_there(id));
            let found = found.map(|(id, state)| self.after_ends(world, state, object, stay(id)));
            found.unwrap_or(Cow::Borrowed(&world.states[object]))
        };
        let actor = self.step_of(later).actor;
        let moment = Moment { steps: Steps::Some(&steps), next: &next, state: &state, world };
        rest.resting_at(&moment).iter().any(|circle| circle.members.contains(&actor))
    }
}

/// What is to be done instead of an event, so that a step comes before it: the events after it, to the end of the execution, which
/// do not happen after it, and the step.
///
/// Those behind the step belong to it too: whether another sequence stands for this one depends on what is in it. They are
/// independent of the step.
#[derive(Debug, Default)]
pub(super) struct Sequence {
    /// The events before the step.
    before: Vec<EventId>,
    /// The step as it is here, as long as it is part of it.
    moved: Option<Step>,
    /// The clock of the step.
    clock: Vec<u32>,
    /// The events behind it.
    behind: Vec<EventId>,
}

impl Sequence {
    /// `later` and what comes before it, instead of `event`. What memory the last one took is used again.
    pub(super) fn is_to_be(&mut self, trace: &Trace, world: &World, event: EventId, later: Later<'_>) {
        self.clear();
        let step = trace.without(world, later, event);
        let place = trace.place_of(later);
        let stays = |it: &EventId| !trace.is_left_out(later, event, *it);
        let from = Trace::left_out_from(later, event);
        self.before.extend((from + 1..place).filter(stays));
        self.behind.extend((place + 1..trace.events.len()).filter(stays));
        self.clock.extend_from_slice(trace.pre_of(later));
        for &it in self.before.iter().filter(|&&it| trace.events[it].step.depends_on(&step)) {
            for (mine, theirs) in self.clock.iter_mut().zip(trace.clock(it)) {
                *mine = (*mine).max(*theirs);
            }
        }
        self.moved = Some(step);
    }

    /// What is to be done instead of a wake-up for no reason, to see what comes of it that there is none: all that does not happen
    /// after it.
    pub(super) fn is_to_be_without(&mut self, trace: &Trace, event: EventId) {
        self.clear();
        self.before.extend((event + 1..trace.events.len()).filter(|&it| !trace.ordered(event, it)));
    }

    fn clear(&mut self) {
        self.before.clear();
        self.moved.take();
        self.clock.clear();
        self.behind.clear();
    }

    /// The step that comes before the event, as long as it is part of it.
    pub(super) fn moved(&self) -> Option<&Step> {
        self.moved.as_ref()
    }

    /// Whether the step, and what has to come before it, is not in it any more.
    pub(super) fn is_done(&self) -> bool {
        self.before.is_empty() && self.moved.is_none()
    }

    /// Whether `step` could be taken first: it is in the sequence and nothing before it there happens before it, or it is
    /// not and is independent of everything there. A wake-up for no reason is not: the sequence, like any, may come to it that
    /// nobody wakes up so any more.
    pub(super) fn can_begin_with(&self, trace: &Trace, step: &Step) -> bool {
        self.begins_with(trace, step).unwrap_or_else(|| self.could_begin_with(trace, step))
    }

    /// The same, if it is known whatever comes behind.
    pub(super) fn begins_with(&self, trace: &Trace, step: &Step) -> Option<bool> {
        let is_of_its_actor = |it: &&EventId| trace.events[**it].step.actor == step.actor;
        if let Some(&first) = self.before.iter().find(is_of_its_actor) {
            let earlier = self.before.iter().take_while(|it| **it != first);
            return Some(earlier.copied().all(|it| !trace.ordered(it, first)));
        }
        let moves = self.moved.as_ref().is_some_and(|moved| moved.actor == step.actor);
        moves.then(|| self.before.iter().all(|&it| !trace.within(it, &self.clock)))
    }

    /// The same, as far as what comes behind has a say in it.
    fn could_begin_with(&self, trace: &Trace, step: &Step) -> bool {
        let is_of_its_actor = |it: &&EventId| trace.events[**it].step.actor == step.actor;
        if let Some(&first) = self.behind.iter().find(is_of_its_actor) {
            let earlier = self.before.iter().chain(self.behind.iter().take_while(|it| **it != first));
            return earlier.copied().all(|it| !trace.ordered(it, first));
        }
        if step.by_chance {
            return false;
        }
        let mut events = self.before.iter().chain(&self.behind);
        let independent = events.all(|&it| !trace.events[it].step.depends_on(step));
        independent && !self.moved.as_ref().is_some_and(|moved| moved.depends_on(step))
    }

    /// Takes the first step of `actor` away, if there is one.
    pub(super) fn without_first_of(&mut self, trace: &Trace, actor: ActorId) {
        let first_in = |events: &[EventId]| events.iter().position(|&it| trace.events[it].step.actor == actor);
        if let Some(at) = first_in(&self.before) {
            self.before.remove(at);
        } else if self.moved.as_ref().is_some_and(|moved| moved.actor == actor) {
            self.moved = None;
        } else if let Some(at) = first_in(&self.behind) {
            self.behind.remove(at);
        }
    }

    /// The events before the step, and the step.
    pub(super) fn steps<'a>(&'a self, trace: &'a Trace) -> impl Iterator<Item = &'a Step> {
        self.before.iter().map(|&it| &trace.events[it].step).chain(&self.moved)
    }

    /// The same, to be kept.
    pub(super) fn planned(&self, trace: &Trace) -> Vec<Step> {
        self.steps(trace).cloned().collect()
    }

    /// The events behind the step.
    pub(super) fn behind<'a>(&'a self, trace: &'a Trace) -> impl Iterator<Item = &'a Step> {
        self.behind.iter().map(|&it| &trace.events[it].step)
    }

    /// The actors whose first step here, up to the step, could be the first of all.
    pub(super) fn initials(&self, trace: &Trace) -> Vec<ActorId> {
        let mut actors: Vec<ActorId> = self.steps(trace).map(|step| step.actor).collect();
        actors.sort_unstable();
        actors.dedup();
        let first = |actor: ActorId| self.steps(trace).find(|step| step.actor == actor);
        actors.retain(|&actor| first(actor).is_some_and(|step| self.can_begin_with(trace, step)));
        actors
    }
}

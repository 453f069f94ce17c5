//! Dynamic partial-order reduction: one execution for each class of equivalent ones, and none that is given up.
//!
//! After each execution its races are looked for: two steps that depend on each other, of different actors, with nothing
//! in between that orders them. For each, the sequence that reverses them is put into the *wakeup tree* of the state
//! before the earlier one, unless it is covered there already; the executions to come follow these trees (Abdulla, Aronis,
//! Jonsson and Sagonas, *Optimal Dynamic Partial Order Reduction*, POPL 2014, and *Source Sets*, J. ACM 2017).
//!
//! Where it goes beyond the papers' model, random programs that are also enumerated by brute force are the judge
//! (`tests/properties.rs`). Steps that may have to wait race with the last step before which they were possible, not with
//! the one that made them possible. Steps that were announced and are not taken, because their actor was blocked or killed
//! when the execution ended, take part as if they came last.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::step::{How, Step};
use super::trace::{EventId, Later, Sequence, Trace, Unfinished};
use super::which::Which;
use crate::rested::{At, Choice, Search};
use crate::resting::{Next, Open};
use crate::search::share_done;
use racecourse_kernel::stop::Why;
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, Operation, State};

/// How executions are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reduction {
    /// Wakeup trees: no execution is begun in vain.
    Optimal,
    /// Source sets: some may be.
    SourceSets,
}

/// Who goes on where nothing is planned. What a search comes to does not depend on it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Habit {
    /// Who has gone on last, which makes for executions with few switches.
    Stays,
    /// Somebody who is drawn, from this state of a sequence of numbers.
    Draws(u64),
}

/// Who has taken so many steps in a row lets others go first. A loop that changes something in each round, and ends only when
/// somebody else does something, would be gone round until the execution is too long, and nothing would be seen of what the
/// others do: with whom it races shows only once they have.
const PATIENCE: usize = 50;

/// Whether a streak of this length is one of so many steps, or of fewer where executions are short.
fn is_impatient(streak: usize, world: &World) -> bool {
    streak.is_multiple_of((world.rules.steps / 8).clamp(1, PATIENCE))
}

impl Habit {
    /// Moves some of `actors` to the front. Whoever is `impatient` lets the others go first.
    fn sort(&mut self, actors: &mut [ActorId], running: ActorId, impatient: bool) {
        match self {
            Self::Stays if impatient => {
                if let Some(at) = actors.iter().position(|actor| *actor == running) {
                    actors[at..].rotate_left(1);
                }
            }
            Self::Stays => {
                if let Some(at) = actors.iter().position(|actor| *actor == running) {
                    actors[..=at].rotate_right(1);
                }
            }
            Self::Draws(state) => {
                // Marsaglia, *Xorshift RNGs*, 2003.
                *state ^= *state << 13;
                *state ^= *state >> 7;
                *state ^= *state << 17;
                let drawn = (*state >> 16) as usize % actors.len().max(1);
                actors.rotate_left(drawn);
            }
        }
    }
}

/// A step to be taken, and what is to follow it.
#[derive(Debug)]
struct Branch {
    step: Step,
    then: Vec<Branch>,
}

/// A state on the current path.
#[derive(Debug, Default)]
struct Node {
    /// Whose step is being tried.
    chosen: ActorId,
    /// Which, if it was planned.
    planned: Option<Operation>,
    /// Steps that need not be taken here: taken before, or covered elsewhere.
    sleep: Vec<Step>,
    /// What is still to be tried here, after that.
    wakeups: Vec<Branch>,
    /// What is to follow the step that is being tried.
    then: Vec<Branch>,
    /// Under source sets: the actors whose steps are tried here.
    sources: BTreeMap<ActorId, Operation>,
    /// Steps that were tried here before, for an estimate of what is left.
    tried: usize,
    /// So many steps in a row are the same actor's, up to the one that is being tried.
    streak: usize,
}

/// The search.
#[derive(Debug)]
pub(super) struct Optimal {
    reduction: Reduction,
    habit: Habit,
    path: Vec<Node>,
    /// Nodes that are no longer on it, whose memory the next ones use again.
    spare: Vec<Node>,
    /// How many actors of the execution at hand the trace knows of.
    spawned: usize,
    trace: Trace,
    depth: usize,
    /// Whether the next step is chosen with all next steps in view.
    all_in_view: bool,
    /// Whether there was ever more than one actor to choose, as far as that was looked at.
    has_had_a_choice: bool,
    /// The wake-ups for no reason in this execution.
    by_chance: Vec<EventId>,
    /// Steps of actors that were killed.
    killed: Vec<Unfinished>,
    started: bool,
    /// Steps with which every execution begins: nothing is tried in their place.
    beginning: Vec<Step>,
    /// Whether it could not be begun with them.
    has_gone_astray: bool,
    /// What is planned last.
    sequence: Sequence,
    /// As the how-manieth of all that was done each event of the trace comes, if anybody wants to know.
    entries: Option<Vec<usize>>,
}

impl Optimal {
    pub(super) fn new(reduction: Reduction, habit: Habit) -> Self {
        Self {
            reduction,
            habit,
            path: Vec::new(),
            spare: Vec::new(),
            spawned: 0,
            trace: Trace::default(),
            depth: 0,
            all_in_view: false,
            has_had_a_choice: false,
            by_chance: Vec::new(),
            killed: Vec::new(),
            started: false,
            beginning: Vec::new(),
            has_gone_astray: false,
            sequence: Sequence::default(),
            entries: None,
        }
    }

    /// The same for the executions that begin with these steps.
    pub(super) fn after(self, beginning: Vec<Step>) -> Self {
        Self { beginning, entries: Some(Vec::new()), ..self }
    }

    /// Whether the executions could be begun with the steps that they are to begin with.
    pub(super) fn has_begun_as_wanted(&self) -> bool {
        !self.has_gone_astray && self.trace.events.len() >= self.beginning.len()
    }

    /// Whether in the last execution `one` is taken, and could be taken without `other` before it, as far as that is known.
    pub(super) fn comes_first(&self, world: &World, one: Which, other: Which) -> bool {
        let places = [one, other].map(|which| which.place_in(&world.transcript.entries));
        let [Some(came), overtaken] = places else { return false };
        let Some(overtaken) = overtaken else { return true };
        let event_at = |place: usize| self.entries.as_ref()?.iter().position(|at| *at == place);
        match (event_at(overtaken), event_at(came)) {
            (Some(overtaken), Some(came)) => !self.trace.ordered(overtaken, came),
            // Of what nobody has chosen it is not known what it comes after.
            _ => true,
        }
    }

    /// Whether there was ever more than one actor to choose. Where every step is chosen with all next steps in view, as in what is
    /// shown, that is all there is to know.
    pub(super) fn has_had_a_choice(&self) -> bool {
        self.has_had_a_choice
    }

    fn begin_execution(&mut self) {
        self.depth = 0;
        self.spawned = 0;
        self.all_in_view = false;
        self.killed.clear();
    }

    /// Takes the path back to the last state with something left to try, and chooses that.
    fn back_up(&mut self) -> bool {
        while let Some(node) = self.path.last_mut() {
            let depth = self.trace.events.len() - 1;
            node.sleep.extend(self.trace.rewind(depth));
            match self.reduction {
                Reduction::Optimal if !node.wakeups.is_empty() => {
                    let next = node.wakeups.remove(0);
                    node.chosen = next.step.actor;
                    node.planned = Some(next.step.op);
                    node.then = next.then;
                    node.tried += 1;
                    return true;
                }
                Reduction::Optimal => {}
                Reduction::SourceSets => {
                    let asleep = |actor: &ActorId| node.sleep.iter().any(|step| step.actor == *actor);
                    if let Some((&next, &op)) = node.sources.iter().find(|(actor, _)| !asleep(actor)) {
                        node.chosen = next;
                        node.planned = Some(op);
                        node.tried += 1;
                        return true;
                    }
                }
            }
            self.spare.extend(self.path.pop());
        }
        false
    }

    /// Puts `actor`, about to take the step `op`, on the path, with what sleeps there and what is planned.
    fn push_node(&mut self, actor: ActorId, op: Option<Operation>) {
        let mut node = self.spare.pop().unwrap_or_default();
        node.chosen = actor;
        node.sleep.clear();
        node.wakeups.clear();
        node.then.clear();
        node.sources.clear();
        node.tried = 0;
        node.streak = match self.path.last() {
            Some(last) if last.chosen == actor => last.streak + 1,
            _ => 1,
        };
        node.planned = None;
        if let (Reduction::SourceSets, Some(op)) = (self.reduction, op) {
            node.sources.insert(actor, op);
        }
        if let (Some(last), Some(event)) = (self.path.last_mut(), self.trace.events.last()) {
            node.sleep.extend(last.sleep.iter().filter(|step| stays_asleep(step, &event.step)).cloned());
            std::mem::swap(&mut node.wakeups, &mut last.then);
            if !node.wakeups.is_empty() {
                node.then = node.wakeups.remove(0).then;
            }
        }
        self.path.push(node);
    }

    fn note_spawned(&mut self, world: &World) {
        while let Some(&child) = world.born.actors.get(self.spawned) {
            self.trace.spawned(world.actors[child].parent, child);
            self.spawned += 1;
        }
    }

    /// The steps that others in the process that `actor` ends have announced are never taken, and could have been.
    fn note_killed(&mut self, at: At<'_>, actor: ActorId, op: &Operation, event: EventId) {
        let world = at.world;
        let Some(process) = op.object().and_then(|object| world.process_of(object)) else { return };
        if world.is_done_for(process) {
            return;
        }
        let is_victim = |&it: &ActorId| it != actor && world.actors[it].process == process;
        for victim in (0..world.actors.len()).filter(is_victim) {
            self.killed.extend(self.untaken(at, victim, Some(event)));
        }
    }

    /// The step that `actor` has announced and does not come to take. One that commutes with everything is nobody's choice, so
    /// there is nothing to be planned for it.
    fn untaken(&self, at: At<'_>, actor: ActorId, killed_by: Option<EventId>) -> Option<Unfinished> {
        let (step, comes_back) = announced(at, actor)?;
        let action = step.op.action;
        let is_nobodys_choice = at.world.commutes(actor, &step.op) || action.is_local();
        (!is_nobodys_choice).then(|| self.trace.unfinished(step, comes_back, killed_by))
    }

    /// Whether, in a state that has not been seen before, the running actor takes its step without a look at the others: none
    /// other is planned, it need not be left out, and it does not look again at what it has seen.
    fn may_go_on(&mut self, at: At<'_>, op: &Operation) -> bool {
        let (world, me) = (at.world, at.world.running);
        if matches!(self.habit, Habit::Draws(_)) || at.rest.may_rest(me, op) {
            self.all_in_view = true;
            return false;
        }
        let (node, event) = (self.path.last(), self.trace.events.last());
        if node.is_some_and(|node| is_impatient(node.streak, world)) {
            return false;
        }
        let planned = node.and_then(|node| node.then.first());
        if planned.is_some_and(|first| first.step.actor != me) {
            return false;
        }
        let Some((node, event)) = node.zip(event) else { return true };
        !node.sleep.iter().any(|step| step.actor == me && stays_asleep(step, &event.step))
    }

    /// Looks for the races of this execution, and plans executions that reverse them.
    fn find_races(&mut self, at: At<'_>) {
        let At { world, rest, .. } = at;
        let left = (0..world.actors.len()).filter(|&actor| !world.actors[actor].is_gone());
        let mut unfinished = std::mem::take(&mut self.killed);
        unfinished.iter_mut().for_each(|it| self.trace.comes_last(world, it));
        unfinished.extend(left.filter_map(|actor| self.untaken(at, actor, None)));
        self.by_chance.clear();
        let steps = rest.path.steps().iter().take(self.trace.events.len()).enumerate();
        self.by_chance.extend(steps.filter(|(_, step)| step.optional).map(|(event, _)| event));
        let mut found = Vec::new();
        // Also of those that the last execution had too: what follows them is new.
        for id in 0..self.trace.events.len() {
            if self.trace.is_settled(id) {
                continue;
            }
            let mut races = self.trace.take_races(world, rest, id, &mut found);
            for (event, is_settled) in races.iter_mut().filter(|(_, is_settled)| !is_settled) {
                *is_settled = self.plan(world, *event, Later::Event(id));
            }
            self.trace.put_races(id, races);
        }
        for later in unfinished.iter().map(Later::Unfinished) {
            self.trace.races(world, rest, later, &mut found);
            for &event in &found {
                self.plan(world, event, later);
            }
        }
        self.plan_without_chance();
    }

    /// Plans that nobody wakes up for no reason before nobody else gets on. Such a standstill is an end, although the one who could
    /// wake up goes on from there: it has to be seen, and not only passed in another order, in which somebody has woken up before.
    ///
    /// It is as if each execution ended with one more step, that nobody wakes up for no reason any more, which depends on these
    /// wake-ups and on nothing else: here its order with the last of them is reversed.
    fn plan_without_chance(&mut self) {
        let is_last = |event: EventId| {
            let after = |other: EventId| other != event && self.trace.ordered(event, other);
            !self.by_chance.iter().any(|&other| after(other))
        };
        let last: SmallVec<[EventId; 2]> = self.by_chance.iter().copied().filter(|&event| is_last(event)).collect();
        for event in last.into_iter().filter(|event| *event >= self.beginning.len()) {
            self.sequence.is_to_be_without(&self.trace, event);
            plan_sequence(&mut self.path[event], self.reduction, &self.trace, &mut self.sequence);
        }
    }

    /// Sees to it that an execution in which `later` comes before `event` is tried. Whether nothing more is to be planned for that,
    /// whatever comes behind `later` in executions to come.
    fn plan(&mut self, world: &World, event: EventId, later: Later<'_>) -> bool {
        let from = Trace::left_out_from(later, event);
        if from < self.beginning.len() {
            return true;
        }
        self.sequence.is_to_be(&self.trace, world, event, later);
        plan_sequence(&mut self.path[from], self.reduction, &self.trace, &mut self.sequence)
    }
}

/// Whether what a step comes to depends on what others would do next.
const fn depends_on_what_is_announced(op: &Operation) -> bool {
    op.action.depends_on_all() || matches!(op.action, Action::Kill | Action::Exit)
}

/// Whether a step that need not be taken before `taken` need not be taken after it either.
fn stays_asleep(step: &Step, taken: &Step) -> bool {
    step.actor != taken.actor && !step.depends_on(taken)
}

/// Sees to it that an execution in which `sequence` comes first is tried. Whether it would come to the same whatever is behind the
/// step that is moved.
fn plan_sequence(node: &mut Node, reduction: Reduction, trace: &Trace, sequence: &mut Sequence) -> bool {
    if sequence.is_done() {
        return true;
    }
    match reduction {
        Reduction::SourceSets => {
            let initials = sequence.initials(trace);
            if initials.iter().all(|actor| !node.sources.contains_key(actor)) {
                let own = sequence.moved().map(|step| step.actor).filter(|own| initials.contains(own));
                let chosen = own.or(initials.first().copied());
                let first = sequence.steps(trace).find(|step| Some(step.actor) == chosen);
                node.sources.extend(first.map(|step| (step.actor, step.op)));
            }
            false
        }
        Reduction::Optimal => {
            // One that sleeps here sleeps as long as anything is planned from here.
            if node.sleep.iter().any(|step| sequence.begins_with(trace, step) == Some(true)) {
                return true;
            }
            if node.sleep.iter().any(|step| sequence.can_begin_with(trace, step)) {
                return false;
            }
            plan_wakeup(&node.sleep, &mut node.wakeups, trace, sequence)
        }
    }
}

/// Puts `sequence` into a wakeup tree, unless something there stands for it. Whether something there does from then on, and the
/// same, whatever comes behind the step that is moved.
fn plan_wakeup(sleep: &[Step], mut branches: &mut Vec<Branch>, trace: &Trace, sequence: &mut Sequence) -> bool {
    // What will sleep where the sequence is put.
    let mut asleep: SmallVec<[&Step; 8]> = sleep.iter().collect();
    let mut is_settled = true;
    loop {
        let fits = |branch: &Branch| sequence.can_begin_with(trace, &branch.step);
        let Some(at) = branches.iter().position(fits) else { break };
        // A branch before it may stand for the sequence with something else behind. What is first stays first.
        is_settled &= at == 0 && sequence.begins_with(trace, &branches[at].step).is_some();
        sequence.without_first_of(trace, branches[at].step.actor);
        if branches[at].then.is_empty() || sequence.is_done() {
            // Whatever else there is in the sequence will be seen as a race again below that branch.
            return is_settled;
        }
        let (earlier, here) = branches.split_at_mut(at);
        let Branch { step, then } = &mut here[0];
        asleep.extend(earlier.iter().map(|branch| &branch.step));
        asleep.retain(|it| stays_asleep(it, step));
        branches = then;
    }
    let mut steps = sequence.planned(trace);
    let earlier = branches.iter().map(|branch| &branch.step);
    let mut asleep: SmallVec<[&Step; 8]> = asleep.into_iter().chain(earlier).collect();
    asleep.retain(|it| steps.iter().all(|step| stays_asleep(it, step)));
    // Each of these could stand for the sequence with something else behind; what depends on a step of it never does.
    is_settled &= asleep.is_empty();
    // Where only such wake-ups are left, that nobody wakes up is an end.
    asleep.retain(|it| !it.by_chance);
    // What comes behind the step is only planned as far as it wakes those who sleep: else the execution could come to nothing.
    for step in sequence.behind(trace) {
        if asleep.is_empty() {
            break;
        }
        asleep.retain(|it| stays_asleep(it, step));
        steps.push(step.clone());
    }
    drop(asleep);
    let branch = steps.into_iter().rev().fold(Vec::new(), |then, step| vec![Branch { step, then }]);
    branches.extend(branch);
    is_settled
}

/// The step that `actor` has announced, and whether it could be about to go a round again.
fn announced(At { world, rest, .. }: At<'_>, actor: ActorId) -> Option<(Step, bool)> {
    let mut step = Step::announced(world, actor)?;
    let comes_back = rest.is_in_use() && rest.may_rest(actor, &step.op);
    if comes_back {
        // Else it would be no matter whether it goes round before or after what is there to wake it.
        let op = step.op;
        rest.path.looked_at(actor, &op).for_each(|object| step.also_touches(object, How::Reads));
    }
    Some((step, comes_back))
}

impl Search for Optimal {
    fn begin(&mut self, next: Next) -> bool {
        match next {
            Next::StartOver => {
                self.spare.append(&mut self.path);
                self.trace.rewind(0);
            }
            Next::Again | Next::GoOn => {
                self.trace.rewind(self.trace.events.len());
            }
            Next::Fresh if self.started => {
                if !self.back_up() {
                    return false;
                }
            }
            Next::Fresh => {}
        }
        self.started = true;
        self.begin_execution();
        true
    }

    fn begin_again(&mut self) -> bool {
        self.trace.rewind(self.trace.events.len());
        self.begin_execution();
        true
    }

    fn known(&self) -> usize {
        self.path.len()
    }

    /// What sleeps there was announced as well.
    fn announced(&self) -> impl Iterator<Item = (ActorId, Operation)> {
        let last = self.path.len().wrapping_sub(1);
        let node = self.path.get(last);
        let taken = self.trace.events.get(last).map(|event| event.step.op);
        let first = node.and_then(|node| Some((node.chosen, taken.or(node.planned)?)));
        let asleep = node.into_iter().flat_map(|node| node.sleep.iter().map(|step| (step.actor, step.op)));
        first.into_iter().chain(asleep)
    }

    fn goes_on(&mut self, at: At<'_>, op: &Operation) -> bool {
        if depends_on_what_is_announced(op) {
            return false;
        }
        let me = at.world.running;
        self.note_spawned(at.world);
        match self.path.get(self.depth) {
            Some(node) => node.chosen == me,
            None if self.all_in_view || self.depth < self.beginning.len() => false,
            None => {
                let goes_on = at.world.must_go(me) && self.may_go_on(at, op);
                if goes_on {
                    self.push_node(me, Some(*op));
                }
                goes_on
            }
        }
    }

    fn wants(&self, world: &World) -> Option<ActorId> {
        let node = self.path.get(self.depth)?;
        let actor = world.actors.get(node.chosen)?;
        let decides = actor.pending.is_none_or(|op| !depends_on_what_is_announced(&op));
        (decides && !actor.is_gone()).then_some(node.chosen)
    }

    fn decided(&mut self, at: At<'_>) -> Option<ActorId> {
        self.all_in_view = false;
        self.has_had_a_choice |= at.enabled.len() > 1 && at.world.stop.is_none();
        self.note_spawned(at.world);
        self.path.get(self.depth).map(|node| node.chosen)
    }

    fn choose(&mut self, at: At<'_>, mut open: Open) -> Choice {
        let world = at.world;
        if let Some(step) = self.beginning.get(self.depth) {
            let actor = step.actor;
            let able = [&open.free, &open.optional, &open.resting].iter().any(|able| able.contains(&actor));
            let is_it = able && Step::announced(world, actor).is_some_and(|announced| announced.is_same_as(step));
            if !is_it {
                self.has_gone_astray = true;
                return Choice::Nobody(Why::TriedOut);
            }
            self.push_node(actor, world.actors[actor].pending);
            return Choice::Of(actor);
        }
        let impatient = self.path.last().is_some_and(|node| is_impatient(node.streak, world));
        self.habit.sort(&mut open.free, world.running, impatient);
        let asleep = |actor: ActorId| match (self.path.last(), self.trace.events.last()) {
            (Some(node), Some(event)) => {
                node.sleep.iter().any(|step| step.actor == actor && stays_asleep(step, &event.step))
            }
            _ => false,
        };
        let awake = |actor: &ActorId| !asleep(*actor);
        let chosen = match self.path.last().and_then(|node| node.then.first()) {
            // To wake up for no reason comes last.
            None => open.free.iter().chain(&open.optional).copied().find(awake),
            // What is planned is done, also by who rests: the program can.
            Some(first) => {
                let actor = first.step.actor;
                let planned = first.step.op;
                // It was planned because the steps before it do not depend on what is left out. If the actor does something
                // else now, they do, by something that is not seen.
                if world.actors.get(actor).and_then(|actor| actor.pending) != Some(planned) {
                    return Choice::Differs(actor, planned);
                }
                let able = [&open.free, &open.optional, &open.resting].iter().any(|able| able.contains(&actor));
                assert!(able && awake(&actor), "a planned step must be possible: {:?}", first.step);
                Some(actor)
            }
        };
        let Some(chosen) = chosen else {
            // Somebody sleeps, or everybody rests.
            return Choice::Nobody(if open.free.is_empty() { Why::PassesOver } else { Why::Redundant });
        };
        self.push_node(chosen, world.actors[chosen].pending);
        Choice::Of(chosen)
    }

    fn step(&mut self, at: At<'_>, actor: ActorId) {
        let world = at.world;
        let depth = self.depth;
        self.depth += 1;
        if let Some(entries) = &mut self.entries {
            entries.truncate(depth);
            entries.push(world.steps_recorded());
        }
        if depth < self.trace.events.len() {
            self.trace.repeat(depth);
        } else {
            let (step, comes_back) = announced(at, actor).expect("it has announced a step");
            self.trace.push(world, step, comes_back, at.rest.is_in_use());
        }
        let op = world.actors[actor].pending;
        if let Some(op) = op.filter(|op| matches!(op.action, Action::Kill | Action::Exit)) {
            self.note_killed(at, actor, &op, depth);
        }
    }

    fn passes(&mut self, world: &World, actor: ActorId, op: &Operation) {
        // Who starts an actor and takes no step afterwards knows nothing more when it is joined.
        self.note_spawned(world);
        match (op.action, op.object()) {
            (Action::Join, Some(end)) => {
                if let State::End { actor: ended, .. } = world.states[end] {
                    self.trace.joined(actor, ended);
                }
            }
            (Action::WaitChild, Some(process)) => {
                self.trace.waited_for(actor, process);
            }
            _ => {}
        }
    }

    fn end(&mut self, at: At<'_>) {
        self.note_spawned(at.world);
        self.find_races(at);
    }

    fn buries(&self) -> bool {
        true
    }

    /// How much of the tree of executions has been gone through before the one that is prepared: see
    /// [`Executions::share_done`](crate::search::Executions::share_done).
    fn share_done(&self) -> Option<f64> {
        let branches = self.path.iter().map(|node| (node.tried, node.tried + 1 + node.wakeups.len()));
        Some(share_done(branches))
    }
}

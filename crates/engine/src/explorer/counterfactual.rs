//! What decides how an execution ends, found by asking: two of its steps are taken the other way round, and what comes of that
//! is seen.
//!
//! Only steps that depend on each other, and belong to different actors, are worth asking about: all other orders come to the
//! same. What comes first before it did is let go first, the actor that it overtakes is held until then, and everything else is
//! left in its order as far as it goes. Such a run is one of the program's executions, so what it says is so; whether the order of
//! two steps alone is what matters is for whoever reads it to judge. A step that need not happen, which is to wake up for no
//! reason, is left out as well. All others are the program's own: without one of them it would be another program, or a scheduler
//! that never lets somebody go on, and neither says anything of this one. Taking one step out of an execution and looking whether the
//! failure stays is what Zeller and Hildebrandt do to inputs (*Simplifying and Isolating Failure-Inducing Input*, TSE 2002), and
//! Choi and Zeller to thread switches (ISSTA 2002); here it is the order of two dependent steps, of which few are in question.

use super::aftermath::{self, Purse};
use super::step::Step;
use super::which::Which;
use crate::Program;
use crate::begin::begin;
use crate::explorer::taught;
use crate::rested::{At, Choice, Rested, Search};
use crate::resting::{Few, Next, Open};
use crate::search::{After, Executions, Run, every_execution, in_model};
use racecourse_kernel as kernel;
use racecourse_kernel::stop::Why;
use racecourse_kernel::transcript::Entry;
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId};
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Change, Counterfactual, Event, Execution, Moment, Verb};
use racecourse_trace::schedule::{Schedule, meant};

/// Runs that are made at most for one execution.
const MOST_RUNS: usize = 96;
/// Steps that are taken in them at most, all together.
const MOST_STEPS: usize = 200_000;
/// More events than this are not told of that are missing in a run.
const MOST_MISSING: usize = 8;
/// Executions and steps that are tried at most, all together, to see what always comes of other orders.
const MOST_AFTERWARDS: Purse = Purse { executions: 2_000, steps: 100_000 };

/// Follows `schedule` as far as it goes, under sequential consistency. If that comes to `label`, the execution is given back with
/// what came of other orders of its steps. If not, what it is held against reads old values, and what this run came to is all that
/// is given back. `None` if the run comes to no end.
pub(crate) fn explain(program: &Program, schedule: &Schedule, label: &str, budget: &Budget) -> Option<Execution> {
    begin();
    // Of the steps that are taken in passing there may be some for each that is in the schedule.
    let steps = budget.steps.saturating_add(schedule.len().saturating_mul(4));
    let once_only = Budget { executions: 1, steps, ..budget.clone() };
    // All runs are of one exploration, so that an actor has the same number in each, whoever was started first.
    taught(program, budget, || in_model(program, || explain_once(program, schedule, label, &once_only)))
}

fn explain_once(program: &Program, schedule: &Schedule, label: &str, budget: &Budget) -> Option<Execution> {
    let names = (0..schedule.len()).filter_map(|step| schedule.name(step)).map(str::to_owned).collect();
    let asked = once(program, budget, Reordering::new(Order::Named(names), None))?;
    if asked.execution.label() != label {
        let (label, schedule) = (asked.execution.label().to_owned(), asked.execution.schedule);
        let newest =
            Counterfactual { change: Change::NewestValues, label, schedule, always: Vec::new(), missing: Vec::new() };
        return Some(Execution { counterfactuals: vec![newest], ..Execution::default() });
    }
    let counterfactuals = Questions { program, budget, asked: &asked }.answers();
    Some(Execution { counterfactuals, ..asked.execution })
}

/// A run, with what its steps were.
struct Asked {
    execution: Execution,
    /// The steps that were chosen, in order.
    taken: Vec<Chosen>,
    /// The steps that actors were about to take at the end.
    pending: Vec<Step>,
    /// The actors by their numbers in the execution.
    actors: Vec<ActorId>,
    /// All that was done, also what nobody has chosen.
    entries: Vec<Entry>,
}

/// A step that was chosen.
struct Chosen {
    step: Step,
    /// The event that it is in the execution.
    event: usize,
    /// The how-manieth choice of its actor, counted from 0.
    own: usize,
}

/// A step in question: of an actor, its how-manieth.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    actor: ActorId,
    own: usize,
    event: Option<usize>,
}

struct Questions<'a> {
    program: &'a Program,
    budget: &'a Budget,
    asked: &'a Asked,
}

impl Questions<'_> {
    fn answers(&self) -> Vec<Counterfactual> {
        let mut answers = Vec::new();
        let mut purse = MOST_AFTERWARDS;
        let (mut runs, mut steps) = (0, 0);
        let mut is_enough = |run: Option<&Asked>| {
            runs += 1;
            steps += run.map_or(self.budget.steps, |run| run.execution.events.len());
            runs >= MOST_RUNS || steps >= MOST_STEPS
        };
        for (first, second) in self.pairs() {
            let run = once(self.program, self.budget, self.overtaking(first, second));
            let is_last = is_enough(run.as_ref());
            if let Some(run) = run.filter(|run| self.is_reversed(run, first, second)) {
                let change = Change::Before { step: self.moment(second), other: self.moment(first) };
                let answer = self.answer(change, &run);
                let always = match answer.label == self.asked.execution.label() {
                    true => Vec::new(),
                    false => self.whatever_follows(first, second, &mut purse),
                };
                answers.push(Counterfactual { always, ..answer });
            }
            if is_last {
                return answers;
            }
        }
        for chosen in self.asked.taken.iter().filter(|chosen| chosen.step.by_chance) {
            let place = Place { actor: chosen.step.actor, own: chosen.own, event: Some(chosen.event) };
            let run = once(self.program, self.budget, self.leaving_out(place));
            let is_last = is_enough(run.as_ref());
            if let Some(run) = run {
                answers.push(self.answer(Change::LeftOut { step: self.moment(place) }, &run));
            }
            if is_last {
                return answers;
            }
        }
        let saves = |answers: &[Counterfactual]| answers.iter().any(|it| it.label != self.asked.execution.label());
        let is_known = saves(&answers);
        for chosen in self.asked.taken.iter().rev() {
            // Who is killed does nothing any more: what that has spoilt no order of two steps that were taken tells.
            if is_known && chosen.step.op.action != Action::Kill {
                continue;
            }
            let place = Place { actor: chosen.step.actor, own: chosen.own, event: Some(chosen.event) };
            let run = once(self.program, self.budget, self.holding_back(place));
            let is_last = is_enough(run.as_ref());
            if let Some(run) = run.filter(|run| self.is_held_back(run, place)) {
                answers.push(self.answer(Change::HeldBack { step: self.moment(place) }, &run));
            }
            if is_last || !is_known && saves(&answers) {
                break;
            }
        }
        answers
    }

    fn answer(&self, change: Change, run: &Asked) -> Counterfactual {
        let label = run.execution.label().to_owned();
        let missing = match label == self.asked.execution.label() {
            true => Vec::new(),
            false => missing(&self.asked.execution, &run.execution),
        };
        Counterfactual { change, label, schedule: run.execution.schedule.clone(), always: Vec::new(), missing }
    }

    /// What all executions come to that begin like this one and in which `second` comes before `first`, if that is never what it
    /// came to itself.
    fn whatever_follows(&self, first: Place, second: Place, purse: &mut Purse) -> Vec<String> {
        let (Some(one), Some(two)) = (self.which(first), self.which(second)) else { return Vec::new() };
        if purse.executions == 0 || purse.steps == 0 {
            return Vec::new();
        }
        let from = self.asked.taken.iter().position(|it| is_at(it, first)).unwrap_or(0);
        let beginning = self.asked.taken[..from].iter().map(|it| it.step.clone()).collect();
        let ends =
            aftermath::ends(self.program, self.budget, beginning, [one, two], self.asked.execution.label(), purse);
        ends.unwrap_or_default()
    }

    fn moment(&self, place: Place) -> Moment {
        let actor = self.asked.actors.iter().position(|actor| *actor == place.actor).unwrap_or(place.actor);
        Moment { actor, event: place.event }
    }

    /// Steps of different actors that depend on each other, the first of which came first; those that are near to each other
    /// before those that are not.
    fn pairs(&self) -> Vec<(Place, Place)> {
        let taken = &self.asked.taken;
        let mut own = vec![0; taken.iter().map(|chosen| chosen.step.actor + 1).max().unwrap_or(0)];
        taken.iter().for_each(|chosen| own[chosen.step.actor] = chosen.own + 1);
        let at_end = self.asked.pending.iter().map(|step| {
            let own = own.get(step.actor).copied().unwrap_or(0);
            (taken.len(), step, Place { actor: step.actor, own, event: None })
        });
        let all = taken.iter().enumerate().map(|(at, chosen)| {
            let place = Place { actor: chosen.step.actor, own: chosen.own, event: Some(chosen.event) };
            (at, &chosen.step, place)
        });
        let mut pairs = Vec::new();
        for (at, second, place) in all.chain(at_end) {
            if second.op.action.depends_on_all() {
                continue;
            }
            for (before, first) in taken[..at.min(taken.len())].iter().enumerate() {
                let depends = !first.step.op.action.depends_on_all() && second.depends_on(&first.step);
                let depends = depends && !is_told_by_another(&first.step, second);
                if first.step.actor != second.actor && depends {
                    let other = Place { actor: first.step.actor, own: first.own, event: Some(first.event) };
                    pairs.push((at - before, before, other, place));
                }
            }
        }
        pairs.sort_by_key(|(distance, before, ..)| (*distance, *before));
        pairs.into_iter().map(|(.., first, second)| (first, second)).collect()
    }

    /// The order in which `second` comes before `first`.
    fn overtaking(&self, first: Place, second: Place) -> Reordering {
        let taken = &self.asked.taken;
        let at = |place: Place| {
            let is_it = |chosen: &Chosen| (chosen.step.actor, chosen.own) == (place.actor, place.own);
            taken.iter().position(is_it).unwrap_or(taken.len())
        };
        let (from, to) = (at(first), at(second));
        let before = taken[..from].iter().map(|chosen| chosen.step.actor);
        let overtakes = taken[from..].iter().take(to + 1 - from).filter(|chosen| chosen.step.actor == second.actor);
        let overtakes = overtakes.map(|chosen| chosen.step.actor);
        // A step that was never taken is one more.
        let overtakes = overtakes.chain((to == taken.len()).then_some(second.actor));
        let others =
            taken[from..].iter().enumerate().filter(|(n, chosen)| from + n > to || chosen.step.actor != second.actor);
        let order = before.chain(overtakes).chain(others.map(|(_, chosen)| chosen.step.actor)).collect();
        Reordering::new(Order::Known(order), Some(Hold { first, until: Until::Taken(second) }))
    }

    /// The order in which `place` comes when nobody else can go on.
    fn holding_back(&self, place: Place) -> Reordering {
        let order = self.asked.taken.iter().map(|chosen| chosen.step.actor).collect();
        Reordering::new(Order::Known(order), Some(Hold { first: place, until: Until::NobodyElse }))
    }

    /// The order in which `place` never comes, unless there is a reason for it.
    fn leaving_out(&self, place: Place) -> Reordering {
        let order = self.asked.taken.iter().map(|chosen| chosen.step.actor).collect();
        Reordering::new(Order::Known(order), Some(Hold { first: place, until: Until::AReason }))
    }

    /// What its actor does there, and how often it had done the same before.
    fn which(&self, place: Place) -> Option<Which> {
        let entries = &self.asked.entries;
        match place.event {
            Some(event) => Which::recorded(entries, event, place.actor),
            None => {
                let step = self.asked.pending.iter().find(|step| step.actor == place.actor)?;
                Some(Which::at(entries, entries.len(), place.actor, step.op))
            }
        }
    }

    /// Whether in `run` the same step as `second` comes before the one that was `first`.
    fn is_reversed(&self, run: &Asked, first: Place, second: Place) -> bool {
        let (Some(first), Some(second)) = (self.which(first), self.which(second)) else { return false };
        let overtaken = first.place_in(&run.entries);
        second.place_in(&run.entries).is_some_and(|came| overtaken.is_none_or(|overtaken| came < overtaken))
    }

    /// Whether in `run` something came before `place` that came after it.
    fn is_held_back(&self, run: &Asked, place: Place) -> bool {
        let Some(which) = self.which(place) else { return false };
        match (which.place_in(&self.asked.entries), which.place_in(&run.entries)) {
            (Some(was), Some(is)) => is > was,
            (_, none) => none.is_none(),
        }
    }
}

/// Whether one of them gives up a lock that the other takes or gives up: which of two comes first in a lock is told by who takes it.
fn is_told_by_another(first: &Step, second: &Step) -> bool {
    let gives_up = |step: &Step| matches!(step.op.action.verb(), Verb::Unlock | Verb::ReadUnlock | Verb::WriteUnlock);
    first.op.object() == second.op.object() && (gives_up(first) || gives_up(second))
}

fn is_at(chosen: &Chosen, place: Place) -> bool {
    (chosen.step.actor, chosen.own) == (place.actor, place.own)
}

/// The first events of `execution` that `other` does not have.
fn missing(execution: &Execution, other: &Execution) -> Vec<usize> {
    let same = |one: &Event, two: &Event| {
        (one.actor, one.action, one.object, &one.site) == (two.actor, two.action, two.object, &two.site)
            && (&one.read, &one.written, &one.passed) == (&two.read, &two.written, &two.passed)
    };
    let mut left: Vec<&Event> = other.events.iter().collect();
    let mut missing = Vec::new();
    for (at, event) in execution.events.iter().enumerate() {
        match left.iter().position(|it| same(event, it)) {
            Some(found) => {
                left.remove(found);
            }
            None if missing.len() < MOST_MISSING => missing.push(at),
            None => break,
        }
    }
    missing
}

/// One run in the order of `reordering`.
fn once(program: &Program, budget: &Budget, reordering: Reordering) -> Option<Asked> {
    let mut reordering = Rested::trusting(reordering);
    let mut execution = None;
    every_execution(program, budget, Run::SHOWN, &mut reordering, |reordering, world| {
        if reordering.is_discarded() {
            return After::Next;
        }
        execution = world.label().is_some().then(|| {
            let entries = world.transcript.entries.clone();
            (world.execution(&kernel::names()), world.born.actors.clone(), entries)
        });
        After::Enough
    });
    let (execution, actors, entries) = execution?;
    let Reordering { taken, pending, .. } = reordering.into_search();
    Some(Asked { execution, taken, pending, actors, entries })
}

/// Whose turns are to come, one after the other.
enum Order {
    Named(Vec<String>),
    Known(Vec<ActorId>),
}

/// An actor does not take a step.
struct Hold {
    first: Place,
    until: Until,
}

/// Up to when an actor is held.
enum Until {
    /// Another step has been taken, or nobody else can go on.
    Taken(Place),
    /// Nobody else can go on.
    NobodyElse,
    /// Its step is possible by what others have done.
    AReason,
}

/// A run that keeps to an order as far as it can: whoever cannot go on is left out until it can.
struct Reordering {
    order: Order,
    /// The places in the order that have had their turn.
    had: Vec<bool>,
    hold: Option<Hold>,
    begun: bool,
    last: Option<ActorId>,
    taken: Vec<Chosen>,
    pending: Vec<Step>,
    own: Vec<usize>,
    names: Vec<String>,
}

impl Reordering {
    fn new(order: Order, hold: Option<Hold>) -> Self {
        let turns = match &order {
            Order::Named(names) => names.len(),
            Order::Known(actors) => actors.len(),
        };
        Self {
            order,
            had: vec![false; turns],
            hold,
            begun: false,
            last: None,
            taken: Vec::new(),
            pending: Vec::new(),
            own: Vec::new(),
            names: Vec::new(),
        }
    }

    fn own(&self, actor: ActorId) -> usize {
        self.own.get(actor).copied().unwrap_or(0)
    }

    /// Whether `actor` has to wait with its next step.
    fn is_held(&self, world: &World, actor: ActorId) -> bool {
        let Some(hold) = &self.hold else { return false };
        let is_there = hold.first.actor == actor && self.own(actor) == hold.first.own;
        is_there
            && match hold.until {
                Until::Taken(other) => self.own(other.actor) <= other.own,
                Until::NobodyElse => true,
                Until::AReason => Step::announced(world, actor).is_some_and(|step| step.by_chance),
            }
    }

    /// The first whose turn it is and who can go on.
    fn turn(&mut self, world: &World, free: &[ActorId]) -> Option<ActorId> {
        let first = self.had.iter().position(|had| !had)?;
        for at in first..self.had.len() {
            if self.had[at] {
                continue;
            }
            let actor = match &self.order {
                Order::Known(actors) => Some(actors[at]),
                Order::Named(names) => meant(&names[at], &self.names).map(|place| world.born.actors[place]),
            };
            if let Some(actor) = actor.filter(|actor| free.contains(actor)) {
                self.had[at] = true;
                return Some(actor);
            }
        }
        None
    }
}

impl Search for Reordering {
    fn begin(&mut self, next: Next) -> bool {
        let again = matches!(next, Next::Again | Next::StartOver);
        if std::mem::replace(&mut self.begun, true) && !again {
            return false;
        }
        self.had.fill(false);
        self.last = None;
        self.taken.clear();
        self.own.clear();
        true
    }

    fn decided(&mut self, At { world, enabled, .. }: At<'_>) -> Option<ActorId> {
        if matches!(self.order, Order::Named(_)) && self.names.len() != world.born.actors.len() {
            self.names = world.names_for_schedules(&kernel::names());
        }
        let free: Vec<ActorId> = enabled.iter().copied().filter(|actor| !self.is_held(world, *actor)).collect();
        self.turn(world, &free)
    }

    fn choose(&mut self, At { world, .. }: At<'_>, open: Open) -> Choice {
        let held = |actor: &ActorId| self.is_held(world, *actor);
        let able: Few = open.free.iter().copied().filter(|actor| !held(actor)).collect();
        // Who only goes round, or could wake for no reason, does not keep anybody held.
        let kinds = [able, open.free, open.resting, open.optional];
        let able = kinds.iter().find(|able| !able.is_empty());
        let chosen = able.and_then(|able| self.last.filter(|last| able.contains(last)).or(able.first().copied()));
        chosen.map_or(Choice::Nobody(Why::NobodyChosen), Choice::Of)
    }

    fn step(&mut self, At { world, .. }: At<'_>, actor: ActorId) {
        if let Some(step) = Step::announced(world, actor) {
            let own = self.own(actor);
            self.taken.push(Chosen { step, event: world.steps_recorded(), own });
        }
        if self.own.len() <= actor {
            self.own.resize(actor + 1, 0);
        }
        self.own[actor] += 1;
        self.last = Some(actor);
    }

    fn over(&mut self, world: &World) {
        // Who was killed waits for nothing.
        let waits = |actor: &&ActorId| !world.actors[**actor].is_gone() && !world.is_killed(**actor);
        let blocked = world.born.actors.iter().filter(waits);
        self.pending = blocked.filter_map(|&actor| Step::announced(world, actor)).collect();
    }
}

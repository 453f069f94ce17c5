//! Finding the two steps: which pairs of steps decide whether a program fails.
//!
//! Two steps of different actors decide if they can come in either order, and it makes a difference which: reversed, the program
//! can or must end otherwise. That is read off the graph of states, where both orders stand side by side. What has no order (two
//! accesses that race), or no end (a round), is shown by the engine's own evidence, and so are the steps at which all wait for each
//! other, and those by which a report explains what goes wrong.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use racecourse_report::counterexample::{decisive_steps, reason};
use racecourse_trace::exploration::{Event, Execution, Verb};
use racecourse_trace::failure::{Evidence, FailureKind, Site};
use racecourse_trace::hazard::Hazard;
use racecourse_trace::state_graph::{Move, StateGraph};

use crate::place::is_forced;

/// Two places in a program, the smaller one first.
pub type Pair = (Site, Site);

/// What decides how a program fails.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisive {
    /// The pairs of steps, each with why it is one.
    pub pairs: BTreeMap<Pair, Because>,
    /// Every place where there is a step.
    pub places: BTreeSet<Site>,
    /// The classes of bugs that it can be called by: that of its scenario, and that of its failure.
    pub hazards: BTreeSet<Hazard>,
}

/// Why two steps decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// In the other order it can or must end otherwise.
    Reversal,
    /// Nothing orders them, and that is the failure.
    Race,
    /// What is held at one is waited for at the other, or both wait and neither goes on.
    Wait,
    /// They are what goes wrong in the execution that a report shows, or in the round that never ends.
    Shown,
}

/// How an answer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Class and steps are right.
    Right(Because),
    /// The class is another one.
    OtherHazard,
    /// There is no step on this line.
    NoStep(u32),
    /// There are steps on both lines, and they do not decide.
    NotDecisive,
}

impl Decisive {
    /// What decides how a program fails that has this graph, if it has one, and fails as in these executions. `is_bug` says of a
    /// label whether it is a failure, and `hazard` is what the scenario calls it.
    pub fn of(
        graph: Option<&StateGraph>,
        failing: &[Execution],
        hazard: Hazard,
        is_bug: impl Fn(&str) -> bool,
    ) -> Self {
        let mut decisive = Self { hazards: BTreeSet::from([hazard]), ..Self::default() };
        if let Some(graph) = graph {
            reversals(graph, &is_bug, &mut decisive);
            let standings = graph.actors.iter().flat_map(|actor| &actor.standings);
            let steps = standings.filter_map(|it| it.next.as_ref()).filter(|next| !is_forced(next.action));
            decisive.places.extend(steps.map(|next| next.site.clone()).filter(|site| site.line > 0));
        }
        for execution in failing {
            evident(execution, &mut decisive);
        }
        // What a report shows decides where nothing else is known to.
        let shows = decisive.pairs.is_empty();
        for execution in failing {
            decisive.hazards.extend(execution.failure.as_ref().and_then(|failure| hazard_of(failure.kind)));
            if shows {
                shown(execution, &mut decisive);
            }
            let steps = execution.events.iter().filter(|event| event.site.line > 0 && !is_beside(event.action));
            decisive.places.extend(steps.map(|event| event.site.clone()));
        }
        if decisive.pairs.is_empty() {
            // Nothing explains it, as where something is seen too late: then it is by what two actors do to the same thing.
            failing.iter().for_each(|execution| conflicts(execution, &mut decisive));
        }
        decisive
    }

    fn add(&mut self, one: &Site, other: &Site, because: Because) {
        if one.line > 0 && other.line > 0 {
            let pair = if one <= other { (one, other) } else { (other, one) };
            let known = self.pairs.entry((pair.0.clone(), pair.1.clone())).or_insert(because);
            *known = because.min(*known);
        }
    }

    /// Judges an answer: a class of bugs, and two lines of the program's file.
    pub fn judge(&self, hazard: Hazard, lines: [u32; 2]) -> Found {
        if let Some(line) = lines.into_iter().find(|line| self.places.iter().all(|place| place.line != *line)) {
            return Found::NoStep(line);
        }
        if !self.hazards.contains(&hazard) {
            return Found::OtherHazard;
        }
        let [one, other] = lines;
        let fits = |(a, b): &Pair| [a.line, b.line] == [one, other] || [b.line, a.line] == [one, other];
        let found = self.pairs.iter().filter(|(pair, _)| fits(pair)).map(|(_, because)| *because).min();
        found.map_or(Found::NotDecisive, Found::Right)
    }
}

/// The class of bugs that a failure is an instance of, where there is one.
pub const fn hazard_of(kind: FailureKind) -> Option<Hazard> {
    match kind {
        FailureKind::DataRace => Some(Hazard::DataRace),
        FailureKind::Deadlock | FailureKind::HoldAndPoll => Some(Hazard::Deadlock),
        FailureKind::Livelock => Some(Hazard::Livelock),
        FailureKind::Starvation => Some(Hazard::Starvation),
        _ => None,
    }
}

/// The pairs of moves for which it matters which comes first.
fn reversals(graph: &StateGraph, is_bug: &impl Fn(&str) -> bool, decisive: &mut Decisive) {
    let bugs = graph.ends.iter().map(|end| is_bug(&end.label)).collect();
    let mut reversed = Reversed { graph, bugs, known: HashMap::new() };
    let after =
        |state: usize, actor: usize| graph.states[state].moves.iter().find(|step| step.actor == actor).map(|it| it.to);
    let is_race = |state: Option<usize>| {
        let end = state.and_then(|state| graph.states[state].end);
        end.is_some_and(|end| graph.ends[end].failure == Some(FailureKind::DataRace))
    };
    let object = |state: usize, step: &Move| graph.standing(state, step.actor)?.next.as_ref()?.object;
    for (at, state) in graph.states.iter().enumerate() {
        for (nth, one) in state.moves.iter().enumerate() {
            for other in &state.moves[nth + 1..] {
                let both = [after(one.to, other.actor), after(other.to, one.actor)];
                if both[0].is_some() && both[0] == both[1] {
                    // They do not depend on each other.
                    continue;
                }
                let matters = match both_orders(graph, at, [one.actor, other.actor]) {
                    Some([one_first, other_first]) => reversed.differ(one_first, other_first),
                    None => reversed.prospects(one.to) != reversed.prospects(other.to),
                };
                let sites =
                    [one, other].map(|step| graph.standing(at, step.actor)?.next.as_ref().map(|next| &next.site));
                let [Some(first), Some(second)] = sites else { continue };
                if matters {
                    decisive.add(first, second, Because::Reversal);
                } else if object(at, one) == object(at, other) && both.into_iter().any(is_race) {
                    decisive.add(first, second, Because::Race);
                }
            }
        }
    }
}

/// Where it leads if one of two actors goes first and if the other one does, by the same steps: one of each, or as many as it takes
/// until the other one can go on, for instance out of a lock. `None` if one of them never lets the other go on.
fn both_orders(graph: &StateGraph, state: usize, actors: [usize; 2]) -> Option<[usize; 2]> {
    let after = |state: usize, actor: usize| {
        graph.states[state].moves.iter().find(|step| step.actor == actor).map(|step| step.to)
    };
    let until = |first: usize, second: usize| {
        let way = std::iter::successors(after(state, first), |&at| after(at, first));
        let steps = way.into_iter().position(|at| after(at, second).is_some())?;
        Some(steps + 1)
    };
    let steps = [until(actors[0], actors[1])?, until(actors[1], actors[0])?];
    let go = |at: usize, which: usize| (0..steps[which]).try_fold(at, |at, _| after(at, actors[which]));
    Some([go(go(state, 0)?, 1)?, go(go(state, 1)?, 0)?])
}

/// Two executions that are the same but for two steps in the middle, which come in the other order.
struct Reversed<'a> {
    graph: &'a StateGraph,
    /// For each end whether it is a failure.
    bugs: Vec<bool>,
    known: HashMap<(usize, usize), bool>,
}

/// More pairs of states than this are not looked at together; then it is told from what is still possible from each.
const MOST_PAIRS: usize = 500_000;

impl Reversed<'_> {
    /// Whether one can fail and the other do well, from these two states on, while the same actors move.
    fn differ(&mut self, one: usize, other: usize) -> bool {
        if one == other {
            return false;
        }
        let key = (one.min(other), one.max(other));
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let prospects = [one, other].map(|state| self.prospects(state));
        let common: Vec<(usize, usize)> =
            if self.known.len() < MOST_PAIRS { self.common(one, other) } else { Vec::new() };
        let differ = match prospects {
            // Whatever comes, they end alike.
            [[true, false], [true, false]] | [[false, true], [false, true]] => false,
            _ if common.is_empty() => prospects[0] != prospects[1],
            _ => prospects[0] != prospects[1] || common.into_iter().any(|(one, other)| self.differ(one, other)),
        };
        self.known.insert(key, differ);
        differ
    }

    /// Where the moves lead that are possible in both.
    fn common(&self, one: usize, other: usize) -> Vec<(usize, usize)> {
        let there = &self.graph.states[other].moves;
        let both = self.graph.states[one].moves.iter().filter_map(|step| {
            let same = there.iter().find(|it| it.actor == step.actor)?;
            Some((step.to, same.to))
        });
        both.collect()
    }

    /// Whether it can fail from here, and whether it can do well.
    fn prospects(&self, state: usize) -> [bool; 2] {
        let ways = || self.graph.states[state].ways.iter();
        [ways().any(|way| self.bugs[way.end]), ways().any(|way| !self.bugs[way.end])]
    }
}

/// The pairs that the evidence for a failure names.
fn evident(execution: &Execution, decisive: &mut Decisive) {
    let Some(failure) = &execution.failure else { return };
    match &failure.evidence {
        Evidence::Race { first, second, .. } => decisive.add(&first.site, &second.site, Because::Race),
        Evidence::Waits { actors, cycle } => {
            let in_it = |name: &String| cycle.is_empty() || cycle.contains(name);
            let mut sites: Vec<&Site> = Vec::new();
            for actor in actors.iter().filter(|actor| in_it(&actor.actor)) {
                sites.extend(actor.holds.iter().map(|held| &held.site));
                sites.extend(actor.waits.iter().map(|waits| &waits.site));
            }
            decisive.places.extend(sites.iter().filter(|site| site.line > 0).map(|site| (*site).clone()));
            each_two(&sites, |one, other| decisive.add(one, other, Because::Wait));
        }
        Evidence::Lasso { stem, round, .. } => {
            let steps: Vec<&Event> = execution.events.iter().skip(*stem).take(*round).collect();
            each_two(&steps, |one, other| {
                if one.actor != other.actor && one.object.is_some() && one.object == other.object && changes(one, other)
                {
                    decisive.add(&one.site, &other.site, Because::Shown);
                }
            });
        }
        _ => {}
    }
}

/// The pairs of steps of two actors on the same object, of which one does more than to look.
fn conflicts(execution: &Execution, decisive: &mut Decisive) {
    let events: Vec<&Event> = execution.events.iter().filter(|event| !is_beside(event.action)).collect();
    each_two(&events, |one, other| {
        if one.actor != other.actor && one.object.is_some() && one.object == other.object && changes(one, other) {
            decisive.add(&one.site, &other.site, Because::Shown);
        }
    });
}

/// Whether one of two steps on an object does more than to look.
fn changes(one: &Event, other: &Event) -> bool {
    let looks = |event: &Event| matches!(event.action, Verb::Load | Verb::Read | Verb::Exists | Verb::IsFinished);
    !looks(one) || !looks(other)
}

/// The pairs among the steps by which a report explains the execution.
fn shown(execution: &Execution, decisive: &mut Decisive) {
    let marked: BTreeSet<usize> = decisive_steps(execution).into_keys().collect();
    let reason: BTreeSet<usize> =
        reason(execution).map(|reason| reason.steps().into_iter().collect()).unwrap_or_default();
    for steps in [marked, reason] {
        let events: Vec<&Event> = steps.into_iter().filter_map(|at| execution.events.get(at)).collect();
        each_two(&events, |one, other| {
            if one.actor != other.actor {
                decisive.add(&one.site, &other.site, Because::Shown);
            }
        });
    }
}

fn each_two<T>(all: &[T], mut with: impl FnMut(&T, &T)) {
    for (at, one) in all.iter().enumerate() {
        for other in &all[at + 1..] {
            with(one, other);
        }
    }
}

/// Whether a step is none that anybody would point at.
fn is_beside(action: Verb) -> bool {
    action.is_mark() || is_forced(action) || matches!(action, Verb::Spawn | Verb::Fork)
}

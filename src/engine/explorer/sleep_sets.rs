//! What is searched where `super::optimal` meets executions without end: the same, at the price of some redundant
//! executions, and with cycles followed.
//!
//! A depth-first search over the choices, pruned by sleep sets (Godefroid, *Partial-Order Methods for the Verification of
//! Concurrent Systems*, 1996): an actor whose step was tried before at a state sleeps in the branches tried later, until
//! somebody takes a step that depends on it. Every equivalence class of executions is completed once. It is possible
//! because all actors announce their next step.
//!
//! Loops that wait make executions without end. A state that comes back is followed for some rounds
//! ([`ROUNDS`]); if it keeps coming back in a fair cycle, that is a livelock or starvation. If the cycle is unfair, the
//! others may have cycles of their own through the same state, so the execution goes on in turn for a while: either it
//! ends, or it shows the fair cycle. It is not branched further: from the earlier visit everything is explored anyway.

use std::collections::BTreeSet;

use super::super::lasso::{Passed, ROUNDS, Tail, conclude, is_fair};
use super::super::search::{After, End, Executions, Run, every_execution, in_model};
use super::super::tally::Tally;
use super::super::{EngineId, Program};
use super::step::{Step, Values};
use crate::budget::Budget;
use crate::exploration::{Bound, Coverage, Exploration, Note, Reason};
use crate::kernel;
use crate::kernel::on_coroutines::Driver;
use crate::kernel::stop::{Stop, Why};
use crate::kernel::world::World;
use racecourse_meaning::{ActorId, Operation};

/// Explores until everything is covered or the budget is spent.
pub(super) fn explore(program: &Program, budget: &Budget) -> Exploration {
    let budget = &Budget { executions: budget.few_executions(), ..budget.clone() };
    let mut search = Search::default();
    let (tally, end) = in_model(program, || {
        let mut tally = Tally::new(program.names());
        let end = every_execution(program, budget, Run::SHOWN, &mut search, |_, world| {
            tally.add(world);
            After::Next
        });
        (tally, end)
    });
    let executions = tally.ended + tally.repeating;
    let coverage = if let End::Trouble(says) = end {
        Coverage::Interrupted { executions, reason: Reason::SearchPanicked(says) }
    } else if matches!(end, End::BudgetSpent) {
        Coverage::Bounded { executions, bound: Bound::FirstInDepth(budget.executions) }
    } else if tally.too_long > 0 {
        Coverage::Bounded { executions, bound: Bound::Steps(budget.steps) }
    } else if search.cycles > 0 {
        Coverage::Bounded { executions, bound: Bound::Rounds(ROUNDS) }
    } else {
        Coverage::Exhaustive { executions }
    };
    let redundant = tally.redundant;
    let mut exploration = tally.into_exploration(EngineId::Explorer, coverage);
    if redundant > 0 {
        exploration.notes.push(Note::Redundant(redundant));
    }
    exploration
}

/// One state on the current path, with what is left to try from it.
#[derive(Debug)]
struct Node {
    enabled: Vec<Step>,
    /// Actors whose step need not be tried here: tried before, or covered elsewhere.
    sleep: BTreeSet<ActorId>,
    chosen: ActorId,
    passed: Passed,
}

/// The search: a path of nodes, extended by each execution and then taken back to the last one with something left.
#[derive(Debug, Default)]
struct Search {
    path: Vec<Node>,
    depth: usize,
    started: bool,
    /// Nodes `from..to` are a cycle that is being followed.
    cycle: Option<(usize, usize)>,
    /// Cycles that were given up.
    cycles: u64,
    /// What has been passed since everybody has been taking turns.
    turns: Option<Tail>,
}

/// How often a fair cycle has to come round before it is called a livelock or starvation.
const CERTAIN: usize = 100;

/// Steps for which everybody takes turns.
const TURNS: usize = 300;

impl Executions for Search {
    fn begin(&mut self) -> bool {
        if std::mem::replace(&mut self.started, true) && !self.back_up() {
            return false;
        }
        self.depth = 0;
        self.cycle = None;
        self.turns = None;
        true
    }
}

impl Driver for Search {
    /// A loop that yields is a cycle, and a fair one if everybody in it does.
    fn chooses_local_steps(&self) -> bool {
        true
    }

    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        if let Some(turns) = &mut self.turns {
            return take_turns(turns, world, enabled);
        }
        let depth = self.depth;
        self.depth += 1;
        if let Some(node) = self.path.get(depth) {
            debug_assert!(
                node.enabled.iter().map(|step| &step.actor).eq(enabled),
                "an execution must repeat itself when its choices are repeated"
            );
            return Some(node.chosen);
        }
        let passed = Passed::now(world, enabled);
        let sleep = self.inherited_sleep();
        self.follow_cycles(world, &passed, &sleep);
        if world.stop.is_some() {
            return None;
        }
        if let Some(turns) = &mut self.turns {
            return take_turns(turns, world, enabled);
        }
        let announced = |&actor: &ActorId| Step::announced(world, actor, Values::Ignored);
        let steps: Vec<Step> = enabled.iter().filter_map(announced).collect();
        let awake = |actor: &ActorId| !sleep.contains(actor);
        // Staying with the same actor first makes for executions with few switches.
        let wanted = self.next_in_cycle().into_iter().chain([world.running]);
        let wanted = wanted.filter(|actor| enabled.contains(actor)).chain(enabled.iter().copied()).find(awake);
        let Some(chosen) = wanted else {
            world.stop = Some(Stop::Abandoned(Why::Redundant));
            return None;
        };
        self.path.push(Node { enabled: steps, sleep, chosen, passed });
        Some(chosen)
    }

    fn forced_step(&mut self, _: &World, _: ActorId, _: &Operation) {}

    fn over(&mut self, _: &World) {}
}

impl Search {
    /// Takes the path back to the last state with a step left to try, and chooses it. False if there is none.
    fn back_up(&mut self) -> bool {
        while let Some(node) = self.path.last_mut() {
            node.sleep.insert(node.chosen);
            if let Some(step) = node.enabled.iter().find(|step| !node.sleep.contains(&step.actor)) {
                node.chosen = step.actor;
                return true;
            }
            self.path.pop();
        }
        false
    }

    /// Who sleeps in the state after the path: those who slept before the last step, unless it depends on theirs.
    fn inherited_sleep(&self) -> BTreeSet<ActorId> {
        let Some(node) = self.path.last() else { return BTreeSet::new() };
        let step = |actor: ActorId| node.enabled.iter().find(|step| step.actor == actor);
        let Some(taken) = step(node.chosen) else { return BTreeSet::new() };
        let still = |actor: &ActorId| *actor != node.chosen && step(*actor).is_some_and(|step| !step.depends_on(taken));
        node.sleep.iter().copied().filter(still).collect()
    }

    /// Looks whether this state has been passed before, and follows the cycle to see whether it keeps coming back. If it
    /// does, a fair cycle ends the execution with what it means, and after an unfair one everybody takes turns.
    fn follow_cycles(&mut self, world: &mut World, now: &Passed, sleep: &BTreeSet<ActorId>) {
        let here = self.path.len();
        let Some((from, to)) = self.cycle else {
            let Some(earlier) = self.path.iter().rposition(|node| node.passed.fingerprint == now.fingerprint) else {
                return;
            };
            // If fewer actors slept then than now, that visit covers this one.
            if self.path[earlier].sleep.is_subset(sleep) {
                self.cycle = Some((earlier, here));
            }
            return;
        };
        let length = to - from;
        if self.path[from + (here - to) % length].passed.fingerprint != now.fingerprint {
            // Something unseen had changed: it was a loop with an end. What was followed is part of the path.
            self.cycle = None;
            return;
        }
        let rounds = (here - to) / length;
        if rounds < ROUNDS {
            return;
        }
        let states: Vec<Passed> = self.path[from..to].iter().map(|node| node.passed.clone()).collect();
        let took: Vec<ActorId> = self.path[from..to].iter().map(|node| node.chosen).collect();
        let fair = is_fair(&states, &took);
        if fair && rounds < CERTAIN {
            // It is going to be called a failure, so it has to show for longer that it has no end.
            if rounds == ROUNDS && (here - to).is_multiple_of(length) {
                world.rules.steps += CERTAIN * length;
            }
            return;
        }
        let stem = states[0].events;
        let round = self.path[to].passed.events - stem;
        // Whatever else can be done in the cycle is tried from its first round.
        self.path.truncate(to);
        self.cycles += 1;
        if fair {
            conclude(world, stem, round, rounds, &kernel::names());
        } else {
            world.rules.steps += 2 * TURNS;
            self.turns = Some(Tail::default());
        }
    }

    fn next_in_cycle(&self) -> Option<ActorId> {
        let (from, to) = self.cycle?;
        Some(self.path[from + (self.path.len() - to) % (to - from)].chosen)
    }
}

/// Everybody takes turns, until it is seen where that leads.
fn take_turns(turns: &mut Tail, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
    turns.push(world, enabled);
    if turns.len() > TURNS {
        turns.judge(world, &kernel::names());
        world.stop.get_or_insert(Stop::Abandoned(Why::Repeats));
        return None;
    }
    let last = world.choices.last().copied().unwrap_or(0);
    let next = enabled.iter().find(|actor| **actor > last).or(enabled.first()).copied()?;
    turns.took(next);
    Some(next)
}

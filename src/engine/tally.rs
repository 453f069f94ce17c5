//! Counting executions of a model.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::EngineId;
use crate::exploration::{Coverage, Exploration, LockCycle, LockOrder, Note, Observation, Overlap};
use crate::failure::Holding;
use crate::kernel::lock_order::Link;
use crate::kernel::section::Who;
use crate::kernel::stop::{Stop, Why};
use crate::kernel::world::World;
use crate::naming::{Names, site};

/// What has been seen so far.
pub(crate) struct Tally {
    names: Names,
    observations: BTreeMap<String, Observation>,
    complexities: BTreeMap<String, (usize, usize)>,
    /// Cycles of lock orders in executions that passed, and the same in words.
    cycles: BTreeSet<Vec<Link>>,
    lock_cycles: Vec<LockCycle>,
    overlaps: BTreeMap<[Who; 2], Overlap>,
    /// Executions that ended, well or badly.
    pub(crate) ended: u64,
    /// Whether an execution failed.
    pub(crate) failed: bool,
    /// Executions given up after too many steps.
    pub(crate) too_long: u64,
    /// Executions given up because they had come back to a state they had been in, and no failure was made of that.
    pub(crate) repeating: u64,
    /// Executions given up because another one stands for them.
    pub(crate) redundant: u64,
}

impl Tally {
    pub(crate) fn new(names: Names) -> Self {
        Self {
            names,
            observations: BTreeMap::new(),
            complexities: BTreeMap::new(),
            cycles: BTreeSet::new(),
            lock_cycles: Vec::new(),
            overlaps: BTreeMap::new(),
            ended: 0,
            failed: false,
            too_long: 0,
            repeating: 0,
            redundant: 0,
        }
    }

    /// Executions started so far.
    pub(crate) fn tried(&self) -> u64 {
        self.ended + self.too_long + self.repeating + self.redundant
    }

    pub(crate) fn add(&mut self, world: &World) {
        self.failed |= matches!(world.stop, Some(Stop::Failed(_)));
        match world.stop {
            Some(Stop::Abandoned(Why::Redundant)) => self.redundant += 1,
            Some(Stop::Abandoned(Why::Repeats)) => self.repeating += 1,
            Some(Stop::Abandoned(_)) => self.too_long += 1,
            _ => self.ended += 1,
        }
        crate::heartbeat::executions(self.ended);
        if matches!(world.stop, Some(Stop::Returned)) {
            self.add_passed(world);
        }
        let Some(label) = world.label() else { return };
        let complexity = world.transcript.complexity();
        let simpler = self.complexities.get(label).is_none_or(|best| complexity < *best);
        let example = simpler.then(|| world.execution(&self.names));
        if simpler {
            self.complexities.insert(label.to_owned(), complexity);
        }
        let tried = self.tried();
        match (self.observations.get_mut(label), example) {
            (Some(seen), example) => {
                seen.count += 1;
                example.into_iter().for_each(|example| seen.example = example);
            }
            (None, Some(example)) => {
                self.observations
                    .insert(label.to_owned(), Observation { count: 1, first_seen: tried, example, shortest: None });
            }
            (None, None) => unreachable!("the first of its label is the simplest so far"),
        }
    }

    /// What an execution that passed says about others.
    fn add_passed(&mut self, world: &World) {
        for cycle in world.lock_cycles() {
            if self.cycles.contains(&cycle) {
                continue;
            }
            let order = |link: &Link| {
                let holding = |(lock, at)| Holding { object: world.object_name(lock, &self.names), site: site(at) };
                let actor = world.actor_name(link.actor, &self.names);
                LockOrder { actor, held: holding(link.held), taken: holding(link.wanted) }
            };
            let named = LockCycle { orders: cycle.iter().map(order).collect() };
            if !self.lock_cycles.contains(&named) {
                self.lock_cycles.push(named);
            }
            self.cycles.insert(cycle);
        }
        for pair in world.overlaps() {
            let names = &self.names;
            let overlap = self.overlaps.entry(pair).or_insert_with(|| Overlap {
                sections: pair.map(|(what, _)| what.to_owned()),
                actors: pair.map(|(_, actor)| world.actor_name(actor, names)),
                executions: 0,
            });
            overlap.executions += 1;
        }
    }

    pub(crate) fn into_exploration(self, engine: EngineId, coverage: Coverage) -> Exploration {
        let mut exploration = Exploration::new(engine, coverage);
        exploration.observations = self.observations;
        exploration.potential_deadlocks = self.lock_cycles;
        exploration.overlaps = self.overlaps.into_values().collect();
        if self.repeating > 0 {
            exploration.notes.push(Note::Repeating(self.repeating));
        }
        if self.too_long > 0 {
            exploration.notes.push(Note::TooLong(self.too_long));
        }
        exploration
    }
}

//! Counting executions of a model.

use std::collections::{BTreeMap, BTreeSet};

use crate::EngineId;
use racecourse_kernel::heartbeat;
use racecourse_kernel::lock_order::Link;
use racecourse_kernel::section::Who;
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::World;
use racecourse_sources::{Names, site};
use racecourse_trace::exploration::{
    Coverage, Execution, Exploration, LockCycle, LockOrder, Note, Observation, Overlap,
};
use racecourse_trace::failure::Holding;

/// What has been seen so far.
pub(crate) struct Tally {
    names: Names,
    /// By label.
    seen: BTreeMap<String, Seen>,
    /// Cycles of lock orders in executions that passed, and the same in words.
    cycles: BTreeSet<Vec<Link>>,
    lock_cycles: Vec<LockCycle>,
    /// Whether there is a cycle that has not been put in words.
    has_news: bool,
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
    /// Executions that have come to where everybody rests and somebody is passed over: they end in other branches.
    pub(crate) passing_over: u64,
}

/// What has been seen of one label.
struct Seen {
    count: u64,
    /// The how-manieth execution was the first.
    first: u64,
    /// How simple the simplest is to read; that is the example.
    complexity: (usize, usize),
    example: Option<Execution>,
}

impl Tally {
    pub(crate) fn new(names: Names) -> Self {
        Self {
            names,
            seen: BTreeMap::new(),
            cycles: BTreeSet::new(),
            lock_cycles: Vec::new(),
            has_news: false,
            overlaps: BTreeMap::new(),
            ended: 0,
            failed: false,
            too_long: 0,
            repeating: 0,
            redundant: 0,
            passing_over: 0,
        }
    }

    /// Executions started so far.
    pub(crate) fn tried(&self) -> u64 {
        self.ended + self.too_long + self.repeating + self.redundant + self.passing_over
    }

    /// Counts an execution. Whether it is to be run again, so that it can be shown: it has come to something new, or is simpler
    /// than what is there to show that. An execution that was recorded is kept at once.
    pub(crate) fn add(&mut self, world: &World) -> bool {
        self.failed |= matches!(world.stop, Some(Stop::Failed(_)));
        match world.stop {
            Some(Stop::Abandoned(Why::Redundant)) => self.redundant += 1,
            Some(Stop::Abandoned(Why::Repeats)) => self.repeating += 1,
            Some(Stop::Abandoned(Why::PassesOver | Why::TriedOut)) => self.passing_over += 1,
            Some(Stop::Abandoned(_)) => self.too_long += 1,
            _ => self.ended += 1,
        }
        heartbeat::executions(self.ended);
        if matches!(world.stop, Some(Stop::Returned)) {
            self.add_passed(world);
        }
        let Some(label) = world.label() else { return false };
        let complexity = world.transcript.complexity();
        let tried = self.tried();
        let simpler = match self.seen.get_mut(label) {
            Some(seen) => {
                seen.count += 1;
                let simpler = complexity < seen.complexity;
                seen.complexity = seen.complexity.min(complexity);
                simpler
            }
            None => {
                self.seen.insert(label.to_owned(), Seen { count: 1, first: tried, complexity, example: None });
                true
            }
        };
        if world.rules.recorded {
            if simpler {
                self.show(world);
            }
            return false;
        }
        simpler || self.has_news
    }

    /// Keeps a recorded execution as the example of what it has come to.
    pub(crate) fn show(&mut self, world: &World) {
        if std::mem::take(&mut self.has_news) {
            self.name_cycles(world);
        }
        match world.label().and_then(|label| self.seen.get_mut(label)) {
            Some(seen) => seen.example = Some(world.execution(&self.names)),
            // The program has come to something else than before by the same choices. That is an execution too.
            None => {
                self.add(world);
            }
        }
    }

    /// What an execution that passed says about others.
    fn add_passed(&mut self, world: &World) {
        for cycle in world.lock_cycles() {
            self.has_news |= self.cycles.insert(cycle);
        }
        if world.rules.recorded && std::mem::take(&mut self.has_news) {
            self.name_cycles(world);
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

    /// Tells of the cycles of lock orders in a recorded execution.
    fn name_cycles(&mut self, world: &World) {
        for cycle in world.lock_cycles() {
            let order = |link: &Link| {
                let holding = |(lock, at)| Holding { object: world.object_name(lock, &self.names), site: site(at) };
                let actor = world.actor_name(link.actor, &self.names);
                LockOrder { actor, held: holding(link.held), taken: holding(link.wanted) }
            };
            let named = LockCycle { orders: cycle.iter().map(order).collect() };
            if !self.lock_cycles.contains(&named) {
                self.lock_cycles.push(named);
            }
        }
    }

    pub(crate) fn into_exploration(self, engine: EngineId, coverage: Coverage) -> Exploration {
        let mut exploration = Exploration::new(engine, coverage);
        let observed = self.seen.into_iter().filter_map(|(label, Seen { count, first, example, .. })| {
            Some((label, Observation { count, first_seen: first, example: example?, shortest: None }))
        });
        exploration.observations = observed.collect();
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

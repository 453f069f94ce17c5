//! Which executions are equivalent, told without the search's own notion of order.
//!
//! Two executions are in the same class if every actor takes the same steps and every object is used in the same order,
//! but for neighbouring uses that only read. From that a number is made.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::step::{Step, Values};
use crate::engine::search::Executions;
use crate::kernel::on_coroutines::Driver;
use crate::kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation};

/// A search whose executions are classified.
pub(super) struct Classified<'a, S> {
    search: &'a mut S,
    values: Values,
    /// For each actor what it did.
    did: BTreeMap<ActorId, Vec<(Action, Vec<ObjectId>)>>,
    /// For each object who used it, as the how-manieth step of that actor: changes alone, reads in groups.
    used: BTreeMap<ObjectId, Vec<Use>>,
    /// Steps that depend on everything, as uses of an object of their own.
    returns: Vec<Use>,
}

#[derive(Hash)]
struct Use {
    writes: bool,
    by: Vec<(ActorId, usize)>,
}

impl<'a, S> Classified<'a, S> {
    pub(super) fn new(search: &'a mut S, values: Values) -> Self {
        Self { search, values, did: BTreeMap::new(), used: BTreeMap::new(), returns: Vec::new() }
    }

    /// The search itself.
    pub(super) fn search(&mut self) -> &mut S {
        self.search
    }

    /// The number of the last execution's class.
    pub(super) fn class(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.did, &self.used, &self.returns).hash(&mut hasher);
        hasher.finish()
    }

    fn note(&mut self, step: &Step) {
        let steps = self.did.entry(step.actor).or_default();
        let nth = steps.len();
        steps.push((step.op.action, step.touches.iter().map(|touch| touch.object).collect()));
        for touch in &step.touches {
            add(self.used.entry(touch.object).or_default(), touch.writes, (step.actor, nth));
        }
        add(&mut self.returns, step.op.action == Action::Return, (step.actor, nth));
    }
}

fn add(uses: &mut Vec<Use>, writes: bool, by: (ActorId, usize)) {
    match uses.last_mut().filter(|last| !writes && !last.writes) {
        Some(reads) => {
            let at = reads.by.partition_point(|other| *other < by);
            reads.by.insert(at, by);
        }
        None => uses.push(Use { writes, by: vec![by] }),
    }
}

impl<S: Executions> Executions for Classified<'_, S> {
    fn begin(&mut self) -> bool {
        self.did.clear();
        self.used.clear();
        self.returns.clear();
        self.search.begin()
    }
}

impl<S: Driver> Driver for Classified<'_, S> {
    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        let chosen = self.search.choose(world, enabled)?;
        if let Some(step) = Step::announced(world, chosen, self.values) {
            self.note(&step);
        }
        Some(chosen)
    }

    fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation) {
        self.search.forced_step(world, actor, op);
    }

    fn over(&mut self, world: &World) {
        self.search.over(world);
    }
}

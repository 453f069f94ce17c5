//! Which executions are equivalent, told without the search's own notion of order.
//!
//! Two executions are in the same class if every actor takes the same steps and every object is used in the same order,
//! but for neighbouring uses that only read. From that a number is made.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::step::{Step, Values};
use crate::kernel::on_coroutines::Driver;
use crate::kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation};

/// A driver whose executions are classified.
pub(super) struct Classified<'a, D> {
    driver: &'a mut D,
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

impl<'a, D: Driver> Classified<'a, D> {
    /// For one execution of `driver`.
    pub(super) fn new(driver: &'a mut D, values: Values) -> Self {
        Self { driver, values, did: BTreeMap::new(), used: BTreeMap::new(), returns: Vec::new() }
    }

    /// The number of the class.
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

impl<D: Driver> Driver for Classified<'_, D> {
    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        let chosen = self.driver.choose(world, enabled)?;
        if let Some(step) = Step::announced(world, chosen, self.values) {
            self.note(&step);
        }
        Some(chosen)
    }

    fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation) {
        self.driver.forced_step(world, actor, op);
    }

    fn over(&mut self, world: &World) {
        self.driver.over(world);
    }
}

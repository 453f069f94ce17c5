//! Which executions are equivalent, told without the search's own notion of order.
//!
//! Two executions are in the same class if every actor takes the same steps and every object is used in the same order,
//! but for neighbouring uses that only read. From that a number is made. Of a counted pointer, a pipe and a file lock, whose uses
//! commute in more ways, it is for each use which earlier ones could not have come later.
//!
//! Who is who is told by who has made it, and as the how-manieth: which number it has depends on the order in which a search
//! goes through the executions.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::step::{How, Step, Touch, may_commute};
use crate::search::Executions;
use racecourse_kernel::numbers::Kind;
use racecourse_kernel::on_coroutines::Driver;
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, Operation};

/// A search whose executions are classified.
pub(super) struct Classified<'a, S> {
    search: &'a mut S,
    /// For each actor what it did.
    did: BTreeMap<Origin, Vec<(Action, Vec<Origin>)>>,
    /// For each object who used it, as the how-manieth step of that actor: changes alone, reads in groups.
    used: BTreeMap<Origin, Vec<Use>>,
    /// For each object whose changes may commute who used it how.
    commuting: BTreeMap<Origin, Vec<(How, By)>>,
    /// Steps that depend on everything, as uses of an object of their own.
    barriers: Vec<Use>,
}

#[derive(Hash)]
struct Use {
    writes: bool,
    by: Vec<By>,
}

/// Who, and as its how-manieth step.
type By = (Origin, usize);

/// An actor or an object, as a number made from where it comes from.
type Origin = u64;

fn origin(world: &World, kind: Kind, number: usize) -> Origin {
    let mut hasher = DefaultHasher::new();
    let origin = world.origin(kind, number);
    // `main` is there before anybody could have made it.
    let maker = origin.filter(|(maker, _)| kind != Kind::Actor || *maker != number);
    let maker = maker.map(|(maker, _)| self::origin(world, Kind::Actor, maker));
    (kind, maker, origin.map(|(_, nth)| nth)).hash(&mut hasher);
    hasher.finish()
}

impl<'a, S> Classified<'a, S> {
    pub(super) fn new(search: &'a mut S) -> Self {
        Self { search, did: BTreeMap::new(), used: BTreeMap::new(), commuting: BTreeMap::new(), barriers: Vec::new() }
    }

    /// The search itself.
    pub(super) fn search(&mut self) -> &mut S {
        self.search
    }

    /// The number of the last execution's class.
    pub(super) fn class(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.did, &self.used, &self.barriers).hash(&mut hasher);
        for (object, uses) in &self.commuting {
            let mut uses: Vec<(By, Vec<By>)> =
                uses.iter().enumerate().map(|(at, it)| after(&uses[..at], *it)).collect();
            uses.sort_unstable();
            (object, uses).hash(&mut hasher);
        }
        hasher.finish()
    }

    fn note(&mut self, world: &World, step: &Step) {
        let actor = origin(world, Kind::Actor, step.actor);
        let touch = |it: &Touch| (origin(world, Kind::Object, it.object), it.how, may_commute(world, it.object));
        let mut touches: Vec<(Origin, How, bool)> = step.touches.iter().map(touch).collect();
        touches.sort_unstable();
        let steps = self.did.entry(actor).or_default();
        let nth = steps.len();
        steps.push((step.op.action, touches.iter().map(|(object, ..)| *object).collect()));
        for (object, how, commutes) in touches {
            if commutes {
                self.commuting.entry(object).or_default().push((how, (actor, nth)));
            } else {
                add(self.used.entry(object).or_default(), how.changes(), (actor, nth));
            }
        }
        add(&mut self.barriers, step.op.action.depends_on_all(), (actor, nth));
    }
}

/// A use with those before it that could not have come after it.
fn after(before: &[(How, By)], (how, by): (How, By)) -> (By, Vec<By>) {
    let mut after: Vec<By> = before.iter().filter(|(other, _)| other.depends_on(how)).map(|(_, by)| *by).collect();
    after.sort_unstable();
    (by, after)
}

fn add(uses: &mut Vec<Use>, writes: bool, by: (Origin, usize)) {
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
        self.commuting.clear();
        self.barriers.clear();
        self.search.begin()
    }

    fn looks_inside(&self) -> bool {
        self.search.looks_inside()
    }
}

impl<S: Executions> Driver for Classified<'_, S> {
    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        let chosen = self.search.choose(world, enabled)?;
        if self.search.is_leading() {
            return Some(chosen);
        }
        if let Some(step) = Step::announced(world, chosen) {
            self.note(world, &step);
        }
        Some(chosen)
    }

    fn buries(&mut self, world: &mut World, dead: &[ActorId]) -> Option<ActorId> {
        let chosen = self.search.buries(world, dead)?;
        if let Some(step) = Step::announced(world, chosen) {
            self.note(world, &step);
        }
        Some(chosen)
    }

    fn takes_in_passing(&self, actor: ActorId) -> bool {
        self.search.takes_in_passing(actor)
    }

    fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation) {
        self.search.forced_step(world, actor, op);
    }

    fn over(&mut self, world: &World) {
        self.search.over(world);
    }
}

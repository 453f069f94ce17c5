//! Causal pasts: what has happened before an actor's next step.
//!
//! Apart from scheduling a program is deterministic, so what an actor does next follows from what has happened before it: its
//! own steps, those of others on which they depend, and so on, in the same notion of dependence by which the search leaves
//! executions out. How independent steps lay among them makes no difference. So a state *is* the pasts of all its actors, and
//! states that are reached by different orders of independent steps are one.
//!
//! Equal pasts get equal numbers, in all executions: a past is looked up by its last event and the numbers of the pasts right
//! before that (hash-consing).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use smallvec::{SmallVec, smallvec};

use super::step::{How, Step};
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation, State};

/// The number of a past.
pub(crate) type PastId = u32;

/// No past: of an actor that is not there.
const NOBODY: PastId = PastId::MAX;

/// The last event of a past, with what was right before it.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Past {
    /// `main` begins.
    Main,
    /// An actor begins after what its parent had done.
    Begins(PastId, ActorId),
    /// An actor takes a step after these, in the order of their numbers.
    Step(ActorId, Action, SmallVec<[PastId; 4]>),
    /// An actor has waited for the end of what has the second past.
    Waited(PastId, PastId),
}

/// How an object was used last: what was the last use that depends on all others, and those since.
#[derive(Clone, Debug, Default)]
struct Uses {
    change: Option<PastId>,
    since: SmallVec<[(How, PastId); 2]>,
}

/// Follows executions, and numbers the pasts of their actors.
#[derive(Debug, Default)]
pub(crate) struct Pasts {
    numbers: HashMap<Past, PastId>,
    /// The past of each actor in the execution at hand, and how each object was used.
    now: Vec<PastId>,
    uses: Vec<Uses>,
    /// How each process has ended.
    ends: HashMap<ObjectId, PastId>,
    /// The last step that depends on all: the return of the scenario, or one that asks who has ended.
    barrier: Option<PastId>,
    /// Actors that have been taken note of.
    actors: usize,
}

impl Pasts {
    /// A new execution begins.
    pub(crate) fn begin(&mut self) {
        self.now.clear();
        self.uses.clear();
        self.ends.clear();
        self.barrier = None;
        self.actors = 1;
        let main = self.number(Past::Main);
        self.now.push(main);
    }

    /// Takes note of actors that have been started since the last step.
    pub(crate) fn settle(&mut self, world: &World) {
        for &child in &world.born.actors[self.actors..] {
            let begins = self.number(Past::Begins(self.now[world.actors[child].parent], child));
            if self.now.len() <= child {
                self.now.resize(child + 1, NOBODY);
            }
            self.now[child] = begins;
        }
        self.actors = world.born.actors.len();
    }

    /// `actor` is about to take the step that it has announced.
    pub(crate) fn takes(&mut self, world: &World, actor: ActorId) {
        let step = Step::announced(world, actor);
        self.follow(&step.expect("only announced steps are chosen"));
    }

    /// `actor` takes a step that is nobody's choice.
    pub(crate) fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation) {
        let ended = match (op.action, op.object().map(|object| (object, &world.states[object]))) {
            (Action::Join, Some((_, State::End { actor, .. }))) => Some(self.now[*actor]),
            (Action::WaitChild, Some((process, _))) => self.ends.get(&process).copied(),
            _ => None,
        };
        if let Some(ended) = ended {
            self.now[actor] = self.number(Past::Waited(self.now[actor], ended));
        }
    }

    fn follow(&mut self, step: &Step) {
        let own = self.now[step.actor];
        let mut before: SmallVec<[PastId; 4]> = smallvec![own];
        if step.op.action.depends_on_all() {
            before.extend(self.now.iter().copied().filter(|&past| past != NOBODY));
        }
        before.extend(self.barrier);
        for touch in &step.touches {
            let uses = self.uses_of(touch.object);
            before.extend(uses.change);
            before.extend(uses.since.iter().filter(|(how, _)| how.depends_on(touch.how)).map(|(_, past)| *past));
        }
        before.sort_unstable();
        before.dedup();
        let past = self.number(Past::Step(step.actor, step.op.action, before));
        for touch in &step.touches {
            let uses = self.uses_of(touch.object);
            if touch.how.writes() {
                uses.change = Some(past);
                uses.since.clear();
            } else {
                uses.since.push((touch.how, past));
            }
        }
        self.now[step.actor] = past;
        match (step.op.action, step.op.object()) {
            (action, _) if action.depends_on_all() => self.barrier = Some(past),
            // A kill after the end changes nothing; and one before it may not have been the end.
            (Action::Exit | Action::Kill, Some(process)) => {
                self.ends.entry(process).or_insert(past);
            }
            (Action::Bury, Some(process)) => {
                self.ends.insert(process, past);
            }
            _ => {}
        }
    }

    fn uses_of(&mut self, object: ObjectId) -> &mut Uses {
        if self.uses.len() <= object {
            self.uses.resize_with(object + 1, Uses::default);
        }
        &mut self.uses[object]
    }

    fn number(&mut self, past: Past) -> PastId {
        let next = PastId::try_from(self.numbers.len()).expect("there are fewer pasts than that");
        match self.numbers.entry(past) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => *new.insert(next),
        }
    }

    /// The state: the pasts of all actors.
    pub(crate) fn of_all(&self) -> Box<[PastId]> {
        self.now.as_slice().into()
    }
}

//! Numbers for actors and objects that do not depend on the schedule.
//!
//! A world numbers what is made in the order in which it is made. If two actors make something each, who of them was first
//! decides; a plan for another order of steps needs numbers that stay. Here they come from who made it, and as the
//! how-manieth.

use crate::kernel::operation::{ActorId, ObjectId};
use crate::kernel::world::World;

/// The number of an actor that is the same in all executions.
pub(super) type StableActor = usize;
/// The number of an object that is the same in all executions.
pub(super) type StableObject = usize;

const NONE: usize = usize::MAX;

/// Numbers given out so far, and those of the execution at hand.
#[derive(Debug)]
pub(super) struct Ids {
    /// By maker, and as the how-manieth of what it made.
    actors: Vec<Vec<StableActor>>,
    objects: Vec<Vec<StableObject>>,
    next_actor: StableActor,
    next_object: StableObject,
    /// In this execution, by the world's number.
    stable_actors: Vec<StableActor>,
    stable_objects: Vec<StableObject>,
    /// In this execution, the world's number.
    world_actors: Vec<ActorId>,
}

impl Default for Ids {
    fn default() -> Self {
        Self {
            actors: Vec::new(),
            objects: Vec::new(),
            next_actor: 1,
            next_object: 0,
            stable_actors: vec![0],
            stable_objects: Vec::new(),
            world_actors: vec![0],
        }
    }
}

impl Ids {
    /// A new execution begins.
    pub(super) fn clear(&mut self) {
        self.stable_actors.truncate(1);
        self.stable_objects.clear();
        self.world_actors.clear();
        self.world_actors.push(0);
    }

    /// The next actor that is new in this execution, with the one that started it.
    pub(super) fn next_spawned(&mut self, world: &World) -> Option<(StableActor, StableActor)> {
        let id = self.stable_actors.len();
        let actor = world.actors.get(id)?;
        let parent = self.stable_actors[actor.parent];
        let stable = number(&mut self.actors, parent, actor.nth, &mut self.next_actor);
        self.stable_actors.push(stable);
        if self.world_actors.len() <= stable {
            self.world_actors.resize(stable + 1, NONE);
        }
        self.world_actors[stable] = id;
        Some((parent, stable))
    }

    /// Numbers all objects that are new in this execution.
    pub(super) fn number_objects(&mut self, world: &World) {
        for object in &world.objects[self.stable_objects.len()..] {
            let (maker, nth) = object.maker;
            let maker = self.stable_actors[maker];
            self.stable_objects.push(number(&mut self.objects, maker, nth, &mut self.next_object));
        }
    }

    pub(super) fn actor(&self, id: ActorId) -> StableActor {
        self.stable_actors[id]
    }

    pub(super) fn object(&self, id: ObjectId) -> StableObject {
        self.stable_objects[id]
    }

    /// How many objects have been numbered, in all executions.
    pub(super) fn objects(&self) -> usize {
        self.next_object
    }

    /// The world's number of an actor of this execution.
    pub(super) fn in_world(&self, actor: StableActor) -> Option<ActorId> {
        self.world_actors.get(actor).copied().filter(|&id| id != NONE)
    }
}

fn number(given: &mut Vec<Vec<usize>>, maker: usize, nth: usize, next: &mut usize) -> usize {
    if given.len() <= maker {
        given.resize_with(maker + 1, Vec::new);
    }
    let made = &mut given[maker];
    while made.len() <= nth {
        made.push(*next);
        *next += 1;
    }
    made[nth]
}

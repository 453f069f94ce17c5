//! Loops that wait by looking again and again.
//!
//! An actor that comes back to a step without having changed anything, and without anything it has looked at having
//! changed, would go round for ever if it were let. Such a loop is *awaited*: the actor does not look again until
//! something it has looked at changes. Its local variables are not seen, so a loop is first watched for
//! [`ROUNDS`](super::super::lasso::ROUNDS) rounds; one that ends earlier counts its rounds, and is explored as it stands.
//! (The idea is that of awaits in stateless model checking: Jonsson and others, *Awaiting for Godot*, 2022, from memory.)

use std::collections::HashSet;
use std::panic::Location;

use super::super::lasso::ROUNDS;
use super::trace::EventId;
use crate::kernel::operation::{Action, ActorId, ObjectId, Operation};

/// Where a loop comes back to: the step's place in the program and what it does.
type Place = (&'static Location<'static>, Action);

/// A look that found, or left, everything as it was.
#[derive(Debug)]
struct Look {
    place: Place,
    object: ObjectId,
    version: u32,
    event: EventId,
}

/// What every actor has looked at since it last changed something.
#[derive(Debug, Default)]
pub(super) struct Looks {
    by_actor: Vec<Vec<Look>>,
    /// How often each object has been changed.
    versions: Vec<u32>,
    /// Places known to come round again and again.
    known: HashSet<Place>,
    /// Places whose loops have been seen to end by themselves.
    counted: HashSet<Place>,
}

/// What is known about an actor that is about to look again.
#[derive(Debug)]
pub(super) struct Again {
    /// What it has looked at in its last round.
    pub(super) awaited: Vec<(ObjectId, EventId)>,
    /// Whether any of that has changed since.
    pub(super) changed: bool,
    /// Whether this is the first time that its loop is seen to come round without an end.
    pub(super) news: bool,
}

impl Looks {
    /// A new execution begins.
    pub(super) fn clear(&mut self) {
        self.by_actor.iter_mut().for_each(Vec::clear);
        self.versions.fill(0);
    }

    /// How many loops are awaited.
    pub(super) fn awaited(&self) -> usize {
        self.known.len()
    }

    /// The actor's `event` changed `objects`.
    pub(super) fn changed(&mut self, actor: ActorId, objects: impl Iterator<Item = ObjectId>) {
        for object in objects {
            if self.versions.len() <= object {
                self.versions.resize(object + 1, 0);
            }
            self.versions[object] += 1;
        }
        if let Some(looks) = self.by_actor.get_mut(actor) {
            looks.clear();
        }
    }

    /// The actor's `event` left everything as it was.
    pub(super) fn looked(&mut self, actor: ActorId, op: &Operation, event: EventId) {
        let Some(object) = op.object else { return };
        if self.by_actor.len() <= actor {
            self.by_actor.resize_with(actor + 1, Vec::new);
        }
        let version = self.version(object);
        let versions = &self.versions;
        let now = |object: ObjectId| versions.get(object).copied().unwrap_or(0);
        let looks = &mut self.by_actor[actor];
        if looks.iter().any(|look| now(look.object) != look.version) {
            looks.clear();
        }
        looks.push(Look { place: (op.site, op.action), object, version, event });
    }

    fn version(&self, object: ObjectId) -> u32 {
        self.versions.get(object).copied().unwrap_or(0)
    }

    /// Whether `actor`, about to do `op`, is going round without having changed anything.
    pub(super) fn again(&self, actor: ActorId, op: &Operation) -> Option<Again> {
        let looks = self.by_actor.get(actor)?;
        let place = (op.site, op.action);
        let same = |look: &&Look| look.place == place && Some(look.object) == op.object;
        let last = looks.iter().rposition(|look| same(&look))?;
        if self.counted.contains(&place) {
            return None;
        }
        let known = self.known.contains(&place);
        if !known && looks.iter().filter(same).count() < ROUNDS {
            return None;
        }
        let mut awaited: Vec<(ObjectId, EventId)> = Vec::new();
        for look in &looks[last..] {
            match awaited.iter_mut().find(|(object, _)| *object == look.object) {
                Some((_, since)) => *since = look.event,
                None => awaited.push((look.object, look.event)),
            }
        }
        let changed = looks[last..].iter().any(|look| self.version(look.object) != look.version);
        Some(Again { awaited, changed, news: !known && !changed })
    }

    /// From now on the loop that comes back to `op` is awaited.
    pub(super) fn learn(&mut self, op: &Operation) {
        self.known.insert((op.site, op.action));
    }

    /// The loops that `actor` goes round in end by themselves after all.
    pub(super) fn learn_counted(&mut self, actor: ActorId) {
        let Some(looks) = self.by_actor.get(actor) else { return };
        for look in looks {
            self.known.remove(&look.place);
            self.counted.insert(look.place);
        }
    }
}

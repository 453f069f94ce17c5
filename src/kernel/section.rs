//! Stretches of an execution that a scenario has marked, and which of them ran at the same time.
//!
//! Two stretches ran at the same time if nothing orders the end of one before the beginning of the other. That holds for a
//! whole class of equivalent executions or for none of it, so a search that takes one of each class sees all there is.

use super::clock::Clock;
use super::operation::ActorId;
use super::world::{Stop, World};

/// Stretches kept of one execution.
const MOST: usize = 64;

/// A marked stretch.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    what: &'static str,
    actor: ActorId,
    /// What its actor knew when it began.
    began: Clock,
    /// Its actor's own time when it ended.
    ended: u32,
}

impl Section {
    fn ends_before(&self, other: &Section) -> bool {
        other.began.get(self.actor) >= self.ended
    }
}

/// A stretch by its name and its actor.
pub(crate) type Who = (&'static str, ActorId);

impl World {
    /// A stretch of the running actor's begins; the number is for [`World::end_section`].
    pub(crate) fn begin_section(&mut self, what: &'static str) -> usize {
        let actor = self.running;
        if self.sections.len() < MOST {
            let began = self.actors[actor].clocks.now.clone();
            self.sections.push(Section { what, actor, began, ended: u32::MAX });
            self.sections.len() - 1
        } else {
            MOST
        }
    }

    /// It ends. The end is an event of its own, though no step: what its actor published before does not include it.
    pub(crate) fn end_section(&mut self, section: usize) {
        let Some(section) = self.sections.get_mut(section) else { return };
        let clock = &mut self.actors[section.actor].clocks.now;
        clock.tick(section.actor);
        section.ended = clock.get(section.actor);
    }

    /// Which stretches of different actors ran at the same time, in an execution that passed. No pair twice.
    pub(crate) fn overlaps(&self) -> Vec<[Who; 2]> {
        let mut pairs = Vec::new();
        if !matches!(self.stop, Some(Stop::Returned)) {
            return pairs;
        }
        for (at, one) in self.sections.iter().enumerate() {
            for other in &self.sections[at + 1..] {
                if one.actor == other.actor || one.ends_before(other) || other.ends_before(one) {
                    continue;
                }
                let mut pair = [(one.what, one.actor), (other.what, other.actor)];
                pair.sort_unstable();
                if !pairs.contains(&pair) {
                    pairs.push(pair);
                }
            }
        }
        pairs
    }
}

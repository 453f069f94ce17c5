//! Stretches that the scenario marks while it runs.

use super::World;
use crate::kernel::section::{MOST, Section, Who, overlaps};
use crate::kernel::stop::Stop;

impl World {
    /// A stretch of the running actor's begins; the number is for [`World::end_section`].
    pub(crate) fn begin_section(&mut self, what: &'static str) -> usize {
        let actor = self.running;
        if self.sections.len() < MOST {
            self.sections.push(Section::begin(what, actor, self.actors[actor].clocks.now.clone()));
            self.sections.len() - 1
        } else {
            MOST
        }
    }

    /// It ends. The end is an event of its own, though no step: what its actor published before does not include it.
    pub(crate) fn end_section(&mut self, section: usize) {
        let Some(section) = self.sections.get_mut(section) else { return };
        let actor = section.actor();
        let clock = &mut self.actors[actor].clocks.now;
        clock.tick(actor);
        section.end(clock.get(actor));
    }

    /// Which stretches of different actors ran at the same time, in an execution that passed. No pair twice.
    pub(crate) fn overlaps(&self) -> Vec<[Who; 2]> {
        match self.stop {
            Some(Stop::Returned) => overlaps(&self.sections),
            _ => Vec::new(),
        }
    }
}

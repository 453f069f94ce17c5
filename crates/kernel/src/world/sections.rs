//! Stretches that the scenario marks while it runs.

use super::World;
use crate::section::{MOST, Section, Who, overlaps};
use crate::stop::Stop;
use crate::transcript::Mark;

impl World {
    /// A stretch of the running actor's begins; the number is for [`World::end_section`].
    pub fn begin_section(&mut self, what: &'static str) -> usize {
        if self.sections.len() >= MOST {
            return MOST;
        }
        self.sections.push(Section::new(what, self.running));
        self.asks_for_order = true;
        self.mark(Mark::Begins(self.sections.len() - 1));
        self.sections.len() - 1
    }

    /// It ends. The end is an event of its own, though no step: what its actor published before does not include it.
    pub fn end_section(&mut self, section: usize) {
        if section < self.sections.len() {
            self.mark(Mark::Ends(section));
        }
    }

    /// Which stretches of different actors ran at the same time, in an execution that passed. No pair twice.
    pub fn overlaps(&self) -> Vec<[Who; 2]> {
        match self.stop {
            Some(Stop::Returned) => overlaps(&self.sections),
            _ => Vec::new(),
        }
    }
}

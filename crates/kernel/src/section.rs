//! Stretches of an execution that a scenario has marked, and which of them ran at the same time.
//!
//! Two stretches ran at the same time if nothing orders the end of one before the beginning of the other. That holds for a
//! whole class of equivalent executions or for none of it, so a search that takes one of each class sees all there is.
//! Whoever has seen that something is over comes after it, even if no ordering makes it known: to wait for a relaxed flag, or until a
//! thread has ended, is to work one after the other.

use super::clock::Clock;
use racecourse_meaning::ActorId;

/// Stretches kept of one execution.
pub(super) const MOST: usize = 64;

/// A marked stretch.
#[derive(Clone, Debug)]
pub(super) struct Section {
    what: &'static str,
    actor: ActorId,
    /// What was over for its actor when it began.
    began: Clock,
    /// Its actor's own time when it ended.
    ended: u32,
}

impl Section {
    /// A stretch of `actor`. When it begins and ends is seen when the order of the steps is looked at.
    pub(super) fn new(what: &'static str, actor: ActorId) -> Self {
        Self { what, actor, began: Clock::default(), ended: u32::MAX }
    }

    pub(super) fn actor(&self) -> ActorId {
        self.actor
    }

    /// This was over for its actor when it began.
    pub(super) fn begins_after(&mut self, over: Clock) {
        self.began = over;
    }

    /// It ends at this time of its actor.
    pub(super) fn ends_at(&mut self, at: u32) {
        self.ended = at;
    }

    fn ends_before(&self, other: &Section) -> bool {
        other.began.get(self.actor) >= self.ended
    }
}

/// A stretch by its name and its actor.
pub type Who = (&'static str, ActorId);

/// Which of these stretches of different actors ran at the same time. No pair twice.
pub(super) fn overlaps(sections: &[Section]) -> Vec<[Who; 2]> {
    let mut pairs = Vec::new();
    for (at, one) in sections.iter().enumerate() {
        for other in &sections[at + 1..] {
            // The other one has begun later, so it does not end before this one begins.
            if one.actor == other.actor || one.ends_before(other) {
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

//! The work: heat spreads along a rod, in rounds. In each round every place becomes the mean of what is around it.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A rod: what its places are like now, and what they will be like after the round.
///
/// The places are atomic only because several threads have them: in a round each is written by one of them. What one has
/// written the others may read after a join or a barrier, which is what orders it.
#[derive(Debug)]
pub struct Rod {
    sides: [Vec<AtomicU64>; 2],
}

impl Rod {
    /// A rod of so many places, hot at one end.
    pub fn new(places: usize) -> Self {
        let heat = |at: usize| AtomicU64::new(if at < places / 8 { 1 << 40 } else { 0 });
        let side = || (0..places).map(heat).collect();
        Self { sides: [side(), side()] }
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.sides[0].len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Does the round of this number for a part of the places.
    pub fn spread(&self, round: usize, part: Range<usize>) {
        let (now, next) = (&self.sides[round % 2], &self.sides[(round + 1) % 2]);
        for at in part {
            let (left, right) = (at.saturating_sub(1), (at + 1).min(now.len() - 1));
            let [left, here, right] = [left, at, right].map(|at| now[at].load(Relaxed));
            next[at].store((left + 2 * here + right) / 4, Relaxed);
        }
    }

    /// The heat of all places together after so many rounds: what is to be noted once in a round.
    pub fn heat(&self, rounds: usize) -> u64 {
        self.sides[rounds % 2].iter().map(|place| place.load(Relaxed)).fold(0, u64::wrapping_add)
    }
}

/// The places of one of so many members.
pub fn part(places: usize, member: usize, members: usize) -> Range<usize> {
    places * member / members..places * (member + 1) / members
}

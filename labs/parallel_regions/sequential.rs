//! One thread does all rounds; there is no region.

use super::rod::Rod;

/// The heat of the rod after each round.
pub fn heats(places: usize, rounds: usize, _members: usize) -> Vec<u64> {
    let rod = Rod::new(places);
    (0..rounds)
        .map(|round| {
            rod.spread(round, 0..places);
            rod.heat(round + 1)
        })
        .collect()
}

//! Goes from place to place of a chain that jumps about in memory: each step has to wait for the one before.

use super::chain::{Place, shuffled};

/// The chain through so many places.
pub fn chain(places: usize) -> Vec<Place> {
    shuffled(places)
}

/// Where one is after so many steps.
pub fn walk(chain: &[Place], steps: usize) -> usize {
    let mut at = 0;
    for _ in 0..steps {
        at = chain[at].0; // which place is next is known only when this one has come
    }
    at
}

//! Goes from place to place of a chain that lies in order: the processor guesses what is next, and has it fetched early.

use super::chain::{Place, in_order};

/// The chain through so many places.
pub fn chain(places: usize) -> Vec<Place> {
    in_order(places)
}

/// Where one is after so many steps.
pub fn walk(chain: &[Place], steps: usize) -> usize {
    let mut at = 0;
    for _ in 0..steps {
        at = chain[at].0; // the next place lies beside this one
    }
    at
}

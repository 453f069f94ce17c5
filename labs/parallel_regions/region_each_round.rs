//! A parallel region is opened for every round: its loop is divided, it ends, and the program goes on alone.

use std::thread::scope;

use super::rod::{Rod, part};

/// The heat of the rod after each round.
pub fn heats(places: usize, rounds: usize, members: usize) -> Vec<u64> {
    let rod = &Rod::new(places);
    (0..rounds)
        .map(|round| {
            scope(|region| {
                for member in 0..members {
                    region.spawn(move || rod.spread(round, part(places, member, members))); // loop
                }
            });
            rod.heat(round + 1) // after the join there is only one thread, so this is done once
        })
        .collect()
}

//! One parallel region for all rounds: a barrier ends each loop, and whoever comes last does what is to be done once.

use std::sync::{Barrier, Mutex};
use std::thread::scope;

use super::rod::{Rod, part};

/// The heat of the rod after each round.
pub fn heats(places: usize, rounds: usize, members: usize) -> Vec<u64> {
    let (rod, heats) = (&Rod::new(places), Mutex::new(Vec::new()));
    let barrier = Barrier::new(members);
    scope(|region| {
        for member in 0..members {
            let (heats, barrier) = (&heats, &barrier);
            region.spawn(move || {
                for round in 0..rounds {
                    rod.spread(round, part(places, member, members)); // loop
                    if barrier.wait().is_leader() {
                        heats.lock().expect("nobody panics").push(rod.heat(round + 1)); // single: by one of them
                    }
                    barrier.wait(); // nobody overwrites the round before it is noted
                }
            });
        }
    });
    heats.into_inner().expect("nobody has panicked")
}

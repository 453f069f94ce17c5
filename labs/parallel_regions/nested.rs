//! Each member opens a region of its own for its part: regions within a region, in every round.

use std::sync::{Barrier, Mutex};
use std::thread::scope;

use super::rod::{Rod, part};

/// How many there are in each of the inner regions.
const INNER: usize = 2;

/// The heat of the rod after each round.
pub fn heats(places: usize, rounds: usize, members: usize) -> Vec<u64> {
    let (rod, heats) = (&Rod::new(places), Mutex::new(Vec::new()));
    let barrier = Barrier::new(members); // for the members of the outer region alone
    scope(|region| {
        for member in 0..members {
            let (heats, barrier) = (&heats, &barrier);
            region.spawn(move || {
                for round in 0..rounds {
                    scope(|nested| {
                        for inner in 0..INNER {
                            let mine = part(places, member * INNER + inner, members * INNER);
                            nested.spawn(move || rod.spread(round, mine)); // loop
                        }
                    });
                    if barrier.wait().is_leader() {
                        heats.lock().expect("nobody panics").push(rod.heat(round + 1)); // single
                    }
                    barrier.wait();
                }
            });
        }
    });
    heats.into_inner().expect("nobody has panicked")
}

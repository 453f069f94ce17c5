//! The same, and what is to be done once is done by the first member, always.

use std::sync::Barrier;
use std::thread::scope;

use super::rod::{Rod, part};

/// The heat of the rod after each round.
pub fn heats(places: usize, rounds: usize, members: usize) -> Vec<u64> {
    let rod = &Rod::new(places);
    let barrier = &Barrier::new(members);
    let work = |member: usize| {
        let mut heats = Vec::new();
        for round in 0..rounds {
            rod.spread(round, part(places, member, members)); // loop
            barrier.wait();
            if member == 0 {
                heats.push(rod.heat(round + 1)); // master: by member 0, so it needs no lock
            }
            barrier.wait(); // nobody overwrites the round before it is noted
        }
        heats
    };
    scope(|region| {
        let others: Vec<_> = (1..members).map(|member| region.spawn(move || work(member))).collect();
        let heats = work(0); // the first member is the thread that has opened the region
        others.into_iter().for_each(|other| _ = other.join().expect("a member does not panic"));
        heats
    })
}

//! Data that is handed on: the third thread hears of it from the second, and has to see what the first one wrote.

use super::prelude::*;

const PUBLISH: usize = 0;
const LOOK: usize = 1;
const HAND_ON: usize = 2;
const RECEIVE: usize = 3;

pub(super) const ALGORITHM: Algorithm = Algorithm {
    run,
    right: &["0", "42"],
    places: &[
        Place { name: "publish", what: What::Store, order: Release, weaker: &[(Relaxed, Shows("data race"))] },
        Place { name: "look", what: What::Load, order: Acquire, weaker: &[(Relaxed, Shows("data race"))] },
        Place { name: "hand on", what: What::Store, order: Release, weaker: &[(Relaxed, Shows("data race"))] },
        Place { name: "receive", what: What::Load, order: Acquire, weaker: &[(Relaxed, Shows("data race"))] },
    ],
};

fn run(order: &[Ordering]) -> Outcome {
    let data = RacyCell::new(0);
    let written = AtomicBool::new(false);
    let handed_on = AtomicBool::new(false);
    let seen = thread::scope(|scope| {
        scope.spawn_named("writer", || {
            data.set(42);
            written.store(true, order[PUBLISH]);
        });
        scope.spawn_named("messenger", || {
            if written.load(order[LOOK]) {
                handed_on.store(true, order[HAND_ON]);
            }
        });
        let reader = scope.spawn_named("reader", || match handed_on.load(order[RECEIVE]) {
            true => data.get(),
            false => 0,
        });
        reader.join().unwrap()
    });
    Outcome::new(seen)
}

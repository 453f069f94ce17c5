//! A lock that is waited for by looking: who has it adds one to a plain number.

use super::prelude::*;

const TAKE: usize = 0;
const GIVE_BACK: usize = 1;

pub(super) const ALGORITHM: Algorithm = Algorithm {
    run,
    right: &["2"],
    places: &[
        Place { name: "take", what: What::Update, order: Acquire, weaker: &[(Relaxed, Shows("data race"))] },
        Place { name: "give back", what: What::Store, order: Release, weaker: &[(Relaxed, Shows("data race"))] },
    ],
};

fn run(order: &[Ordering]) -> Outcome {
    let locked = AtomicBool::new(false);
    let number = RacyCell::new(0);
    let add = || {
        while locked.swap(true, order[TAKE]) {
            while locked.load(Relaxed) {
                thread::yield_now();
            }
        }
        number.set(number.get() + 1);
        locked.store(false, order[GIVE_BACK]);
    };
    thread::scope(|scope| {
        scope.spawn_named("left", add);
        scope.spawn_named("right", add);
    });
    Outcome::new(number.get())
}

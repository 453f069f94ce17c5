//! A counted pointer, as `Arc`: who gives back the last one destroys what it points to.

use super::prelude::*;

const CLONE: usize = 0;
const GIVE_BACK: usize = 1;
const BEFORE_DESTROYED: usize = 2;

pub(super) const ALGORITHM: Algorithm = Algorithm {
    run,
    right: &["destroyed"],
    places: &[
        Place {
            name: "clone",
            what: What::Update,
            order: Acquire,
            weaker: &[(Relaxed, NothingElse("who clones has a pointer already, and so nothing to come after"))],
        },
        Place { name: "give back", what: What::Update, order: Release, weaker: &[(Relaxed, Shows("data race"))] },
        Place { name: "destroy", what: What::Fence, order: Acquire, weaker: &[(Relaxed, Shows("data race"))] },
    ],
};

fn run(order: &[Ordering]) -> Outcome {
    let count = AtomicUsize::new(1);
    let value = RacyCell::new(7);
    let give_back = || {
        if count.fetch_sub(1, order[GIVE_BACK]) == 1 {
            fence_if_any(order[BEFORE_DESTROYED]);
            value.set(0); // destroyed
        }
    };
    thread::scope(|scope| {
        count.fetch_add(1, order[CLONE]);
        scope.spawn_named("other", || {
            value.get();
            give_back();
        });
        value.get();
        give_back();
    });
    Outcome::new(if value.get() == 0 { "destroyed" } else { "lost" })
}

//! Mutual exclusion by loads and stores alone (Peterson, *Myths About the Mutual Exclusion Problem*, 1981).

use super::prelude::*;

const WANT: usize = 0;
const GIVE_WAY: usize = 1;
const LOOK: usize = 2;
const WHOSE_TURN: usize = 3;
const LEAVE: usize = 4;

pub(super) const ALGORITHM: Algorithm = Algorithm {
    run,
    right: &["2"],
    places: &[
        Place { name: "want", what: What::Store, order: SeqCst, weaker: &[(Release, Shows("data race"))] },
        Place { name: "give way", what: What::Store, order: SeqCst, weaker: &[(Release, Shows("data race"))] },
        Place { name: "look", what: What::Load, order: SeqCst, weaker: &[(Acquire, Shows("data race"))] },
        Place {
            name: "whose turn",
            what: What::Load,
            order: Acquire,
            weaker: &[(Relaxed, NothingElse("who finds that it is its turn comes after the other by its wish or by its leaving"))],
        },
        Place { name: "leave", what: What::Store, order: Release, weaker: &[(Relaxed, Shows("data race"))] },
    ],
};

fn run(order: &[Ordering]) -> Outcome {
    let wants = [AtomicBool::new(false).named("left wants"), AtomicBool::new(false).named("right wants")];
    let turn = AtomicUsize::new(0);
    let number = RacyCell::new(0);
    let add = |me: usize| {
        let other = 1 - me;
        wants[me].store(true, order[WANT]);
        turn.store(other, order[GIVE_WAY]);
        while wants[other].load(order[LOOK]) && turn.load(order[WHOSE_TURN]) == other {
            thread::yield_now();
        }
        number.set(number.get() + 1);
        wants[me].store(false, order[LEAVE]);
    };
    thread::scope(|scope| {
        scope.spawn_named("left", || add(0));
        scope.spawn_named("right", || add(1));
    });
    Outcome::new(number.get())
}

//! Mutual exclusion by loads and stores alone, the first that was found (Dekker, told by Dijkstra in 1965).

use super::prelude::*;

const WANT: usize = 0;
const LOOK: usize = 1;
const WHOSE_TURN: usize = 2;
const STEP_BACK: usize = 3;
const WAIT: usize = 4;
const WANT_AGAIN: usize = 5;
const PASS_ON: usize = 6;
const LEAVE: usize = 7;

pub(super) const ALGORITHM: Algorithm = Algorithm {
    run,
    right: &["3"],
    places: &[
        Place { name: "want", what: What::Store, order: SeqCst, weaker: &[(Release, Shows("data race"))] },
        Place { name: "look", what: What::Load, order: SeqCst, weaker: &[(Acquire, Shows("data race"))] },
        Place {
            name: "whose turn",
            what: What::Load,
            order: Acquire,
            weaker: &[(Relaxed, NothingElse("whose turn it is decides who steps back, and never who may go in"))],
        },
        Place { name: "step back", what: What::Store, order: Release, weaker: &[(Relaxed, Shows("data race"))] },
        Place {
            name: "wait",
            what: What::Load,
            order: Acquire,
            weaker: &[(Relaxed, NothingElse("whose turn it is decides who steps back, and never who may go in"))],
        },
        Place { name: "want again", what: What::Store, order: SeqCst, weaker: &[(Release, Shows("data race"))] },
        Place {
            name: "pass on",
            what: What::Store,
            order: Release,
            weaker: &[(Relaxed, NothingElse("whose turn it is decides who steps back, and never who may go in"))],
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
        while wants[other].load(order[LOOK]) {
            if turn.load(order[WHOSE_TURN]) != me {
                wants[me].store(false, order[STEP_BACK]);
                while turn.load(order[WAIT]) != me {
                    thread::yield_now();
                }
                wants[me].store(true, order[WANT_AGAIN]);
            }
        }
        number.set(number.get() + 1);
        turn.store(other, order[PASS_ON]);
        wants[me].store(false, order[LEAVE]);
    };
    thread::scope(|scope| {
        scope.spawn_named("left", || (0..2).for_each(|_| add(0)));
        scope.spawn_named("right", || add(1));
    });
    Outcome::new(number.get())
}

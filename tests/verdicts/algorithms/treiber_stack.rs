//! A stack as a list whose head is exchanged (Treiber 1986). Nodes are numbered from 1, and 0 is none.

use super::prelude::*;

const PUSH: usize = 0;
const LOOK: usize = 1;
const POP: usize = 2;
const LOOK_AGAIN: usize = 3;

pub(super) const ALGORITHM: Algorithm = Algorithm {
    run,
    right: &["", "1", "1 2", "2", "2 1"],
    places: &[
        Place { name: "push", what: What::Update, order: Release, weaker: &[(Relaxed, Shows("data race"))] },
        Place { name: "look", what: What::Load, order: Acquire, weaker: &[(Relaxed, Shows("data race"))] },
        Place {
            name: "pop",
            what: What::Update,
            order: Acquire,
            weaker: &[(Relaxed, NothingElse("what the node holds was taken over when the head was looked at"))],
        },
        Place { name: "look again", what: What::Load, order: Acquire, weaker: &[(Relaxed, Shows("data race"))] },
    ],
};

fn run(order: &[Ordering]) -> Outcome {
    let head = AtomicUsize::new(0);
    let values = [RacyCell::new(0).named("value of 1"), RacyCell::new(0).named("value of 2")];
    let below = [RacyCell::new(0).named("below 1"), RacyCell::new(0).named("below 2")];
    let push = |node: usize| {
        values[node - 1].set(node);
        let mut top = head.load(Relaxed);
        loop {
            below[node - 1].set(top);
            match head.compare_exchange(top, node, order[PUSH], Relaxed) {
                Ok(_) => break,
                Err(now) => top = now,
            }
        }
    };
    let pop = || {
        let mut top = head.load(order[LOOK]);
        while top != 0 {
            let next = below[top - 1].get();
            match head.compare_exchange(top, next, order[POP], order[LOOK_AGAIN]) {
                Ok(_) => return Some(values[top - 1].get().to_string()),
                Err(now) => top = now,
            }
        }
        None
    };
    let popped = thread::scope(|scope| {
        scope.spawn_named("pushes 1", || push(1));
        scope.spawn_named("pushes 2", || push(2));
        let popper = scope.spawn_named("popper", || [pop(), pop()]);
        popper.join().unwrap()
    });
    Outcome::new(popped.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

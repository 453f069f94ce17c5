//! A lock whose readers never wait: they look at a number before and after, and what they read counts only if it is even and the
//! same (Boehm, *Can Seqlocks Get Along With Programming Language Memory Models?*, MSPC 2012).

use super::prelude::*;

const AFTER_ODD: usize = 0;
const MAKE_EVEN: usize = 1;
const LOOK_BEFORE: usize = 2;
const BEFORE_LAST: usize = 3;

pub(super) const ALGORITHM: Algorithm = Algorithm {
    run,
    right: &["0 0", "1 1", "again"],
    places: &[
        Place { name: "after odd", what: What::Fence, order: Release, weaker: &[(Relaxed, Shows("1 0"))] },
        Place { name: "make even", what: What::Store, order: Release, weaker: &[(Relaxed, Shows("0 1"))] },
        Place { name: "look before", what: What::Load, order: Acquire, weaker: &[(Relaxed, Shows("0 1"))] },
        Place { name: "before last", what: What::Fence, order: Acquire, weaker: &[(Relaxed, Shows("1 0"))] },
    ],
};

fn run(order: &[Ordering]) -> Outcome {
    let sequence = AtomicUsize::new(0);
    let left = AtomicUsize::new(0);
    let right = AtomicUsize::new(0);
    let seen = thread::scope(|scope| {
        scope.spawn_named("writer", || {
            sequence.store(1, Relaxed);
            fence_if_any(order[AFTER_ODD]);
            left.store(1, Relaxed);
            right.store(1, Relaxed);
            sequence.store(2, order[MAKE_EVEN]);
        });
        let reader = scope.spawn_named("reader", || {
            let before = sequence.load(order[LOOK_BEFORE]);
            let seen = (left.load(Relaxed), right.load(Relaxed));
            fence_if_any(order[BEFORE_LAST]);
            let after = sequence.load(Relaxed);
            (before == after && before.is_multiple_of(2)).then_some(seen)
        });
        reader.join().unwrap()
    });
    Outcome::new(seen.map_or("again".to_owned(), |(left, right)| format!("{left} {right}")))
}

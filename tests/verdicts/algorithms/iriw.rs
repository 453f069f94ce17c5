//! Independent reads of independent writes: two readers look at two values in opposite orders, and have to agree on which of them
//! was written first.

use super::prelude::*;

const WRITE: usize = 0;
const READ_FIRST: usize = 1;
const READ_SECOND: usize = 2;

pub(super) const ALGORITHM: Algorithm = Algorithm {
    run,
    right: &["x first", "y first", "not both seen"],
    places: &[
        Place { name: "write", what: What::Store, order: SeqCst, weaker: &[(Release, Shows("they disagree"))] },
        Place { name: "first read", what: What::Load, order: SeqCst, weaker: &[(Acquire, Shows("they disagree"))] },
        Place { name: "second read", what: What::Load, order: SeqCst, weaker: &[(Acquire, Shows("they disagree"))] },
    ],
};

fn run(order: &[Ordering]) -> Outcome {
    let x = AtomicBool::new(false);
    let y = AtomicBool::new(false);
    let (x_before_y, y_before_x) = thread::scope(|scope| {
        scope.spawn_named("writes x", || x.store(true, order[WRITE]));
        scope.spawn_named("writes y", || y.store(true, order[WRITE]));
        let one = scope.spawn_named("reader 1", || x.load(order[READ_FIRST]) && !y.load(order[READ_SECOND]));
        let other = scope.spawn_named("reader 2", || y.load(order[READ_FIRST]) && !x.load(order[READ_SECOND]));
        (one.join().unwrap(), other.join().unwrap())
    });
    Outcome::new(match (x_before_y, y_before_x) {
        (true, true) => "they disagree",
        (true, false) => "x first",
        (false, true) => "y first",
        (false, false) => "not both seen",
    })
}

//! A queue as a list with a head and a tail (Michael and Scott, *Simple, Fast, and Practical Non-Blocking and Blocking Concurrent
//! Queue Algorithms*, PODC 1996). Nodes are numbered from 1, and 0 is none; node 1 is there from the beginning and holds nothing.

use super::prelude::*;

const LOOK_AT_TAIL: usize = 0;
const LOOK_AT_LAST: usize = 1;
const LINK: usize = 2;
const MOVE_TAIL: usize = 3;
const LOOK_AT_HEAD: usize = 4;
const LOOK_AT_FIRST: usize = 5;
const MOVE_HEAD: usize = 6;

pub(super) const ALGORITHM: Algorithm = Algorithm {
    run,
    right: &["", "2", "2 3", "3"],
    places: &[
        Place { name: "look at tail", what: What::Load, order: Acquire, weaker: &[(Relaxed, Shows("panic"))] },
        Place { name: "look at last", what: What::Load, order: Acquire, weaker: &[(Relaxed, Shows("panic"))] },
        Place { name: "link", what: What::Update, order: Release, weaker: &[(Relaxed, Shows("data race"))] },
        Place { name: "move tail", what: What::Update, order: Release, weaker: &[(Relaxed, Shows("panic"))] },
        Place { name: "look at head", what: What::Load, order: Acquire, weaker: &[(Relaxed, Shows("panic"))] },
        Place { name: "look at first", what: What::Load, order: Acquire, weaker: &[(Relaxed, Shows("data race"))] },
        Place { name: "move head", what: What::Update, order: Release, weaker: &[(Relaxed, Shows("panic"))] },
    ],
};

/// What is behind a node that has not been set up.
const NOT_SET_UP: usize = 9;

fn run(order: &[Ordering]) -> Outcome {
    let head = AtomicUsize::new(1);
    let tail = AtomicUsize::new(1);
    let next = [
        AtomicUsize::new(0).named("after 1"),
        AtomicUsize::new(NOT_SET_UP).named("after 2"),
        AtomicUsize::new(NOT_SET_UP).named("after 3"),
    ];
    let values = [RacyCell::new(0).named("value of 2"), RacyCell::new(0).named("value of 3")];
    let behind = |node: usize, order: Ordering| {
        let next = next[node - 1].load(order);
        assert_ne!(next, NOT_SET_UP, "a node is used that has not been set up");
        next
    };
    let put = |node: usize| {
        values[node - 2].set(node);
        next[node - 1].store(0, Relaxed);
        loop {
            let last = tail.load(order[LOOK_AT_TAIL]);
            match behind(last, order[LOOK_AT_LAST]) {
                0 => {
                    if next[last - 1].compare_exchange(0, node, order[LINK], Relaxed).is_ok() {
                        let _ = tail.compare_exchange(last, node, order[MOVE_TAIL], Relaxed);
                        break;
                    }
                }
                further => {
                    let _ = tail.compare_exchange(last, further, order[MOVE_TAIL], Relaxed);
                }
            }
        }
    };
    let take = || loop {
        let first = head.load(order[LOOK_AT_HEAD]);
        match behind(first, order[LOOK_AT_FIRST]) {
            0 => return None,
            second => {
                let value = values[second - 2].get();
                if head.compare_exchange(first, second, order[MOVE_HEAD], Relaxed).is_ok() {
                    return Some(value);
                }
            }
        }
    };
    let taken = thread::scope(|scope| {
        scope.spawn_named("puts 2", || put(2));
        scope.spawn_named("puts 3", || put(3));
        let taker = scope.spawn_named("taker", take);
        [take(), taker.join().unwrap()]
    });
    let mut taken: Vec<String> = taken.into_iter().flatten().map(|value| value.to_string()).collect();
    taken.sort_unstable();
    Outcome::new(taken.join(" "))
}

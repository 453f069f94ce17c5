//! A deque of which its owner takes at one end and others steal at the other (Chase and Lev, SPAA 2005), with the orderings of Lê,
//! Pop, Cohen and Zappa Nardelli (*Correct and Efficient Work-Stealing for Weak Memory Models*, PPoPP 2013).

use super::prelude::*;

const ROOM: usize = 0;
const BEFORE_PUSHED: usize = 1;
const BETWEEN_TAKE: usize = 2;
const TAKE_LAST: usize = 3;
const LOOK_AT_TOP: usize = 4;
const BETWEEN_STEAL: usize = 5;
const LOOK_AT_BOTTOM: usize = 6;
const STEAL: usize = 7;

pub(super) const ALGORITHM: Algorithm = Algorithm {
    run,
    right: &["each once"],
    places: &[
        Place {
            name: "room",
            what: What::Load,
            order: Acquire,
            weaker: &[(Relaxed, NothingElse("a slot that is filled before it was read from would be load buffering, which the model leaves out"))],
        },
        Place { name: "before pushed", what: What::Fence, order: Release, weaker: &[(Relaxed, Shows("nothing"))] },
        Place { name: "between take", what: What::Fence, order: SeqCst, weaker: &[(AcqRel, Shows("twice"))] },
        Place {
            name: "take last",
            what: What::Update,
            order: SeqCst,
            weaker: &[(AcqRel, NothingElse("only one of two updates finds the number, however they are ordered, and the fences do the rest"))],
        },
        Place {
            name: "look at top",
            what: What::Load,
            order: Acquire,
            weaker: &[(Relaxed, NothingElse("the fence behind it takes over what was found"))],
        },
        Place { name: "between steal", what: What::Fence, order: SeqCst, weaker: &[(AcqRel, Shows("twice"))] },
        Place { name: "look at bottom", what: What::Load, order: Acquire, weaker: &[(Relaxed, Shows("nothing"))] },
        Place {
            name: "steal",
            what: What::Update,
            order: SeqCst,
            weaker: &[(AcqRel, NothingElse("only one of two updates finds the number, however they are ordered, and the fences do the rest"))],
        },
    ],
};

/// So many fit into it.
const SLOTS: usize = 2;

fn run(order: &[Ordering]) -> Outcome {
    let top = AtomicUsize::new(0);
    let bottom = AtomicUsize::new(0);
    let slots = [AtomicUsize::new(0).named("slot 0"), AtomicUsize::new(0).named("slot 1")];
    let push = |item: usize| {
        let at = bottom.load(Relaxed);
        if at - top.load(order[ROOM]) == SLOTS {
            return;
        }
        slots[at % SLOTS].store(item, Relaxed);
        fence_if_any(order[BEFORE_PUSHED]);
        bottom.store(at + 1, Relaxed);
    };
    let take = || {
        let at = bottom.load(Relaxed) - 1;
        bottom.store(at, Relaxed);
        fence_if_any(order[BETWEEN_TAKE]);
        let first = top.load(Relaxed);
        if first < at {
            return Some(slots[at % SLOTS].load(Relaxed));
        }
        // It is the last one, if it is still there.
        let item = slots[at % SLOTS].load(Relaxed);
        let is_mine = first == at && top.compare_exchange(first, first + 1, order[TAKE_LAST], Relaxed).is_ok();
        bottom.store(at + 1, Relaxed);
        is_mine.then_some(item)
    };
    let steal = || {
        let first = top.load(order[LOOK_AT_TOP]);
        fence_if_any(order[BETWEEN_STEAL]);
        if first >= bottom.load(order[LOOK_AT_BOTTOM]) {
            return None;
        }
        let item = slots[first % SLOTS].load(Relaxed);
        top.compare_exchange(first, first + 1, order[STEAL], Relaxed).is_ok().then_some(item)
    };
    let mut had: Vec<usize> = thread::scope(|scope| {
        let thief = scope.spawn_named("thief", || [steal(), steal()]);
        push(1);
        push(2);
        push(3);
        let mine = take();
        thief.join().unwrap().into_iter().chain([mine]).flatten().collect()
    });
    had.sort_unstable();
    let is_twice = had.windows(2).any(|pair| pair[0] == pair[1]);
    Outcome::new(match (had.contains(&0), is_twice) {
        (true, _) => "nothing",
        (false, true) => "twice",
        (false, false) => "each once",
    })
}

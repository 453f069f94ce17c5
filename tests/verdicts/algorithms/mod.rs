//! Algorithms that are right by their memory orderings: each as it is published, and with each of its orderings weakened by one step.
//!
//! What comes of a weaker one is found by going through all executions that the language allows. Where that is nothing else, the
//! ordering is not needed in this program, and the table says why.

use std::collections::{BTreeMap, BTreeSet};

use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::sync::atomic::{Ordering, fence};

use crate::claims::every_claim_is_so;
use crate::reports::{explained, report, texts};

/// An algorithm in a small program.
struct Algorithm {
    run: fn(&[Ordering]) -> Outcome,
    /// What the program comes to, and to nothing else.
    right: &'static [&'static str],
    /// The places of its orderings, in the order in which it is handed them.
    places: &'static [Place],
}

/// A place that orders.
struct Place {
    /// What is done there, in a word or two.
    name: &'static str,
    what: What,
    order: Ordering,
    /// What comes of each ordering that is weaker by one step.
    weaker: &'static [(Ordering, Comes)],
}

#[derive(Clone, Copy)]
enum What {
    Load,
    Store,
    Update,
    /// As `Relaxed` it is none at all.
    Fence,
}

/// What comes of a weaker ordering.
enum Comes {
    /// It can come to this as well.
    Shows(&'static str),
    /// Nothing else, for this reason.
    NothingElse(&'static str),
}

/// The orderings that are weaker than this one by one step.
fn weaker(what: What, order: Ordering) -> Vec<Ordering> {
    use Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
    match (what, order) {
        (What::Load, SeqCst) => vec![Acquire],
        (What::Store, SeqCst) => vec![Release],
        (_, SeqCst) => vec![AcqRel],
        (_, AcqRel) => vec![Acquire, Release],
        (_, Relaxed) => Vec::new(),
        _ => vec![Relaxed],
    }
}

/// A fence, or none.
#[track_caller]
fn fence_if_any(order: Ordering) {
    if order != Ordering::Relaxed {
        fence(order);
    }
}

impl Algorithm {
    fn orders(&self) -> Vec<Ordering> {
        self.places.iter().map(|place| place.order).collect()
    }

    fn with(&self, nth: usize, order: Ordering) -> impl Fn() -> Outcome + Clone + Send + Sync + 'static {
        let mut orders = self.orders();
        orders[nth] = order;
        self.ordered(orders)
    }

    fn ordered(&self, orders: Vec<Ordering>) -> impl Fn() -> Outcome + Clone + Send + Sync + 'static {
        let run = self.run;
        move || run(&orders)
    }
}

/// How many executions come to what.
#[track_caller]
fn outcomes(run: impl Fn() -> Outcome + Send + Sync + 'static) -> BTreeMap<String, u64> {
    let found =
        explore(&Program::unnamed(run), EngineId::WeakMemory, &Budget { executions: 200_000, ..Budget::DEFAULT });
    assert!(found.coverage.is_exhaustive(), "{:?}", found.coverage);
    found.observations.into_iter().map(|(label, seen)| (label, seen.count)).collect()
}

fn decide(algorithm: &Algorithm) {
    let whole = outcomes(algorithm.ordered(algorithm.orders()));
    assert_eq!(whole.keys().map(String::as_str).collect::<BTreeSet<_>>(), algorithm.right.iter().copied().collect());
    for (nth, place) in algorithm.places.iter().enumerate() {
        let listed: Vec<Ordering> = place.weaker.iter().map(|(order, _)| *order).collect();
        assert_eq!(listed, weaker(place.what, place.order), "{}", place.name);
        for (order, comes) in place.weaker {
            let weakened = outcomes(algorithm.with(nth, *order));
            match comes {
                Comes::Shows(label) => {
                    assert!(weakened.contains_key(*label), "{} {order:?}: {weakened:?}", place.name);
                    assert!(!whole.contains_key(*label), "{label} is right");
                }
                Comes::NothingElse(why) => {
                    let labels = |of: &BTreeMap<String, u64>| of.keys().cloned().collect::<Vec<_>>();
                    assert_eq!(labels(&weakened), labels(&whole), "{} {order:?}, although {why}", place.name);
                }
            }
        }
    }
}

/// Snapshots what is said of each ordering that is too weak.
fn tell(name: &str, algorithm: &Algorithm) {
    let budget = Budget::DEFAULT;
    for (nth, place) in algorithm.places.iter().enumerate() {
        for (order, comes) in place.weaker {
            let Comes::Shows(label) = comes else { continue };
            let run = algorithm.with(nth, *order);
            let what = format!("{name}: {} {order:?}", place.name);
            let found = explained(run.clone(), EngineId::WeakMemory, label, &budget).expect("it is found");
            let example = &found.observations[*label].example;
            every_claim_is_so(&what, &Program::on_disk(run), example, &budget);
            let texts = texts(&found);
            let told = report(&what, found, label, &texts);
            let file = format!("{name}_{}_{order:?}", place.name).replace(' ', "_").to_lowercase();
            insta::assert_snapshot!(file, told);
        }
    }
}

macro_rules! algorithms {
    ($($file:ident),* $(,)?) => {
        $(mod $file;)*

        /// As published each is right, and each weaker ordering comes to what is said of it.
        mod is_decided_rightly {
            $(#[test]
            fn $file() {
                super::decide(&super::$file::ALGORITHM);
            })*
        }

        /// What is said of each that is wrong is in a snapshot.
        mod is_told_rightly {
            $(#[test]
            fn $file() {
                super::tell(stringify!($file), &super::$file::ALGORITHM);
            })*
        }
    };
}

algorithms! {
    chase_lev_deque,
    counted_pointer,
    dekker,
    iriw,
    isa2,
    michael_scott_queue,
    peterson,
    seqlock,
    spin_lock,
    treiber_stack,
}

/// What the programs are written with.
mod prelude {
    pub(super) use super::{Algorithm, Comes::NothingElse, Comes::Shows, Place, What, fence_if_any};
    pub(super) use racecourse::Outcome;
    pub(super) use racecourse::cell::RacyCell;
    pub(super) use racecourse::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};
    pub(super) use racecourse::sync::atomic::{AtomicBool, AtomicUsize};
    pub(super) use racecourse::thread;
}

//! Litmus tests: which outcomes each model allows. Digits are what the actors read, in their order; behind a slash what is left
//! in the locations.

use std::collections::BTreeSet;

use racecourse_graphs::{Leaf, Model, Preference, explore, races};
use racecourse_meaning::{ObjectId, Order};

use crate::language::*;

/// The outcomes of a program and how many graphs it has. Of a racy graph the outcome is `race`, of a stuck one `stuck`.
fn outcomes(program: &Text, left: &[ObjectId], model: Model) -> (BTreeSet<String>, usize) {
    let (mut outcomes, mut graphs) = (BTreeSet::new(), 0);
    explore(program, model, Preference::First, |ended| {
        let graph = ended.search.graph();
        if ended.leaf == Leaf::Stale {
            return;
        }
        graphs += 1;
        let mut outcome = String::new();
        for (actor, answered) in ended.answered.iter().enumerate() {
            for value in values_read(program, actor, answered) {
                outcome.push_str(&value.to_string());
            }
        }
        if !left.is_empty() {
            outcome.push('/');
            for &object in left {
                outcome.push_str(&graph.value(object, graph.newest(object)).to_string());
            }
        }
        if ended.leaf == Leaf::Stuck {
            outcome = "stuck".to_owned();
        }
        if races(graph).next().is_some() {
            outcome = "race".to_owned();
        }
        outcomes.insert(outcome);
    });
    (outcomes, graphs)
}

/// Under sequential consistency there are these outcomes, under the language's model also the weak ones, in so many graphs.
#[track_caller]
fn allows(actors: Vec<Vec<Stmt>>, left: &[ObjectId], sc: &str, weak: &str, graphs: usize) {
    let program = Text::new(actors);
    let set = |words: &str| words.split_whitespace().map(str::to_owned).collect::<BTreeSet<String>>();
    let sequential = outcomes(&program, left, Model::Sc).0;
    assert_eq!(sequential, set(sc), "under sequential consistency");
    let (found, counted) = outcomes(&program, left, Model::Language);
    let expected: BTreeSet<String> = &set(sc) | &set(weak);
    assert_eq!((found, counted), (expected, graphs), "under the language's model");
}

/// So many outcomes under sequential consistency, these ones not, and those that are weak are allowed by the language besides.
#[track_caller]
fn all_but(actors: Vec<Vec<Stmt>>, sc: usize, never: &str, weak: &str, graphs: usize) {
    let program = Text::new(actors);
    let sequential = outcomes(&program, &[], Model::Sc).0;
    assert_eq!(sequential.len(), sc, "under sequential consistency: {sequential:?}");
    let (found, counted) = outcomes(&program, &[], Model::Language);
    let set = |words: &str| words.split_whitespace().map(str::to_owned).collect::<BTreeSet<String>>();
    let beyond: BTreeSet<String> = found.difference(&sequential).cloned().collect();
    assert_eq!(beyond, set(weak), "beyond sequential consistency");
    assert!(found.is_disjoint(&set(never)), "{never} is not among {found:?}");
    assert_eq!(counted, graphs);
}

fn sb(a: Order, b: Order, c: Order, d: Order) -> Vec<Vec<Stmt>> {
    vec![vec![st(X, 1, a), ld(Y, b)], vec![st(Y, 1, c), ld(X, d)]]
}

#[test]
fn store_buffering() {
    let weak = |actors| allows(actors, &[], "01 10 11", "00", 4);
    let strong = |actors| allows(actors, &[], "01 10 11", "", 3);
    weak(sb(Relaxed, Relaxed, Relaxed, Relaxed));
    weak(sb(Release, Acquire, Release, Acquire));
    weak(sb(SeqCst, Acquire, SeqCst, SeqCst));
    let fenced = |x, y, order| vec![st(x, 1, Relaxed), fence(order), ld(y, Relaxed)];
    weak(vec![fenced(X, Y, AcqRel), fenced(Y, X, AcqRel)]);
    weak(vec![fenced(X, Y, SeqCst), vec![st(Y, 1, Relaxed), ld(X, Relaxed)]]);
    strong(sb(SeqCst, SeqCst, SeqCst, SeqCst));
    strong(vec![fenced(X, Y, SeqCst), fenced(Y, X, SeqCst)]);
    strong(vec![vec![st(X, 1, SeqCst), ld(Y, SeqCst)], fenced(Y, X, SeqCst)]);
    // What is swapped out is read, too: nothing else was there.
    let swaps =
        |order, load| vec![vec![Stmt::Swap(X, 1, order), ld(Y, load)], vec![Stmt::Swap(Y, 1, order), ld(X, load)]];
    allows(swaps(AcqRel, Acquire), &[], "0001 0100 0101", "0000", 4);
    allows(swaps(SeqCst, SeqCst), &[], "0001 0100 0101", "", 3);
}

#[test]
fn message_passing() {
    let mp =
        |store: Order, load: Order| vec![vec![st(X, 1, Relaxed), st(Y, 1, store)], vec![ld(Y, load), ld(X, Relaxed)]];
    for (store, load) in [(Relaxed, Relaxed), (Release, Relaxed), (Relaxed, Acquire)] {
        allows(mp(store, load), &[], "00 01 11", "10", 4);
    }
    allows(mp(Release, Acquire), &[], "00 01 11", "", 3);
    let writes =
        [vec![st(X, 1, Relaxed), st(Y, 1, Release)], vec![st(X, 1, Relaxed), fence(Release), st(Y, 1, Relaxed)]];
    let reads = [vec![ld(Y, Acquire), ld(X, Relaxed)], vec![ld(Y, Relaxed), fence(Acquire), ld(X, Relaxed)]];
    for write in &writes {
        for read in &reads {
            allows(vec![write.clone(), read.clone()], &[], "00 01 11", "", 3);
        }
    }
}

#[test]
fn plain_memory_behind_a_flag() {
    let guarded = |store, load| {
        vec![vec![Stmt::Write(CELL), st(Y, 1, store)], vec![ld(Y, load), Stmt::If(1, 1), Stmt::Read(CELL)]]
    };
    allows(guarded(Release, Acquire), &[], "0 1", "", 2);
    for (store, load) in [(Release, Relaxed), (Relaxed, Acquire), (Relaxed, Relaxed)] {
        allows(guarded(store, load), &[], "0 race", "race", 2);
    }
    let awaited = vec![vec![Stmt::Write(CELL), st(Y, 1, Release)], vec![Stmt::Await(Y, 0, Acquire), Stmt::Read(CELL)]];
    allows(awaited, &[], "1", "", 1);
}

#[test]
fn load_buffering_is_left_out() {
    allows(
        vec![vec![ld(X, Relaxed), st(Y, 1, Relaxed)], vec![ld(Y, Relaxed), st(X, 1, Relaxed)]],
        &[],
        "00 01 10",
        "",
        3,
    );
}

#[test]
fn coherence() {
    let twice = vec![ld(X, Relaxed), ld(X, Relaxed)];
    allows(vec![vec![st(X, 1, Relaxed), st(X, 2, Relaxed)], twice.clone()], &[], "00 01 02 11 12 22", "", 6);
    let both = vec![vec![st(X, 1, Relaxed)], vec![st(X, 2, Relaxed)], twice.clone(), twice];
    all_but(both, 47, "1221 2112", "", 72);
    allows(vec![vec![st(X, 1, Relaxed), ld(X, Relaxed)], vec![st(X, 2, Relaxed)]], &[], "1 2", "", 3);
    let read_write = vec![vec![ld(X, Relaxed), st(X, 1, Relaxed)], vec![st(X, 2, Relaxed)]];
    allows(read_write, &[X], "0/1 0/2 2/1", "", 3);
}

#[test]
fn write_to_write() {
    let two = |a: Order, b: Order| vec![vec![st(X, 1, a), st(Y, 2, b)], vec![st(Y, 1, a), st(X, 2, b)]];
    allows(two(Relaxed, Relaxed), &[X, Y], "/12 /21 /22", "/11", 4);
    allows(two(Release, Release), &[X, Y], "/12 /21 /22", "/11", 4);
    allows(two(SeqCst, SeqCst), &[X, Y], "/12 /21 /22", "", 3);
    let s = |store: Order, load: Order| {
        vec![vec![st(X, 2, Relaxed), st(Y, 1, store)], vec![ld(Y, load), st(X, 1, Relaxed)]]
    };
    allows(s(Relaxed, Relaxed), &[X, Y], "0/11 0/21 1/11", "1/21", 4);
    allows(s(Release, Acquire), &[X, Y], "0/11 0/21 1/11", "", 3);
    let r = |fenced: bool| {
        let mut one = vec![st(X, 1, Relaxed), st(Y, 1, Relaxed)];
        let mut two = vec![st(Y, 2, Relaxed), ld(X, Relaxed)];
        if fenced {
            one.insert(1, fence(SeqCst));
            two.insert(1, fence(SeqCst));
        }
        vec![one, two]
    };
    allows(r(false), &[X, Y], "0/11 1/11 1/12", "0/12", 4);
    allows(r(true), &[X, Y], "0/11 1/11 1/12", "", 3);
}

#[test]
fn independent_reads_of_independent_writes() {
    let iriw = |store: Order, first: Order, second: Order, between: Option<Order>| {
        let reads = |one, two| {
            let mut reads = vec![ld(one, first), ld(two, second)];
            if let Some(order) = between {
                reads.insert(1, fence(order));
            }
            reads
        };
        vec![vec![st(X, 1, store)], vec![st(Y, 1, store)], reads(X, Y), reads(Y, X)]
    };
    all_but(iriw(Release, Acquire, Acquire, None), 15, "", "1010", 16);
    all_but(iriw(Relaxed, Relaxed, Relaxed, Some(Acquire)), 15, "", "1010", 16);
    all_but(iriw(SeqCst, Acquire, SeqCst, None), 15, "", "1010", 16);
    all_but(iriw(SeqCst, SeqCst, SeqCst, None), 15, "1010", "", 15);
    all_but(iriw(Relaxed, Relaxed, Relaxed, Some(SeqCst)), 15, "1010", "", 15);
}

#[test]
fn causality() {
    let wrc = |load: Order, store: Order, last: Order| {
        vec![vec![st(X, 1, Relaxed)], vec![ld(X, load), st(Y, 1, store)], vec![ld(Y, last), ld(X, Relaxed)]]
    };
    all_but(wrc(Relaxed, Relaxed, Relaxed), 7, "", "110", 8);
    all_but(wrc(Relaxed, Release, Acquire), 7, "110", "", 7);
    let isa2 = vec![
        vec![st(X, 1, Relaxed), st(Y, 1, Release)],
        vec![ld(Y, Acquire), st(Z, 1, Release)],
        vec![ld(Z, Acquire), ld(X, Relaxed)],
    ];
    all_but(isa2, 7, "110", "", 7);
    let rwc = vec![
        vec![st(X, 1, Relaxed)],
        vec![ld(X, Relaxed), fence(SeqCst), ld(Y, Relaxed)],
        vec![st(Y, 1, Relaxed), fence(SeqCst), ld(X, Relaxed)],
    ];
    all_but(rwc, 7, "100", "", 7);
    let w_rwc = vec![
        vec![st(X, 1, SeqCst), st(Z, 1, Release)],
        vec![ld(Z, Acquire), ld(Y, SeqCst)],
        vec![st(Y, 1, SeqCst), ld(X, SeqCst)],
    ];
    all_but(w_rwc, 7, "100", "", 7);
}

#[test]
fn what_strengthened_accesses_would_hide() {
    // Lahav's examples, in the tests of Miri.
    let fence_and_release =
        vec![vec![st(X, 1, SeqCst), ld(Y, SeqCst)], vec![st(Y, 1, Relaxed), fence(SeqCst), ld(X, Relaxed)]];
    allows(fence_and_release, &[], "01 10 11", "", 3);
    let relaxed = vec![
        vec![st(Y, 1, Relaxed), fence(SeqCst), ld(X, Relaxed), fence(Acquire), ld(Z, Relaxed)],
        vec![st(Z, 1, Relaxed), st(X, 1, SeqCst), ld(Y, SeqCst)],
    ];
    allows(relaxed, &[], "001 011 110 111", "", 4);
    let z6u = vec![
        vec![st(X, 1, SeqCst), st(Y, 1, Release)],
        vec![add(Y, 1, SeqCst), ld(Y, Relaxed)],
        vec![st(Y, 3, SeqCst), ld(X, SeqCst)],
    ];
    let program = Text::new(z6u);
    let allowed = |model| outcomes(&program, &[], model).0.contains("130");
    assert!(allowed(Model::Language), "PLDI 2017, figure 3");
    assert!(!allowed(Model::GenMc));
}

#[test]
fn where_the_published_models_differ() {
    let differ = |actors: Vec<Vec<Stmt>>, weak: &str| {
        let program = Text::new(actors);
        Model::ALL.map(|model| outcomes(&program, &[], model).0.contains(weak))
    };
    // Language, sequential consistency, x86, GenMC, the letter of C++20. A store that its own actor has read already.
    let forwarded = |x: ObjectId, y: ObjectId| vec![st(x, 1, Release), ld(x, SeqCst), ld(y, SeqCst)];
    assert_eq!(differ(vec![forwarded(X, Y), forwarded(Y, X)], "1010"), [true, false, true, true, false]);
    let iriw = vec![
        vec![st(X, 1, Relaxed)],
        vec![st(Y, 1, Relaxed)],
        vec![ld(X, SeqCst), ld(Y, SeqCst)],
        vec![ld(Y, SeqCst), ld(X, SeqCst)],
    ];
    assert_eq!(differ(iriw, "1010"), [true, false, false, true, false]);
    let rwc = vec![vec![st(X, 1, Relaxed)], vec![ld(X, SeqCst), ld(Y, SeqCst)], vec![st(Y, 1, SeqCst), ld(X, SeqCst)]];
    assert_eq!(differ(rwc, "100"), [true, false, false, true, false]);
}

#[test]
fn what_no_model_allows() {
    let never = |actors: Vec<Vec<Stmt>>, outcome: &str| {
        let program = Text::new(actors);
        for model in Model::ALL {
            let found = outcomes(&program, &[], model).0;
            assert!(!found.contains(outcome), "{model:?}: {found:?}");
        }
    };
    let stores = [X, Y].map(|object| vec![st(object, 1, SeqCst)]);
    let reads = [(X, Y), (Y, X)].map(|(one, two)| vec![ld(one, SeqCst), ld(two, SeqCst)]);
    never([stores, reads].concat(), "1010");
    let fenced = |x, y| vec![st(x, 1, Relaxed), fence(SeqCst), ld(y, Relaxed)];
    never(vec![fenced(X, Y), fenced(Y, X)], "00");
    // The fences are in the order in which one sees what comes after the other, and the third is between them.
    let before = vec![st(Y, 1, Relaxed), fence(SeqCst), st(X, 1, Relaxed)];
    let after = vec![ld(X, Relaxed), fence(SeqCst), ld(Z, Relaxed)];
    never(vec![before, after, vec![st(Z, 1, SeqCst), ld(Y, SeqCst)]], "100");
}

#[test]
fn who_is_awaited_passes_on_what_it_knew() {
    let awaits = vec![Stmt::Join(1), ld(X, Relaxed)];
    let knows = |load| vec![awaits.clone(), vec![ld(Y, load)], vec![st(X, 1, Relaxed), st(Y, 1, Release)]];
    allows(knows(Acquire), &[], "00 10 11", "", 3);
    allows(knows(Relaxed), &[], "00 10 11", "01", 4);
}

#[test]
fn updates() {
    allows(vec![vec![add(X, 1, Relaxed)], vec![add(X, 1, Relaxed)]], &[X], "01/2 10/2", "", 2);
    allows(vec![vec![add(X, 1, Relaxed)], vec![st(X, 5, Relaxed)]], &[X], "0/5 5/6", "", 2);
    let lost = |_| vec![ld(X, Relaxed), Stmt::StoreLast(X, 1, Relaxed)];
    allows((0..2).map(lost).collect(), &[X], "00/1 01/2 10/2", "", 4);
    // A weak exchange may fail although it finds what it expects, a strong one does not.
    let tries = |weak: bool| {
        let exchange = if weak { Stmt::WeakCas } else { Stmt::Cas };
        vec![vec![exchange(X, 0, 1, Relaxed, Relaxed)]]
    };
    allows(tries(false), &[X], "0/1", "", 1);
    allows(tries(true), &[X], "0/0 0/1", "", 2);
    // One that fails orders as it says for that.
    let fails = |failure: Order| {
        let tried = Stmt::Cas(Y, 5, 6, Relaxed, failure);
        vec![vec![st(X, 1, Relaxed), st(Y, 1, Release)], vec![tried, ld(X, Relaxed)]]
    };
    allows(fails(Acquire), &[], "00 01 11", "", 3);
    allows(fails(Relaxed), &[], "00 01 11", "10", 4);
}

#[test]
fn counted_pointers() {
    // Who finds that it was the last frees what others have used.
    let drops = |order: Order, fences: bool| {
        let one = move |_| {
            let mut drops = vec![Stmt::Read(CELL), Stmt::Add(X, u64::MAX, order), Stmt::If(1, 2)];
            drops.push(if fences { fence(Acquire) } else { fence(Release) });
            drops.push(Stmt::Write(CELL));
            drops
        };
        let set_up = vec![Stmt::Spawn(1), Stmt::Spawn(2)];
        let mut actors: Vec<Vec<Stmt>> = (0..2).map(one).collect();
        // Two of them from the beginning.
        actors.insert(0, [vec![st(X, 2, Relaxed)], set_up].concat());
        actors
    };
    allows(drops(Release, true), &[], "12 21", "", 2);
    allows(drops(Relaxed, true), &[], "race", "", 2);
}

#[test]
fn locks() {
    let counts = |_| vec![Stmt::Lock(MUTEX), Stmt::Read(CELL), Stmt::Write(CELL), Stmt::Unlock(MUTEX)];
    let nothing_said = BTreeSet::from([String::new()]);
    assert_eq!(outcomes(&Text::new((0..2).map(counts).collect()), &[], Model::Language), (nothing_said, 2));
    let both = |one, two| vec![Stmt::Lock(one), Stmt::Lock(two), Stmt::Unlock(two), Stmt::Unlock(one)];
    let program = Text::new(vec![both(MUTEX, OTHER_MUTEX), both(OTHER_MUTEX, MUTEX)]);
    let (found, graphs) = outcomes(&program, &[], Model::Language);
    assert_eq!((found.into_iter().collect::<Vec<_>>(), graphs), (vec![String::new(), "stuck".to_owned()], 3));
    // A spin lock whose unlock publishes nothing.
    let spins = |unlock: Order| {
        let one =
            move |_| vec![Stmt::AwaitCas(X, 0, 1, 1, Acquire), Stmt::Read(CELL), Stmt::Write(CELL), st(X, 0, unlock)];
        Text::new((0..2).map(one).collect())
    };
    let of = |unlock| outcomes(&spins(unlock), &[], Model::Language).0;
    assert!(!of(Release).contains("race"));
    assert!(of(Relaxed).contains("race"));
}

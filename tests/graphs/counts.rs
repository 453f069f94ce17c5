//! How many graphs published programs have: by GenMC's tests, by papers, or by a formula.

use racecourse_graphs::judge::judge;
use std::panic::Location;

use racecourse_graphs::{Answered, Leaf, Model, Preference, Program, Request, explore};
use racecourse_meaning::{Action, ActorId, ObjectId, Operation, Order, State, Update, Word};

use crate::language::*;
use crate::thoroughness::is_thorough;

/// Graphs in which all come to their ends, in which somebody is stuck, and how many were begun in vain.
fn count(program: &impl Program, model: Model) -> (usize, usize, usize) {
    let (mut complete, mut stuck, mut stale) = (0, 0, 0);
    explore(program, model, Preference::First, |ended| match ended.leaf {
        Leaf::Complete => complete += 1,
        Leaf::Stuck => stuck += 1,
        Leaf::Stale => stale += 1,
    });
    (complete, stuck, stale)
}

/// As many complete graphs under the language's model and under GenMC's, as many under sequential consistency; nobody is stuck.
#[track_caller]
fn counts(actors: Vec<Vec<Stmt>>, language: usize, sc: usize) {
    differing(actors, language, language, sc);
}

#[track_caller]
fn differing(actors: Vec<Vec<Stmt>>, language: usize, genmc: usize, sc: usize) {
    let program = Text::new(actors);
    let of = |model: Model| {
        let (complete, stuck, _) = count(&program, model);
        assert_eq!(stuck, 0, "nobody is stuck under {model:?}");
        complete
    };
    let counted = (of(Model::Language), of(Model::GenMc), of(Model::Sc));
    assert_eq!(counted, (language, genmc, sc), "under the language's model, GenMC's and sequential consistency");
}

fn r(object: ObjectId) -> Stmt {
    ld(object, Acquire)
}

fn w(object: ObjectId, value: u64) -> Stmt {
    st(object, value, Release)
}

fn each(count: usize, body: impl Fn(usize) -> Vec<Stmt>) -> Vec<Vec<Stmt>> {
    (0..count).map(body).collect()
}

fn factorial(n: usize) -> usize {
    (1..=n).product()
}

#[test]
fn store_buffering() {
    let sb = |a: Order, b: Order, c: Order, d: Order| vec![vec![st(X, 1, a), ld(Y, b)], vec![st(Y, 1, c), ld(X, d)]];
    counts(sb(Release, Acquire, Release, Acquire), 4, 3);
    counts(sb(SeqCst, SeqCst, SeqCst, SeqCst), 3, 3);
    counts(sb(SeqCst, SeqCst, SeqCst, Acquire), 4, 3);
    counts(sb(SeqCst, SeqCst, Release, SeqCst), 4, 3);
    let fenced = |x, y| vec![st(x, 1, Relaxed), fence(SeqCst), ld(y, Relaxed)];
    counts(vec![fenced(X, Y), fenced(Y, X)], 3, 3);
    counts(vec![vec![st(X, 1, SeqCst), ld(Y, SeqCst)], fenced(Y, X)], 3, 3);
}

#[test]
fn two_locations() {
    counts(vec![vec![r(Y), w(X, 1)], vec![r(X), w(Y, 1)]], 3, 3);
    counts(vec![vec![w(X, 1), w(Y, 1)], vec![r(Y), r(X)]], 3, 3);
    counts(each(3, |i| vec![r(i), w((i + 1) % 3, 1)]), 7, 7);
    let two_writes = |a: [Order; 4]| vec![vec![st(X, 1, a[0]), st(Y, 2, a[1])], vec![st(Y, 1, a[2]), st(X, 2, a[3])]];
    counts(two_writes([Release; 4]), 4, 3);
    counts(two_writes([SeqCst; 4]), 3, 3);
    counts(two_writes([SeqCst, SeqCst, SeqCst, Release]), 4, 3);
    let fenced = vec![st(Y, 1, Relaxed), fence(SeqCst), st(X, 2, Relaxed)];
    counts(vec![vec![st(X, 1, SeqCst), st(Y, 2, SeqCst)], fenced], 3, 3);
    counts(vec![vec![w(X, 2), w(Y, 1)], vec![ld(Y, Relaxed), st(X, 1, Relaxed)]], 4, 3);
    counts(vec![vec![w(X, 2), w(Y, 1)], vec![r(Y), st(X, 1, Relaxed)]], 3, 3);
}

#[test]
fn one_location() {
    counts(vec![vec![r(X), w(X, 1)], vec![w(X, 2)]], 3, 3);
    counts(vec![vec![w(X, 1), r(X)], vec![w(X, 2)]], 3, 3);
    counts(vec![vec![w(X, 1), w(X, 2)], vec![r(X), r(X)]], 6, 6);
}

#[test]
fn coherence() {
    // Two writers and one that reads twice: for each order of the writes six ways to read.
    counts(vec![vec![w(X, 1)], vec![w(X, 2)], vec![r(X), r(X)]], 12, 12);
    // With another reader, who reads once, and twice.
    counts(vec![vec![w(X, 1)], vec![w(X, 2)], vec![r(X), r(X)], vec![r(X)]], 36, 36);
    counts(vec![vec![w(X, 1)], vec![w(X, 2)], vec![r(X), r(X)], vec![r(X), r(X)]], 72, 72);
    counts(vec![vec![w(X, 1)], vec![r(X), r(X), r(X)], vec![w(X, 2)]], 20, 20);
    let writers = each(3, |i| vec![w(X, i as u64 + 1)]);
    counts([writers, vec![vec![r(X), r(X), r(X), r(X)]]].concat(), 210, 210);
}

#[test]
fn more_actors() {
    let iriw =
        vec![vec![st(X, 1, SeqCst)], vec![st(Y, 1, SeqCst)], vec![r(X), ld(Y, SeqCst)], vec![r(Y), ld(X, SeqCst)]];
    counts(iriw, 16, 15);
    let z6u = vec![
        vec![st(X, 1, SeqCst), w(Y, 1)],
        vec![add(Y, 1, SeqCst), ld(Y, Relaxed)],
        vec![st(Y, 3, SeqCst), ld(X, SeqCst)],
    ];
    differing(z6u, 24, 22, 18);
    let merge = vec![vec![r(X), ld(Y, SeqCst)], vec![st(X, 2, SeqCst)], vec![st(Y, 1, SeqCst), ld(X, SeqCst)]];
    counts(merge, 8, 7);
    // GenMC's WWmerge1, with two writes: PLDI 2017's model allows one graph that GenMC's does not.
    let merge = vec![
        vec![r(X), ld(Y, SeqCst)],
        vec![st(X, 1, SeqCst), st(X, 2, SeqCst)],
        vec![st(Y, 1, SeqCst), ld(X, SeqCst)],
    ];
    differing(merge, 18, 17, 15);
    let peter_z = vec![
        vec![st(X, 1, Relaxed), fence(SeqCst), ld(Y, Relaxed)],
        vec![st(Y, 1, Relaxed), w(Z, 1)],
        vec![r(Z), fence(SeqCst), ld(X, Relaxed)],
    ];
    counts(peter_z, 7, 7);
    let z6 = vec![
        vec![st(X, 1, Relaxed), fence(SeqCst), st(Y, 1, Relaxed)],
        vec![r(Y), st(Z, 1, Relaxed)],
        vec![st(Z, 2, Relaxed), fence(SeqCst), ld(X, Relaxed)],
    ];
    counts(z6, 7, 7);
    counts(vec![vec![w(X, 1), w(Y, 1)], vec![r(Y), w(Z, 1)], vec![r(Z), r(X)]], 7, 7);
    let rwc = vec![
        vec![st(X, 1, Relaxed)],
        vec![ld(X, Relaxed), fence(SeqCst), ld(Y, Relaxed)],
        vec![st(Y, 1, Relaxed), fence(SeqCst), ld(X, Relaxed)],
    ];
    counts(rwc, 7, 7);
    let w_rwc = vec![vec![st(X, 1, SeqCst), w(Z, 1)], vec![r(Z), ld(Y, SeqCst)], vec![st(Y, 1, SeqCst), ld(X, SeqCst)]];
    counts(w_rwc, 7, 7);
    // GenMC's MP2: two messages from one, for two, with a fence between the data and the flags.
    let sends = [st(X, 1, Relaxed), st(Z, 1, Relaxed), fence(AcqRel), st(Y, 1, Relaxed), st(3, 1, Relaxed)];
    let takes = |flag: ObjectId, data: ObjectId| vec![ld(flag, Relaxed), fence(AcqRel), ld(data, Relaxed)];
    counts(vec![sends.to_vec(), takes(Y, X), takes(3, Z)], 9, 9);
}

#[test]
fn release_sequences() {
    let passed_on = vec![
        vec![st(X, 1, Relaxed), st(Y, 1, Release)],
        vec![add(Y, 1, Relaxed)],
        vec![r(Y), Stmt::If(2, 1), st(X, 2, Relaxed)],
    ];
    counts(passed_on, 6, 6);
    let viktor = vec![
        vec![add(X, 1, Acquire), add(X, 1, Relaxed)],
        vec![add(X, 1, AcqRel), add(X, 1, Relaxed)],
        vec![add(X, 1, Release)],
        vec![add(X, 1, Relaxed)],
    ];
    counts(viktor, 180, 180);
    let cut =
        vec![vec![st(X, 1, Relaxed), st(Y, 0, Release), st(Y, 1, Relaxed)], vec![r(Y), Stmt::If(1, 1), ld(X, Relaxed)]];
    counts(cut, 4, 3);
}

/// CoA(n) of the paper on optimal reduction: two that read and write, and others that write to two locations each.
fn coa(n: usize) -> Vec<Vec<Stmt>> {
    let pair = |mine: ObjectId, other: ObjectId, value: u64| vec![w(mine, value), r(other), r(mine)];
    let mut actors = vec![pair(X, Y, 1), pair(X, Z, 2)];
    actors.extend((1..n).map(|i| vec![w(Y, i as u64), w(Z, i as u64)]));
    actors
}

#[test]
fn writers_and_readers() {
    for (n, (language, sc)) in [(4, 4), (16, 15), (144, 130), (2_304, 2_028)].into_iter().enumerate() {
        counts(coa(n + 1), language, sc);
    }
    if is_thorough() {
        counts(coa(5), 57_600, 49_776);
    }
    counts(each(4, |i| vec![w(X, i as u64 + 1)]), 24, 24);
    // GenMC's N-writers: one more that writes, and one that reads.
    counts([each(5, |i| vec![w(X, i as u64 + 1)]), vec![vec![r(X)]]].concat(), 720, 720);
    for (n, expected) in [(2, 4), (8, 256), (13, 8_192)] {
        let readers = each(n, |_| vec![r(X)]);
        counts([readers, vec![vec![w(X, 1)]]].concat(), expected, expected);
    }
    counts([vec![vec![w(X, 1)]], each(2, |i| vec![ld(X, Relaxed), st(X, i as u64 + 2, Relaxed)])].concat(), 22, 22);
    counts([vec![vec![w(X, 1)]], each(3, |i| vec![ld(X, Relaxed), st(X, i as u64 + 2, Relaxed)])].concat(), 300, 300);
}

#[test]
fn updates() {
    for n in 2..=5 {
        counts(each(n, |_| vec![add(X, 1, Relaxed)]), factorial(n), factorial(n));
    }
    for (n, expected) in [(2, 2), (3, 5), (4, 14), (5, 43), (6, 144), (7, 523)] {
        let rotates = each(n, |i| vec![cas(X, i as u64, i as u64 + 1, AcqRel)]);
        counts(rotates, expected, expected);
    }
    for n in 2..=5 {
        counts(each(n, |i| vec![cas(X, 0, i as u64 + 1, AcqRel)]), n, n);
    }
    for (n, expected) in [(2, 6), (3, 66), (4, 1_200)] {
        let exchanges_and_stores = each(n, |i| vec![cas(X, 0, 1, AcqRel), w(X, i as u64 + 3)]);
        counts(exchanges_and_stores, expected, expected);
    }
    for (n, expected) in [(2, 5), (3, 13), (4, 33), (5, 81)] {
        let one_stores = [vec![vec![w(X, 2)]], each(n, |_| vec![cas(X, 2, 3, AcqRel)])].concat();
        counts(one_stores, expected, expected);
    }
    // GenMC's cii: one exchanges 1 for 2, and two add 1.
    counts(vec![vec![cas(X, 1, 2, Relaxed)], vec![add(X, 1, Relaxed)], vec![add(X, 1, Relaxed)]], 6, 6);
    // GenMC's inc2w and rinc+wr.
    counts(vec![vec![add(X, 1, Relaxed)], vec![w(X, 4)], vec![add(X, 2, Relaxed)]], 6, 6);
    counts(vec![vec![add(X, 1, Relaxed)], vec![st(X, 2, Relaxed), ld(X, Relaxed)]], 3, 3);
    // Its binc and cinc: each of two and of three counters has its own order.
    let largest = if is_thorough() { 4 } else { 3 };
    for n in 2..=largest {
        let adds = |counters: usize| each(n, |_| (0..counters).map(|counter| add(counter, 1, Relaxed)).collect());
        counts(adds(2), factorial(n).pow(2), factorial(n).pow(2));
        counts(adds(3), factorial(n).pow(3), factorial(n).pow(3));
    }
    for n in 2..=4 {
        let awaited = [vec![vec![w(X, 1)]], each(n, |_| vec![add(X, 1, AcqRel)])].concat();
        counts(awaited, factorial(n + 1), factorial(n + 1));
    }
}

#[test]
fn chain_of_the_last_zero() {
    // One looks for the last place with a zero, others fill one place each from the one before.
    let sizes = [(5, 64), (10, 3_328), (12, 15_360), (15, 147_456)];
    let tried = if is_thorough() { sizes.len() } else { 2 };
    for &(n, expected) in &sizes[..tried] {
        let fills = |i: usize| vec![ld(i, SeqCst), Stmt::StoreLast(i + 1, 1, SeqCst)];
        let mut looks = Vec::new();
        for i in (1..=n).rev() {
            // What was found other than zero sends it on, past all that is left.
            looks.push(ld(i, SeqCst));
            let left = 2 * (i - 1) + 1;
            looks.push(Stmt::Unless(0, left));
        }
        looks.push(ld(0, SeqCst));
        let mut actors = vec![looks];
        actors.extend((0..n).map(fills));
        for model in [Model::Language, Model::Sc] {
            let (complete, stuck, _) = count(&Text::new(actors.clone()), model);
            assert_eq!((complete, stuck), (expected, 0), "lastzero({n}), {model:?}");
        }
    }
}

#[test]
fn long_actors() {
    // GenMC's fib_bench: two that add up what both have, and one that looks at them. It is published with five rounds, and the
    // fewer ones are held against brute force.
    let adds = |mine: ObjectId, rounds: u64| (0..rounds).flat_map(|i| [r(X), r(Y), w(mine, i + 1)]).collect::<Vec<_>>();
    let fib_bench = |rounds: u64| vec![adds(X, rounds), adds(Y, rounds), vec![r(X), r(Y)]];
    for model in [Model::Language, Model::Sc] {
        let program = Text::new(fib_bench(1));
        let judged = judge(&program, model, 10_000).expect("it is small");
        assert_eq!(count(&program, model), (judged.len(), 0, 0), "{model:?}");
    }
    if is_thorough() {
        counts(fib_bench(5), 525_630, 218_243);
    }
    // Its big0: two that write to two locations each, again and again, and two that read.
    let writes = |a: ObjectId, b: ObjectId| (1..=3).flat_map(|i| [w(a, i), w(b, i)]).collect::<Vec<_>>();
    let reads = |objects: &[ObjectId]| objects.iter().copied().map(r).collect::<Vec<_>>();
    let big = vec![reads(&[X, Y, Z, 3, X, Y, Z]), reads(&[X, Y, Z]), writes(X, Y), writes(Z, 3)];
    if is_thorough() {
        counts(big, 82_472, 69_112);
    }
}

#[test]
fn locks() {
    let vain = [1, 5, 29, 189];
    for n in 2..=5 {
        let program = Text::new(each(n, |_| vec![Stmt::Lock(MUTEX), Stmt::Unlock(MUTEX)]));
        assert_eq!(count(&program, Model::Language), (factorial(n), 0, vain[n - 2]), "of {n} that lock");
        assert_eq!(count(&program, Model::Sc), (factorial(n), 0, vain[n - 2]), "of {n} that lock");
    }
}

#[test]
fn a_lock_around_two_increments() {
    // GenMC's lock2inc: who increments comes after all that had the lock before, so nothing else is to be chosen.
    let increments = |object: ObjectId| [ld(object, Relaxed), Stmt::StoreLast(object, 1, Relaxed)];
    let body =
        [vec![Stmt::Lock(MUTEX)], increments(X).into(), increments(Y).into(), vec![Stmt::Unlock(MUTEX)]].concat();
    for n in 2..=if is_thorough() { 7 } else { 5 } {
        for model in [Model::Language, Model::GenMc, Model::Sc] {
            let (complete, stuck, _) = count(&Text::new(each(n, |_| body.clone())), model);
            assert_eq!((complete, stuck), (factorial(n), 0), "of {n}, {model:?}");
        }
    }
}

/// GenMC's indexer: each actor puts four numbers of its own into a table, each at the first free place from where it belongs on.
struct Indexer {
    actors: usize,
}

impl Indexer {
    const PLACES: usize = 128;
}

impl Program for Indexer {
    fn actors(&self) -> usize {
        self.actors
    }

    fn initial(&self, _: ObjectId) -> State {
        State::Atomic { word: Word::Unsigned { bits: 32 }, value: 0 }
    }

    fn next(&self, actor: ActorId, answered: &[Answered]) -> Option<Request> {
        let mut answers = answered.iter();
        for number in (0..4).map(|nth| nth * 11 + actor) {
            let mut place = number * 7 % Self::PLACES;
            loop {
                match answers.next() {
                    Some(answer) if answer.done => break,
                    Some(_) => place = (place + 1) % Self::PLACES,
                    None => {
                        let put = Action::Update(Update::CompareExchange);
                        let put = Operation::on(put, place, Location::caller()).both(0, number as u64);
                        return Some(Request::new(put.ordered(Relaxed).or_else(Relaxed)));
                    }
                }
            }
        }
        None
    }
}

#[test]
fn a_table_with_collisions() {
    // Up to eleven have places of their own; of each that comes on top of that, three numbers meet another's.
    for (actors, graphs) in [(2, 1), (11, 1), (12, 8), (13, 64), (14, 512), (15, 4_096)] {
        if graphs > 64 && !is_thorough() {
            continue;
        }
        for model in [Model::Language, Model::GenMc, Model::Sc] {
            assert_eq!(count(&Indexer { actors }, model), (graphs, 0, 0), "of {actors}, {model:?}");
        }
    }
}

#[test]
fn philosophers() {
    // Each takes the fork to its left and then the one to its right: for each fork one of its two is first, and if it is always the
    // one who has it to the left, all wait for ever.
    for (n, vain) in [(2, 1), (3, 5), (4, 19), (5, 61)] {
        let both = |i: usize| {
            let (left, right) = (FORKS + i, FORKS + (i + 1) % n);
            vec![Stmt::Lock(left), Stmt::Lock(right), Stmt::Unlock(right), Stmt::Unlock(left)]
        };
        for model in [Model::Language, Model::Sc] {
            assert_eq!(count(&Text::new(each(n, both)), model), ((1 << n) - 2, 1, vain), "of {n}, {model:?}");
        }
    }
}

#[test]
fn what_is_published() {
    counts(vec![vec![st(X, 42, Relaxed), w(Y, 1)], vec![Stmt::Await(Y, 0, Acquire), ld(X, Relaxed)]], 1, 1);
    let flags = |mine: ObjectId, other: ObjectId| {
        vec![
            st(mine, 1, Relaxed),
            fence(SeqCst),
            ld(other, Relaxed),
            Stmt::If(0, 2),
            Stmt::Read(CELL),
            Stmt::Write(CELL),
        ]
    };
    counts(vec![flags(X, Y), flags(Y, X)], 3, 3);
}

#[test]
fn a_lock_that_is_tried_by_who_has_it() {
    let first = vec![
        Stmt::Lock(MUTEX),
        st(Y, 1, SeqCst),
        Stmt::Unlock(MUTEX),
        Stmt::TryLock(MUTEX),
        Stmt::IfDone(2),
        ld(X, SeqCst),
        Stmt::Unlock(MUTEX),
    ];
    let second = vec![
        Stmt::Lock(MUTEX),
        Stmt::TryLock(MUTEX),
        Stmt::IfDone(2),
        ld(X, SeqCst),
        Stmt::Unlock(MUTEX),
        Stmt::Unlock(MUTEX),
        ld(X, SeqCst),
    ];
    // Which of two is refused first counts.
    counts(vec![first, second], 5, 5);
}

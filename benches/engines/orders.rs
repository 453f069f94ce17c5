//! Programs on memory order: the engine that decides it, beside loom alone and the numbers of graphs that are published.
//!
//! The numbers are by GenMC's tests, by papers, or by a formula: see `tests/graphs/counts.rs`.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};
use std::time::Duration;

use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};

use crate::effort::cell;
use crate::measure::{CAP, Found, LOOM, WEAK_MEMORY, in_a_process, loom_alone};
use crate::table::{Table, grouped};

/// How long a row may take.
const LONGEST: Duration = Duration::from_secs(60);
/// Places in memory, all 0 at first.
const PLACES: usize = 4;

/// A step of an actor.
#[derive(Clone, Copy, Debug)]
enum Do {
    Load(usize, Ordering),
    Store(usize, usize, Ordering),
    Add(usize, Ordering),
    /// One value for another, if it is there.
    Exchange(usize, usize, usize),
    Fence(Ordering),
}

mod facade {
    use std::sync::Arc;

    use racecourse::sync::atomic::{
        AtomicUsize,
        Ordering::{AcqRel, Acquire},
        fence,
    };
    use racecourse::thread;

    use super::{Do, PLACES};

    include!("played.rs");
}

mod loom_alone_plays {
    use std::sync::Arc;

    use loom::sync::atomic::{
        AtomicUsize,
        Ordering::{AcqRel, Acquire},
        fence,
    };
    use loom::thread;

    use super::{Do, PLACES};

    include!("played.rs");
}

/// A program, and how many graphs it has.
struct Ordered {
    name: &'static str,
    published: u64,
    actors: fn() -> Vec<Vec<Do>>,
}

const X: usize = 0;
const Y: usize = 1;
const Z: usize = 2;
const W: usize = 3;

fn r(place: usize) -> Do {
    Do::Load(place, Acquire)
}

fn w(place: usize, value: usize) -> Do {
    Do::Store(place, value, Release)
}

fn each(actors: usize, body: impl Fn(usize) -> Vec<Do>) -> Vec<Vec<Do>> {
    (0..actors).map(body).collect()
}

/// Two that read and write, and others that write to two places each.
fn coa(n: usize) -> Vec<Vec<Do>> {
    let mut actors = vec![vec![w(X, 1), r(Y), r(X)], vec![w(X, 2), r(Z), r(X)]];
    actors.extend((1..n).map(|i| vec![w(Y, i), w(Z, i)]));
    actors
}

/// Two that add up what both have, and one that looks at them.
fn fib_bench(rounds: usize) -> Vec<Vec<Do>> {
    let adds = |mine: usize| (0..rounds).flat_map(|i| [r(X), r(Y), w(mine, i + 1)]).collect::<Vec<_>>();
    vec![adds(X), adds(Y), vec![r(X), r(Y)]]
}

const ALL: &[Ordered] = &[
    Ordered { name: "SB", published: 4, actors: || vec![vec![w(X, 1), r(Y)], vec![w(Y, 1), r(X)]] },
    Ordered {
        name: "SB, all SeqCst",
        published: 3,
        actors: || {
            let one = |mine, other| vec![Do::Store(mine, 1, SeqCst), Do::Load(other, SeqCst)];
            vec![one(X, Y), one(Y, X)]
        },
    },
    Ordered { name: "MP", published: 3, actors: || vec![vec![w(X, 1), w(Y, 1)], vec![r(Y), r(X)]] },
    Ordered { name: "2+2W", published: 4, actors: || vec![vec![w(X, 1), w(Y, 2)], vec![w(Y, 1), w(X, 2)]] },
    Ordered {
        name: "IRIW, reads acquire and SeqCst",
        published: 16,
        actors: || {
            let reads = |one, other| vec![r(one), Do::Load(other, SeqCst)];
            vec![vec![Do::Store(X, 1, SeqCst)], vec![Do::Store(Y, 1, SeqCst)], reads(X, Y), reads(Y, X)]
        },
    },
    Ordered {
        name: "MP2",
        published: 9,
        actors: || {
            let store = |place| Do::Store(place, 1, Relaxed);
            let takes = |flag, data| vec![Do::Load(flag, Relaxed), Do::Fence(AcqRel), Do::Load(data, Relaxed)];
            let sends = vec![store(X), store(Z), Do::Fence(AcqRel), store(Y), store(W)];
            vec![sends, takes(Y, X), takes(W, Z)]
        },
    },
    Ordered {
        name: "isa2",
        published: 7,
        actors: || vec![vec![w(X, 1), w(Y, 1)], vec![r(Y), w(Z, 1)], vec![r(Z), r(X)]],
    },
    Ordered {
        name: "CoRR2",
        published: 72,
        actors: || vec![vec![w(X, 1)], vec![w(X, 2)], vec![r(X), r(X)], vec![r(X), r(X)]],
    },
    Ordered { name: "W+RRR+W", published: 20, actors: || vec![vec![w(X, 1)], vec![r(X); 3], vec![w(X, 2)]] },
    Ordered {
        name: "fr+w+w+w+reads",
        published: 210,
        actors: || [each(3, |i| vec![w(X, i + 1)]), vec![vec![r(X); 4]]].concat(),
    },
    Ordered {
        name: "viktor-relseq",
        published: 180,
        actors: || {
            let add = |order| Do::Add(X, order);
            vec![
                vec![add(Acquire), add(Relaxed)],
                vec![add(AcqRel), add(Relaxed)],
                vec![add(Release)],
                vec![add(Relaxed)],
            ]
        },
    },
    Ordered { name: "ainc(4)", published: 24, actors: || each(4, |_| vec![Do::Add(X, Relaxed)]) },
    Ordered { name: "ainc(7)", published: 5_040, actors: || each(7, |_| vec![Do::Add(X, Relaxed)]) },
    Ordered { name: "casrot(4)", published: 14, actors: || each(4, |i| vec![Do::Exchange(X, i, i + 1)]) },
    Ordered { name: "casw(3)", published: 66, actors: || each(3, |i| vec![Do::Exchange(X, 0, 1), w(X, i + 3)]) },
    Ordered {
        name: "wrw(3)",
        published: 300,
        actors: || {
            let others = each(3, |i| vec![Do::Load(X, Relaxed), Do::Store(X, i + 2, Relaxed)]);
            [vec![vec![w(X, 1)]], others].concat()
        },
    },
    Ordered { name: "readers(3)", published: 8, actors: || [each(3, |_| vec![r(X)]), vec![vec![w(X, 1)]]].concat() },
    Ordered {
        name: "readers(13)",
        published: 8_192,
        actors: || [each(13, |_| vec![r(X)]), vec![vec![w(X, 1)]]].concat(),
    },
    Ordered { name: "CoA(2)", published: 16, actors: || coa(2) },
    Ordered { name: "CoA(3)", published: 144, actors: || coa(3) },
    Ordered { name: "CoA(5)", published: 57_600, actors: || coa(5) },
    Ordered { name: "fib_bench(5)", published: 525_630, actors: || fib_bench(5) },
];

/// What a process that measures one of these is told first: some have the names of others.
const THIS_TABLE: &str = "orders ";

/// What a row of this table comes to.
pub(crate) fn search(engine: &str, row: &str) -> Option<Found> {
    let name = row.strip_prefix(THIS_TABLE)?;
    let actors = (ALL.iter().find(|it| it.name == name)?.actors)();
    Some(match engine {
        WEAK_MEMORY => {
            let run = move || {
                facade::play(&actors);
                Outcome::new("done")
            };
            let budget = Budget { executions: u64::MAX, ..Budget::DEFAULT };
            let exploration = explore(&Program::unnamed(run), EngineId::WeakMemory, &budget);
            (exploration.coverage.executions(), 0, exploration.coverage.is_exhaustive())
        }
        LOOM => loom_alone(move || loom_alone_plays::play(&actors)),
        other => panic!("{other} does not decide memory order"),
    })
}

/// All of them.
pub(crate) fn table() -> Table {
    let title = format!("Memory order: executions and time; loom given up after {}", grouped(CAP));
    let mut table = Table::new(title, &["program", "published", "weak_memory", "graphs/s", "loom"]);
    for one in ALL {
        let of = |engine| in_a_process(engine, &format!("{THIS_TABLE}{}", one.name), LONGEST);
        let found = of(WEAK_MEMORY);
        let rate = found.filter(|it| it.executions >= 1_000).map(|it| it.executions as f64 / it.time.as_secs_f64());
        table.expect(one.name, found.is_some_and(|it| it.complete && it.executions == one.published));
        table.row([
            one.name.to_owned(),
            grouped(one.published),
            cell(found, LONGEST),
            rate.map_or_else(|| "–".to_owned(), |rate| grouped(rate as u64)),
            cell(of(LOOM), LONGEST),
        ]);
    }
    table
}

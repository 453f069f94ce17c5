//! Programs that only load, store and add.

use std::sync::Arc;

use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::{Published, actor, actors, binomial, factorial, listed, merges, size, spawn_all};

pub(super) const PUBLISHED: &[Published] = &[
    Published { name: "apart", run: apart, executions: |_| 1, deadlocks: 0, small: &[(2, 0), (6, 0)], large: &[] },
    Published {
        name: "writers",
        run: writers,
        executions: |(n, k)| merges(n, k),
        deadlocks: 0,
        small: &[(2, 1), (2, 5), (3, 2), (4, 1), (5, 1), (3, 3)],
        large: &[(2, 8), (4, 2), (8, 1)],
    },
    Published {
        name: "ainc",
        run: ainc,
        executions: |(n, _)| factorial(n),
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (4, 0), (5, 0), (6, 0)],
        large: &[(7, 0), (8, 0)],
    },
    Published {
        name: "lostupdate",
        run: lostupdate,
        executions: |(n, _)| factorial(n).pow(2),
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (4, 0)],
        large: &[(5, 0)],
    },
    Published {
        name: "binc",
        run: binc,
        executions: |(n, _)| factorial(n).pow(2),
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (4, 0)],
        large: &[(5, 0)],
    },
    Published {
        name: "cinc",
        run: cinc,
        executions: |(n, _)| factorial(n).pow(3),
        deadlocks: 0,
        small: &[(2, 0), (3, 0)],
        large: &[(4, 0)],
    },
    Published {
        name: "readers",
        run: readers,
        executions: |(n, _)| 1 << n,
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (8, 0), (10, 0)],
        large: &[(13, 0)],
    },
    Published {
        name: "n-writers",
        run: n_writers,
        executions: |(n, _)| factorial(n + 2),
        deadlocks: 0,
        small: &[(2, 0), (4, 0)],
        large: &[(6, 0)],
    },
    Published {
        name: "wainc",
        run: wainc,
        executions: |(n, _)| factorial(n + 1),
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (4, 0)],
        large: &[(7, 0)],
    },
    Published {
        name: "lastzero",
        run: lastzero,
        executions: |(n, _)| (n as u64 + 3) << (n - 2),
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (4, 0), (5, 0), (10, 0)],
        large: &[(12, 0), (13, 0), (15, 0)],
    },
    Published {
        name: "redundant_co",
        run: redundant_co,
        executions: |(n, _)| (2 * n as u64 + 1) * binomial(2 * n, n),
        deadlocks: 0,
        small: &[(1, 0), (2, 0), (3, 0), (4, 0)],
        large: &[(7, 0)],
    },
    Published {
        name: "CoA",
        run: coa,
        executions: |(n, _)| listed(1, &[4, 15, 130, 2_028, 49_776], n),
        deadlocks: 0,
        small: &[(1, 0), (2, 0), (3, 0), (4, 0)],
        large: &[(5, 0)],
    },
    Published {
        name: "wrw",
        run: wrw,
        executions: |(n, _)| listed(2, &[22, 300, 6_576], n),
        deadlocks: 0,
        small: &[(2, 0), (3, 0)],
        large: &[(4, 0)],
    },
    Published {
        name: "fib_bench",
        run: fib_bench,
        executions: |(n, _)| listed(5, &[218_243], n),
        deadlocks: 0,
        small: &[],
        large: &[(5, 0)],
    },
];

fn variable() -> Arc<AtomicUsize> {
    Arc::new(AtomicUsize::new(0))
}

/// Nothing is shared: everybody adds to an own variable.
fn apart() -> Outcome {
    spawn_all((0..actors()).map(|_| {
        let mine = variable();
        actor(move || {
            mine.fetch_add(1, SeqCst);
        })
    }))
}

/// Each of `n` stores `k` times to the same variable.
fn writers() -> Outcome {
    let (n, k) = size();
    let x = variable();
    spawn_all((0..n).map(|_| {
        let x = Arc::clone(&x);
        actor(move || (0..k).for_each(|value| x.store(value, SeqCst)))
    }))
}

/// Everybody adds 1 to each of `variables` variables, in the same order.
fn add_to(variables: usize) -> Outcome {
    let all: Arc<Vec<AtomicUsize>> = Arc::new((0..variables).map(|_| AtomicUsize::new(0)).collect());
    spawn_all((0..actors()).map(|_| {
        let all = Arc::clone(&all);
        actor(move || {
            for one in &*all {
                one.fetch_add(1, SeqCst);
            }
        })
    }))
}

fn ainc() -> Outcome {
    add_to(1)
}

fn binc() -> Outcome {
    add_to(2)
}

fn cinc() -> Outcome {
    add_to(3)
}

/// Everybody loads and then stores one more.
fn lostupdate() -> Outcome {
    let x = variable();
    spawn_all((0..actors()).map(|_| {
        let x = Arc::clone(&x);
        actor(move || x.store(x.load(SeqCst) + 1, SeqCst))
    }))
}

fn writer(x: &Arc<AtomicUsize>, value: usize) -> Box<dyn FnOnce() + Send> {
    let x = Arc::clone(x);
    actor(move || x.store(value, SeqCst))
}

fn reader(x: &Arc<AtomicUsize>) -> Box<dyn FnOnce() + Send> {
    let x = Arc::clone(x);
    actor(move || {
        x.load(SeqCst);
    })
}

/// One writer and `n` readers of one variable.
fn readers() -> Outcome {
    let x = variable();
    spawn_all(std::iter::once(writer(&x, 42)).chain((0..actors()).map(|_| reader(&x))))
}

/// `n + 1` writers and one reader of one variable.
fn n_writers() -> Outcome {
    let x = variable();
    spawn_all((0..=actors()).map(|value| writer(&x, value)).chain([reader(&x)]))
}

/// One store and `n` additions.
fn wainc() -> Outcome {
    let x = variable();
    let adding = (0..actors()).map(|_| {
        let x = Arc::clone(&x);
        actor(move || {
            x.fetch_add(1, SeqCst);
        })
    });
    spawn_all(std::iter::once(writer(&x, 2)).chain(adding))
}

/// Cells 0 to `n`; a reader looks from the last cell down for one that is 0, while a writer for each cell makes it one
/// more than its neighbour.
fn lastzero() -> Outcome {
    let n = actors();
    let cells: Arc<Vec<AtomicUsize>> = Arc::new((0..=n).map(|_| AtomicUsize::new(0)).collect());
    let looking = {
        let cells = Arc::clone(&cells);
        actor(move || {
            let mut at = n;
            while cells[at].load(SeqCst) != 0 {
                at -= 1;
            }
        })
    };
    let writing = (1..=n).map(|at| {
        let cells = Arc::clone(&cells);
        actor(move || cells[at].store(cells[at - 1].load(SeqCst) + 1, SeqCst))
    });
    spawn_all(std::iter::once(looking).chain(writing))
}

/// Two writers of `n` stores each, and one reader.
fn redundant_co() -> Outcome {
    let n = actors();
    let x = variable();
    let writing = (0..2).map(|_| {
        let x = Arc::clone(&x);
        actor(move || (0..n).for_each(|value| x.store(value, SeqCst)))
    });
    spawn_all(writing.chain([reader(&x)]))
}

fn coa() -> Outcome {
    let (x, y, z) = (variable(), variable(), variable());
    let outer = [(1, &y), (2, &z)].map(|(value, between)| {
        let (x, between) = (Arc::clone(&x), Arc::clone(between));
        actor(move || {
            x.store(value, SeqCst);
            between.load(SeqCst);
            x.load(SeqCst);
        })
    });
    let inner = (1..actors()).map(|value| {
        let (y, z) = (Arc::clone(&y), Arc::clone(&z));
        actor(move || {
            y.store(value, SeqCst);
            z.store(value, SeqCst);
        })
    });
    spawn_all(outer.into_iter().chain(inner))
}

/// One store, and `n` that load and then store.
fn wrw() -> Outcome {
    let x = variable();
    let others = (0..actors()).map(|value| {
        let x = Arc::clone(&x);
        actor(move || {
            x.load(SeqCst);
            x.store(value, SeqCst);
        })
    });
    spawn_all(std::iter::once(writer(&x, 1)).chain(others))
}

/// Two that add each other's variable to their own `n` times, and one that reads both.
fn fib_bench() -> Outcome {
    let n = actors();
    let (x, y) = (variable(), variable());
    let adding = [(&x, &y), (&y, &x)].map(|(mine, theirs)| {
        let (mine, theirs) = (Arc::clone(mine), Arc::clone(theirs));
        actor(move || {
            for _ in 0..n {
                let sum = mine.load(SeqCst) + theirs.load(SeqCst);
                mine.store(sum, SeqCst);
            }
        })
    });
    let reading = {
        let (x, y) = (Arc::clone(&x), Arc::clone(&y));
        actor(move || {
            x.load(SeqCst);
            y.load(SeqCst);
        })
    };
    spawn_all(adding.into_iter().chain([reading]))
}

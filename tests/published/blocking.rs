//! Programs that lock.

use std::sync::Arc;

use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::{Published, actor, actors, factorial, merges, size, spawn_all};

pub(super) const PUBLISHED: &[Published] = &[
    Published {
        name: "locks",
        run: locks,
        executions: |(n, k)| merges(n, k),
        deadlocks: 0,
        small: &[(2, 1), (2, 5), (3, 2), (4, 1), (3, 3)],
        large: &[(2, 10)],
    },
    Published {
        name: "lockinc",
        run: lockinc,
        executions: |(n, _)| factorial(n),
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (4, 0), (5, 0)],
        large: &[(7, 0)],
    },
    Published {
        name: "lock2inc",
        run: lock2inc,
        executions: |(n, _)| factorial(n),
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (4, 0), (5, 0)],
        large: &[(7, 0)],
    },
    Published {
        name: "trylock",
        run: trylock,
        executions: |(n, _)| factorial(n) << (n - 1),
        deadlocks: 0,
        small: &[(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)],
        large: &[],
    },
    Published {
        name: "indexer",
        run: indexer,
        executions: |(n, _)| if n <= 11 { 1 } else { 1 << (3 * (n - 11)) },
        deadlocks: 0,
        small: &[(11, 0), (12, 0), (13, 0)],
        large: &[(14, 0), (15, 0)],
    },
    Published {
        name: "filesystem",
        run: filesystem,
        executions: |(n, _)| if n <= 13 { 1 } else { 1 << (n - 13) },
        deadlocks: 0,
        small: &[(13, 0), (14, 0), (16, 0)],
        large: &[(18, 0), (19, 0)],
    },
    Published {
        name: "phil",
        run: phil,
        executions: |(n, _)| (1 << n) - 1,
        deadlocks: 1,
        small: &[(2, 0), (3, 0), (4, 0), (7, 0), (9, 0)],
        large: &[(10, 0)],
    },
    Published {
        name: "phil_fixed",
        run: phil_fixed,
        executions: |(n, _)| (1 << n) - 2,
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (4, 0), (7, 0), (9, 0)],
        large: &[(10, 0)],
    },
];

/// Each of `n` takes the same lock `k` times.
fn locks() -> Outcome {
    let (n, k) = size();
    let lock = Arc::new(Mutex::new(()));
    spawn_all((0..n).map(|_| {
        let lock = Arc::clone(&lock);
        actor(move || (0..k).for_each(|_| drop(lock.lock())))
    }))
}

/// Everybody adds 1 under a lock.
fn lockinc() -> Outcome {
    let counter = Arc::new(Mutex::new(0));
    spawn_all((0..actors()).map(|_| {
        let counter = Arc::clone(&counter);
        actor(move || *counter.lock() += 1)
    }))
}

/// Everybody adds one to each of two atomics, by loads and stores under one lock: the lock's order says it all.
fn lock2inc() -> Outcome {
    let shared = Arc::new((Mutex::new(()), [AtomicUsize::new(0), AtomicUsize::new(0)]));
    spawn_all((0..actors()).map(|_| {
        let shared = Arc::clone(&shared);
        actor(move || {
            let (lock, atomics) = &*shared;
            let _held = lock.lock();
            atomics.iter().for_each(|atomic| atomic.store(atomic.load(SeqCst) + 1, SeqCst));
        })
    }))
}

/// Everybody tries to take the lock, once. A try that fails is ordered with all others too: so it is all orders of the actors, each
/// cut into stretches, of which the first takes the lock and the others fail while it has it.
fn trylock() -> Outcome {
    let lock = Arc::new(Mutex::new(()));
    spawn_all((0..actors()).map(|_| {
        let lock = Arc::clone(&lock);
        actor(move || drop(lock.try_lock()))
    }))
}

/// A hash table of 128 cells, each under a lock; everybody inserts four numbers and goes to the next cell if one is
/// taken. Up to 11 actors never meet.
fn indexer() -> Outcome {
    const CELLS: usize = 128;
    let table: Arc<Vec<Mutex<usize>>> = Arc::new((0..CELLS).map(|_| Mutex::new(0)).collect());
    let insert = |cell: &Mutex<usize>, number: usize| {
        let mut cell = cell.lock();
        let free = *cell == 0;
        if free {
            *cell = number;
        }
        free
    };
    spawn_all((0..actors()).map(|me| {
        let table = Arc::clone(&table);
        actor(move || {
            for nth in 1..=4 {
                let number = nth * 11 + me;
                let mut at = (number * 7) % CELLS;
                while !insert(&table[at], number) {
                    at = (at + 1) % CELLS;
                }
            }
        })
    }))
}

/// 32 inodes and 26 blocks, each under a lock; everybody gives an inode of its own the next free block. Up to 13 actors
/// never meet.
fn filesystem() -> Outcome {
    const INODES: usize = 32;
    const BLOCKS: usize = 26;
    let inodes: Arc<Vec<Mutex<usize>>> = Arc::new((0..INODES).map(|_| Mutex::new(0)).collect());
    let busy: Arc<Vec<Mutex<bool>>> = Arc::new((0..BLOCKS).map(|_| Mutex::new(false)).collect());
    spawn_all((0..actors()).map(|me| {
        let (inodes, busy) = (Arc::clone(&inodes), Arc::clone(&busy));
        actor(move || {
            let mine = me % INODES;
            let mut inode = inodes[mine].lock();
            if *inode == 0 {
                let mut block = (2 * mine) % BLOCKS;
                while std::mem::replace(&mut *busy[block].lock(), true) {
                    block = (block + 1) % BLOCKS;
                }
                *inode = block + 1;
            }
        })
    }))
}

/// Everybody takes two neighbouring forks of a round table, in the order that `order` gives.
fn dine(order: fn(usize, usize) -> (usize, usize)) -> Outcome {
    let n = actors();
    let forks: Arc<Vec<Mutex<()>>> = Arc::new((0..n).map(|_| Mutex::new(())).collect());
    spawn_all((0..n).map(|seat| {
        let forks = Arc::clone(&forks);
        actor(move || {
            let (first, second) = order(seat, (seat + 1) % n);
            let _first = forks[first].lock();
            let _second = forks[second].lock();
        })
    }))
}

/// The left fork first. Two of them are the two transfers that lock in opposite order.
fn phil() -> Outcome {
    dine(|left, right| (left, right))
}

/// The fork with the smaller number first.
fn phil_fixed() -> Outcome {
    dine(|left, right| (left.min(right), left.max(right)))
}

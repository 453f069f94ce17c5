//! Programs that compare and exchange.
//!
//! A failed exchange only reads. An explorer that knows the value before it decides can take it for a read, and then needs
//! fewer executions than one that takes every exchange for a write: of `casw(5)` 32 880 instead of 113 400.

use std::sync::Arc;

use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::{Published, actor, actors, listed, spawn_all};

pub(super) const PUBLISHED: &[Published] = &[
    Published {
        name: "cas",
        run: cas,
        executions: |(n, _)| n as u64,
        deadlocks: 0,
        small: &[(2, 0), (4, 0), (6, 0)],
        large: &[(8, 0)],
    },
    Published {
        name: "wcas",
        run: wcas,
        executions: |(n, _)| ((n as u64) << (n - 1)) + 1,
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (5, 0)],
        large: &[(8, 0)],
    },
    Published {
        name: "casrot",
        run: casrot,
        executions: |(n, _)| listed(2, &[2, 5, 14, 43, 144, 523, 2_048, 8_597], n),
        deadlocks: 0,
        small: &[(2, 0), (3, 0), (5, 0)],
        large: &[(8, 0), (9, 0)],
    },
    Published {
        name: "casw",
        run: casw,
        executions: |(n, _)| listed(2, &[6, 66, 1_200, 32_880], n),
        deadlocks: 0,
        small: &[(2, 0), (3, 0)],
        large: &[(4, 0), (5, 0)],
    },
];

fn exchange(x: &AtomicUsize, from: usize, to: usize) {
    // Whether it succeeds is the point of the exercise, and nobody acts on it.
    let _ = x.compare_exchange(from, to, SeqCst, SeqCst);
}

fn everybody(first: Option<usize>, body: impl Fn(&AtomicUsize, usize) + Copy + Send + 'static) -> Outcome {
    let x = Arc::new(AtomicUsize::new(0));
    let storing = first.map(|value| {
        let x = Arc::clone(&x);
        actor(move || x.store(value, SeqCst))
    });
    let exchanging = (1..=actors()).map(|me| {
        let x = Arc::clone(&x);
        actor(move || body(&x, me))
    });
    spawn_all(storing.into_iter().chain(exchanging))
}

/// Everybody exchanges 0 for a number of their own: one succeeds.
fn cas() -> Outcome {
    everybody(None, |x, me| exchange(x, 0, me))
}

/// One stores 2, the others exchange 2 for 3.
fn wcas() -> Outcome {
    everybody(Some(2), |x, _| exchange(x, 2, 3))
}

/// Everybody exchanges the number before their own for their own.
fn casrot() -> Outcome {
    everybody(None, |x, me| exchange(x, me - 1, me))
}

/// Everybody exchanges 0 for 1, and then stores a number of their own.
fn casw() -> Outcome {
    everybody(None, |x, me| {
        exchange(x, 0, 1);
        x.store(me + 3, SeqCst);
    })
}

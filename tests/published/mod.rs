//! Programs whose number of executions is known: from a formula, or from what others have published.
//!
//! All executions that differ only in the order of independent steps count as one. Main only spawns and joins, because
//! anything else it did would count too.

use std::cell::Cell;

use racecourse::budget::Budget;
use racecourse::engine::Program;
use racecourse::engine::explorer::{Exhausted, Method, exhaust};
use racecourse::outcome::Outcome;
use racecourse::thread;

mod blocking;
mod exchanges;
mod litmus;
mod memory;

/// The size of a program: the number of actors, and what else there is to choose.
pub(crate) type Size = (usize, usize);

/// A program in several sizes, with what is known of each.
#[derive(Clone, Copy)]
pub(crate) struct Published {
    pub(crate) name: &'static str,
    pub(crate) run: fn() -> Outcome,
    /// How many executions there are: of each class of equivalent ones, one.
    pub(crate) executions: fn(Size) -> u64,
    /// How many of these end in deadlock.
    pub(crate) deadlocks: u64,
    /// Sizes that are explored in seconds all together: those of `cargo test`.
    pub(crate) small: &'static [Size],
    /// Sizes that take longer: those of `cargo bench`.
    pub(crate) large: &'static [Size],
}

/// All of them.
pub(crate) fn all() -> Vec<Published> {
    [memory::PUBLISHED, blocking::PUBLISHED, litmus::PUBLISHED, exchanges::PUBLISHED].concat()
}

thread_local! {
    static SIZE: Cell<Size> = const { Cell::new((0, 0)) };
}

/// The size of the program that runs now.
fn size() -> Size {
    SIZE.get()
}

/// The same for programs of one parameter.
fn actors() -> usize {
    SIZE.get().0
}

/// Makes programs of this thread have that size: engines take a plain function.
pub(crate) fn set_size(size: Size) {
    SIZE.set(size);
}

/// `readers(8)`, `writers(2,5)`.
pub(crate) fn title(name: &str, size: Size) -> String {
    match size {
        (0, _) => name.to_owned(),
        (n, 0) => format!("{name}({n})"),
        (n, k) => format!("{name}({n},{k})"),
    }
}

/// Goes through all executions of a program of that size.
///
/// # Errors
///
/// Why that was not possible.
pub(crate) fn exhaust_by(method: Method, run: fn() -> Outcome, size: Size) -> Result<Exhausted, String> {
    set_size(size);
    let budget = Budget { executions: 10_000_000, steps: 10_000, ..Budget::DEFAULT };
    exhaust(&Program::unnamed(run), &budget, method, false)
}

/// Starts so many actors and waits for them.
fn spawn_all(bodies: impl IntoIterator<Item = Box<dyn FnOnce() + Send>>) -> Outcome {
    let actors: Vec<_> = bodies.into_iter().map(thread::spawn).collect();
    for actor in actors {
        actor.join().expect("no panic");
    }
    Outcome::new("done")
}

/// An actor, for [`spawn_all`].
fn actor(body: impl FnOnce() + Send + 'static) -> Box<dyn FnOnce() + Send> {
    Box::new(body)
}

fn factorial(n: usize) -> u64 {
    (1..=n as u64).product()
}

/// In how many orders `n` sequences of `k` steps each can be merged.
fn merges(n: usize, k: usize) -> u64 {
    // Sequence by sequence: where its steps go among those already placed.
    (1..=n).map(|sequence| binomial(sequence * k, k)).product()
}

fn binomial(n: usize, k: usize) -> u64 {
    (0..k as u64).fold(1, |product, i| product * (n as u64 - i) / (i + 1))
}

/// The entry for `n` in a list that starts with `first`.
fn listed(first: usize, counts: &[u64], n: usize) -> u64 {
    counts[n - first]
}

//! What explorations of a program teach about it that decides how it has to be shown to loom.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::Location;

/// Where an object was made, in a form that can be kept from one execution to the next.
pub(super) type MadeAt = (&'static str, u32, u32);

/// The form of `at` that is kept.
pub(super) fn made_at(at: &'static Location<'static>) -> MadeAt {
    (at.file(), at.line(), at.column())
}

thread_local! {
    /// What earlier explorations of the program have taught, and what this one has found. A change in the middle would
    /// confuse loom, so what is found counts from the next one on.
    static KNOWN: RefCell<Lessons> = RefCell::default();
    static FOUND: RefCell<Lessons> = RefCell::default();
}

/// Things about a program that decide how it has to be shown to loom.
#[derive(Clone, Default, PartialEq, Eq)]
struct Lessons {
    /// Where atomics are made that are both stored to and updated by read-modify-writes; see `memory`.
    mixed: BTreeSet<MadeAt>,
    /// Whether processes are killed: then every step of a child has to be dependent on the kill.
    kills: bool,
}

/// An atomic made there is both stored to and updated.
pub(super) fn found_mixed(at: MadeAt) {
    FOUND.with_borrow_mut(|found| found.mixed.insert(at));
}

/// A process is killed.
pub(super) fn found_a_kill() {
    FOUND.with_borrow_mut(|found| found.kills = true);
}

/// Whether stores to an atomic made at `at` are to be swaps.
pub(super) fn stores_by_swap(at: MadeAt) -> bool {
    KNOWN.with_borrow(|known| known.mixed.contains(&at))
}

/// Whether processes are known to be killed.
pub(super) fn somebody_kills() -> bool {
    KNOWN.with_borrow(|known| known.kills)
}

/// Forgets what earlier programs have taught.
pub fn forget_lessons() {
    super::strength::forget();
    KNOWN.take();
    FOUND.take();
}

/// After an exploration: whether it has taught something that needs another one.
pub fn learn_lessons() -> bool {
    let mut found = FOUND.take();
    KNOWN.with_borrow_mut(|known| {
        found.mixed.extend(known.mixed.iter().copied());
        found.kills |= known.kills;
        std::mem::replace(known, found.clone()) != found
    })
}

//! Where loom is shown something stronger than the program says, or forgets what the program might still see.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::Location;

use loom::sync::atomic::Ordering;
use racecourse_meaning::Operation;
use racecourse_sources::site;
use racecourse_trace::exploration::{Strengthened, StrongerBy, Verb};

/// So many values of an atomic loom remembers (`MAX_ATOMIC_HISTORY` of loom 0.7): older ones nobody reads any more.
pub const REMEMBERED: usize = 7;

thread_local! {
    static USED: RefCell<Used> = RefCell::default();
}

/// How the executions of an exploration have used atomics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// An access that was `SeqCst`, and so was surrounded by fences.
    sequential: bool,
    /// An access that was not.
    weaker: bool,
    /// A store that was made by a swap.
    swapped: bool,
    /// A fence.
    fenced: bool,
    /// An atomic that several actors have loaded, whose shadow has been updated by all of them.
    shared_shadow: bool,
    /// A load that was not `SeqCst`, of an atomic that had more values than loom remembers.
    forgotten: bool,
    /// Accesses that are shown to loom stronger than they are, if there are weaker ones beside them.
    places: BTreeSet<(&'static Location<'static>, Verb, StrongerBy)>,
}

impl Used {
    /// Whether orderings were shown to loom stronger than they are. With `SeqCst` alone they are not: without data races such a
    /// program is sequentially consistent in the language, as it is with fences around each access.
    pub const fn is_strengthened(&self) -> bool {
        self.weaker && (self.sequential || self.swapped || (self.fenced && self.shared_shadow))
    }

    /// The accesses that were shown to loom stronger than they are.
    pub fn strengthened(&self) -> Vec<Strengthened> {
        let counted = self.places.iter().filter(|(.., by)| *by != StrongerBy::Update || self.fenced);
        let told = counted.map(|&(at, action, by)| Strengthened { site: site(at), action, by });
        if self.is_strengthened() { told.collect() } else { Vec::new() }
    }

    /// Whether loom has forgotten a value that a load might have found.
    pub const fn has_forgotten(&self) -> bool {
        self.forgotten
    }
}

/// Forgets what was used.
pub(super) fn forget() {
    USED.take();
}

/// How atomics have been used since the lessons were forgotten.
pub fn used() -> Used {
    USED.with_borrow(Clone::clone)
}

/// A fence of the program.
pub(super) fn fenced() {
    USED.with_borrow_mut(|used| used.fenced = true);
}

/// This access is shown to loom stronger than it is.
pub(super) fn strengthened(op: &Operation, by: StrongerBy) {
    USED.with_borrow_mut(|used| {
        used.places.insert((op.site, op.action.verb(), by));
    });
}

/// An access with these orders: that of success, and for an exchange that of failure.
pub(super) fn accessed(orders: [Ordering; 2]) {
    let is_sequential = |order: &Ordering| *order == Ordering::SeqCst;
    USED.with_borrow_mut(|used| {
        used.sequential |= orders.iter().any(is_sequential);
        used.weaker |= !orders.iter().all(is_sequential);
    });
}

/// A store that was made by a swap.
pub(super) fn swapped() {
    USED.with_borrow_mut(|used| used.swapped = true);
}

/// A load of an atomic that has had so many values, and whether somebody else has loaded it before.
pub(super) fn loaded(order: Ordering, values: usize, by_several: bool) {
    USED.with_borrow_mut(|used| {
        used.shared_shadow |= by_several;
        used.forgotten |= order != Ordering::SeqCst && values > REMEMBERED;
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(accesses: impl FnOnce()) -> Used {
        forget();
        accesses();
        used()
    }

    #[test]
    fn what_is_stronger_is_named_if_it_matters() {
        let store = Operation::on(racecourse_meaning::Action::Store, 0, std::panic::Location::caller());
        let alone = after(|| {
            accessed([Ordering::SeqCst; 2]);
            strengthened(&store, StrongerBy::Fences);
        });
        assert_eq!(alone.strengthened(), []);
        let beside = after(|| {
            accessed([Ordering::SeqCst; 2]);
            strengthened(&store, StrongerBy::Fences);
            strengthened(&store, StrongerBy::Update);
            accessed([Ordering::Relaxed; 2]);
        });
        let by: Vec<StrongerBy> = beside.strengthened().into_iter().map(|it| it.by).collect();
        assert_eq!(by, [StrongerBy::Fences], "an update matters beside fences of the program");
    }

    #[test]
    fn one_order_alone_is_what_it_is() {
        assert!(!after(|| accessed([Ordering::SeqCst; 2])).is_strengthened());
        assert!(!after(|| accessed([Ordering::Relaxed; 2])).is_strengthened());
        let mixed = after(|| {
            accessed([Ordering::SeqCst; 2]);
            accessed([Ordering::Acquire; 2]);
        });
        assert!(mixed.is_strengthened());
        assert!(after(|| accessed([Ordering::SeqCst, Ordering::Relaxed])).is_strengthened());
    }

    #[test]
    fn fences_order_by_a_shadow_that_several_have_updated() {
        let of = |by_several| {
            after(|| {
                fenced();
                accessed([Ordering::Relaxed; 2]);
                loaded(Ordering::Relaxed, 1, by_several);
            })
        };
        assert!(!of(false).is_strengthened());
        assert!(of(true).is_strengthened());
    }

    #[test]
    fn old_values_are_forgotten() {
        assert!(!after(|| loaded(Ordering::Relaxed, REMEMBERED, false)).has_forgotten());
        assert!(after(|| loaded(Ordering::Relaxed, REMEMBERED + 1, false)).has_forgotten());
        assert!(!after(|| loaded(Ordering::SeqCst, REMEMBERED + 1, false)).has_forgotten());
    }
}

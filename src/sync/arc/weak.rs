//! Pointers that do not keep what they point to.

use std::fmt;
use std::panic::Location;
use std::sync as real;

use super::Arc;
use super::counter::Counter;
use racecourse_meaning::Share;

/// A pointer to a value that others share, which goes when the last [`Arc`] does, whether there are weak ones or not.
///
/// As `std::sync::Weak`.
pub struct Weak<T: ?Sized> {
    value: real::Weak<T>,
    /// `None` for one that points to nothing.
    counter: Option<Counter>,
}

impl<T> Weak<T> {
    /// One that points to nothing: to upgrade it gives `None`.
    pub const fn new() -> Self {
        Self { value: real::Weak::new(), counter: None }
    }
}

impl<T: ?Sized> Weak<T> {
    pub(super) fn with(value: real::Weak<T>, counter: Counter) -> Self {
        Self { value, counter: Some(counter) }
    }

    /// A pointer that shares the value; `None` if there is no such pointer any more.
    ///
    /// # Panics
    ///
    /// As for [`Arc::strong_count`].
    #[track_caller]
    pub fn upgrade(&self) -> Option<Arc<T>> {
        let site = Location::caller();
        let counter = self.counter?;
        let upgraded = counter.asks(Share::Upgrade, site);
        if upgraded.is_some_and(|effect| !effect.is_done()) {
            return None;
        }
        Some(Arc::with(self.value.upgrade()?, counter.at(site)))
    }

    /// How many pointers share the value; 0 if it is gone.
    ///
    /// # Panics
    ///
    /// As for [`Arc::strong_count`].
    #[track_caller]
    pub fn strong_count(&self) -> usize {
        let Some(counter) = self.counter else { return 0 };
        let counted = counter.asks(Share::Count, Location::caller());
        counted.map_or_else(|| self.value.strong_count(), |effect| effect.number as usize)
    }

    /// Whether both point to the same value, or both to nothing.
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.value.ptr_eq(&other.value)
    }
}

impl<T: ?Sized> Clone for Weak<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let site = Location::caller();
        let counter = self.counter.map(|counter| {
            counter.changes(Share::CloneWeak, site);
            counter.at(site)
        });
        Self { value: self.value.clone(), counter }
    }
}

impl<T: ?Sized> Drop for Weak<T> {
    fn drop(&mut self) {
        if let Some(counter) = self.counter {
            counter.drops_weak();
        }
    }
}

impl<T> Default for Weak<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: ?Sized> fmt::Debug for Weak<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(Weak)")
    }
}

//! The cache on disk: right values or none, whoever is killed and whatever is damaged; concurrent misses compute once.

mod damage;
mod kills;
mod once;
mod refusals;

/// All tests of the cache.
pub(crate) fn all() -> Vec<(&'static str, fn())> {
    [damage::ALL, once::ALL, refusals::ALL, kills::ALL].concat()
}

//! The worker pool: right results in order, or an error that names the task; no hang, no zombie, no orphan.

mod accidents;
mod orders;
pub(crate) mod orphans;
mod random;
mod standing;

/// All tests of the pool.
pub(crate) fn all() -> Vec<(&'static str, fn())> {
    [orders::ALL, accidents::ALL, standing::ALL, random::ALL, orphans::ALL].concat()
}

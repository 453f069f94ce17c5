//! Source: rust-lang/rust#51780 (and #117485). Shape: a count of references is looked at with Relaxed, and "I am the only one" taken for
//! leave to write: the other's last write is not ordered before.
//! Expected: broken "data race"; fixed (Acquire) never.
//! Changed: `Arc` has to be written out: the facade's `Arc` is std's, whose count no engine sees.
use super::prelude::*;
pub(super) const CASES: &[V] = &[("broken", broken, &["data race"], &[], &["mine", "shared"]), ("fixed", fixed, &["mine", "shared"], &[], &[])];

fn run(order: racecourse::sync::atomic::Ordering) -> Outcome {
    let strong = Arc::new(AtomicUsize::new(2));
    let value = Arc::new(RacyCell::new(0));
    let other = { let (strong, value) = (strong.clone(), value.clone()); thread::spawn(move || { value.set(1); strong.fetch_sub(1, Release); }) };
    let only = strong.load(order) == 1;
    if only { value.set(value.get() + 1); }
    other.join().unwrap();
    Outcome::new(if only { "mine" } else { "shared" })
}
pub(super) fn broken() -> Outcome { run(Relaxed) }
pub(super) fn fixed() -> Outcome { run(Acquire) }

//! A value in plain memory, with a flag that says when it is there.

use racecourse::cell::RacyCell;
use racecourse::sync::atomic::{AtomicBool, Ordering};

/// A value that is written once.
pub struct Published {
    value: RacyCell<u32>,
    ready: AtomicBool,
}

impl Published {
    /// With nothing in it yet.
    #[expect(clippy::new_without_default, reason = "an example")]
    pub fn new() -> Self {
        Self { value: RacyCell::new(0), ready: AtomicBool::new(false) }
    }

    /// Writes the value and raises the flag with this ordering: `Release`, to be right.
    pub fn publish(&self, value: u32, ordering: Ordering) {
        self.value.set(value);
        self.ready.store(true, ordering);
    }

    /// Writes the value, and does not say so.
    pub fn publish_silently(&self, value: u32) {
        self.value.set(value);
    }

    /// The value, if it is there.
    pub fn read(&self) -> Option<u32> {
        self.ready.load(Ordering::Acquire).then(|| self.value.get())
    }
}

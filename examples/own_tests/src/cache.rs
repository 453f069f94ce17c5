//! A value that is computed when it is first asked for.

use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};

/// The value, and how often it was computed.
pub struct Cache {
    value: Mutex<Option<u32>>,
    computed: AtomicU32,
}

impl Cache {
    /// With nothing in it yet.
    #[expect(clippy::new_without_default, reason = "an example")]
    pub fn new() -> Self {
        Self { value: Mutex::new(None), computed: AtomicU32::new(0) }
    }

    fn compute(&self) -> u32 {
        self.computed.fetch_add(1, SeqCst);
        42
    }

    /// How often it was computed.
    pub fn computed(&self) -> u32 {
        self.computed.load(SeqCst)
    }

    /// The value; the lock is given up while it is computed.
    pub fn get_twice(&self) -> u32 {
        if let Some(value) = *self.value.lock() {
            return value;
        }
        let value = self.compute();
        *self.value.lock() = Some(value);
        value
    }

    /// The value; who comes second waits for who came first.
    pub fn get(&self) -> u32 {
        let mut value = self.value.lock();
        *value.get_or_insert_with(|| self.compute())
    }
}

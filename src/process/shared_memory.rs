//! Memory that parent and children share.

use std::fmt;
use std::io;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Inherit;
use crate::exploration::ObjectKind;
use crate::object::{self, Object};
use crate::sync::atomic::AtomicU64;
use racecourse_kernel as kernel;
use racecourse_native::lack;
use racecourse_native::shared_words::SharedWords;

/// A row of 64-bit words, all 0 at first, that is the same memory in every process that inherits it.
///
/// Natively this is a shared mapping. Every access is atomic; what is not joined is a read and the write after it.
#[derive(Clone)]
pub struct SharedMemory {
    inner: Words,
}

#[derive(Clone)]
enum Words {
    Native(Arc<SharedWords>),
    Model(Arc<Vec<AtomicU64>>),
}

impl SharedMemory {
    /// So many words.
    ///
    /// # Panics
    ///
    /// If the system has no memory left.
    #[track_caller]
    pub fn new(words: usize) -> Self {
        let at = Location::caller();
        let inner = if kernel::in_model() {
            let word = |_| AtomicU64::with_object(Object::shared(|| AtomicU64::state(0), ObjectKind::Word, at), 0);
            Words::Model(Arc::new((0..words).map(word).collect()))
        } else {
            let words: io::Result<SharedWords> = SharedWords::new(words);
            Words::Native(Arc::new(words.unwrap_or_else(|error| lack::give_up("map shared memory", &error))))
        };
        Self { inner }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        match &self.inner {
            Words::Native(words) => words.words().len(),
            Words::Model(words) => words.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads word `at`.
    ///
    /// # Panics
    ///
    /// As all accesses, if there is no such word.
    #[track_caller]
    pub fn load(&self, at: usize, order: Ordering) -> u64 {
        match &self.inner {
            Words::Native(words) => {
                object::enter(Location::caller());
                words.words()[at].load(order)
            }
            Words::Model(words) => words[at].load(order),
        }
    }

    /// Writes word `at`.
    #[track_caller]
    pub fn store(&self, at: usize, value: u64, order: Ordering) {
        match &self.inner {
            Words::Native(words) => {
                object::enter(Location::caller());
                words.words()[at].store(value, order);
            }
            Words::Model(words) => words[at].store(value, order),
        }
    }

    /// Adds to word `at`, wrapping around; returns the value before.
    #[track_caller]
    pub fn fetch_add(&self, at: usize, value: u64, order: Ordering) -> u64 {
        match &self.inner {
            Words::Native(words) => {
                object::enter(Location::caller());
                words.words()[at].fetch_add(value, order)
            }
            Words::Model(words) => words[at].fetch_add(value, order),
        }
    }

    /// Writes `new` to word `at` if it is `current`; returns what it was.
    ///
    /// # Errors
    ///
    /// The value, if it was not `current`.
    #[track_caller]
    pub fn compare_exchange(
        &self,
        at: usize,
        current: u64,
        new: u64,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u64, u64> {
        match &self.inner {
            Words::Native(words) => {
                object::enter(Location::caller());
                words.words()[at].compare_exchange(current, new, success, failure)
            }
            Words::Model(words) => words[at].compare_exchange(current, new, success, failure),
        }
    }
}

/// The same memory in the child.
impl Inherit for SharedMemory {
    fn inherit(&self) -> Self {
        self.clone()
    }
}

impl fmt::Debug for SharedMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedMemory").finish_non_exhaustive()
    }
}

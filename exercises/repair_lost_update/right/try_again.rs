//! right: an exchange that is tried again, in a module of its own, 10 of 10
pub use inner::Counter;

mod inner {
    use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};

    #[derive(Default)]
    pub struct Counter {
        value: AtomicU32,
    }

    impl Counter {
        pub fn new() -> Self {
            Self::default()
        }

        pub fn add(&self, by: u32) {
            let mut old = self.value.load(SeqCst);
            while let Err(now) = self.value.compare_exchange(old, old + by, SeqCst, SeqCst) {
                old = now;
            }
        }

        pub fn get(&self) -> u32 {
            self.value.load(SeqCst)
        }
    }
}

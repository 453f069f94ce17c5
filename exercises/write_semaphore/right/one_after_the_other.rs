//! right: single permits, behind a door for one, in a module of its own, 10 of 10
pub use door::Permits;

mod door {
    use std::sync::{Mutex, Permit, Semaphore};

    pub struct Permits {
        /// Only one at a time collects permits: otherwise two may each hold what the other waits for.
        door: Mutex<()>,
        single: Semaphore,
    }

    impl Permits {
        pub fn new(n: usize) -> Self {
            Self { door: Mutex::new(()), single: Semaphore::new(n) }
        }

        pub fn acquire(&self, many: usize) -> Vec<Permit<'_>> {
            let _inside = self.door.lock();
            (0..many).map(|_| self.single.acquire()).collect()
        }
    }
}

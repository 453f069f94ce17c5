//! wrong: right, data race
pub use hall::Table;

mod hall {
    use std::sync::{Condvar, Mutex};

    pub struct Table {
        taken: Mutex<Vec<bool>>,
        put_back: Condvar,
    }

    impl Table {
        pub fn new(places: usize) -> Self {
            Self { taken: Mutex::new(vec![false; places]), put_back: Condvar::new() }
        }

        fn mark(taken: &mut [bool], place: usize, as_taken: bool) {
            let other = (place + 1) % taken.len();
            taken[place] = as_taken;
            taken[other] = as_taken;
        }

        pub fn eat(&self, place: usize, meal: impl FnOnce()) {
            let mut taken = self.taken.lock();
            if taken[place] || taken[(place + 1) % taken.len()] {
                self.put_back.wait(&mut taken);
            }
            Self::mark(&mut taken, place, true);
            drop(taken);
            meal();
            Self::mark(&mut self.taken.lock(), place, false);
            self.put_back.notify_all();
        }
    }
}

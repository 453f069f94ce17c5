//! right: a permit for each job and one for the end, which is passed on, in a module of its own, 10 of 10
pub use jobs::Queue;

mod jobs {
    use std::collections::VecDeque;
    use std::mem;
    use std::sync::{Mutex, Semaphore};

    enum Entry<J> {
        Job(J),
        End,
    }

    pub struct Queue<J> {
        entries: Mutex<VecDeque<Entry<J>>>,
        filled: Semaphore,
    }

    impl<J> Queue<J> {
        pub fn new() -> Self {
            Self { entries: Mutex::new(VecDeque::new()), filled: Semaphore::new(0) }
        }

        pub fn push(&self, job: J) -> Result<(), J> {
            let mut entries = self.entries.lock();
            if let Some(Entry::End) = entries.back() {
                return Err(job);
            }
            entries.push_back(Entry::Job(job));
            drop(entries);
            self.filled.release();
            Ok(())
        }

        pub fn work(&self, mut does: impl FnMut(J)) {
            loop {
                let permit = self.filled.acquire();
                let mut entries = self.entries.lock();
                // The end stays where it is, and its permit is given back for the next worker.
                let Some(Entry::Job(_)) = entries.front() else { return };
                let Some(Entry::Job(job)) = entries.pop_front() else { return };
                mem::forget(permit);
                drop(entries);
                does(job);
            }
        }

        pub fn shut(&self) {
            self.entries.lock().push_back(Entry::End);
            self.filled.release();
        }
    }
}

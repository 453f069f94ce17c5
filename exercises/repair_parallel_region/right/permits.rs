//! right: a permit for the work, and one for each who waits, in a generic module of its own
pub use rounds::Region;

mod rounds {
    use racecourse::sync::Semaphore;
    use std::mem;
    use std::sync::Mutex;

    /// Those who wait until all others have come.
    struct Gathering<W> {
        members: usize,
        here: Mutex<usize>,
        wake: W,
    }

    pub trait Wake {
        fn sleep(&self);
        fn wake_one(&self);
    }

    impl Wake for Semaphore {
        fn sleep(&self) {
            mem::forget(self.acquire());
        }

        fn wake_one(&self) {
            self.release();
        }
    }

    impl<W: Wake> Gathering<W> {
        /// The last one does `work` before it wakes the others.
        fn come(&self, work: impl FnOnce()) {
            let mut here = self.here.lock();
            *here += 1;
            if *here == self.members {
                *here = 0;
                drop(here);
                work();
                (1..self.members).for_each(|_| self.wake.wake_one());
            } else {
                drop(here);
                self.wake.sleep();
            }
        }
    }

    pub struct Region {
        /// There are two: who is still asleep in the one is not in the way of those who are in the other already.
        work: Gathering<Semaphore>,
        leave: Gathering<Semaphore>,
    }

    impl Region {
        pub fn new(members: usize) -> Self {
            let gathering = || Gathering { members, here: Mutex::new(0), wake: Semaphore::new(0) };
            Self { work: gathering(), leave: gathering() }
        }

        pub fn single(&self, work: impl FnOnce()) {
            self.work.come(work);
            self.leave.come(|| ());
        }
    }
}

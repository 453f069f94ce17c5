//! right: two conditions in a module of its own, with a macro for waiting
pub use slot::Slot;

mod slot {
    use std::sync::{Condvar, Mutex};

    macro_rules! sleep_until {
        ($guard:ident is $wanted:pat, on $condition:expr) => {
            while !matches!(*$guard, $wanted) {
                $condition.wait(&mut $guard);
            }
        };
    }

    enum State<T> {
        Empty,
        Full(T),
    }

    pub struct Slot<T> {
        state: Mutex<State<T>>,
        emptied: Condvar,
        filled: Condvar,
    }

    impl<T> Slot<T> {
        pub fn new() -> Self {
            Self { state: Mutex::new(State::Empty), emptied: Condvar::new(), filled: Condvar::new() }
        }

        pub fn put(&self, item: T) {
            let mut state = self.state.lock();
            sleep_until!(state is State::Empty, on self.emptied);
            *state = State::Full(item);
            drop(state);
            self.filled.notify_one();
        }

        pub fn take(&self) -> T {
            let mut state = self.state.lock();
            sleep_until!(state is State::Full(_), on self.filled);
            let State::Full(item) = std::mem::replace(&mut *state, State::Empty) else { unreachable!() };
            drop(state);
            self.emptied.notify_one();
            item
        }
    }
}

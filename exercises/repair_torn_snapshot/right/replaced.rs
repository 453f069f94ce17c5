//! right: an unchanging time that is replaced, generic and in a module of its own
use whole::Replaced;

mod whole {
    use std::sync::{Arc, RwLock};

    /// A value of which everybody has all or nothing.
    pub struct Replaced<T>(RwLock<Arc<T>>);

    impl<T> Replaced<T> {
        pub fn new(value: T) -> Self {
            Self(RwLock::new(Arc::new(value)))
        }

        pub fn replace(&self, value: T) {
            let new = Arc::new(value);
            *self.0.write() = new;
        }

        pub fn current(&self) -> Arc<T> {
            Arc::clone(&self.0.read())
        }
    }
}

#[derive(Clone, Copy)]
struct Time {
    hour: u32,
    minute: u32,
}

pub struct Clock(Replaced<Time>);

impl Clock {
    pub fn new(hour: u32, minute: u32) -> Self {
        Self(Replaced::new(Time { hour, minute }))
    }

    pub fn set(&self, hour: u32, minute: u32) {
        self.0.replace(Time { hour, minute });
    }

    pub fn read(&self) -> (u32, u32) {
        let Time { hour, minute } = *self.0.current();
        (hour, minute)
    }
}

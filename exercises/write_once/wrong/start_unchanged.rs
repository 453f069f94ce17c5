//! wrong: right, panic
use std::marker::PhantomData;

/// A value that is made when it is first asked for.
pub struct Kept<T> {
    value: PhantomData<T>,
}

impl<T: Clone> Kept<T> {
    /// No value yet.
    pub fn new() -> Self {
        Self { value: PhantomData }
    }

    /// The value. If there is none, one of those who ask makes it with `init`, and the others wait.
    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> T {
        let _ = init;
        todo!("make it, or wait for it")
    }

    /// The value if there is one now.
    pub fn get(&self) -> Option<T> {
        todo!("look")
    }

    /// Throws the value away.
    pub fn clear(&self) {
        todo!("throw it away")
    }
}

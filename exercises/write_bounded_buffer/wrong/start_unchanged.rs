//! wrong: right, panic
use std::marker::PhantomData;

/// A queue with limited room.
pub struct Buffer<T> {
    items: PhantomData<T>,
}

impl<T> Buffer<T> {
    /// An empty buffer with room for so many items, at least one.
    pub fn new(capacity: usize) -> Self {
        let _ = capacity;
        Self { items: PhantomData }
    }

    /// Puts `item` behind the others, and waits for room if there is none.
    pub fn push(&self, item: T) {
        let _ = item;
        todo!("put it behind the others")
    }

    /// Takes the item in front, and waits for one if there is none.
    pub fn pop(&self) -> T {
        todo!("take the one in front")
    }
}

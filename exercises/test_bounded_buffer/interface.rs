//! What the tests are handed. Which implementation is behind it they do not know.

/// A queue of numbers with limited room.
pub struct Buffer(Box<dyn Implementation>);

impl Buffer {
    /// Puts `item` behind the others, and waits for room if there is none.
    pub fn push(&self, item: u32) {
        self.0.push(item);
    }

    /// Takes the item in front, and waits for one if there is none.
    pub fn pop(&self) -> u32 {
        self.0.pop()
    }

    /// The buffer that this implementation makes.
    pub fn of(implementation: impl Implementation + 'static) -> Self {
        Self(Box::new(implementation))
    }
}

/// Makes an empty buffer with room for so many items, at least one.
pub type New = fn(usize) -> Buffer;

/// A test: its name, and what it does.
pub type Test = (&'static str, fn(New));

/// What a buffer is made of.
pub trait Implementation: Send + Sync {
    fn push(&self, item: u32);
    fn pop(&self) -> u32;
}

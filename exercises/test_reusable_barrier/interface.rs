//! What the tests are handed. Which implementation is behind it they do not know.

/// A place where workers meet, round after round.
pub struct Rounds(Box<dyn Implementation>);

impl Rounds {
    /// Waits until all have come. One of them calls `between`, when all have come and before anybody goes on.
    pub fn meet(&self, between: impl FnOnce()) {
        let mut between = Some(between);
        self.0.meet(&mut || {
            if let Some(between) = between.take() {
                between();
            }
        });
    }

    /// The place that this implementation makes.
    pub fn of(implementation: impl Implementation + 'static) -> Self {
        Self(Box::new(implementation))
    }
}

/// Makes a place for so many workers.
pub type New = fn(usize) -> Rounds;

/// A test: its name, and what it does.
pub type Test = (&'static str, fn(New));

/// What a place is made of.
pub trait Implementation: Send + Sync {
    fn meet(&self, between: &mut dyn FnMut());
}

/// A place where workers meet, round after round.
pub struct Rounds {
    n: usize,
}

impl Rounds {
    /// A meeting of `n` workers, at least one.
    pub fn new(n: usize) -> Self {
        Self { n }
    }

    /// Waits until `n` workers have called this. One of them calls `between`, when all have come and before anybody goes on.
    pub fn meet(&self, between: impl FnOnce()) {
        let _ = (self.n, between);
        todo!("wait for the others")
    }
}

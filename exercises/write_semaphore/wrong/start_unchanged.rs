//! wrong: right, panic
/// A number of permits.
pub struct Permits {
    n: usize,
}

/// Permits that somebody has taken: they are given back when this is dropped.
pub struct Taken<'a> {
    from: &'a Permits,
    many: usize,
}

impl Permits {
    /// So many permits, at least one.
    pub fn new(n: usize) -> Self {
        Self { n }
    }

    /// Waits until there are `many` permits, from 1 to `n`, and takes them.
    pub fn acquire(&self, many: usize) -> Taken<'_> {
        let _ = self.n;
        todo!("wait for {many} permits")
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let _ = self.from;
        todo!("give {} permits back", self.many)
    }
}

/// A lock that readers share.
pub struct Page {}

/// Somebody reads until this is dropped.
pub struct Reading<'a> {
    page: &'a Page,
}

/// Somebody writes until this is dropped.
pub struct Writing<'a> {
    page: &'a Page,
}

impl Page {
    /// A lock that nobody holds.
    pub fn new() -> Self {
        Self {}
    }

    /// Waits until nobody writes and nobody waits to write.
    pub fn read(&self) -> Reading<'_> {
        todo!("wait for writers")
    }

    /// The same without waiting: `None` if somebody writes or waits to write.
    pub fn try_read(&self) -> Option<Reading<'_>> {
        todo!("look for writers")
    }

    /// Waits until it is alone.
    pub fn write(&self) -> Writing<'_> {
        todo!("wait for everybody")
    }
}

impl<'a> Writing<'a> {
    /// Goes on as a reader; nobody writes in between.
    pub fn downgrade(self) -> Reading<'a> {
        let _ = self.page;
        todo!("let readers in")
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        let _ = self.page;
        todo!("tell those who wait")
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        todo!("tell those who wait")
    }
}

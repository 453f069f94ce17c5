//! wrong: right, the letter is lost
use racecourse::sync::Semaphore;

pub struct Letterbox {
    /// For those who look, as soon as there is something.
    places: Semaphore,
}

impl Letterbox {
    pub fn new() -> Self {
        Self { places: Semaphore::new(0) }
    }

    pub fn post(&self, write: impl FnOnce()) {
        write();
        (0..5).for_each(|_| self.places.release());
    }

    pub fn look<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        let _place = self.places.try_acquire()?;
        Some(read())
    }
}

//! wrong: right, a reader kept a reader out

use std::sync::{Mutex, MutexGuard, Permit, Semaphore};

/// As many as may read at the same time.
const PLACES: usize = 2;

pub struct Page {
    door: Mutex<()>,
    places: Semaphore,
}

pub struct Writing<'a> {
    _door: MutexGuard<'a, ()>,
    places: Vec<Permit<'a>>,
}

impl Page {
    pub fn new() -> Self {
        Self { door: Mutex::new(()), places: Semaphore::new(PLACES) }
    }

    pub fn read(&self) -> Permit<'_> {
        let _through = self.door.lock();
        self.places.acquire()
    }

    pub fn try_read(&self) -> Option<Permit<'_>> {
        let _through = self.door.try_lock()?;
        self.places.try_acquire()
    }

    pub fn write(&self) -> Writing<'_> {
        let door = self.door.lock();
        Writing { _door: door, places: (0..PLACES).map(|_| self.places.acquire()).collect() }
    }
}

impl<'a> Writing<'a> {
    pub fn downgrade(mut self) -> Permit<'a> {
        self.places.pop().unwrap()
    }
}

//! wrong: right, let in beside a writer
pub struct Page;

pub struct Held;

impl Page {
    pub fn new() -> Self {
        Self
    }

    pub fn read(&self) -> Held {
        Held
    }

    pub fn try_read(&self) -> Option<Held> {
        Some(Held)
    }

    pub fn write(&self) -> Held {
        Held
    }
}

impl Held {
    pub fn downgrade(self) -> Held {
        self
    }
}

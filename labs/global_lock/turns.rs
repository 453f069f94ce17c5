//! Who may run instructions: whoever holds the global lock, or everybody.

use super::lock::GlobalLock;

/// When a thread may run instructions.
pub trait Turns {
    /// Lets those run that are waiting for their turn, if there are any.
    fn let_others_pass(&mut self);
    /// Lets others run until `wait` is over.
    fn while_waiting(&mut self, wait: impl FnOnce());
}

/// The turns of a thread that holds the global lock while it runs.
#[derive(Debug)]
pub struct Locked<'a>(&'a GlobalLock);

/// The turns of a thread that asks nobody.
#[derive(Debug)]
pub struct Free;

impl<'a> Locked<'a> {
    /// Waits for the lock.
    pub fn begin(lock: &'a GlobalLock) -> Self {
        lock.take();
        Self(lock)
    }
}

impl Turns for Locked<'_> {
    fn let_others_pass(&mut self) {
        self.0.pass_on();
    }

    fn while_waiting(&mut self, wait: impl FnOnce()) {
        self.0.give_back();
        wait();
        self.0.take();
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        self.0.give_back();
    }
}

impl Turns for Free {
    fn let_others_pass(&mut self) {}

    fn while_waiting(&mut self, wait: impl FnOnce()) {
        wait();
    }
}

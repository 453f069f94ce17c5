//! wrong: right, a reader overtook the writer

use std::mem;
use std::sync::{Condvar, Mutex};

#[derive(Default)]
struct Users {
    readers: usize,
    writes: bool,
    /// Whether a writer waits: there may be more than one.
    writer_waits: bool,
}

pub struct Page {
    users: Mutex<Users>,
    changed: Condvar,
}

pub struct Reading<'a>(&'a Page);

pub struct Writing<'a>(&'a Page);

impl Page {
    pub fn new() -> Self {
        Self { users: Mutex::new(Users::default()), changed: Condvar::new() }
    }

    pub fn read(&self) -> Reading<'_> {
        let mut users = self.users.lock();
        while users.writes || users.writer_waits {
            self.changed.wait(&mut users);
        }
        users.readers += 1;
        Reading(self)
    }

    pub fn try_read(&self) -> Option<Reading<'_>> {
        let mut users = self.users.lock();
        if users.writes || users.writer_waits {
            return None;
        }
        users.readers += 1;
        Some(Reading(self))
    }

    pub fn write(&self) -> Writing<'_> {
        let mut users = self.users.lock();
        users.writer_waits = true;
        while users.writes || users.readers > 0 {
            self.changed.wait(&mut users);
        }
        users.writer_waits = false;
        users.writes = true;
        Writing(self)
    }
}

impl<'a> Writing<'a> {
    pub fn downgrade(self) -> Reading<'a> {
        let page = self.0;
        mem::forget(self);
        let mut users = page.users.lock();
        users.writes = false;
        users.readers += 1;
        page.changed.notify_all();
        Reading(page)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.users.lock().readers -= 1;
        self.0.changed.notify_all();
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.users.lock().writes = false;
        self.0.changed.notify_all();
    }
}

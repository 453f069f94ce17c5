//! wrong: live, deadlock
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard};

#[derive(Default)]
struct Users {
    readers: usize,
    writes: bool,
    writers_waiting: usize,
}

pub struct Page {
    users: Mutex<Users>,
    changed: Condvar,
    one: Mutex<()>,
}

pub struct Reading<'a>(&'a Page, Option<MutexGuard<'a, ()>>);

pub struct Writing<'a>(&'a Page);

impl Page {
    pub fn new() -> Self {
        Self { users: Mutex::new(Users::default()), changed: Condvar::new(), one: Mutex::new(()) }
    }

    pub fn read(&self) -> Reading<'_> {
        let one = self.one.lock();
        let mut users = self.users.lock();
        while users.writes || users.writers_waiting > 0 {
            self.changed.wait(&mut users);
        }
        users.readers += 1;
        Reading(self, Some(one))
    }

    pub fn try_read(&self) -> Option<Reading<'_>> {
        let mut users = self.users.lock();
        if users.writes || users.writers_waiting > 0 {
            return None;
        }
        users.readers += 1;
        Some(Reading(self, None))
    }

    pub fn write(&self) -> Writing<'_> {
        let mut users = self.users.lock();
        users.writers_waiting += 1;
        while users.writes || users.readers > 0 {
            self.changed.wait(&mut users);
        }
        users.writers_waiting -= 1;
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
        Reading(page, None)
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

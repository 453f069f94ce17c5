//! wrong: live, deadlock

use std::mem;
use std::sync::{Condvar, Mutex};

#[derive(Default)]
struct Users {
    readers: usize,
    writes: bool,
    writers_waiting: usize,
}

pub struct Page {
    users: Mutex<Users>,
    readable: Condvar,
    writable: Condvar,
}

pub struct Reading<'a>(&'a Page);

pub struct Writing<'a>(&'a Page);

impl Page {
    pub fn new() -> Self {
        Self { users: Mutex::new(Users::default()), readable: Condvar::new(), writable: Condvar::new() }
    }

    pub fn read(&self) -> Reading<'_> {
        let mut users = self.users.lock();
        while users.writes || users.writers_waiting > 0 {
            self.readable.wait(&mut users);
        }
        users.readers += 1;
        Reading(self)
    }

    pub fn try_read(&self) -> Option<Reading<'_>> {
        let mut users = self.users.lock();
        if users.writes || users.writers_waiting > 0 {
            return None;
        }
        users.readers += 1;
        Some(Reading(self))
    }

    pub fn write(&self) -> Writing<'_> {
        let mut users = self.users.lock();
        users.writers_waiting += 1;
        while users.writes || users.readers > 0 {
            self.writable.wait(&mut users);
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
        (0..2).for_each(|_| page.readable.notify_one());
        Reading(page)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.users.lock().readers -= 1;
        self.0.writable.notify_all();
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.users.lock().writes = false;
        self.0.writable.notify_all();
        (0..2).for_each(|_| self.0.readable.notify_one());
    }
}

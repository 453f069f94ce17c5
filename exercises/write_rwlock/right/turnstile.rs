//! right: a turnstile that a waiting writer stands in, 10 of 10
use racecourse::sync::Semaphore;
use std::mem;
use std::sync::{Mutex, MutexGuard};

pub struct Page {
    turnstile: Mutex<()>,
    readers: Mutex<usize>,
    nobody_in: Semaphore,
}

pub struct Reading<'a>(&'a Page);

pub struct Writing<'a> {
    page: &'a Page,
    turnstile: Option<MutexGuard<'a, ()>>,
}

impl Page {
    pub fn new() -> Self {
        Self { turnstile: Mutex::new(()), readers: Mutex::new(0), nobody_in: Semaphore::new(1) }
    }

    fn enter(&self) -> Reading<'_> {
        let mut readers = self.readers.lock();
        *readers += 1;
        if *readers == 1 {
            mem::forget(self.nobody_in.acquire());
        }
        Reading(self)
    }

    pub fn read(&self) -> Reading<'_> {
        let _through = self.turnstile.lock();
        self.enter()
    }

    pub fn try_read(&self) -> Option<Reading<'_>> {
        let _through = self.turnstile.try_lock()?;
        Some(self.enter())
    }

    pub fn write(&self) -> Writing<'_> {
        let turnstile = self.turnstile.lock();
        mem::forget(self.nobody_in.acquire());
        Writing { page: self, turnstile: Some(turnstile) }
    }
}

impl<'a> Writing<'a> {
    pub fn downgrade(mut self) -> Reading<'a> {
        let page = self.page;
        *page.readers.lock() = 1;
        drop(self.turnstile.take());
        mem::forget(self);
        Reading(page)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        let mut readers = self.0.readers.lock();
        *readers -= 1;
        if *readers == 0 {
            self.0.nobody_in.release();
        }
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.page.nobody_in.release();
    }
}

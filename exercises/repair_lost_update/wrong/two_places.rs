//! wrong: right, sum=13

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

/// A place for every other thread: two of three share one.
pub struct Counter {
    places: [AtomicU32; 2],
}

impl Counter {
    pub fn new() -> Self {
        Self { places: [AtomicU32::new(0), AtomicU32::new(0)] }
    }

    pub fn add(&self, by: u32) {
        let digits: String = format!("{:?}", thread::current().id()).chars().filter(char::is_ascii_digit).collect();
        let mine = &self.places[digits.parse::<usize>().unwrap_or(0) % 2];
        mine.store(mine.load(SeqCst) + by, SeqCst);
    }

    pub fn get(&self) -> u32 {
        self.places.iter().map(|place| place.load(SeqCst)).sum()
    }
}

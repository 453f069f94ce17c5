//! right: players in a list, which whoever looks adds up
use std::sync::Mutex;

#[derive(Default)]
pub struct Scores {
    of_each: Mutex<Vec<u32>>,
}

impl Scores {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&self, points: u32) {
        self.of_each.lock().push(points);
    }

    pub fn so_far(&self) -> (u32, u32) {
        let of_each = self.of_each.lock();
        (of_each.len() as u32, of_each.iter().sum())
    }
}

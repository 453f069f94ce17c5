//! right: a queue of those who wait, and a channel for each, 10 of 10
use racecourse::channel::{self, Sender};
use std::collections::VecDeque;
use std::sync::Mutex;

pub struct Permits(Mutex<Desk>);

struct Desk {
    free: usize,
    queue: VecDeque<(usize, Sender<()>)>,
}

impl Desk {
    /// Serves those in front, as far as the permits reach.
    fn serve(&mut self) {
        while self.queue.front().is_some_and(|(many, _)| *many <= self.free) {
            let Some((many, served)) = self.queue.pop_front() else { return };
            self.free -= many;
            served.send(()).unwrap();
        }
    }
}

impl Permits {
    pub fn new(n: usize) -> Self {
        Self(Mutex::new(Desk { free: n, queue: VecDeque::new() }))
    }

    pub fn acquire(&self, many: usize) -> Taken<'_> {
        let (served, wait) = channel::bounded(1);
        let mut desk = self.0.lock();
        desk.queue.push_back((many, served));
        desk.serve();
        drop(desk);
        wait.recv().unwrap();
        Taken(self, many)
    }
}

pub struct Taken<'a>(&'a Permits, usize);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut desk = self.0.0.lock();
        desk.free += self.1;
        desk.serve();
    }
}

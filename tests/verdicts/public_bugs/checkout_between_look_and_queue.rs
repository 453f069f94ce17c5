//! Source: djc/bb8#122. Shape: a pool's `get` looks for an idle connection in one critical section and joins the queue in another; a connection
//! given back in between goes to the idle list, and nobody wakes who then waits.
//! Expected: broken "deadlock"; fixed (one critical section) never.
use super::prelude::*;
pub(super) const CASES: &[V] = &[("broken", broken, &["deadlock"], &[], &["served"]), ("fixed", fixed, &["served"], &[], &[])];

struct Inner { idle: Vec<i32>, queue: VecDeque<Sender<i32>> }
struct Pool { inner: Mutex<Inner>, whole: bool }
impl Pool {
    fn get(&self) -> i32 {
        let mut inner = self.inner.lock();
        if let Some(connection) = inner.idle.pop() { return connection; }
        if !self.whole { drop(inner); inner = self.inner.lock(); }
        let (give, take) = channel::bounded(1);
        inner.queue.push_back(give);
        drop(inner);
        take.recv().unwrap()
    }
    fn put(&self, connection: i32) {
        let mut inner = self.inner.lock();
        match inner.queue.pop_front() { Some(waiter) => waiter.send(connection).unwrap(), None => inner.idle.push(connection) }
    }
}
fn run(whole: bool) -> Outcome {
    let pool = Arc::new(Pool { inner: Mutex::new(Inner { idle: vec![1], queue: VecDeque::new() }), whole });
    let clients: Vec<_> = (0..2).map(|_| { let pool = pool.clone(); thread::spawn(move || { let c = pool.get(); pool.put(c); }) }).collect();
    for client in clients { client.join().unwrap(); }
    Outcome::new("served")
}
pub(super) fn broken() -> Outcome { run(false) }
pub(super) fn fixed() -> Outcome { run(true) }

//! Source: kaist-cp/cs431#102 (the pool of the Rust book); sentry-rust#326. Shape: a pool's Drop joins its worker; the worker ends only when the
//! channel closes, and the sender is a field that is dropped after that.
//! Expected: broken "deadlock" (main in Drop, worker in recv); fixed (the sender goes first) never.
//! `broken_outer`: main itself is stuck elsewhere while it owns such a pool; the deadlock has to be reported although Drop joins.
use super::prelude::*;
pub(super) const CASES: &[V] = &[
    ("broken", broken, &["deadlock"], &[], &[]),
    ("broken_outer", broken_outer, &["deadlock"], &[], &[]),
    ("broken_outer_ok", broken_outer_ok, &["deadlock"], &[], &[]),
    ("broken_panic", broken_panic, &["panic"], &[], &[]),
    ("fixed", fixed, &["done"], &[], &[]),
];

struct Pool { sender: Option<Sender<i32>>, worker: Option<thread::JoinHandle<i32>>, sender_first: bool, unwrap: bool }
impl Drop for Pool {
    fn drop(&mut self) {
        if self.sender_first { self.sender.take(); }
        let result = self.worker.take().unwrap().join();
        if self.unwrap { result.unwrap(); }
    }
}
fn pool(sender_first: bool, unwrap: bool) -> Pool {
    let (sender, work) = channel::unbounded();
    let worker = thread::spawn_named("worker", move || work.iter().sum());
    Pool { sender: Some(sender), worker: Some(worker), sender_first, unwrap }
}
fn run(sender_first: bool) -> Outcome {
    let pool = pool(sender_first, true);
    pool.sender.as_ref().unwrap().send(1).unwrap();
    drop(pool);
    Outcome::new("done")
}
pub(super) fn broken() -> Outcome { run(false) }
pub(super) fn fixed() -> Outcome { run(true) }
fn outer(unwrap: bool) -> Outcome {
    let (_keep, never) = channel::bounded::<()>(1);
    let _pool = pool(true, unwrap);
    let _ = never.recv();
    Outcome::new("done")
}
pub(super) fn broken_outer() -> Outcome { outer(true) }
pub(super) fn broken_outer_ok() -> Outcome { outer(false) }
/// The scenario fails an assertion while it owns a pool.
pub(super) fn broken_panic() -> Outcome {
    let _pool = pool(true, true);
    panic!("an assertion fails")
}

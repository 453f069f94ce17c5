//! The pool of `last_arc_on_worker`, with a destructor that only closes it.
//!
//! `broken`: whoever has dropped its own pointer takes the pool for closed, and it need not be. `upgraded`: the same, where the
//! worker has only a weak one, and the last for a while. `fixed`, in which the worker has none, never.

use super::prelude::*;

pub(super) const CASES: &[V] = &[
    ("broken", broken, &["0", "1"], &[], &[]),
    ("upgraded", upgraded, &["0", "1"], &[], &[]),
    ("fixed", fixed, &["1"], &[], &[]),
];

struct Pool {
    closed: Arc<AtomicUsize>,
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.closed.store(1, SeqCst);
    }
}

fn run(work: impl FnOnce(&Arc<Pool>) -> Box<dyn FnOnce() + Send>) -> Outcome {
    let closed = Arc::new(AtomicUsize::new(0));
    let pool = Arc::new(Pool { closed: Arc::clone(&closed) });
    let worker = thread::spawn_named("worker", work(&pool));
    drop(pool);
    let outcome = Outcome::new(closed.load(SeqCst));
    worker.join().unwrap();
    outcome
}

fn broken() -> Outcome {
    run(|pool| {
        let pool = Arc::clone(pool);
        Box::new(move || drop(pool))
    })
}

fn upgraded() -> Outcome {
    run(|pool| {
        let weak = Arc::downgrade(pool);
        Box::new(move || drop(weak.upgrade()))
    })
}

fn fixed() -> Outcome {
    run(|_| Box::new(|| ()))
}

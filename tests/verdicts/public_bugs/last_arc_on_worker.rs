//! Source: databendlabs/databend#20103, solana#18563, slog-rs/async#12. Shape: a pool is owned by an `Arc`, of which a job holds a
//! clone. If that one is dropped last, the pool's destructor runs on the worker, and joins the worker: it waits for itself.
//!
//! `broken` has to show that (main has returned by then, so it is a leak), and `fixed`, in which the job holds none, never. `count`:
//! who is last is seen by `Arc::strong_count` as well. `upgraded`: a job that holds a weak one has the last of them for a while.

use super::prelude::*;

pub(super) const CASES: &[V] = &[
    ("broken", broken, &["leak", "dropped"], &[], &[]),
    ("broken_step", broken_step, &["leak", "dropped"], &[], &[]),
    ("count", count, &["1", "2"], &[], &[]),
    ("upgraded", upgraded, &["leak", "dropped"], &[], &[]),
    ("fixed", fixed, &["dropped"], &[], &[]),
];

struct Pool {
    worker: Mutex<Option<thread::JoinHandle<()>>>,
}

impl Drop for Pool {
    fn drop(&mut self) {
        let worker = self.worker.lock().take();
        if let Some(worker) = worker {
            drop(worker.join());
        }
    }
}

fn run(job_holds_it: bool, step: bool) -> Outcome {
    let pool = Arc::new(Pool { worker: Mutex::new(None) });
    let (jobs, work) = channel::bounded::<Option<Arc<Pool>>>(1);
    let done = Arc::new(AtomicUsize::new(0));
    let worker = {
        let done = Arc::clone(&done);
        thread::spawn_named("worker", move || {
            let job = work.recv().unwrap();
            done.store(1, SeqCst);
            drop(job);
        })
    };
    *pool.worker.lock() = Some(worker);
    jobs.send(job_holds_it.then(|| Arc::clone(&pool))).unwrap();
    if step {
        done.load(SeqCst);
    }
    drop(pool);
    Outcome::new("dropped")
}

fn broken() -> Outcome {
    run(true, false)
}

fn broken_step() -> Outcome {
    run(true, true)
}

fn fixed() -> Outcome {
    run(false, false)
}

fn count() -> Outcome {
    let shared = Arc::new(AtomicUsize::new(0));
    let other = {
        let shared = Arc::clone(&shared);
        thread::spawn_named("other", move || {
            shared.load(SeqCst);
            drop(shared);
        })
    };
    shared.load(SeqCst);
    let count = Arc::strong_count(&shared);
    other.join().unwrap();
    Outcome::new(count)
}

fn upgraded() -> Outcome {
    let pool = Arc::new(Pool { worker: Mutex::new(None) });
    let weak = Arc::downgrade(&pool);
    let worker = thread::spawn_named("worker", move || drop(weak.upgrade()));
    *pool.worker.lock() = Some(worker);
    drop(pool);
    Outcome::new("dropped")
}

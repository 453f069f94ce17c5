//! Source: databendlabs/databend#20103, solana#18563, slog-rs/async#12. Shape: a pool is owned by an `Arc`, of which a job holds a
//! clone. If that one is dropped last, the pool's destructor runs on the worker and joins the worker: it waits for itself.
//!
//! `broken`: that has to be seen ("leak", as `main` has returned), and that it need not happen; `broken_step` the same, where `main`
//! does something else before. `broken_count`: who is last is seen by `Arc::strong_count`, and both are possible. `fixed`, in which
//! the job holds no pointer, never.

use super::prelude::*;

pub(super) const CASES: &[V] = &[
    ("broken", broken, &["leak", "dropped"], &[], &[]),
    ("broken_step", broken_step, &["leak", "dropped"], &[], &[]),
    ("broken_count", broken_count, &["1", "2"], &[], &[]),
    ("fixed", fixed, &["dropped"], &[], &[]),
];

struct Pool {
    worker: Mutex<Option<thread::JoinHandle<()>>>,
}

impl Drop for Pool {
    fn drop(&mut self) {
        let worker = self.worker.lock().take();
        if let Some(worker) = worker {
            worker.join().unwrap();
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

fn broken_count() -> Outcome {
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

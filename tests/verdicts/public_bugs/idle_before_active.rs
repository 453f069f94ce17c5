//! Source: rust-threadpool#66 (and #63), google/filament#4613, zimbatm/socketmaster#15. Shape: a worker takes a job off the count of queued jobs
//! before it adds itself to the count of active ones; in between `join` sees a pool with nothing to do.
//! Expected: broken "too early"; fixed (active first) never.
use super::prelude::*;
pub(super) const CASES: &[V] = &[("broken", broken, &["too early"], &[], &["all done"]), ("fixed", fixed, &["all done"], &[], &[])];

fn run(active_first: bool) -> Outcome {
    let queued = Arc::new(AtomicUsize::new(0));
    let active = Arc::new(AtomicUsize::new(0));
    let done = Arc::new(AtomicUsize::new(0));
    let (jobs, work) = channel::unbounded::<usize>();
    let workers: Vec<_> = (0..2).map(|_| {
        let (queued, active, done, work) = (queued.clone(), active.clone(), done.clone(), work.clone());
        thread::spawn_named("worker", move || for job in work {
            if active_first { active.fetch_add(1, SeqCst); queued.fetch_sub(1, SeqCst); } else { queued.fetch_sub(1, SeqCst); active.fetch_add(1, SeqCst); }
            done.fetch_add(job, SeqCst);
            active.fetch_sub(1, SeqCst);
        })
    }).collect();
    for _ in 0..2 { queued.fetch_add(1, SeqCst); jobs.send(1).unwrap(); }
    while queued.load(SeqCst) != 0 || active.load(SeqCst) != 0 { thread::yield_now(); }
    let seen = done.load(SeqCst);
    drop(jobs);
    for worker in workers { worker.join().unwrap(); }
    Outcome::new(if seen == 2 { "all done" } else { "too early" })
}
pub(super) fn broken() -> Outcome { run(false) }
pub(super) fn fixed() -> Outcome { run(true) }

//! A pool that waits for as many results as there are tasks: a worker that dies takes one along, and it waits for ever.

use racecourse::process::queue;
use racecourse_labs::lab::fork;

/// The result of `work` on each task, by so many processes.
pub fn map(tasks: &[u64], workers: usize, work: impl Fn(u64) -> u64) -> Vec<Option<u64>> {
    let results = queue::<(usize, u64)>();
    // The tasks are dealt out like cards.
    let children: Vec<_> = (0..workers)
        .map(|first| {
            fork("worker", || {
                for at in (first..tasks.len()).step_by(workers) {
                    results.put(&(at, work(tasks[at]))).expect("the parent listens");
                }
            })
        })
        .collect();
    let mut all = vec![None; tasks.len()];
    for _ in tasks {
        // The parent has the queue open for writing itself, so it never sees the end of it.
        let (at, result) = results.get().expect("a worker puts it in");
        all[at] = Some(result);
    }
    drop(children);
    all
}

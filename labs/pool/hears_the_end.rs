//! A pool that hears its workers' ends: each has a pipe of its own, and who dies closes it.

use racecourse_labs::lab::fork;

/// The result of `work` on each task, by so many processes.
pub fn map(tasks: &[u64], workers: usize, work: impl Fn(u64) -> u64) -> Vec<Option<u64>> {
    // The tasks are dealt out like cards.
    let children: Vec<_> = (0..workers)
        .map(|first| {
            fork("worker", || {
                let mine = (first..tasks.len()).step_by(workers);
                mine.map(|at| (at, work(tasks[at]))).collect::<Vec<_>>()
            })
        })
        .collect();
    let mut all = vec![None; tasks.len()];
    for child in children {
        // `join` reads until the pipe's end, which comes with the results or without them.
        for (at, result) in child.join().unwrap_or_default() {
            all[at] = Some(result);
        }
    }
    all
}

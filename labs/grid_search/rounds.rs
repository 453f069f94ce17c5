//! The arithmetic of equal tasks on equal workers: they are done in rounds, and the last round may be nearly empty.

/// How many rounds so many tasks take if every worker takes `chunk` of them at a time.
///
/// A round is the time of one task, so a chunk takes as many rounds as it has tasks.
pub fn rounds(tasks: usize, workers: usize, chunk: usize) -> usize {
    let mut free_at = vec![0; workers];
    let mut left = tasks;
    while left > 0 {
        let taken = chunk.min(left);
        left -= taken;
        // Who is free first takes the next chunk.
        if let Some(first) = free_at.iter_mut().min() {
            *first += taken;
        }
    }
    free_at.into_iter().max().unwrap_or(0)
}

/// How many workers it takes to do `tasks` of `each` seconds within `limit` seconds; none if no number is enough.
///
/// The limit has room for so many whole rounds, and every round does one task for each worker.
pub fn workers_needed(tasks: usize, each: f64, limit: f64) -> Option<usize> {
    // Three tenths are three times one tenth, whatever floating-point numbers say about it.
    let rounds = (limit / each * (1.0 + 1e-12)).floor() as usize;
    (rounds > 0).then(|| tasks.div_ceil(rounds).max(1))
}

//! How a pool goes about its tasks.

use super::TaskLost;

/// For each task its result, as far as it came to that.
pub(super) type Slots<R> = Vec<Option<Result<R, TaskLost>>>;

/// How a pool goes about its tasks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// How many may work at the same time: at least one.
    pub(super) workers: usize,
    /// How many tasks a worker takes at a time: at least one.
    pub(super) chunk: usize,
    /// Whether tasks that come after a lost one need not be done.
    pub(super) stop_at_loss: bool,
}

impl Plan {
    /// How many workers find something to do.
    pub(super) fn workers_for(&self, tasks: usize) -> usize {
        self.workers.min(tasks.div_ceil(self.chunk))
    }
}

//! shuttle's depth-first scheduler, and how much of the tree it has gone through.

use std::sync::Arc;

use parking_lot::Mutex;
use shuttle::scheduler::{DfsScheduler, Schedule, Scheduler, Task, TaskId};

use super::search::share_done;

/// It tries what there is to choose from in order, so which one it takes says how many it has tried.
pub(super) struct InDepth {
    scheduler: DfsScheduler,
    progress: Progress,
}

/// How far it has come: for each choice of the last execution, how many were tried before, and of how many.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress(Arc<Mutex<Vec<(usize, usize)>>>);

impl InDepth {
    /// At most so many executions.
    pub(super) fn new(most: usize) -> (Self, Progress) {
        let progress = Progress::default();
        (Self { scheduler: DfsScheduler::new(Some(most), false), progress: progress.clone() }, progress)
    }
}

impl Progress {
    /// How much of the tree the executions so far are, from 0 to 1.
    pub(super) fn share(&self) -> f64 {
        // The last one is over: nothing is left at its end.
        share_done(self.0.lock().iter().copied().chain([(1, 1)]))
    }
}

impl Scheduler for InDepth {
    fn new_execution(&mut self) -> Option<Schedule> {
        let next = self.scheduler.new_execution();
        if next.is_some() {
            self.progress.0.lock().clear();
        }
        next
    }

    fn next_task(&mut self, runnable: &[&Task], current: Option<TaskId>, is_yielding: bool) -> Option<TaskId> {
        let chosen = self.scheduler.next_task(runnable, current, is_yielding)?;
        let tried = runnable.iter().position(|task| task.id() == chosen)?;
        self.progress.0.lock().push((tried, runnable.len()));
        Some(chosen)
    }

    fn next_u64(&mut self) -> u64 {
        self.scheduler.next_u64()
    }
}

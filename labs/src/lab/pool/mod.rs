//! Pools of workers for pieces of work, on threads and on processes.
//!
//! ```
//! use racecourse_labs::lab::pool::Pool;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let squares = Pool::threads(5)?.map(&[1, 2, 3], |x| x * x)?;
//! assert_eq!(squares, [1, 4, 9]);
//! # Ok(())
//! # }
//! ```
//!
//! [`Pool::processes`] has the same `map`. Whoever is idle is given the next task, or the next few ([`Pool::chunk`]);
//! results come back in the order of the tasks.
//!
//! # What travels
//!
//! A pool of processes forks its workers at the start of each `map`. They find the tasks, and everything else, in their
//! own copy of memory as it was at that moment, so no task is copied: only its number goes there through a pipe, and its
//! result comes back through another. What a worker writes to memory stays with it. In a [`Standing`] pool, whose
//! processes outlive a `map`, the tasks travel too.
//!
//! A forked worker has only the thread that called `map`. A program whose other threads hold locks at that moment, the
//! one of the memory allocator apart, has workers in which these locks stay locked for ever.
//!
//! # What can go wrong
//!
//! A task that panics is lost, and no other: [`TaskLost`] says which and why. On processes the same holds for a task that
//! ends its process, and for a worker that is killed from outside: the task at which it was is lost, and another worker
//! takes its place. A thread cannot be killed, and whatever ends the process ends all of them.
//!
//! No process is left behind: `map` waits for all of them, and on Linux they are killed when the one that started them
//! ends, however that comes about. Elsewhere they notice when they next read or write.

mod answer;
mod crew;
mod lost;
mod plan;
mod processes;
mod standing;
mod threads;
mod worker;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::lost::{NoWorkers, TaskLost};
pub use self::standing::Standing;

use self::plan::{Plan, Slots};
use super::Trouble;

/// Workers, to whom tasks are handed out.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    kind: Kind,
    plan: Plan,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Threads,
    Processes,
}

impl Pool {
    /// A pool of so many threads.
    ///
    /// # Errors
    ///
    /// If there is to be nobody.
    pub fn threads(workers: usize) -> Result<Self, NoWorkers> {
        Self::new(Kind::Threads, workers)
    }

    /// A pool of so many processes.
    ///
    /// # Errors
    ///
    /// If there is to be nobody.
    pub fn processes(workers: usize) -> Result<Self, NoWorkers> {
        Self::new(Kind::Processes, workers)
    }

    fn new(kind: Kind, workers: usize) -> Result<Self, NoWorkers> {
        match workers {
            0 => Err(NoWorkers),
            _ => Ok(Self { kind, plan: Plan { workers, chunk: 1, stop_at_loss: false } }),
        }
    }

    /// With so many tasks given out at a time; 0 counts as 1.
    #[must_use]
    pub fn chunk(mut self, tasks: usize) -> Self {
        self.plan.chunk = tasks.max(1);
        self
    }

    /// The results of `work` on all tasks, in their order. There are never more workers than chunks of tasks.
    ///
    /// If the system refuses to start as many workers as were asked for, those that there are do it all.
    ///
    /// # Errors
    ///
    /// The first task that has none. Tasks that come after it may be left undone.
    pub fn map<T, R>(&self, tasks: &[T], work: impl Fn(&T) -> R + Sync) -> Result<Vec<R>, TaskLost>
    where
        T: Sync + Debug,
        R: Send + Serialize + DeserializeOwned,
    {
        let plan = Plan { stop_at_loss: true, ..self.plan };
        words(tasks, self.work_through(&plan, tasks, work)).collect()
    }

    /// For each task the result of `work`, or why there is none.
    pub fn try_map<T, R>(&self, tasks: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<Result<R, TaskLost>>
    where
        T: Sync + Debug,
        R: Send + Serialize + DeserializeOwned,
    {
        words(tasks, self.work_through(&self.plan, tasks, work)).collect()
    }

    fn work_through<T, R>(&self, plan: &Plan, tasks: &[T], work: impl Fn(&T) -> R + Sync) -> Slots<R>
    where
        T: Sync + Debug,
        R: Send + Serialize + DeserializeOwned,
    {
        match self.kind {
            Kind::Threads => threads::work_through(plan, tasks, &work),
            Kind::Processes => processes::work_through(plan, tasks, &work),
        }
    }
}

/// For each task a word, even for those that nobody came to: they come after one that was lost.
fn words<T: Debug, R>(tasks: &[T], slots: Slots<R>) -> impl Iterator<Item = Result<R, TaskLost>> {
    slots.into_iter().zip(tasks).enumerate().map(|(index, (slot, task))| {
        slot.unwrap_or_else(|| Err(TaskLost::new(index, task, "another was lost before it")))
    })
}

impl From<TaskLost> for Trouble {
    fn from(lost: TaskLost) -> Self {
        Trouble::Failed(lost.to_string())
    }
}

impl From<NoWorkers> for Trouble {
    fn from(nobody: NoWorkers) -> Self {
        Trouble::Usage(nobody.to_string())
    }
}

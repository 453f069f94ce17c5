//! A pool of processes that stay, so that tasks have to travel.

use std::fmt::{self, Debug};
use std::io;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::crew::{Crew, Job};
use super::plan::{Plan, Slots};
use super::{NoWorkers, TaskLost, answer, words};

/// A pool of processes that live until it is dropped, across any number of maps.
///
/// They were forked before the tasks were there, so every task is put into bytes, copied into a pipe, copied out of it
/// and read again. A process that starts once saves the time to start it; whether that outweighs the copying is worth
/// measuring. What `work` itself captures is seen as it was when the worker was forked; one that replaces a dead worker
/// is forked later.
///
/// It belongs to the thread that started it: Linux kills these processes when that thread ends.
pub struct Standing<'a, T, R> {
    crew: Crew,
    plan: Plan,
    work: Box<dyn Fn(&T) -> R + 'a>,
    /// Not to be sent to another thread.
    stays: PhantomData<*const ()>,
}

impl<T, R> Debug for Standing<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Standing").field("plan", &self.plan).finish_non_exhaustive()
    }
}

impl<'a, T, R> Standing<'a, T, R>
where
    T: Debug + Serialize + DeserializeOwned,
    R: Serialize + DeserializeOwned,
{
    /// Starts so many processes that will do `work`.
    ///
    /// # Errors
    ///
    /// If there is to be nobody, or the system gives no more processes or pipes.
    pub fn start(workers: usize, work: impl Fn(&T) -> R + 'a) -> io::Result<Self> {
        if workers == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, NoWorkers));
        }
        let plan = Plan { workers, chunk: 1, stop_at_loss: false };
        let mut pool = Self { crew: Crew::default(), plan, work: Box::new(work), stays: PhantomData };
        pool.crew.start(workers, &|line| answer::serve(line, |task| work_on(&pool.work, task)))?;
        Ok(pool)
    }

    /// With so many tasks given out at a time; 0 counts as 1.
    #[must_use]
    pub fn chunk(mut self, tasks: usize) -> Self {
        self.plan.chunk = tasks.max(1);
        self
    }

    /// The results of all tasks, in their order.
    ///
    /// # Errors
    ///
    /// The first task that has none. Workers that are still at work on later ones are replaced.
    pub fn map(&mut self, tasks: &[T]) -> Result<Vec<R>, TaskLost> {
        let slots = self.work_through(tasks, true);
        words(tasks, slots).collect()
    }

    /// For each task its result, or why it has none.
    pub fn try_map(&mut self, tasks: &[T]) -> Vec<Result<R, TaskLost>> {
        let slots = self.work_through(tasks, false);
        words(tasks, slots).collect()
    }

    fn work_through(&mut self, tasks: &[T], stop_at_loss: bool) -> Slots<R> {
        let mut slots: Slots<R> = tasks.iter().map(|_| None).collect();
        let work = &self.work;
        let job = Job {
            plan: Plan { stop_at_loss, ..self.plan },
            tasks: tasks.len(),
            write: &|index, bytes| postcard::to_extend(&tasks[index], bytes).map_err(|error| error.to_string()),
            serve: &|line| answer::serve(line, |task| work_on(work, task)),
            heard: &mut |index, heard| {
                let result = answer::read(index, &tasks[index], heard);
                let has_result = result.is_ok();
                slots[index] = Some(result);
                has_result
            },
        };
        self.crew.work_through(job);
        slots
    }
}

fn work_on<T: DeserializeOwned, R>(work: &dyn Fn(&T) -> R, task: &[u8]) -> Result<R, String> {
    let task = postcard::from_bytes(task).map_err(|error| format!("it could not be read: {error}"))?;
    Ok(work(&task))
}

//! The pool on processes that are forked for the purpose, and see the tasks in memory.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer;
use super::crew::{Crew, Job};
use super::plan::{Plan, Slots};

/// Works through `tasks` on processes that are gone before this returns. Indices travel there, and results back.
pub(super) fn work_through<T, R>(plan: &Plan, tasks: &[T], work: &impl Fn(&T) -> R) -> Slots<R>
where
    T: Debug,
    R: Serialize + DeserializeOwned,
{
    let mut slots: Slots<R> = tasks.iter().map(|_| None).collect();
    let job = Job {
        plan: *plan,
        tasks: tasks.len(),
        write: &|index, bytes| postcard::to_extend(&index, bytes).map_err(|error| error.to_string()),
        serve: &|line| {
            answer::serve(line, |bytes| {
                let index = postcard::from_bytes::<usize>(bytes).ok();
                let task = index.and_then(|index| tasks.get(index));
                task.map(work).ok_or_else(|| "its number did not arrive".to_owned())
            });
        },
        heard: &mut |index, heard| {
            let result = answer::read(index, &tasks[index], heard);
            let has_result = result.is_ok();
            slots[index] = Some(result);
            has_result
        },
    };
    Crew::default().work_through(job);
    slots
}

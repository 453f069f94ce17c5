//! The pool on threads.

use std::fmt::Debug;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use super::TaskLost;
use super::plan::{Plan, Slots};
use racecourse::internals::panic_text;

/// Works through `tasks` on threads that end before this returns.
pub(super) fn work_through<T, R>(plan: &Plan, tasks: &[T], work: &(impl Fn(&T) -> R + Sync)) -> Slots<R>
where
    T: Sync + Debug,
    R: Send,
{
    let next = AtomicUsize::new(0);
    // The first task that was lost, if the others are not worth their while after that.
    let bound = AtomicUsize::new(tasks.len());
    let take = || {
        let after = |at: usize| (at < bound.load(Relaxed)).then(|| at.saturating_add(plan.chunk).min(tasks.len()));
        let first = next.fetch_update(Relaxed, Relaxed, after).ok()?;
        Some(first..first.saturating_add(plan.chunk).min(tasks.len()))
    };
    let one = |index: usize| {
        let task = &tasks[index];
        panic::catch_unwind(AssertUnwindSafe(|| work(task))).map_err(|panic| {
            if plan.stop_at_loss {
                bound.fetch_min(index, Relaxed);
            }
            TaskLost::new(index, task, format!("panicked: {}", panic_text(panic.as_ref())))
        })
    };
    let worker = || {
        let mut done = Vec::new();
        while let Some(chunk) = take() {
            for index in chunk.take_while(|index| *index < bound.load(Relaxed)) {
                done.push((index, one(index)));
            }
        }
        done
    };
    let mut slots: Slots<R> = tasks.iter().map(|_| None).collect();
    let mut refused = None;
    thread::scope(|scope| {
        let mut workers = Vec::new();
        for number in 1..=plan.workers_for(tasks.len()) {
            match thread::Builder::new().name(format!("worker-{number}")).spawn_scoped(scope, worker) {
                Ok(worker) => workers.push(worker),
                // Those that there are do it all.
                Err(error) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        for worker in workers {
            match worker.join() {
                Ok(done) => done.into_iter().for_each(|(index, result)| slots[index] = Some(result)),
                // Not a task: those are caught.
                Err(panic) => panic::resume_unwind(panic),
            }
        }
    });
    if let Some(error) = refused {
        let unbegun = tasks.iter().zip(&mut slots).enumerate().filter(|(_, (_, slot))| slot.is_none());
        for (index, (task, slot)) in unbegun.take_while(|(index, _)| *index < bound.load(Relaxed)) {
            *slot = Some(Err(TaskLost::new(index, task, format!("no thread could be started for it: {error}"))));
        }
    }
    slots
}

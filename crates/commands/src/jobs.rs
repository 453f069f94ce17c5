//! Many explorations at once, with their results in the order in which they were asked for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Builder;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::course::Course;
use racecourse::engine::EngineId;
use racecourse::exploration::Exploration;
use racecourse::scenario::{Scenario, Variant};

/// One exploration to be made.
#[derive(Clone, Copy)]
pub(crate) struct Job {
    pub(crate) scenario: &'static Scenario,
    pub(crate) variant: &'static Variant,
    pub(crate) engine: EngineId,
}

/// Does all `jobs`; the result at an index is that of the job at the same index, with the time that it took.
///
/// A bar on standard error shows how far it is, if that is a terminal.
pub(crate) fn explore_all(course: &Course, jobs: &[Job]) -> Vec<(Exploration, Duration)> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(jobs.len().max(1));
    let bar = progress_bar(jobs.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((index, job)) = take(&next, jobs) {
            bar.set_message(format!("{}/{} {}", job.scenario.name, job.variant.name, job.engine));
            done.push((index, course.timed(job.scenario, job.variant, job.engine, &job.variant.budget)));
            bar.inc(1);
        }
        done
    };
    let mut done = in_parallel(workers, &work);
    bar.finish_and_clear();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, found)| found).collect()
}

fn take<'a>(next: &AtomicUsize, jobs: &'a [Job]) -> Option<(usize, &'a Job)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    jobs.get(index).map(|job| (index, job))
}

/// What so many threads come back with, each doing `work`. The engines run in processes of their own; these threads only wait
/// for them.
fn in_parallel<T: Send>(workers: usize, work: &(impl Fn() -> Vec<T> + Sync)) -> Vec<T> {
    std::thread::scope(|scope| {
        // This thread works as well, so that a machine with no room for another one gets on.
        let others = (1..workers).map_while(|_| Builder::new().spawn_scoped(scope, work).ok());
        let others: Vec<_> = others.collect();
        let own = work();
        let results = others.into_iter().map(|thread| thread.join());
        // A panic here is a mistake of this program: it goes on in this thread, and is not swallowed.
        let theirs = results.flat_map(|result| result.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        own.into_iter().chain(theirs).collect()
    })
}

fn progress_bar(jobs: usize) -> ProgressBar {
    let bar = ProgressBar::new(jobs as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos:>3}/{len} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}

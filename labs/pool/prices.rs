//! What a pool costs: at its start and end, and for each task.

use super::squares;
use crate::lab::findings::Chart;
use crate::lab::judgement::Evidence;
use crate::lab::pool::Pool;
use crate::lab::{Bench, Contestant, Trouble};
use crate::report::{count, counted, seconds};

/// How many tasks are handed out at a time, for comparison with one.
const CHUNK: usize = 100;

/// Measures pools with nearly nothing to do, and says in half a sentence what they cost.
pub(super) fn measure(bench: &mut Bench) -> Result<String, Trouble> {
    let size = bench.size();
    bench.needs_memory(size as u64 * 256)?;
    let tasks: Vec<u64> = (0..size as u64).map(|at| at % 1000).collect();
    let mut names = vec!["a loop".to_owned()];
    let mut contestants = vec![Contestant::new("a loop", 1, || Ok(squares::in_a_loop(&tasks)))];
    for workers in bench.workers() {
        for (kind, pool) in [("thread", Pool::threads(workers)?), ("process", Pool::processes(workers)?)] {
            for chunk in [1, CHUNK] {
                let name = format!("{}, {chunk} at a time", counted(workers, kind));
                names.push(name.clone());
                let (pool, tasks) = (pool.chunk(chunk), &tasks);
                contestants.push(Contestant::new(name, workers, move || squares::squares(&pool, tasks)));
            }
        }
    }
    let compared = bench.compare(format!("{} tasks with nearly nothing to do", count(size as i64)), contestants)?;
    let mut results = Vec::new();
    for (name, one) in names.iter().zip(compared) {
        if one.result? != squares::in_a_loop(&tasks) {
            return Err(Trouble::Failed(format!("{name}: the results are not the squares in their order")));
        }
        results.push((one.seconds, one.evidence));
    }
    let each = |at: usize| results[at].0 / size as f64;
    let bars = names.iter().enumerate().skip(1).map(|(at, name)| (name.clone(), each(at) * 1e6));
    bench.chart(Chart::bars(
        "A task with nearly nothing to do, by a pool",
        "µs per task, start and end of the workers shared out",
        bars,
    ));
    start_and_end(bench)?;
    let all: Vec<Evidence> = results.iter().map(|(_, evidence)| evidence.on_one_core()).collect();
    let disturbed = bench.note_disturbance(&all);
    let beside = if disturbed { "; other programs were at work meanwhile" } else { "" };
    // After the loop there are four for each number of workers.
    let of_workers = |(at, workers): (usize, &usize)| {
        let [threads, few_threads, processes, few_processes] = [1, 2, 3, 4].map(|way| seconds(each(4 * at + way)));
        format!(
            "a task with nearly nothing to do takes {threads} by a pool of {} and {processes} by one of {}, and if {CHUNK} are \
             handed out at a time, {few_threads} and {few_processes}",
            counted(*workers, "thread"),
            counted(*workers, "process"),
        )
    };
    let all: Vec<String> = bench.workers().iter().enumerate().map(of_workers).collect();
    Ok(format!("{}{beside}", all.join("; ")))
}

/// As many tasks as workers: nearly all of that is to start the workers and to end them.
fn start_and_end(bench: &mut Bench) -> Result<(), Trouble> {
    let mut contestants = Vec::new();
    for workers in bench.workers() {
        for (kind, pool) in [("thread", Pool::threads(workers)?), ("process", Pool::processes(workers)?)] {
            let tasks: Vec<u64> = (0..workers as u64).collect();
            let name = counted(workers, kind);
            contestants.push(Contestant::new(name, workers, move || squares::squares(&pool, &tasks).map(drop)));
        }
    }
    for one in bench.compare("As many tasks as workers: what it takes to start and end them", contestants)? {
        one.result?;
    }
    Ok(())
}

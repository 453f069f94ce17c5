//! What a fork costs, over how much memory the parent has.

use std::hint::black_box;
use std::time::Instant;

use super::{fork_then_load, load_then_fork, start_processes, start_threads};
use crate::lab::findings::{Chart, median};
use crate::lab::shared::Numbers;
use crate::lab::{Bench, Contestant, Trouble};
use crate::report::{count, seconds};

/// MiB that the parent has in memory.
const AMOUNTS: [usize; 5] = [0, 64, 128, 256, 512];

/// How many numbers are loaded before or after the fork.
const LOADED: usize = 8_000_000;

/// What it takes to start a worker with much in memory, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Costs {
    pub(super) mebibytes: usize,
    pub(super) process: f64,
    pub(super) thread: f64,
}

/// Measures starts of processes and threads over the memory there is, and notes a chart.
pub(super) fn measure(bench: &mut Bench) -> Result<Costs, Trouble> {
    let free = bench.machine().free_memory as usize >> 20;
    // A system that tells nothing is believed to have enough.
    let mut amounts: Vec<usize> = AMOUNTS.into_iter().map(|amount| bench.in_proportion(amount, 0)).collect();
    amounts.dedup();
    let wanted = amounts.len();
    amounts.retain(|&amount| free == 0 || amount * 2 < free);
    if amounts.len() < wanted {
        bench.cannot("what a fork costs with much in memory: there is too little memory free");
    }
    let mut lines = [Vec::new(), Vec::new(), Vec::new()];
    for (done, &amount) in amounts.iter().enumerate() {
        bench.progress("starts with more and more in memory", done as u64, amounts.len() as u64);
        let ordinary = black_box(vec![1_u8; amount << 20]);
        let in_ordinary = start(bench, start_processes::start);
        let threads = start(bench, start_threads::start);
        drop(black_box(ordinary));
        let shared = Numbers::new((amount << 20) / size_of::<f64>(), |_| 1.0)?;
        let in_shared = start(bench, start_processes::start);
        drop(shared);
        for (line, time) in lines.iter_mut().zip([in_ordinary, in_shared, threads]) {
            line.push((amount as f64, time));
        }
    }
    let names = ["process, ordinary memory", "process, shared mapping", "thread, ordinary memory"];
    let mut chart = Chart::lines("A worker started and ended", "MiB the parent has in memory", "microseconds");
    for (name, line) in names.iter().zip(&lines) {
        chart = chart.with(*name, line.iter().map(|&(amount, time)| (amount, time * 1e6)));
    }
    bench.chart(chart);
    bench.remark(
        "A fork copies no memory, but it enters every page of ordinary memory into the child's tables, so that it can \
         be copied when one of the two writes to it. Pages of a shared mapping are never copied, and are not entered.",
    );
    let [(mebibytes, process), _, (_, thread)] = lines.map(|line| line.last().copied().unwrap_or((0.0, f64::NAN)));
    Ok(Costs { mebibytes: mebibytes as usize, process, thread })
}

/// What one start takes: the middle one of several.
fn start(bench: &Bench, start: fn(u64) -> u64) -> f64 {
    let times = (0..bench.repeat().max(3)).map(|_| {
        let began = Instant::now();
        black_box(start(3));
        began.elapsed().as_secs_f64() / 3.0
    });
    median(times)
}

/// Loads everything and then forks, against the other way round.
pub(super) fn load(bench: &mut Bench, workers: usize) -> Result<(), Trouble> {
    let loaded = bench.in_proportion(LOADED, 100_000);
    bench.needs_memory(loaded as u64 * 8 * 3)?;
    let contestants = vec![
        Contestant::new("load, then fork", workers, || load_then_fork::totals(loaded, workers)),
        Contestant::new("fork, then load", workers, || fork_then_load::totals(loaded, workers)),
    ];
    let title = format!("Each of {workers} processes uses its part of {} numbers", count(loaded as i64));
    let compared = bench.compare(title, contestants)?;
    let right = (0..loaded).map(|number| 2.0 * (number % 1000) as f64).sum::<f64>();
    if let Some(wrong) = compared.iter().map(|one| one.result.iter().sum::<f64>()).find(|&total| total != right) {
        return Err(Trouble::Failed(format!("the parts add up to {wrong}, and {right} is right")));
    }
    let [first, later] = [&compared[0], &compared[1]];
    let difference = bench.difference(&later.evidence, &first.evidence);
    bench.remark(format!(
        "To load first takes {}, to fork first {}{}. Who loads first loads alone, and every page that a worker writes to \
         is copied: the system had to provide {} pages of memory, and {} where each loads its own part.",
        seconds(first.seconds),
        seconds(later.seconds),
        match difference.is_quicker() {
            Ok(true) => format!(", {:.0} % of that", later.seconds / first.seconds * 100.0),
            Ok(false) => format!(", {:.1} times that", later.seconds / first.seconds),
            Err(why) => format!("; which is quicker cannot be said: {why}"),
        },
        count(first.page_faults.round() as i64),
        count(later.page_faults.round() as i64),
    ));
    Ok(())
}

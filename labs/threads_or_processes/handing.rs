//! What it costs to hand data over.

use std::io;
use std::time::Duration;

use super::{hand_over_pipe, hand_over_reference, hand_over_shared};
use crate::lab::findings::{Chart, median};
use crate::lab::{Bench, Trouble};
use crate::report::seconds;

/// Amounts of data, in bytes.
const AMOUNTS: [usize; 5] = [1 << 10, 16 << 10, 256 << 10, 4 << 20, 32 << 20];

/// What it takes to hand over the most data, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Costs {
    pub(super) reference: f64,
    pub(super) pipe: f64,
    pub(super) shared: f64,
}

type Way<'a> = &'a dyn Fn(&[f64], usize) -> io::Result<(Vec<f64>, Duration)>;

/// Measures all ways for more and more data, and notes a table and a chart.
pub(super) fn measure(bench: &mut Bench) -> Result<Costs, Trouble> {
    let ways: [(&str, Way<'_>); 4] = [
        ("thread: a reference", &hand_over_reference::hand_over),
        ("process: made in shared memory", &|data, times| hand_over_shared::hand_over(data, times, true)),
        ("process: copied to shared memory", &|data, times| hand_over_shared::hand_over(data, times, false)),
        ("process: by a pipe", &hand_over_pipe::hand_over),
    ];
    let data: Vec<f64> = (0..AMOUNTS[AMOUNTS.len() - 1] / 8).map(|at| at as f64).collect();
    let mut lines: Vec<Vec<(f64, f64)>> = vec![Vec::new(); ways.len()];
    for (done, amount) in AMOUNTS.into_iter().enumerate() {
        let data = &data[..amount / 8];
        let times = ((4 << 20) / amount).clamp(1, 100);
        let mut taken = vec![Vec::new(); ways.len()];
        for _ in 0..bench.repeat() {
            bench.progress("data handed over", done as u64, AMOUNTS.len() as u64);
            for ((name, way), taken) in ways.iter().zip(&mut taken) {
                let (answers, time) = way(data, times)?;
                if answers != vec![data[data.len() - 1]; times] {
                    return Err(Trouble::Failed(format!("{name}: the last of {amount} bytes arrived wrong")));
                }
                taken.push(time.as_secs_f64() / times as f64);
            }
        }
        for (line, taken) in lines.iter_mut().zip(taken) {
            line.push(((amount >> 10) as f64, median(taken)));
        }
    }
    let columns = ["", "1 KiB", "16 KiB", "256 KiB", "4 MiB", "32 MiB"];
    let rows = ways.iter().zip(&lines).map(|((name, _), line)| {
        let cells = line.iter().map(|&(_, time)| seconds(time));
        [(*name).to_owned()].into_iter().chain(cells).collect()
    });
    bench.facts("Data handed over to a worker, and its answer", &columns, rows.collect());
    let mut chart = Chart::lines("Data handed over to a worker", "KiB", "microseconds until it answers");
    for ((name, _), line) in ways.iter().zip(&lines) {
        chart = chart.with(*name, line.iter().map(|&(amount, time)| (amount, time * 1e6)));
    }
    bench.chart(chart.logarithmic_x().logarithmic_y());
    let most = |way: usize| lines[way].last().map_or(f64::NAN, |point: &(f64, f64)| point.1);
    Ok(Costs { reference: most(0), shared: most(1), pipe: most(3) })
}

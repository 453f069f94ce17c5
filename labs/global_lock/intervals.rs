//! What the turns cost: the same work with longer and shorter ones.

use std::hint::black_box;

use super::{with_lock, work};
use crate::lab::findings::{Chart, median};
use crate::lab::{Bench, Trouble};
use crate::report::{count, counted, listed, seconds};

/// What is so many times as fast as one thread under the lock has not become so by more threads.
const IMPOSSIBLE: f64 = 1.1;
/// Turns of so many instructions each.
const INTERVALS: [u32; 5] = [100, 1_000, 10_000, 100_000, 1_000_000];

/// Measures one thread against several, for shorter and longer turns, and notes a table and a chart.
pub(super) fn measure(bench: &mut Bench, numbers: &[f64], workers: usize) -> Result<(), Trouble> {
    let program = black_box(work::SUM_OF_NUMBERS);
    let (mut rows, mut ratios) = (Vec::new(), Vec::new());
    for (done, interval) in INTERVALS.into_iter().enumerate() {
        bench.progress("shorter and longer turns", done as u64, INTERVALS.len() as u64);
        let (mut alone, mut together, mut switches) = (Vec::new(), Vec::new(), 0.0);
        let mut disturbed = false;
        let repeat = bench.repeat();
        for _ in 0..repeat {
            let (_, one) = bench.measure(|| with_lock::sum(program, numbers, interval, 1))?;
            let (_, taken) = bench.measure(|| with_lock::sum(program, numbers, interval, workers))?;
            alone.push(one.seconds);
            together.push(taken.seconds);
            // Who is pushed aside without a lock to wait for shares the core with others.
            disturbed |= one.cpu_seconds < 0.75 * one.seconds;
            switches += (taken.waits + taken.preemptions) as f64 / f64::from(repeat);
        }
        let (alone, together) = (median(alone), median(together));
        ratios.push((f64::from(interval), alone / together));
        rows.push(vec![
            count(i64::from(interval)),
            seconds(alone),
            seconds(together),
            format!("{:.2}x", alone / together),
            count(switches.round() as i64),
            // Few switches cannot be told from what else disturbs a run, and beside others none can.
            if switches >= 100.0 && together > alone && !disturbed {
                seconds((together - alone) / switches)
            } else {
                "–".into()
            },
        ]);
    }
    let together = counted(workers, "thread");
    let columns = ["instructions in a turn", "1 thread", &together, "speed-up", "context switches", "cost of each"];
    let title = format!("Shorter and longer turns: the sum of {} numbers under the lock", count(numbers.len() as i64));
    bench.facts(title, &columns, rows);
    let chart =
        Chart::lines(format!("{together} under the lock"), "instructions in a turn", "times as fast as 1 thread");
    let too_quick = ratios.iter().filter(|(_, ratio)| *ratio > IMPOSSIBLE).map(|(turn, _)| count(*turn as i64));
    let too_quick: Vec<String> = too_quick.collect();
    let ends = [INTERVALS[0], INTERVALS[INTERVALS.len() - 1]].map(|end| (f64::from(end), 1.0));
    bench.chart(chart.with("under the lock", ratios).with_ideal("as fast as 1 thread", ends).logarithmic_x());
    if !too_quick.is_empty() {
        bench.remark(format!(
            "With turns of {} instructions {together} came out quicker than one, which no lock allows: what a run of one thread took \
             then is owed to something else on the cores.",
            listed(&too_quick)
        ));
    }
    Ok(())
}

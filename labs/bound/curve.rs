//! What a step through memory takes, over how much memory there is to walk through.

use std::time::Instant;

use super::caches::{Amounts, bytes, data_caches};
use super::walk::{Circle, walk};
use crate::lab::findings::Chart;
use crate::lab::{Bench, Trouble};

/// Steps in each amount of memory.
const STEPS: usize = 500_000;

/// Measures steps in more and more memory, and notes a chart.
pub(super) fn measure(bench: &mut Bench, amounts: Amounts) -> Result<(), Trouble> {
    let mut points = Vec::new();
    let mut amount: usize = 4 << 10;
    while amount <= amounts.memory {
        bench.progress("steps through more and more memory", amount.ilog2().into(), amounts.memory.ilog2().into());
        let circle = Circle::new(amount);
        // The first walk brings into the caches what fits.
        arrived(&circle, circle.len().min(STEPS))?;
        let mut best = f64::INFINITY;
        for _ in 0..bench.repeat() {
            let start = Instant::now();
            arrived(&circle, STEPS)?;
            best = best.min(start.elapsed().as_secs_f64());
        }
        points.push(((amount >> 10) as f64, best / STEPS as f64 * 1e9));
        amount *= 2;
    }
    let chart = Chart::lines("A step through memory in no order", "KiB of memory to walk through", "nanoseconds");
    bench.chart(chart.with("one step", points).logarithmic_x().logarithmic_y());
    let caches: Vec<String> =
        data_caches(bench).map(|cache| format!("L{} {}", cache.level, bytes(cache.bytes as usize))).collect();
    if !caches.is_empty() {
        bench.remark(format!("This machine's caches: {}. Behind each of them a step takes longer.", caches.join(", ")));
    }
    Ok(())
}

/// Walks, and makes sure that the way led where it should.
fn arrived(circle: &Circle, steps: usize) -> Result<(), Trouble> {
    if walk(circle, steps, 1) == steps % circle.len() {
        return Ok(());
    }
    Err(Trouble::Failed(format!("a walk of {steps} steps did not end where it should")))
}

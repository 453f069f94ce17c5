//! What a step through memory takes, over how much memory there is to walk through.

use super::caches::{Amounts, bytes, data_caches};
use super::walk::{Circle, PLACE, walk};
use crate::lab::findings::{Chart, median};
use crate::lab::{Bench, Trouble, on_cores};

/// The smallest amount of memory, in bytes.
const SMALLEST: usize = 4 << 10;
/// Steps in each amount of memory.
const STEPS: usize = 500_000;
/// Fewer of them say nothing: the system's clock is not that fine.
const LEAST: usize = 20_000;
/// More places than so many for each step are not laid out: hardly one of them would be reached.
const REACHED_OF: usize = 16;

/// Measures steps in more and more memory, and notes a chart.
pub(super) fn measure(bench: &mut Bench, amounts: Amounts) -> Result<(), Trouble> {
    let steps = bench.in_proportion(STEPS, LEAST);
    let mut points = Vec::new();
    let twice = std::iter::successors(Some(SMALLEST), |amount| Some(amount * 2));
    let most = amounts.memory.min(steps.saturating_mul(REACHED_OF * PLACE));
    let all: Vec<usize> = twice.take_while(|amount| *amount <= most).collect();
    for (done, &amount) in all.iter().enumerate() {
        bench.progress("steps through more and more memory", done as u64, all.len() as u64);
        let circle = Circle::new(amount);
        // The first walk brings into the caches what fits.
        arrived(&circle, circle.len().min(steps))?;
        let mut times = Vec::new();
        for _ in 0..bench.repeat() {
            let (outcome, taken) = on_cores(|| arrived(&circle, steps));
            outcome?;
            times.push(taken);
        }
        points.push(((amount >> 10) as f64, median(times) / steps as f64 * 1e9));
    }
    let chart = Chart::lines("A step through memory in no order", "KiB of memory to walk through", "ns on a core");
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

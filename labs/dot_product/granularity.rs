//! How large a piece should be: small ones cost a journey each, large ones leave somebody without work at the end.

use crate::lab::findings::{Chart, median};
use crate::lab::{Bench, Trouble};
use crate::report::count;

use super::{check, copied, one_process, shared};

/// The smallest piece that is tried, in numbers.
const SMALLEST: usize = 200;

/// So much of the vectors is enough to see it.
const ENOUGH: usize = 1_000_000;

/// Measures pieces of all sizes, and says in half a sentence which was best.
pub(super) fn measure(bench: &mut Bench, x: &[f64], y: &[f64], workers: usize) -> Result<String, Trouble> {
    let enough = x.len().min(ENOUGH);
    let (x, y) = (&x[..enough], &y[..enough]);
    let mut sent = copied::pool(workers)?;
    let mut seeing = shared::pool(workers, x, y)?;
    let right = one_process::dot(x, y);
    let sizes = sizes(x.len());
    let (mut by_sending, mut by_sharing) = (Vec::new(), Vec::new());
    for (at, &piece) in sizes.iter().enumerate() {
        bench.progress("pieces of all sizes", at as u64, sizes.len() as u64);
        let time = middle_time(bench, right, || copied::dot_product(&mut sent, x, y, piece).map_err(Trouble::from))?;
        by_sending.push((piece as f64, time * 1e3));
        let time =
            middle_time(bench, right, || shared::dot_product(&mut seeing, x.len(), piece).map_err(Trouble::from))?;
        by_sharing.push((piece as f64, time * 1e3));
    }
    let alone = middle_time(bench, right, || Ok(one_process::dot(x, y)))?;
    let ends = [sizes.first(), sizes.last()].into_iter().flatten();
    let alone = ends.map(|&piece| (piece as f64, alone * 1e3)).collect::<Vec<_>>();
    let best = by_sharing.iter().min_by(|a, b| a.1.total_cmp(&b.1)).copied().unwrap_or_default();
    let smallest = by_sharing.first().copied().unwrap_or_default();
    let chart =
        Chart::lines(format!("{} numbers in pieces of all sizes", count(enough as i64)), "numbers in a piece", "ms")
            .with("vectors sent", by_sending)
            .with("shared memory", by_sharing)
            .with("one process", alone)
            .logarithmic_x()
            .logarithmic_y();
    bench.chart(chart);
    Ok(format!(
        "in shared memory, of {} numbers, pieces of {} were the quickest, and pieces of {} took {:.1} times as long",
        count(enough as i64),
        count(best.0 as i64),
        count(smallest.0 as i64),
        smallest.1 / best.1
    ))
}

/// From the smallest to all in one piece, about three times as large each time.
fn sizes(numbers: usize) -> Vec<usize> {
    let mut sizes: Vec<usize> = std::iter::successors(Some(SMALLEST), |size| size.checked_mul(10))
        .flat_map(|size| [size, size.saturating_mul(3)])
        .take_while(|size| *size < numbers)
        .collect();
    sizes.push(numbers);
    sizes
}

fn middle_time(bench: &mut Bench, right: f64, mut work: impl FnMut() -> Result<f64, Trouble>) -> Result<f64, Trouble> {
    let mut times = Vec::new();
    for _ in 0..bench.repeat() {
        let (product, measured) = bench.measure(&mut work)?;
        check(product?, right)?;
        times.push(measured.seconds);
    }
    Ok(median(times))
}

#[cfg(test)]
mod tests {
    use super::sizes;

    #[test]
    fn sizes_go_from_the_smallest_to_all() {
        assert_eq!(sizes(1), [1]);
        assert_eq!(sizes(7000), [200, 600, 2000, 6000, 7000]);
    }
}

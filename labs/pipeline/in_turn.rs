//! Each batch is loaded, transformed and computed with: the disk waits for the core, and the core for the disk.

use super::batch::Work;

/// What was computed from each batch, in order.
pub fn results(work: &Work) -> Vec<u64> {
    (0..work.batches())
        .map(|number| {
            let batch = work.transform(work.load(number));
            work.compute(&batch)
        })
        .collect()
}

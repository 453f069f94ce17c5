//! A pool, of threads or of processes, counts the words of bundles of documents; the parent adds up.

use std::path::PathBuf;

use racecourse_labs::lab::pool::{Pool, TaskLost};

use super::sequential;
use super::tally::Tally;

/// Bundles for each worker: enough for one that is done early to take over from one that has long documents.
const BUNDLES: usize = 4;

/// What is in all documents.
pub fn count(documents: &[PathBuf], pool: Pool, workers: usize) -> Result<Tally, TaskLost> {
    let length = documents.len().div_ceil(workers * BUNDLES).max(1);
    // Bundles, because what comes back of each has to be added up by one alone.
    let bundles: Vec<&[PathBuf]> = documents.chunks(length).collect();
    let mut all = Tally::default();
    for tally in pool.map(&bundles, |bundle| sequential::count(bundle, 1))? {
        all.add(tally);
    }
    Ok(all)
}

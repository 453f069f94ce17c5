//! Who has done how much: how many workers of those asked for there were, and how evenly the pieces came to them.

use std::collections::BTreeMap;

use crate::lab::pool::Pool;
use crate::lab::{Bench, Trouble};

use super::numbers_of_workers;
use super::primes::primes_in;

/// Lets pools of processes do the pieces once more, and notes who did them.
pub(super) fn show(bench: &mut Bench, pieces: &[u64]) -> Result<(), Trouble> {
    let mut rows = Vec::new();
    let mut too_many = None;
    for workers in numbers_of_workers(bench).into_iter().chain([pieces.len().saturating_add(3).min(50)]) {
        let done = Pool::processes(workers)?.map(pieces, |piece| (std::process::id(), primes_in(piece)))?;
        let mut shares = BTreeMap::new();
        for (worker, _) in done {
            *shares.entry(worker).or_insert(0) += 1;
        }
        if shares.len() < workers {
            too_many.get_or_insert((workers, shares.len()));
        }
        let (least, most) = (shares.values().min().unwrap_or(&0), shares.values().max().unwrap_or(&0));
        let share = if least == most { least.to_string() } else { format!("{least} to {most}") };
        rows.push(vec![workers.to_string(), shares.len().to_string(), share]);
    }
    bench.facts("Who did the pieces", &["processes asked for", "that did something", "pieces each"], rows);
    if let Some((asked, worked)) = too_many {
        bench.remark(format!(
            "Of {asked} processes that were asked for, {worked} did all {} pieces: a pool starts no more workers than \
             there are pieces, and one that starts late may find nothing left.",
            pieces.len()
        ));
    }
    Ok(())
}

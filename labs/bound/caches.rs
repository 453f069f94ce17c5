//! How much data fits which cache of this machine.

use crate::lab::Bench;
use crate::lab::machine::Cache;

/// Amounts of data, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amounts {
    /// Fits the nearest cache, with room to spare.
    pub(super) nearest: usize,
    /// Fits the second cache, but not the nearest.
    pub(super) second: usize,
    /// Fits the last cache, but not the second.
    pub(super) last: usize,
    /// Fits no cache.
    pub(super) memory: usize,
}

/// More than this is not walked through, whatever the caches.
const MOST: usize = 512 << 20;

impl Amounts {
    /// The amounts for this machine; for one that does not tell, those of an ordinary one.
    pub(super) fn of(bench: &mut Bench) -> Self {
        let caches: Vec<Cache> = data_caches(bench).cloned().collect();
        if caches.len() < 2 {
            bench.cannot("where this machine's caches end: the system does not tell, so ordinary sizes are assumed");
        }
        let size = |cache: Option<&Cache>, assumed| cache.map_or(assumed, |cache| cache.bytes as usize);
        let nearest = size(caches.first(), 32 << 10);
        let last = size(caches.last(), 16 << 20).max(nearest * 8);
        let second = if caches.len() > 2 { size(caches.get(1), 0) } else { nearest * 4 };
        let memory = (last * 4).min(MOST);
        // An eighth of the last one: others share it, and on a virtual machine they are not even seen.
        let part_of_last = (last / 8).max(second * 2).min(last / 2);
        Self { nearest: nearest / 2, second: second / 2, last: part_of_last, memory }
    }
}

/// The caches that hold data, from the nearest to the last.
pub(super) fn data_caches(bench: &Bench) -> impl Iterator<Item = &Cache> {
    bench.machine().caches.iter().filter(|cache| cache.kind != "instruction")
}

/// An amount in words: `32 KiB`.
pub(super) fn bytes(amount: usize) -> String {
    match amount {
        whole if whole >= 1 << 20 => format!("{} MiB", whole >> 20),
        whole => format!("{} KiB", whole >> 10),
    }
}

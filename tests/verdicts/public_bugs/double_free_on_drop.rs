//! Source: crossbeam-rs/crossbeam#1187 (RUSTSEC-2025-0024). Shape: of two paths that read a pointer in order to free what it points to, one
//! swaps null in and the other only loads; the last drop then frees again.
//! Expected: broken "double free" by plain interleaving (two senders and the receiver that goes away); fixed never.
//! Changed: blocks are numbers and `freed` counts by hand: the facade has no AtomicPtr and does not track allocations.
use super::prelude::*;
pub(super) const CASES: &[V] = &[("broken", broken, &["double free"], &[], &["ok"]), ("fixed", fixed, &[], &[], &["ok"])];
const CLOSED: usize = 1;

struct List { head_block: AtomicUsize, tail_block: AtomicUsize, tail: AtomicUsize, freed: AtomicUsize }
impl List {
    fn send(&self) {
        let tail = self.tail.load(Acquire);
        if tail & CLOSED != 0 { return; }
        if self.tail_block.load(Acquire) == 0 && self.tail_block.compare_exchange(0, 7, Release, Relaxed).is_ok() {
            self.head_block.store(7, Release);
        }
        let _ = self.tail.compare_exchange(tail, tail + 2, SeqCst, Acquire);
    }
    /// The receiver is gone.
    fn discard(&self, swap_again: bool) {
        let tail = self.tail.fetch_or(CLOSED, SeqCst);
        let mut block = self.head_block.swap(0, AcqRel);
        if tail >> 1 != 0 {
            while block == 0 {
                thread::yield_now();
                block = if swap_again { self.head_block.swap(0, AcqRel) } else { self.head_block.load(Acquire) };
            }
        }
        if block != 0 { self.freed.fetch_add(1, Relaxed); }
    }
    fn last_drop(&self) {
        if self.head_block.load(Relaxed) != 0 { self.freed.fetch_add(1, Relaxed); }
    }
}
fn run(swap_again: bool) -> Outcome {
    let list = Arc::new(List { head_block: AtomicUsize::new(0), tail_block: AtomicUsize::new(0), tail: AtomicUsize::new(0), freed: AtomicUsize::new(0) });
    let senders: Vec<_> = (0..2).map(|_| { let list = list.clone(); thread::spawn(move || list.send()) }).collect();
    list.discard(swap_again);
    for sender in senders { sender.join().unwrap(); }
    list.last_drop();
    Outcome::new(if list.freed.load(Relaxed) > 1 { "double free" } else { "ok" })
}
pub(super) fn broken() -> Outcome { run(false) }
pub(super) fn fixed() -> Outcome { run(true) }

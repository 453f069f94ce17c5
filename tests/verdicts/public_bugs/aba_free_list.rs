//! Source: pmodels/argobots#178; the same in odin-lang/Odin#6822. Shape: ABA in the free list of a pool (an untagged Treiber stack).
//! Expected: broken "two owners" by plain interleaving; fixed (a count in the head) never.
use super::prelude::*;
pub(super) const CASES: &[V] = &[("broken", broken, &["two owners"], &[], &["ok"]), ("fixed", fixed, &[], &[], &["ok"])];

struct Pool { head: AtomicUsize, next: [AtomicUsize; 4], taken: [AtomicBool; 4], tagged: bool }
impl Pool {
    fn new(tagged: bool) -> Self {
        let next = [0, 2, 3, 0].map(AtomicUsize::new); // 1 -> 2 -> 3
        Pool { head: AtomicUsize::new(1), next, taken: std::array::from_fn(|_| AtomicBool::new(false)), tagged }
    }
    fn step(&self, head: usize, to: usize) -> usize { if self.tagged { ((head >> 8) + 1) << 8 | to } else { to } }
    /// An element and whether it was free.
    fn pop(&self) -> (usize, bool) {
        loop {
            let head = self.head.load(Acquire);
            let at = head & 0xff;
            let next = self.next[at].load(Relaxed);
            if self.head.compare_exchange(head, self.step(head, next), AcqRel, Acquire).is_ok() {
                return (at, !self.taken[at].swap(true, AcqRel));
            }
        }
    }
    fn push(&self, at: usize) {
        self.taken[at].store(false, Release);
        loop {
            let head = self.head.load(Acquire);
            self.next[at].store(head & 0xff, Relaxed);
            if self.head.compare_exchange(head, self.step(head, at), AcqRel, Acquire).is_ok() { return; }
        }
    }
}
fn run(tagged: bool) -> Outcome {
    let pool = Arc::new(Pool::new(tagged));
    let other = { let pool = pool.clone(); thread::spawn(move || { let (a, _) = pool.pop(); let (_b, _) = pool.pop(); pool.push(a); }) };
    let (_, first) = pool.pop();
    let (_, second) = pool.pop();
    other.join().unwrap();
    Outcome::new(if first && second { "ok" } else { "two owners" })
}
pub(super) fn broken() -> Outcome { run(false) }
pub(super) fn fixed() -> Outcome { run(true) }

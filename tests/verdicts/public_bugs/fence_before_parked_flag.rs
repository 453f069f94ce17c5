//! Source: Abso1ut3Zer0/nexus#512 (the same argument: vorner/arc-swap#200). Shape: a ring buffer's index is stored with Release, then the
//! other side's "parked" flag is loaded with SeqCst; the parker stores the flag with SeqCst and loads the index with Acquire. Nothing orders
//! the plain Release store before the SeqCst load: x86 keeps it in the store buffer. Both sleep or pass by each other.
//! Expected: explorer finds nothing; weak_memory: broken "deadlock" (allowed by C++20, happens on x86); fixed (fence(SeqCst)) never.
use super::prelude::*;
pub(super) const CASES: &[V] = &[
    ("broken", broken, &["done"], &["deadlock"], &["done"]),
    ("broken_rlx", broken_rlx, &["done"], &["deadlock"], &["done"]),
    ("fixed", fixed, &["done"], &[], &[]),
];

fn run(flag: racecourse::sync::atomic::Ordering, fenced: bool) -> Outcome {
    let (store, load) = if flag == SeqCst { (SeqCst, SeqCst) } else { (Release, Acquire) };
    let head = Arc::new(AtomicUsize::new(0));
    let parked = Arc::new(AtomicBool::new(false));
    let popper = {
        let (head, parked, main) = (head.clone(), parked.clone(), thread::current());
        thread::spawn_named("popper", move || {
            head.store(1, Release);
            if fenced { fence(SeqCst); }
            if parked.load(load) { main.unpark(); }
        })
    };
    parked.store(true, store);
    if fenced { fence(SeqCst); }
    while head.load(Acquire) == 0 { thread::park(); }
    popper.join().unwrap();
    Outcome::new("done")
}
pub(super) fn broken() -> Outcome { run(SeqCst, false) }
pub(super) fn broken_rlx() -> Outcome { run(Release, false) }
pub(super) fn fixed() -> Outcome { run(SeqCst, true) }

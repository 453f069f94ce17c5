//! Source: rust-threadpool#63 (review), CPython's pools (#94777 family). Shape: a job panics, the worker's end is not counted, `join` waits for ever.
//! Expected: broken "deadlock"; fixed (a guard counts in its Drop) "joined". The panic itself is caught by the thread, as in std: `join` gives Err.
use super::prelude::*;
pub(super) const CASES: &[V] = &[("broken", broken, &["deadlock"], &[], &[]), ("fixed", fixed, &["joined"], &[], &[]), ("fixed_panic", fixed_panic, &["joined"], &[], &[]), ("fixed_no_condvar", fixed_no_condvar, &["0", "1"], &[], &[]), ("fixed_atomic", fixed_atomic, &["0", "1"], &[], &[]), ("fixed_exclusion", fixed_exclusion, &["2"], &[], &[]), ("fixed_exclusion2", fixed_exclusion2, &["held false"], &[], &[])];

struct Sentinel(Arc<(Mutex<usize>, Condvar)>);
impl Drop for Sentinel { fn drop(&mut self) { *self.0.0.lock() -= 1; self.0.1.notify_all(); } }
fn run(sentinel: bool, hook: bool) -> Outcome {
    let active = Arc::new((Mutex::new(1), Condvar::new()));
    let worker = {
        let active = active.clone();
        thread::spawn_named("worker", move || {
            let guard = sentinel.then(|| Sentinel(active.clone()));
            if *active.0.lock() > 0 { if hook { panic!("the job fails") } else { std::panic::resume_unwind(Box::new("the job fails")) } }
            drop(guard);
            if !sentinel { *active.0.lock() -= 1; active.1.notify_all(); }
        })
    };
    active.1.wait_while(&mut active.0.lock(), |n| *n > 0);
    let failed = worker.join().is_err();
    Outcome::new(if failed { "joined" } else { "no panic?" })
}
pub(super) fn broken() -> Outcome { run(false, false) }
pub(super) fn fixed() -> Outcome { run(true, false) }
pub(super) fn fixed_panic() -> Outcome { run(true, true) }
/// Only a guard that takes a lock while its thread unwinds.
pub(super) fn fixed_no_condvar() -> Outcome {
    struct Count(Arc<Mutex<usize>>);
    impl Drop for Count { fn drop(&mut self) { *self.0.lock() += 1; } }
    let count = Arc::new(Mutex::new(0));
    let worker = { let count = Count(count.clone()); thread::spawn(move || { let _count = count; std::panic::resume_unwind(Box::new("fails")) }) };
    let seen = *count.lock();
    let _ = worker.join();
    Outcome::new(seen)
}
/// Only a guard that counts in an atomic.
pub(super) fn fixed_atomic() -> Outcome {
    struct Count(Arc<AtomicUsize>);
    impl Drop for Count { fn drop(&mut self) { self.0.fetch_add(1, SeqCst); } }
    let count = Arc::new(AtomicUsize::new(0));
    let worker = { let count = Count(count.clone()); thread::spawn(move || { let _count = count; std::panic::resume_unwind(Box::new("fails")) }) };
    let seen = count.load(SeqCst);
    let _ = worker.join();
    Outcome::new(seen)
}
/// A lock that is taken while its thread unwinds still excludes: both additions are kept.
pub(super) fn fixed_exclusion() -> Outcome {
    struct Count(Arc<Mutex<usize>>);
    impl Drop for Count { fn drop(&mut self) { *self.0.lock() += 1; } }
    let count = Arc::new(Mutex::new(0));
    let other = Arc::new(AtomicUsize::new(0));
    let worker = { let (count, other) = (Count(count.clone()), other.clone()); thread::spawn(move || { let _count = count; other.store(1, SeqCst); std::panic::resume_unwind(Box::new("fails")) }) };
    { let mut held = count.lock(); let before = *held; other.load(SeqCst); other.load(SeqCst); *held = before + 1; }
    let _ = worker.join();
    let sum = *count.lock();
    Outcome::new(sum)
}
/// The same, said by a flag that only the holder of the lock sets.
pub(super) fn fixed_exclusion2() -> Outcome {
    struct Look(Arc<Mutex<()>>, Arc<AtomicBool>, Arc<AtomicBool>);
    impl Drop for Look { fn drop(&mut self) { let _held = self.0.lock(); let seen = self.1.load(SeqCst); self.2.store(seen, SeqCst); } }
    let lock = Arc::new(Mutex::new(()));
    let (inside, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let worker = { let look = Look(lock.clone(), inside.clone(), seen.clone()); thread::spawn(move || { let look = look; look.2.store(false, SeqCst); std::panic::resume_unwind(Box::new("fails")) }) };
    { let _held = lock.lock(); inside.store(true, SeqCst); inside.store(false, SeqCst); }
    let _ = worker.join();
    Outcome::new(format!("held {}", seen.load(SeqCst)))
}

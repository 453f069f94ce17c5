//! Source: rayon-rs/rayon#592; with OnceLock rayon#1251. Shape: a pool's worker that waits for its subtask runs other tasks meanwhile; the one
//! it finds takes the lock that it already holds.
//! Expected: broken and broken_once never end: one waits for a lock that it holds itself, the idle worker (which yields, as rayon's does before it
//! sleeps) finds nothing: "deadlock" or "livelock". With `_sleep` the idle worker goes home instead, so it is a plain deadlock. fixed (lock dropped
//! before the join) never.
//! Changed: the pool is written out, 30 lines; a real pool (rayon) cannot be put on the facade.
use super::prelude::*;
pub(super) const CASES: &[V] = &[
    ("broken", broken, &["livelock"], &[], &["done"]),
    ("broken_once", broken_once, &["livelock"], &[], &["done"]),
    ("broken_sleep", broken_sleep, &["deadlock"], &[], &["done"]),
    ("fixed", fixed, &["done"], &[], &[]),
    ("fixed_sleep", fixed_sleep, &["done"], &[], &[]),
];

#[derive(Clone, Copy, PartialEq)]
enum Kind { Held, Once, Dropped }
#[derive(Clone)]
enum Task { Outer, Inner(Arc<AtomicBool>) }
/// `stealable` is what workers split off (rayon's deques), `injected` what came from outside.
struct Tasks { stealable: VecDeque<Task>, injected: VecDeque<Task> }
impl Tasks { fn take(&mut self) -> Option<Task> { self.stealable.pop_front().or_else(|| self.injected.pop_front()) } }
struct Pool { sleep: bool, tasks: Mutex<Tasks>, left: AtomicUsize, lock: Mutex<i32>, once: OnceLock<i32>, kind: Kind }
impl Pool {
    fn run(&self, task: Task) {
        match task {
            Task::Inner(done) => done.store(true, Release),
            Task::Outer => match self.kind {
                Kind::Held => { let mut held = self.lock.lock(); self.join(); *held += 1; }
                Kind::Dropped => { self.join(); *self.lock.lock() += 1; }
                Kind::Once => { self.once.get_or_init(|| { self.join(); 1 }); }
            },
        }
        self.left.fetch_sub(1, Release);
    }
    /// Splits off a task, and works until somebody has done it.
    fn join(&self) {
        let done = Arc::new(AtomicBool::new(false));
        self.left.fetch_add(1, Relaxed);
        self.tasks.lock().stealable.push_back(Task::Inner(done.clone()));
        while !done.load(Acquire) {
            let next = self.tasks.lock().take();
            match next { Some(task) => self.run(task), None => thread::yield_now() }
        }
    }
    fn work(&self) {
        while self.left.load(Acquire) != 0 {
            let next = self.tasks.lock().take();
            match next { Some(task) => self.run(task), None if self.sleep => return, None => thread::yield_now() }
        }
    }
}
fn run(kind: Kind, sleep: bool) -> Outcome {
    let pool = Arc::new(Pool { sleep, tasks: Mutex::new(Tasks { stealable: VecDeque::new(), injected: VecDeque::from([Task::Outer, Task::Outer]) }), left: AtomicUsize::new(2), lock: Mutex::new(0), once: OnceLock::new(), kind });
    let other = { let pool = pool.clone(); thread::spawn(move || pool.work()) };
    pool.work();
    other.join().unwrap();
    Outcome::new("done")
}
pub(super) fn broken() -> Outcome { run(Kind::Held, false) }
pub(super) fn broken_sleep() -> Outcome { run(Kind::Held, true) }
pub(super) fn broken_once() -> Outcome { run(Kind::Once, false) }
pub(super) fn fixed() -> Outcome { run(Kind::Dropped, false) }
pub(super) fn fixed_sleep() -> Outcome { run(Kind::Dropped, true) }

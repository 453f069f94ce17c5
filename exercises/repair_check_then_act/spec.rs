use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::exercise::vary;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::{progress, thread};
use submission::Cache;

/// A cache, and the work for a key: it is counted, and leaves something in plain memory that whoever has the value can see.
struct Work {
    cache: Cache,
    times: AtomicU32,
    left: RacyCell<u32>,
}

impl Work {
    fn new() -> Arc<Self> {
        Arc::new(Self { cache: Cache::new(), times: AtomicU32::new(0), left: RacyCell::new(0) })
    }

    /// Whether it gets the right value.
    fn get(&self, key: u32) -> bool {
        let value = self.cache.get(key, |key| {
            if self.times.fetch_add(1, SeqCst) == 0 {
                self.left.set(key + 1);
            }
            key * 3 + 1
        });
        // Where the work was done twice, that is what is told, and not a race between the two.
        value == key * 3 + 1 && (self.times.load(SeqCst) > 1 || self.left.get() == key + 1)
    }

    fn outcome(&self, are_right: &[bool]) -> Outcome {
        if are_right.contains(&false) {
            return Outcome::new("a wrong value");
        }
        match self.times.load(SeqCst) {
            0 => Outcome::new("never computed"),
            1 => Outcome::new("computed once"),
            times => Outcome::new(format!("computed {times} times")),
        }
    }
}

/// Two at once, and one later.
pub fn same_key() -> Outcome {
    let key = vary(&[0, 7]);
    let work = Work::new();
    let started = ["ann", "ben"].map(|name| {
        let work = Arc::clone(&work);
        thread::spawn_named(name, move || work.get(key))
    });
    let [ann, ben] = started.map(|one| one.join().unwrap());
    let later = work.get(key);
    work.outcome(&[ann, ben, later])
}

/// Three at once.
pub fn three_at_once() -> Outcome {
    let work = Work::new();
    let started = ["ann", "ben"].map(|name| {
        let work = Arc::clone(&work);
        thread::spawn_named(name, move || work.get(5))
    });
    let main = work.get(5);
    let [ann, ben] = started.map(|one| one.join().unwrap());
    work.outcome(&[ann, ben, main])
}

/// Two keys at once, and both of them once more.
pub fn two_keys() -> Outcome {
    let keys = vary(&[[0, 48], [2, 4], [3, 19]]);
    let cache = Arc::new(Cache::new());
    let times = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
    let get = move |cache: &Cache, which: usize| {
        let value = cache.get(keys[which], |key| {
            let _work = progress::section(["compute one", "compute other"][which]);
            times[which].fetch_add(1, SeqCst);
            key + 100
        });
        (value == keys[which] + 100, times[which].load(SeqCst))
    };
    let ann = {
        let (cache, get) = (Arc::clone(&cache), get.clone());
        thread::spawn_named("ann", move || get(&cache, 0))
    };
    let main = get(&cache, 1);
    let all = [ann.join().unwrap(), main, get(&cache, 0), get(&cache, 1)];
    if all.iter().any(|(is_right, _)| !is_right) {
        return Outcome::new("a wrong value");
    }
    Outcome::new(if all.iter().all(|(_, times)| *times == 1) { "each computed once" } else { "not computed once each" })
}

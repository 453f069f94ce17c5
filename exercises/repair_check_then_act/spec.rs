use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::cell::RacyCell;
use racecourse::channel;
use racecourse::exercise::vary;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::{progress, thread};
use submission::Cache;

/// What is computed of a key. Of 7 it is 0, and of 8 the largest number that there is: values like any other.
fn value_of(key: u32) -> u32 {
    7_u32.wrapping_sub(key)
}

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
            value_of(key)
        });
        // Where the work was done twice, that is what is told, and not a race between the two.
        value == value_of(key) && (self.times.load(SeqCst) > 1 || self.left.get() == key + 1)
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
    let key = vary(&[0, 7, 8]);
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
    // Alike whatever they are divided by, in their last bits, and neighbours.
    let keys = vary(&[[0, 25_200], [2, 1_026], [6, 7]]);
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

/// As many keys as there are, one after the other, and all of them once more.
pub fn many_keys() -> Outcome {
    let cache = Cache::new();
    let mut times = 0;
    let mut get = |key: u32| {
        let value = cache.get(key, |key| {
            times += 1;
            value_of(key)
        });
        value == value_of(key)
    };
    let are_right = (0..2).flat_map(|_| 0..100).all(|key| get(key));
    Outcome::new(match times {
        _ if !are_right => "a wrong value",
        100 => "each computed once",
        _ => "not computed once each",
    })
}

/// The values of all `keys` are being computed at the same time when `waiting` come for each of them. Then they are finished one
/// after the other, the next one not before all have got the last.
fn finished_in_turn(keys: &[u32], waiting: usize, last_come_first: bool) -> Outcome {
    let cache = Arc::new(Cache::new());
    let (says, said) = channel::unbounded();
    let mut asked = Vec::new();
    for &key in keys {
        let (tells, told) = channel::unbounded();
        let (cache, says) = (Arc::clone(&cache), says.clone());
        let compute = move |key| {
            says.send(()).unwrap();
            told.recv().unwrap();
            value_of(key)
        };
        let first = thread::spawn(move || cache.get(key, compute) == value_of(key));
        asked.push((key, tells, vec![first]));
    }
    keys.iter().for_each(|_| said.recv().unwrap());
    let mut come = |(key, _, all): &mut (u32, channel::Sender<()>, Vec<thread::JoinHandle<bool>>)| {
        let key = *key;
        all.extend((0..waiting).map(|_| {
            let (cache, says) = (Arc::clone(&cache), says.clone());
            thread::spawn(move || {
                says.send(()).unwrap();
                // Somebody else computes it.
                cache.get(key, |key| value_of(key).wrapping_add(1)) == value_of(key)
            })
        }));
    };
    if last_come_first { asked.iter_mut().rev().for_each(&mut come) } else { asked.iter_mut().for_each(&mut come) };
    (0..keys.len() * waiting).for_each(|_| said.recv().unwrap());
    let mut are_right = true;
    for (_, tells, all) in asked {
        tells.send(()).unwrap();
        are_right &= all.into_iter().fold(true, |right, one| one.join().unwrap() && right);
    }
    Outcome::new(if are_right { "all got what one computed" } else { "a wrong value" })
}

/// Six wait for one value.
pub fn many_wait() -> Outcome {
    finished_in_turn(&[5], 6, false)
}

/// Four values at the same time, and two wait for each.
pub fn many_at_once() -> Outcome {
    finished_in_turn(&[1, 2, 3, 4], 2, vary(&[false, true]))
}

use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::exercise::{call, vary};
use racecourse::thread;
use submission::Counter;

/// Two workers add, and main looks when both are done.
pub fn two_adders() -> Outcome {
    let by = vary(&[5, 7]);
    let counter = Arc::new(Counter::new());
    let [left, right] = ["left", "right"].map(|name| {
        let counter = Arc::clone(&counter);
        thread::spawn_named(name, move || call(|| counter.add(by)))
    });
    left.join().unwrap();
    right.join().unwrap();
    // Told as if 5 had been added, whatever it was: the outcomes of both variations are the same.
    let total = counter.get();
    if total % by == 0 { Outcome::new(format!("total={}", total / by * 5)) } else { Outcome::new("no sum of additions") }
}

/// Main adds and looks. Then three workers add, each another number, and main looks again: so it shows which of them are there.
pub fn three_adders() -> Outcome {
    let counter = Arc::new(Counter::new());
    counter.add(1);
    if counter.get() != 1 {
        return Outcome::new("one addition is not what it adds");
    }
    let workers = [("ann", 2), ("bob", 4), ("cleo", 8)];
    Outcome::new(format!("sum={}", added_by(workers, &counter)))
}

/// Five workers add at the same time.
pub fn five_adders() -> Outcome {
    let workers = [("ann", 1), ("bob", 2), ("cleo", 4), ("dan", 8), ("eve", 16)];
    Outcome::new(format!("sum={}", added_by(workers, &Arc::new(Counter::new()))))
}

/// Three workers add large numbers.
pub fn large_numbers() -> Outcome {
    let sum = added_by([("ann", 300), ("bob", 70_000), ("cleo", 2_000_000_000)], &Arc::new(Counter::new()));
    Outcome::new(if sum == 2_000_070_300 { "all is added" } else { "something is missing" })
}

/// What there is when all of these have added at the same time.
fn added_by<const N: usize>(workers: [(&str, u32); N], counter: &Arc<Counter>) -> u32 {
    let workers = workers.map(|(name, by)| {
        let counter = Arc::clone(counter);
        thread::spawn_named(name, move || counter.add(by))
    });
    for worker in workers {
        worker.join().unwrap();
    }
    counter.get()
}

/// Main looks twice while two workers add.
pub fn with_reader() -> Outcome {
    let counter = Arc::new(Counter::new());
    let [left, right] = ["left", "right"].map(|name| {
        let counter = Arc::clone(&counter);
        thread::spawn_named(name, move || counter.add(5))
    });
    let (first, second) = (counter.get(), counter.get());
    left.join().unwrap();
    right.join().unwrap();
    if [first, second].iter().any(|read| read % 5 != 0 || *read > 10) {
        return Outcome::new("half an addition was read");
    }
    if second < first {
        return Outcome::new("the total went back");
    }
    Outcome::new(format!("total={}", counter.get()))
}

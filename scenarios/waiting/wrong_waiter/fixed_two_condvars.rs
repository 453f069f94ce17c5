//! One condition variable for each condition.
//!
//! `racecourse check wrong_waiter --variant fixed_two_condvars`

use racecourse::Outcome;
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

struct Buffer {
    item: Mutex<Option<u32>>,
    not_full: Condvar,
    not_empty: Condvar,
}

impl Buffer {
    fn put(&self, item: u32) {
        let mut slot = self.item.lock();
        self.not_full.wait_while(&mut slot, |slot| slot.is_some());
        *slot = Some(item);
        self.not_empty.notify_one();
    }

    fn take(&self) -> u32 {
        let mut slot = self.item.lock();
        self.not_empty.wait_while(&mut slot, |slot| slot.is_none());
        let item = slot.take().expect("the slot is full");
        self.not_full.notify_one(); // signal: only the producer waits here
        item
    }
}

/// Two consumers take one item each from a buffer with room for one; `main` is the producer.
pub fn run() -> Outcome {
    let buffer = Buffer { item: Mutex::new(None), not_full: Condvar::new(), not_empty: Condvar::new() };

    let taken: u32 = thread::scope(|scope| {
        let consumers = ["consumer 1", "consumer 2"].map(|name| scope.spawn_named(name, || buffer.take()));
        buffer.put(1);
        buffer.put(2);
        consumers.map(|consumer| consumer.join().unwrap()).iter().sum()
    });
    Outcome::new(format!("taken={taken}"))
}

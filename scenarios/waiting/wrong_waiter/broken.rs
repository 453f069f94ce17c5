//! Producer and consumers wait on one condition variable; the one signal reaches somebody who cannot use it.
//!
//! `racecourse check wrong_waiter --variant broken`

use racecourse::Outcome;
use racecourse::sync::{Condvar, Mutex};
use racecourse::thread;

struct Buffer {
    item: Mutex<Option<u32>>,
    changed: Condvar,
}

impl Buffer {
    fn put(&self, item: u32) {
        let mut slot = self.item.lock();
        self.changed.wait_while(&mut slot, |slot| slot.is_some());
        *slot = Some(item);
        self.changed.notify_one();
    }

    fn take(&self) -> u32 {
        let mut slot = self.item.lock();
        self.changed.wait_while(&mut slot, |slot| slot.is_none());
        let item = slot.take().expect("the slot is full");
        self.changed.notify_one(); // signal: meant for the producer, may wake a consumer
        item
    }
}

/// Two consumers take one item each from a buffer with room for one; `main` is the producer.
pub fn run() -> Outcome {
    let buffer = Buffer { item: Mutex::new(None), changed: Condvar::new() };

    let taken: u32 = thread::scope(|scope| {
        let consumers = ["consumer 1", "consumer 2"].map(|name| scope.spawn_named(name, || buffer.take()));
        buffer.put(1);
        buffer.put(2);
        consumers.map(|consumer| consumer.join().unwrap()).iter().sum()
    });
    Outcome::new(format!("taken={taken}"))
}

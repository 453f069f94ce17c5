use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::channel;
use racecourse::exercise::vary;
use racecourse::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use racecourse::thread;
use submission::Slot;

fn has_each(mut taken: [u32; 2], put: [u32; 2]) -> Outcome {
    taken.sort_unstable();
    Outcome::new(if taken == put { "each has one" } else { "not the items" })
}

/// Two who wait for an item.
pub fn two_take() -> Outcome {
    let items = vary(&[[1, 2], [30, 70]]);
    let slot = Arc::new(Slot::new());
    let consumers = ["ann", "ben"].map(|name| {
        let slot = Arc::clone(&slot);
        thread::spawn_named(name, move || slot.take())
    });
    for item in items {
        slot.put(item);
    }
    has_each(consumers.map(|consumer| consumer.join().unwrap()), items)
}

/// Two who wait for room: there is an item in the slot before they begin.
pub fn two_put() -> Outcome {
    let (slot, was_put) = (Arc::new(Slot::new()), Arc::new(AtomicBool::new(false)));
    slot.put(3);
    let producers = [("ann", 4), ("ben", 5)].map(|(name, item)| {
        let (slot, was_put) = (Arc::clone(&slot), Arc::clone(&was_put));
        thread::spawn_named(name, move || {
            slot.put(item);
            was_put.store(true, SeqCst);
        })
    });
    if was_put.load(SeqCst) {
        return Outcome::new("more than one");
    }
    let first = slot.take();
    let taken = [slot.take(), slot.take()];
    for producer in producers {
        producer.join().unwrap();
    }
    if first == 3 { has_each(taken, [4, 5]) } else { Outcome::new("not the items") }
}

/// One of each, where condition variables may wake for no reason. Whenever something was put, it is looked whether there was room.
pub fn in_order() -> Outcome {
    let slot = Arc::new(Slot::new());
    let begun = Arc::new(AtomicUsize::new(0));
    let producer = {
        let (slot, begun) = (Arc::clone(&slot), Arc::clone(&begun));
        thread::spawn_named("producer", move || {
            (1..=3).all(|item| {
                slot.put(item);
                item <= 1 + begun.load(SeqCst)
            })
        })
    };
    let taken = [(); 3].map(|()| {
        begun.fetch_add(1, SeqCst);
        slot.take()
    });
    let had_room = producer.join().unwrap();
    Outcome::new(match taken {
        _ if !had_room => "more than one",
        [1, 2, 3] => "in the order in which they were put",
        _ => "some other order",
    })
}

/// An item that tells when it is dropped.
struct Token(Arc<AtomicUsize>);

impl Drop for Token {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// What is taken is dropped by who has taken it, and what is left with the slot.
pub fn dropped() -> Outcome {
    let counts = [Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0))];
    let now = || [counts[0].load(SeqCst), counts[1].load(SeqCst)];
    let slot = Slot::new();
    slot.put(Token(Arc::clone(&counts[0])));
    let first = slot.take();
    slot.put(Token(Arc::clone(&counts[1])));
    let none = now();
    drop(first);
    let one = now();
    drop(slot);
    let is_so = (none, one, now()) == ([0, 0], [1, 0], [1, 1]);
    Outcome::new(if is_so { "both dropped once" } else { "not dropped once each" })
}

/// Ten wait for an item, and one puts ten; or ten wait for room, and one takes eleven. Whoever is alone goes on until it has to wait
/// beside them.
pub fn many_and_one() -> Outcome {
    let wait_for_room = vary(&[false, true]);
    let slot = Arc::new(Slot::new());
    if wait_for_room {
        slot.put(10);
    }
    let (says, said) = channel::unbounded();
    let many = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(|item| {
        let (slot, says) = (Arc::clone(&slot), says.clone());
        thread::spawn(move || {
            says.send(()).unwrap();
            if wait_for_room {
                slot.put(item);
                None
            } else {
                Some(slot.take())
            }
        })
    });
    many.iter().for_each(|_| said.recv().unwrap());
    let one = thread::spawn(move || {
        let each = |item: u32| {
            if wait_for_room {
                Some(slot.take())
            } else {
                slot.put(item);
                None
            }
        };
        (0..if wait_for_room { 11 } else { 10 }).filter_map(each).collect::<Vec<_>>()
    });
    let taken = many.map(|worker| worker.join().unwrap());
    let mut taken: Vec<u32> = taken.into_iter().flatten().chain(one.join().unwrap()).collect();
    taken.sort_unstable();
    let all = if wait_for_room { 0..11 } else { 0..10 };
    Outcome::new(if taken.into_iter().eq(all) { "each item once" } else { "not the items" })
}

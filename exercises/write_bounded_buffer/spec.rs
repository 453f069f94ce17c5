use racecourse::sync::Arc;

use racecourse::Outcome;
use racecourse::exercise::vary;
use racecourse::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use racecourse::thread;
use submission::Buffer;

/// One producer and one consumer. Whenever something was pushed, it is looked whether it had fitted.
pub fn in_order() -> Outcome {
    let capacity = vary(&[1, 2]);
    let buffer = Arc::new(Buffer::new(capacity));
    // Pops that have begun: no more items than that have been taken.
    let begun = Arc::new(AtomicUsize::new(0));
    let producer = {
        let (buffer, begun) = (Arc::clone(&buffer), Arc::clone(&begun));
        thread::spawn_named("producer", move || {
            (1..=3).all(|item| {
                buffer.push(item);
                item <= capacity + begun.load(SeqCst)
            })
        })
    };
    let consumer = thread::spawn_named("consumer", move || {
        [(); 3].map(|()| {
            begun.fetch_add(1, SeqCst);
            buffer.pop()
        })
    });
    let fitted = producer.join().unwrap();
    let [first, second, third] = consumer.join().unwrap();
    if fitted { Outcome::new(format!("got {first} {second} {third}")) } else { Outcome::new("more than fits") }
}

/// Everybody wants something, and all are served.
pub fn two_and_two() -> Outcome {
    let buffer = Arc::new(Buffer::new(vary(&[1, 2])));
    let producers = [("ann", 1), ("ben", 2)].map(|(name, item)| {
        let buffer = Arc::clone(&buffer);
        thread::spawn_named(name, move || buffer.push(item))
    });
    let consumers = ["cleo", "dan"].map(|name| {
        let buffer = Arc::clone(&buffer);
        thread::spawn_named(name, move || buffer.pop())
    });
    for producer in producers {
        producer.join().unwrap();
    }
    let mut got = consumers.map(|consumer| consumer.join().unwrap());
    got.sort_unstable();
    Outcome::new(format!("got {} {}", got[0], got[1]))
}

/// main fills the buffer without waiting, and a producer has one item more, which has to wait until main has begun to pop.
pub fn one_too_many() -> Outcome {
    let capacity = vary(&[2, 3, 6, 50]);
    let (buffer, pushed) = (Arc::new(Buffer::new(capacity)), Arc::new(AtomicBool::new(false)));
    for item in 0..capacity {
        buffer.push(item);
    }
    let producer = {
        let (buffer, pushed) = (Arc::clone(&buffer), Arc::clone(&pushed));
        thread::spawn_named("producer", move || {
            buffer.push(capacity);
            pushed.store(true, SeqCst);
        })
    };
    let fitted = !pushed.load(SeqCst);
    // When one is out there is room for the last one.
    let first = buffer.pop();
    producer.join().unwrap();
    let in_order = first == 0 && (1..=capacity).all(|item| buffer.pop() == item);
    Outcome::new(match (fitted, in_order) {
        (true, true) => "all came in order",
        (true, false) => "some other order",
        (false, _) => "more than fits",
    })
}

/// One producer and one consumer, where condition variables may wake for no reason.
pub fn woken_for_no_reason() -> Outcome {
    let buffer = Arc::new(Buffer::new(1));
    let producer = {
        let buffer = Arc::clone(&buffer);
        thread::spawn_named("producer", move || [1, 2].map(|item| buffer.push(item)))
    };
    let (first, second) = (buffer.pop(), buffer.pop());
    producer.join().unwrap();
    Outcome::new(format!("got {first} {second}"))
}

/// An item that tells when it is dropped.
struct Token(Arc<AtomicUsize>);

impl Drop for Token {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// What is left in a buffer is dropped with it, once.
pub fn leftovers() -> Outcome {
    let dropped = Arc::new(AtomicUsize::new(0));
    let buffer = Buffer::new(2);
    for _ in 0..2 {
        buffer.push(Token(Arc::clone(&dropped)));
    }
    let early = dropped.load(SeqCst);
    drop(buffer);
    match dropped.load(SeqCst) {
        dropped if early > 0 => Outcome::new(format!("{early} of {dropped} items are dropped early")),
        dropped => Outcome::new(format!("{dropped} items are dropped")),
    }
}

//! One receiver that several actors share: each message goes to one of them, and all are told when the last sender goes.

use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::channel;
use racecourse::engine::explorer::{Method, exhaust};
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::Coverage;
use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::thread;

/// Two wait for the last sender to go.
fn two_wait_for_the_end() -> Outcome {
    let (key, closed) = channel::unbounded::<()>();
    let (key, closed) = (Mutex::new(Some(key)), Arc::new(closed));
    let waiters = ["ann", "ben"].map(|name| {
        let closed = Arc::clone(&closed);
        thread::spawn_named(name, move || closed.recv().is_err())
    });
    key.lock().take();
    Outcome::new(format!("{:?}", waiters.map(|waiter| waiter.join().expect("no panic"))))
}

/// Two send and two receive where there is room for one.
fn two_and_two() -> Outcome {
    let (sender, receiver) = channel::bounded(1);
    let ends = Arc::new((sender, receiver));
    let producers = [("ann", 1), ("ben", 2)].map(|(name, item)| {
        let ends = Arc::clone(&ends);
        thread::spawn_named(name, move || ends.0.send(item).expect("the receiver is here"))
    });
    let consumers = ["cleo", "dan"].map(|name| {
        let ends = Arc::clone(&ends);
        thread::spawn_named(name, move || ends.1.recv().expect("the sender is here"))
    });
    producers.into_iter().for_each(|producer| producer.join().expect("no panic"));
    let mut got = consumers.map(|consumer| consumer.join().expect("no panic"));
    got.sort_unstable();
    Outcome::new(format!("{got:?}"))
}

/// One that sends as long as there is somebody to send by; the same place is passed again when there is nobody any more.
fn sends_after_the_last_sender_has_gone() -> Outcome {
    fn push(sender: &Mutex<Option<channel::Sender<u32>>>, job: u32) -> bool {
        sender.lock().as_ref().is_some_and(|sender| sender.send(job).is_ok())
    }
    let (sender, jobs) = channel::unbounded();
    let sender = Mutex::new(Some(sender));
    let first = push(&sender, 1);
    sender.lock().take();
    let second = push(&sender, 2);
    Outcome::new(format!("{first} {second} {:?}", jobs.recv().ok()))
}

#[test]
fn a_round_in_which_a_channel_is_closed_is_not_tried_twice() {
    let exploration =
        explore(&Program::unnamed(sends_after_the_last_sender_has_gone), EngineId::Explorer, &Budget::DEFAULT);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    assert_eq!(exploration.observations.keys().collect::<Vec<_>>(), ["true false Some(1)"]);
}

#[test]
fn receivers_that_are_shared_are_explored_like_any_others() {
    for (run, label) in [(two_wait_for_the_end as fn() -> Outcome, "[true, true]"), (two_and_two, "[1, 2]")] {
        for spurious_wakeups in [false, true] {
            let budget = Budget { spurious_wakeups, ..Budget::DEFAULT };
            let exploration = explore(&Program::unnamed(run), EngineId::Explorer, &budget);
            assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
            assert_eq!(exploration.observations.keys().collect::<Vec<_>>(), [label]);
            let all = exhaust(&Program::unnamed(run), &budget, Method::EveryInterleaving, true).expect("it is small");
            let reduced = exhaust(&Program::unnamed(run), &budget, Method::Optimal, true).expect("it is small");
            assert_eq!(all.classes, reduced.classes);
        }
    }
}

/// The same where the ends go with the last pointer of the standard library: no engine sees who that is.
fn ends_go_with_a_pointer_of_std() -> Outcome {
    let (sender, receiver) = channel::bounded(1);
    let ends = Arc::new((sender, receiver));
    let others = [1, 2].map(|item| {
        let ends = Arc::clone(&ends);
        thread::spawn(move || {
            ends.0.send(item).expect("the receiver is here");
            ends.1.recv().expect("the sender is here")
        })
    });
    drop(ends);
    let mut got = others.map(|other| other.join().expect("no panic"));
    got.sort_unstable();
    Outcome::new(format!("{got:?}"))
}

/// Here the receives say who that is, and their order is chosen. So there are as many executions as orders of the two actors.
#[test]
fn who_drops_last_behind_the_facade_s_back_is_no_trouble_of_the_engine() {
    let exploration = explore(&Program::unnamed(ends_go_with_a_pointer_of_std), EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(exploration.coverage, Coverage::Exhaustive { executions: 2 });
    assert_eq!(exploration.observations.keys().collect::<Vec<_>>(), ["[1, 2]"]);
    let program = Program::unnamed(ends_go_with_a_pointer_of_std);
    let every = exhaust(&program, &Budget::DEFAULT, Method::EveryInterleaving, true).expect("it is small");
    for method in [Method::Optimal, Method::OptimalDrawing(1), Method::OptimalDrawing(2), Method::SourceSets] {
        assert_eq!(exhaust(&program, &Budget::DEFAULT, method, true).map(|it| it.classes), Ok(every.classes.clone()));
    }
}

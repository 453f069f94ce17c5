//! Programs that block in something which is not the facade's, while whoever could end that is at a step: the engine says so, in
//! this process, and has what it saw before.

use std::sync::{Arc, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock, mpsc};
use std::thread::{Scope, ScopedJoinHandle};
use std::time::Duration;

use racecourse::budget::Budget;
use racecourse::engine::explorer::{Method, exhaust};
use racecourse::engine::graph::states_of;
use racecourse::engine::{EngineId, Program, explore, replay, with_patience};
use racecourse::exploration::{Coverage, Execution, Exploration, Reason, Verb};
use racecourse::failure::Cause;
use racecourse::schedule::Schedule;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;
use racecourse::{Check, Outcome};

/// Two actors that do the same.
fn both(body: impl Fn() + Send + Sync + 'static) -> Outcome {
    let body = Arc::new(body);
    let actors = ["left", "right"].map(|name| {
        let body = Arc::clone(&body);
        thread::spawn_named(name, move || body())
    });
    actors.into_iter().for_each(|actor| actor.join().expect("no panic"));
    Outcome::new("ended")
}

fn mutex() -> Outcome {
    let count = Mutex::new(0);
    both(move || {
        let mut count = count.lock().expect("not poisoned");
        thread::yield_now();
        *count += 1;
    })
}

fn read_write_lock() -> Outcome {
    let lock = RwLock::new(0);
    both(move || {
        let mut number = lock.write().expect("not poisoned");
        thread::yield_now();
        *number += 1;
    })
}

fn once() -> Outcome {
    let once = Once::new();
    both(move || once.call_once(|| thread::yield_now()))
}

fn once_lock() -> Outcome {
    let lock = OnceLock::new();
    both(move || {
        lock.get_or_init(|| thread::yield_now());
    })
}

fn barrier() -> Outcome {
    let barrier = std::sync::Barrier::new(2);
    both(move || {
        barrier.wait();
    })
}

fn receive() -> Outcome {
    let (sender, receiver) = mpsc::channel();
    let receiver = thread::spawn_named("receiver", move || receiver.recv());
    let sender = thread::spawn_named("sender", move || {
        thread::yield_now();
        sender.send(1)
    });
    sender.join().expect("no panic").expect("somebody listens");
    Outcome::new(format!("{:?}", receiver.join().expect("no panic")))
}

/// A message that is handed over on the stack of whoever waits for it.
fn rendezvous() -> Outcome {
    let (sender, receiver) = mpsc::sync_channel(0);
    let sender = thread::spawn_named("sender", move || sender.send(1));
    let receiver = thread::spawn_named("receiver", move || receiver.recv());
    sender.join().expect("no panic").expect("somebody listens");
    Outcome::new(format!("{:?}", receiver.join().expect("no panic")))
}

fn condition() -> Outcome {
    let shared = Arc::new((Mutex::new(false), Condvar::new()));
    let other = Arc::clone(&shared);
    let waits = thread::spawn_named("waits", move || {
        let (flag, raised) = &*other;
        drop(raised.wait_while(flag.lock().expect("not poisoned"), |flag| !*flag));
    });
    let raises = thread::spawn_named("raises", move || {
        *shared.0.lock().expect("not poisoned") = true;
        shared.1.notify_one();
    });
    for actor in [waits, raises] {
        actor.join().expect("no panic");
    }
    Outcome::new("raised")
}

fn parked() -> Outcome {
    std::thread::park();
    Outcome::new("for no reason")
}

/// A thread that no engine knows, which does not end.
fn join_of_a_foreign_thread() -> Outcome {
    let for_ever = std::thread::spawn(|| {
        loop {
            std::thread::park();
        }
    });
    for_ever.join().expect("it never ends")
}

/// What is asked of the system.
fn read_from_a_socket() -> Outcome {
    let (_nobody_writes, mut reader) = std::os::unix::net::UnixStream::pair().expect("there are descriptors");
    std::io::Read::read_exact(&mut reader, &mut [0]).expect("it never ends");
    Outcome::new("read")
}

/// Blocked only in those executions in which the other one is in the middle: neither the first nor the last to be tried.
fn only_sometimes() -> Outcome {
    let step = Arc::new(AtomicU32::new(0));
    let other = Arc::clone(&step);
    let steps = thread::spawn_named("steps", move || (1..=2).for_each(|nth| other.store(nth, SeqCst)));
    let seen = step.load(SeqCst);
    steps.join().expect("no panic");
    if seen == 1 {
        std::thread::park();
    }
    Outcome::new(if seen == 1 { "in the middle" } else { "not in the middle" })
}

/// A thread that no engine knows, and that ends: nothing is wrong with waiting for it.
fn join_of_one_that_ends() -> Outcome {
    Outcome::new(std::thread::spawn(|| 1).join().expect("no panic"))
}

/// Who is blocked, by an exploration that was stopped by that, and who is at which step meanwhile. `main` waits for the others in
/// all programs.
#[track_caller]
fn blocked(exploration: &Exploration) -> (String, Vec<(String, Verb)>) {
    let Coverage::Interrupted { reason: Reason::Silent(_), .. } = exploration.coverage else {
        panic!("{:?} {:?}", exploration.coverage, exploration.observations)
    };
    let failure = exploration.observations["hang"].example.failure.as_ref().expect("a hang is a failure");
    let Cause::BlockedOutside { actor, inside, .. } = &failure.cause else { panic!("{failure:?}") };
    let others = inside.iter().filter(|(who, ..)| who != "main");
    (actor.clone(), others.map(|(who, does, _)| (who.clone(), *does)).collect())
}

/// A program.
type Run = fn() -> Outcome;

fn explorer(program: Run) -> Exploration {
    explore(&Program::unnamed(program), EngineId::Explorer, &Budget::DEFAULT)
}

/// As long as is needed to look some times. What is blocked here is so for good, so that no other patience sees anything else.
const PATIENCE: Duration = Duration::from_secs(1);

/// Does `f` on a thread of its own, where there is no more patience than that.
fn beside<'scope, 'env, R: Send + 'scope>(
    scope: &'scope Scope<'scope, 'env>,
    f: impl FnOnce() -> R + Send + 'scope,
) -> ScopedJoinHandle<'scope, R> {
    scope.spawn(|| with_patience(PATIENCE, f))
}

/// What is seen of all these programs: all at once, because each takes as long as there is patience with it.
struct Seen {
    /// Where one holds over a step what the other waits for, by every model.
    held: Vec<(EngineId, Exploration)>,
    /// Where nobody holds anything.
    waits: Vec<(&'static str, Exploration)>,
    sometimes: Exploration,
    /// Another program on a thread that has been got out of one.
    next: Exploration,
    /// The report of a check.
    report: String,
    /// Why other ways through a program end.
    others: [String; 2],
    /// What a schedule of its own comes to.
    replayed: Execution,
}

static SEEN: LazyLock<Seen> = LazyLock::new(|| {
    let models = || EngineId::ALL.into_iter().filter(|engine| !engine.is_native());
    let holding: [Run; 4] = [mutex, read_write_lock, once, once_lock];
    let waiting: [(&str, Run); 7] = [
        ("left", barrier),
        ("receiver", receive),
        ("sender", rendezvous),
        ("waits", condition),
        ("main", parked),
        ("main", join_of_a_foreign_thread),
        ("main", read_from_a_socket),
    ];
    std::thread::scope(|scope| {
        let by = |engine, program| {
            beside(scope, move || (engine, explore(&Program::unnamed(program), engine, &Budget::DEFAULT)))
        };
        let held: Vec<_> = holding.iter().flat_map(|program| models().map(|engine| by(engine, *program))).collect();
        let waits: Vec<_> = waiting.iter().map(|(who, program)| beside(scope, || (*who, explorer(*program)))).collect();
        let sometimes = beside(scope, || explorer(only_sometimes));
        let next = beside(scope, || {
            blocked(&explorer(mutex));
            explorer(|| both(|| thread::yield_now()))
        });
        let check = beside(scope, || {
            let check = Check::new().name("a lock of std");
            let panic = std::panic::catch_unwind(move || check.run(mutex)).expect_err("somebody is blocked");
            panic.downcast_ref::<String>().expect("a report is a text").clone()
        });
        let unnamed = || Program::unnamed(mutex);
        let graph = beside(scope, move || states_of(&unnamed(), &Budget::DEFAULT, 1_000).expect_err("it has no end"));
        let exhausted = beside(scope, move || {
            exhaust(&unnamed(), &Budget::DEFAULT, Method::EveryInterleaving, false).expect_err("it has no end")
        });
        let replayed = beside(scope, move || replay(&unnamed(), &Schedule::default(), &Budget::DEFAULT));
        Seen {
            held: held.into_iter().map(|it| it.join().expect("no panic")).collect(),
            waits: waits.into_iter().map(|it| it.join().expect("no panic")).collect(),
            sometimes: sometimes.join().expect("no panic"),
            next: next.join().expect("no panic"),
            report: check.join().expect("no panic"),
            others: [graph.join().expect("no panic").to_string(), exhausted.join().expect("no panic")],
            replayed: replayed.join().expect("no panic").expect("there is nothing to refuse").execution,
        }
    })
});

#[test]
fn who_holds_what_over_a_step_is_told_with_who_is_blocked_by_it() {
    for (engine, exploration) in &SEEN.held {
        let (actor, inside) = blocked(exploration);
        let other = if actor == "left" { "right" } else { "left" };
        assert_eq!(inside, [(other.to_owned(), Verb::Yield)], "{engine}");
    }
}

/// Where nobody holds anything, whoever would end the wait has not come to that.
#[test]
fn who_waits_outside_for_what_cannot_come_is_told() {
    for (who, exploration) in &SEEN.waits {
        assert_eq!(blocked(exploration), ((*who).to_owned(), Vec::new()));
    }
}

#[test]
fn what_was_seen_before_is_there() {
    assert_eq!(blocked(&SEEN.sometimes).0, "main");
    assert!(SEEN.sometimes.observations["not in the middle"].count > 0);
}

#[test]
fn the_next_program_is_decided() {
    assert!(SEEN.next.saw("ended") && SEEN.next.coverage.is_exhaustive(), "{:?}", SEEN.next);
}

#[test]
fn whatever_else_goes_through_a_program_ends_by_it_too() {
    for says in &SEEN.others {
        assert!(says.contains("an actor was blocked outside of the facade"), "{says}");
    }
    assert_eq!(SEEN.replayed.label(), "hang");
}

#[test]
fn a_check_says_it_in_its_report() {
    insta::assert_snapshot!(SEEN.report);
}

#[test]
fn a_wait_that_ends_is_no_failure() {
    for engine in EngineId::ALL.into_iter().filter(|engine| !engine.is_native()) {
        let exploration = explore(&Program::unnamed(join_of_one_that_ends), engine, &Budget::DEFAULT);
        assert_eq!(exploration.observations.keys().collect::<Vec<_>>(), ["1"], "{engine}");
    }
}

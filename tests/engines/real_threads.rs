//! Real runs are made on threads that last. Nobody in them notices: an actor finds its thread as if it were new.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Mutex as StdMutex, PoisonError};

use racecourse::budget::Budget;
use racecourse::engine::{self, EngineId, Program};
use racecourse::exploration::{Coverage, Exploration, Note, Verb};
use racecourse::failure::{ActorState, Cause, Evidence, Obstacle};
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicBool, AtomicU32 as Shared};
use racecourse::sync::{Barrier, Mutex};
use racecourse::{channel, process, thread};

/// Enough for every thread to be used many times, and for every way of setting out.
const RUNS: u64 = 1_000;

fn within(budget: Budget, run: impl Fn() -> Outcome + Send + Sync + 'static) -> Exploration {
    engine::explore(&Program::unnamed(run), EngineId::Stress, &budget)
}

fn runs(run: impl Fn() -> Outcome + Send + Sync + 'static) -> Exploration {
    within(Budget { runs: RUNS, ..Budget::DEFAULT }, run)
}

/// All runs came to `label`.
#[track_caller]
fn always(found: &Exploration, label: &str) {
    let seen: Vec<(&String, u64)> = found.observations.iter().map(|(label, seen)| (label, seen.count)).collect();
    assert_eq!(seen, [(&label.to_owned(), RUNS)], "{:?}", found.coverage);
}

#[test]
fn a_panic_goes_to_whoever_joins_and_to_nobody_else() {
    let found = runs(|| {
        let failing = thread::spawn(|| -> u32 { std::panic::panic_any("as it was thrown") });
        let fine = thread::spawn(|| 7);
        let said = failing.join().expect_err("it has panicked");
        Outcome::new(format!("{:?} {:?}", said.downcast_ref::<&str>(), fine.join().ok()))
    });
    always(&found, "Some(\"as it was thrown\") Some(7)");
}

#[test]
fn a_scope_panics_for_a_thread_that_nobody_has_joined() {
    let found = runs(|| {
        let unjoined = std::panic::catch_unwind(|| {
            thread::scope(|scope| {
                scope.spawn(|| std::panic::panic_any(()));
            });
        });
        let joined = std::panic::catch_unwind(|| {
            thread::scope(|scope| scope.spawn(|| std::panic::panic_any(())).join().is_err())
        });
        let said = unjoined.expect_err("it has panicked");
        Outcome::new(format!("{:?} {joined:?}", said.downcast_ref::<&str>()))
    });
    always(&found, "Some(\"a scoped thread panicked\") Ok(true)");
}

#[test]
fn a_scope_that_is_left_by_a_panic_waits_for_its_threads() {
    let found = runs(|| {
        let (ready, done) = (AtomicBool::new(false), AtomicBool::new(false));
        let left = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            thread::scope(|scope| {
                scope.spawn(|| {
                    ready.store(true, SeqCst);
                    thread::yield_now();
                    done.store(true, SeqCst);
                });
                while !ready.load(SeqCst) {
                    thread::yield_now();
                }
                std::panic::panic_any(())
            });
        }));
        Outcome::new(format!("{} {}", left.is_err(), done.load(SeqCst)))
    });
    always(&found, "true true");
}

#[test]
fn what_is_borrowed_outlives_whoever_has_borrowed_it() {
    let found = runs(|| {
        let mut words = vec!["one".to_owned(), "two".to_owned(), "three".to_owned()];
        let lengths: Vec<&str> = thread::scope(|scope| {
            let all: Vec<_> = words.iter().map(|word| scope.spawn(move || &word[1..])).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let said = lengths.concat();
        thread::scope(|scope| {
            for word in &mut words {
                scope.spawn(|| word.clear());
            }
        });
        Outcome::new(format!("{said} {}", words.concat()))
    });
    always(&found, "newohree ");
}

racecourse::thread_local! {
    static CALLS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    static AT_THE_END: std::cell::RefCell<Vec<Dropped>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Says that it is dropped.
struct Dropped(std::sync::Arc<Shared>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

#[test]
fn thread_locals_are_new_for_each_actor_and_dropped_at_its_end() {
    let found = runs(|| {
        let dropped = std::sync::Arc::new(Shared::new(0));
        let call = || {
            CALLS.set(CALLS.get() + 1);
            CALLS.get()
        };
        let all = [0; 3].map(|_| {
            let dropped = std::sync::Arc::clone(&dropped);
            thread::spawn(move || {
                AT_THE_END.with_borrow_mut(|values| values.push(Dropped(dropped)));
                call()
            })
        });
        let own = call();
        let others = all.map(|one| one.join().unwrap());
        Outcome::new(format!("{own} {others:?} {}", dropped.load(SeqCst)))
    });
    always(&found, "1 [1, 1, 1] 3");
}

#[test]
fn names_are_those_that_were_given() {
    let found = runs(|| {
        let name = || thread::current().name();
        let named = thread::spawn_named("left", name);
        let seen = named.thread().name();
        let unnamed = thread::spawn(name);
        Outcome::new(format!("{:?} {seen:?} {:?} {:?}", name(), named.join().unwrap(), unnamed.join().unwrap()))
    });
    always(&found, "Some(\"main\") Some(\"left\") Some(\"left\") None");
}

#[test]
fn no_two_actors_have_the_same_number() {
    static SEEN: StdMutex<Option<HashSet<thread::ThreadId>>> = StdMutex::new(None);
    let is_new = |id| SEEN.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert(id);
    let found = runs(move || {
        let id = || thread::current().id();
        let one = thread::spawn(id);
        let from_outside = one.thread().id();
        let ids = [id(), one.join().unwrap(), thread::spawn(id).join().unwrap()];
        Outcome::new(format!("{} {:?}", ids[1] == from_outside, ids.map(is_new)))
    });
    always(&found, "true [true, true, true]");
}

#[test]
fn a_token_is_not_left_to_the_next_actor() {
    let found = runs(|| {
        let told = std::sync::Arc::new(AtomicBool::new(false));
        let hears = std::sync::Arc::clone(&told);
        let worker = thread::spawn(move || {
            thread::park();
            let heard = hears.load(SeqCst);
            // Nobody takes this one.
            thread::current().unpark();
            heard
        });
        thread::yield_now();
        told.store(true, SeqCst);
        worker.thread().unpark();
        let heard = worker.join().unwrap();
        thread::current().unpark();
        Outcome::new(format!("{heard}"))
    });
    always(&found, "true");
}

#[test]
fn there_may_be_more_actors_than_lasting_threads() {
    let found = within(Budget { runs: 20, ..Budget::DEFAULT }, || {
        let sum = Shared::new(0);
        let together = Barrier::new(40);
        thread::scope(|scope| {
            for _ in 0..40 {
                scope.spawn(|| {
                    together.wait();
                    sum.fetch_add(1, SeqCst);
                });
            }
        });
        Outcome::new(format!("{}", sum.load(SeqCst)))
    });
    assert_eq!(found.count("40"), 20, "{:?}", found.observations.keys());
}

#[test]
fn actors_start_others() {
    let found = runs(|| {
        let sum = Shared::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let inner = thread::spawn(|| 1).join().unwrap();
                    thread::scope(|inside| {
                        inside.spawn(|| sum.fetch_add(inner, SeqCst));
                        inside.spawn(|| sum.fetch_add(1, SeqCst));
                    });
                });
            }
        });
        Outcome::new(format!("{}", sum.load(SeqCst)))
    });
    always(&found, "4");
}

#[test]
fn who_waits_outside_of_the_facade_is_not_waited_for() {
    let found = within(Budget { runs: 100, ..Budget::DEFAULT }, || {
        let (send, receive) = std::sync::mpsc::channel();
        let worker = thread::spawn(move || send.send(7));
        // The worker waits for nothing here to be done through the facade.
        let got = receive.recv();
        worker.join().unwrap().unwrap();
        Outcome::new(format!("{got:?}"))
    });
    assert_eq!(found.count("Ok(7)"), 100, "{:?}", found.observations.keys());
}

#[test]
#[cfg(target_os = "linux")]
fn a_process_that_is_forked_has_threads_of_its_own() {
    let found = within(Budget { runs: 5, ..Budget::DEFAULT }, || {
        let mut child = process::fork("child", &(), |()| thread::spawn(|| 7).join().unwrap_or(1));
        let status = child.wait();
        Outcome::new(format!("{:?}", status.code()))
    });
    assert_eq!(found.count("Some(7)"), 5, "{:?}", found.observations.keys());
}

/// Locks what it has locked, if `is_to` be stuck.
fn may_get_stuck(is_to: bool) -> Outcome {
    let lock = Mutex::new(());
    thread::scope(|scope| {
        scope.spawn_named("stuck", || {
            let _first = lock.lock();
            if is_to {
                drop(lock.lock());
            }
        });
    });
    Outcome::new("fine")
}

/// Whether this is the how-manieth call of which each fifth says yes.
fn each_fifth(calls: &AtomicU32) -> bool {
    calls.fetch_add(1, SeqCst) % 5 == 4
}

#[test]
fn what_never_ends_is_counted_and_the_runs_go_on() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let budget = Budget { runs: 22, stuck_runs: 10, ..Budget::DEFAULT };
    let found = within(budget, || may_get_stuck(each_fifth(&CALLS)));
    assert_eq!((found.count("deadlock"), found.count("fine")), (4, 18));
    assert_eq!((found.coverage, found.notes), (Coverage::Sampled { executions: 22, seed: None }, vec![]));
    assert_eq!(found.observations["deadlock"].first_seen, 5);
}

#[test]
fn threads_that_cannot_be_stopped_are_not_left_behind_without_end() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let budget = Budget { runs: 22, stuck_runs: 2, ..Budget::DEFAULT };
    let found = within(budget, || may_get_stuck(each_fifth(&CALLS)));
    assert_eq!((found.count("deadlock"), found.count("fine")), (2, 8));
    assert_eq!(found.notes, [Note::LastRun { nth: 10, of: 22 }]);
}

#[test]
fn who_is_left_behind_goes_no_further_and_the_runs_go_on() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let budget = Budget { runs: 12, stuck_runs: 10, ..Budget::DEFAULT };
    let found = within(budget, || {
        if each_fifth(&CALLS) {
            drop(thread::spawn(|| {
                loop {
                    thread::yield_now();
                }
            }));
        }
        Outcome::new("returned")
    });
    assert_eq!((found.count("leak"), found.count("returned")), (2, 10));
}

/// Asks, and waits for an answer that nobody gives: what it could be sent by lies among the requests. The server has gone, and
/// `main`, which keeps the requests, waits for the one who asks.
fn unanswered() -> Outcome {
    let (ask, requests) = channel::unbounded::<channel::Sender<u32>>();
    thread::scope(|scope| {
        scope.spawn_named("client", move || {
            let (answer, answers) = channel::unbounded();
            ask.send(answer).expect("the requests are kept");
            answers.recv().map_err(drop)
        });
    });
    drop(requests);
    Outcome::new("answered")
}

/// Who could put something into a channel is said only of somebody who has a sender.
#[track_caller]
fn nobody_is_said_to_answer(found: &Exploration) -> Option<Obstacle> {
    let seen = found.observations.get("deadlock").unwrap_or_else(|| panic!("it deadlocks: {found:?}"));
    let failure = seen.example.failure().expect("it has failed");
    let Evidence::Waits { actors, cycle } = &failure.evidence else { panic!("{failure:?}") };
    assert_eq!(cycle, &[""; 0], "nobody waits in a circle: {failure:?}");
    // Beside other real runs in this process, names are numbers.
    let receives = |state: &&ActorState| state.waits.as_ref().is_some_and(|waits| waits.action == Verb::Receive);
    let client = actors.iter().find(receives).unwrap_or_else(|| panic!("{failure:?}"));
    let waits = client.waits.as_ref().unwrap_or_else(|| panic!("{failure:?}"));
    assert_eq!(waits.on, [""; 0], "nobody could answer: {failure:?}");
    let others = actors.iter().filter_map(|state| state.waits.as_ref()).filter(|waits| !waits.on.is_empty());
    assert_eq!(others.map(|waits| waits.on.join(" ")).collect::<Vec<_>>(), [client.actor.as_str()], "{failure:?}");
    waits.obstacle
}

#[test]
fn a_sender_in_a_queue_is_nobodys() {
    let found = engine::explore(&Program::unnamed(unanswered), EngineId::Explorer, &Budget::DEFAULT);
    assert_eq!(nobody_is_said_to_answer(&found), Some(Obstacle::ChannelEmpty { senders: 1 }), "the sender is there");
    // How many senders there are is not known of a real channel.
    let budget = Budget { runs: 3, stuck_runs: 3, ..Budget::DEFAULT };
    assert_eq!(nobody_is_said_to_answer(&within(budget, unanswered)), None);
}

#[test]
fn a_run_that_goes_on_and_on_is_counted_and_the_runs_go_on() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let budget = Budget { runs: 6, stuck_runs: 10, ..Budget::DEFAULT };
    let found = within(budget, || {
        let (goes_on, never) = (each_fifth(&CALLS), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                while goes_on && !never.load(SeqCst) {
                    racecourse::hint::spin_loop();
                }
            });
        });
        Outcome::new("ended")
    });
    assert_eq!((found.count("hang"), found.count("ended")), (1, 5));
    let failure = found.observations["hang"].example.failure().expect("it has failed");
    assert!(matches!(failure.cause, Cause::NoEnd { .. }), "{failure:?}");
}

#[test]
fn nothing_comes_of_threads_that_last_that_cannot_come_of_new_ones() {
    fn racy() -> Outcome {
        let (counter, lock) = (Shared::new(0), Mutex::new(0));
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let seen = counter.load(SeqCst);
                    *lock.lock() += seen;
                    counter.store(seen + 1, SeqCst);
                });
            }
            counter.fetch_add(10, SeqCst);
        });
        Outcome::new(format!("{} {}", counter.load(SeqCst), *lock.lock()))
    }
    let possible = engine::explore(&Program::unnamed(racy), EngineId::Explorer, &Budget::DEFAULT);
    assert!(possible.coverage.is_exhaustive());
    let found = runs(racy);
    for label in found.observations.keys() {
        assert!(possible.saw(label), "{label} in {:?}", possible.observations.keys());
    }
    assert_eq!(found.observations.values().map(|seen| seen.count).sum::<u64>(), RUNS);
}

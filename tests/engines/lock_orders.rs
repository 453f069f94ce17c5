//! Lock orders that disagree in executions that passed: reported as a potential deadlock, and only where nothing but luck
//! kept the actors apart.

use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::{Exploration, LockCycle};
use racecourse::failure::Evidence;
use racecourse::outcome::Outcome;
use racecourse::scenario::{Grade, Graded, Role, Scenario, Variant};
use racecourse::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racecourse::sync::{Condvar, Mutex, RwLock, Semaphore};
use racecourse::{channel, thread};
use racecourse_course::deadlocks::lock_order::SCENARIO;
use racecourse_report::verdict::{Verdict, judge_variant};
use racecourse_report::{Checked, Layout, human};

type Lock = Arc<Mutex<()>>;

fn locks<const N: usize>() -> [Lock; N] {
    ["A", "B", "C", "D"][..N]
        .iter()
        .map(|name| Arc::new(Mutex::new(()).named(name)))
        .collect::<Vec<_>>()
        .try_into()
        .expect("N")
}

fn take_both(first: &Lock, second: &Lock) {
    let _first = first.lock();
    let _second = second.lock();
}

fn transfer(name: &str, first: &Lock, second: &Lock) -> thread::JoinHandle<()> {
    let (first, second) = (Arc::clone(first), Arc::clone(second));
    thread::spawn_named(name, move || take_both(&first, &second))
}

fn done(actors: impl IntoIterator<Item = thread::JoinHandle<()>>) -> Outcome {
    actors.into_iter().for_each(|actor| actor.join().expect("no panic"));
    Outcome::new("done")
}

fn explored(run: fn() -> Outcome) -> Exploration {
    let exploration = explore(&Program::unnamed(run), EngineId::Explorer, &Budget::DEFAULT);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    exploration
}

/// One sample in which nothing went wrong.
fn passed_once(run: fn() -> Outcome) -> Exploration {
    let sample =
        |seed| explore(&Program::unnamed(run), EngineId::Random, &Budget { samples: 1, seed, ..Budget::DEFAULT });
    (0..100).map(sample).find(|exploration| exploration.saw("done")).expect("some samples pass")
}

/// `left: A before B, right: B before A`.
fn told(cycle: &LockCycle) -> String {
    let orders = cycle.orders.iter();
    let told = orders.map(|order| format!("{}: {} before {}", order.actor, order.held.object, order.taken.object));
    told.collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn nothing_to_say(run: fn() -> Outcome) {
    for exploration in [explored(run), passed_once(run)] {
        assert_eq!(exploration.potential_deadlocks, [], "{}", exploration.engine);
    }
}

fn opposite_orders() -> Outcome {
    let [a, b] = locks();
    done([transfer("left", &a, &b), transfer("right", &b, &a)])
}

#[test]
fn opposite_orders_in_a_sample_that_passed_are_a_potential_deadlock() {
    let exploration = passed_once(opposite_orders);
    assert!(!exploration.saw("deadlock"));
    let [cycle] = &exploration.potential_deadlocks[..] else { panic!("{:?}", exploration.potential_deadlocks) };
    assert_eq!(told(cycle), "left: A before B, right: B before A");
    assert!(cycle.orders.iter().all(|order| order.held.site.line + 1 == order.taken.site.line));
}

#[test]
fn every_model_sees_it() {
    let engines = [EngineId::Explorer, EngineId::DepthFirst, EngineId::RoundRobin, EngineId::Pct, EngineId::Loom];
    for engine in engines {
        let exploration = explore(&Program::unnamed(opposite_orders), engine, &Budget::DEFAULT);
        if exploration.saw("done") {
            assert_eq!(exploration.potential_deadlocks.len(), 1, "{engine}");
        }
    }
}

fn one_after_the_other() -> Outcome {
    let [a, b] = locks();
    transfer("left", &a, &b).join().expect("no panic");
    done([transfer("right", &b, &a)])
}

#[test]
fn a_join_between_keeps_them_apart() {
    nothing_to_say(one_after_the_other);
}

fn one_after_the_others_message() -> Outcome {
    let [a, b] = locks();
    let (sender, receiver) = channel::bounded(1);
    let left = {
        let (a, b) = (Arc::clone(&a), Arc::clone(&b));
        thread::spawn(move || {
            take_both(&a, &b);
            sender.send(()).expect("it is received");
        })
    };
    let right = thread::spawn(move || {
        receiver.recv().expect("it is sent");
        take_both(&b, &a);
    });
    done([left, right])
}

#[test]
fn a_message_between_keeps_them_apart() {
    nothing_to_say(one_after_the_others_message);
}

fn under_a_gate() -> Outcome {
    let [a, b, gate] = locks();
    let gated = |first: &Lock, second: &Lock| {
        let (first, second, gate) = (Arc::clone(first), Arc::clone(second), Arc::clone(&gate));
        thread::spawn(move || {
            let _gate = gate.lock();
            take_both(&first, &second);
        })
    };
    done([gated(&a, &b), gated(&b, &a)])
}

#[test]
fn a_lock_around_both_keeps_them_apart() {
    nothing_to_say(under_a_gate);
}

fn one_actor_both_ways() -> Outcome {
    let [a, b] = locks();
    let other = {
        let b = Arc::clone(&b);
        thread::spawn(move || drop(b.lock()))
    };
    take_both(&a, &b);
    take_both(&b, &a);
    done([other])
}

#[test]
fn one_actor_alone_may_take_them_both_ways() {
    nothing_to_say(one_actor_both_ways);
}

fn shared_both_ways() -> Outcome {
    let (a, b) = (Arc::new(RwLock::new(())), Arc::new(RwLock::new(())));
    let reads = |first: &Arc<RwLock<()>>, second: &Arc<RwLock<()>>| {
        let (first, second) = (Arc::clone(first), Arc::clone(second));
        thread::spawn(move || {
            let _first = first.read();
            let _second = second.read();
        })
    };
    done([reads(&a, &b), reads(&b, &a)])
}

#[test]
fn readers_do_not_stand_in_each_others_way() {
    nothing_to_say(shared_both_ways);
}

fn only_tried() -> Outcome {
    let [a, b] = locks();
    let left = transfer("left", &a, &b);
    let right = thread::spawn(move || {
        let _b = b.lock();
        drop(a.try_lock());
    });
    done([left, right])
}

#[test]
fn a_lock_that_is_only_tried_is_not_waited_for() {
    nothing_to_say(only_tried);
}

fn three_in_a_ring() -> Outcome {
    let [a, b, c] = locks();
    done([transfer("one", &a, &b), transfer("two", &b, &c), transfer("three", &c, &a)])
}

#[test]
fn a_ring_of_three_is_found_once() {
    let exploration = explored(three_in_a_ring);
    let told: Vec<String> = exploration.potential_deadlocks.iter().map(told).collect();
    assert_eq!(told, ["one: A before B, two: B before C, three: C before A"]);
    assert!(exploration.saw("deadlock"));
}

/// Eight philosophers, who eat eight times each, seven at a time at the most: a ring that can be put together in 16 million ways.
fn round_and_round() -> Outcome {
    let forks: Vec<Lock> = (0..8).map(|_| Arc::new(Mutex::new(()))).collect();
    let room = Arc::new(Semaphore::new(7));
    let philosopher = |at: usize| {
        let (left, right, room) = (Arc::clone(&forks[at]), Arc::clone(&forks[(at + 1) % 8]), Arc::clone(&room));
        thread::spawn(move || {
            for _ in 0..8 {
                let _permit = room.acquire();
                take_both(&left, &right);
            }
        })
    };
    let all: Vec<_> = (0..8).map(philosopher).collect();
    done(all)
}

#[test]
fn a_long_ring_is_found_however_often_it_is_gone_round() {
    let budget = Budget { samples: 200, ..Budget::DEFAULT };
    let sampled = explore(&Program::unnamed(round_and_round), EngineId::Random, &budget);
    assert!(sampled.saw("done") && !sampled.potential_deadlocks.is_empty(), "{sampled:?}");
}

/// Who is late takes two more, in the order of its name.
fn more_if_late() -> Outcome {
    let [a, b, c, d] = locks();
    let early = Arc::new(AtomicBool::new(false));
    let work = |name: &str, first: [&Lock; 2], then: [&Lock; 2]| {
        let (first, then, early) = (first.map(Arc::clone), then.map(Arc::clone), Arc::clone(&early));
        thread::spawn_named(name, move || {
            let is_late = early.load(SeqCst);
            take_both(&first[0], &first[1]);
            if is_late {
                take_both(&then[0], &then[1]);
            }
        })
    };
    let all = [work("left", [&a, &b], [&c, &d]), work("right", [&b, &a], [&d, &c])];
    early.store(true, SeqCst);
    done(all)
}

#[test]
fn what_another_execution_has_shown_hides_nothing_new() {
    for seed in 0..5 {
        let sampled = explore(
            &Program::unnamed(more_if_late),
            EngineId::Random,
            &Budget { samples: 300, seed, ..Budget::DEFAULT },
        );
        let mut cycles: Vec<String> = sampled.potential_deadlocks.iter().map(told).collect();
        cycles.sort();
        let both = ["left: A before B, right: B before A", "left: C before D, right: D before C"];
        assert_eq!(cycles, both, "seed {seed}");
    }
}

fn through_other_kinds() -> Outcome {
    let a = Arc::new(RwLock::new(()).named("A"));
    let b = Arc::new(Semaphore::new(1).named("B"));
    let left = {
        let (a, b) = (Arc::clone(&a), Arc::clone(&b));
        thread::spawn_named("left", move || {
            let _a = a.read();
            let _b = b.acquire();
        })
    };
    let right = thread::spawn_named("right", move || {
        let _b = b.acquire();
        let _a = a.write();
    });
    done([left, right])
}

#[test]
fn read_write_locks_and_semaphores_of_one_are_locks_too() {
    let exploration = passed_once(through_other_kinds);
    let [cycle] = &exploration.potential_deadlocks[..] else { panic!("{:?}", exploration.potential_deadlocks) };
    assert_eq!(told(cycle), "left: A before B, right: B before A");
}

/// What was given to somebody else is not held any more.
fn permit_given_away() -> Outcome {
    let a = Semaphore::new(1).named("A");
    let b = Mutex::new(()).named("B");
    thread::scope(|scope| {
        let permit = a.acquire();
        // Nothing keeps it apart from what comes after the join but that the permit is gone by then.
        scope.spawn_named("other way round", || {
            let _b = b.lock();
            let _a = a.acquire();
        });
        scope.spawn_named("takes it", || drop(permit)).join().expect("it does not panic");
        drop(b.lock());
    });
    Outcome::new("done")
}

#[test]
fn a_permit_that_was_given_away_is_not_held() {
    let exploration = explored(permit_given_away);
    assert!(exploration.potential_deadlocks.is_empty(), "{:?}", exploration.potential_deadlocks);
}

/// Has given its permit away, and then waits for itself.
fn waits_without_its_permit() -> Outcome {
    let (a, b) = (Semaphore::new(1).named("A"), Mutex::new(()).named("B"));
    thread::scope(|scope| {
        let permit = a.acquire();
        scope.spawn_named("takes it", || drop(permit)).join().expect("it does not panic");
        let _b = b.lock();
        drop(b.lock());
    });
    Outcome::new("done")
}

#[test]
fn who_has_given_its_permit_away_is_not_said_to_hold_it() {
    let exploration = explored(waits_without_its_permit);
    let failure = exploration.observations["deadlock"].example.failure.clone().expect("it is one");
    let Evidence::Waits { actors, .. } = failure.evidence else { panic!("{failure:?}") };
    let [main] = &actors[..] else { panic!("{actors:?}") };
    assert_eq!(main.holds.iter().map(|it| it.object.as_str()).collect::<Vec<_>>(), ["B"]);
}

/// Who waits for a signal has given up its lock, and holds it once when it has it again.
fn waits_before_the_other_lock() -> Outcome {
    let (a, signal) = (Mutex::new(false).named("A"), Condvar::new());
    let b = Mutex::new(()).named("B");
    thread::scope(|scope| {
        scope.spawn_named("waits", || {
            signal.wait_while(&mut a.lock(), |ready| !*ready);
            drop(b.lock());
        });
        scope.spawn_named("other way round", || {
            let _b = b.lock();
            drop(a.lock());
        });
        *a.lock() = true;
        signal.notify_one();
    });
    Outcome::new("done")
}

#[test]
fn a_lock_that_was_given_up_after_a_wait_is_not_held() {
    let exploration = explored(waits_before_the_other_lock);
    assert!(exploration.potential_deadlocks.is_empty(), "{:?}", exploration.potential_deadlocks);
}

/// The lock is taken before the wait, and again after it.
fn waits_with_a_lock_and_takes_another() -> Outcome {
    let (a, signal) = (Mutex::new(false).named("A"), Condvar::new());
    let b = Mutex::new(()).named("B");
    thread::scope(|scope| {
        scope.spawn_named("waits", || {
            let mut ready = a.lock();
            signal.wait_while(&mut ready, |ready| !*ready);
            drop(b.lock());
        });
        scope.spawn_named("other way round", || {
            let _b = b.lock();
            drop(a.lock());
        });
        *a.lock() = true;
        signal.notify_one();
    });
    Outcome::new("done")
}

#[test]
fn a_lock_that_is_taken_again_after_a_wait_was_taken_before_it() {
    let exploration = explored(waits_with_a_lock_and_takes_another);
    let [cycle] = &exploration.potential_deadlocks[..] else { panic!("{:?}", exploration.potential_deadlocks) };
    assert_eq!(told(cycle), "waits: A before B, other way round: B before A");
    let [first, ..] = &cycle.orders[..] else { panic!("{cycle:?}") };
    assert_eq!(first.held.site.line + 2, first.taken.site.line, "where it is locked, and not where it is waited");
}

/// Of two permits one always comes back by itself, so nobody waits for the other in vain.
fn one_of_two_permits() -> Outcome {
    let a = Mutex::new(()).named("A");
    let b = Semaphore::new(2).named("B");
    thread::scope(|scope| {
        scope.spawn_named("holds one", || drop(b.acquire()));
        scope.spawn_named("left", || {
            let _a = a.lock();
            let _b = b.acquire();
        });
        scope.spawn_named("right", || {
            let _b = b.acquire();
            let _a = a.lock();
        });
    });
    Outcome::new("done")
}

#[test]
fn one_of_two_permits_is_no_lock() {
    let exploration = explored(one_of_two_permits);
    assert!(exploration.potential_deadlocks.is_empty(), "{:?}", exploration.potential_deadlocks);
}

/// The second one comes only when the first one is done, by a flag that the analysis takes for chance.
fn kept_apart_by_a_flag() -> Outcome {
    let [a, b] = locks();
    let finished = Arc::new(AtomicBool::new(false));
    let left = {
        let (a, b, finished) = (Arc::clone(&a), Arc::clone(&b), Arc::clone(&finished));
        thread::spawn_named("left", move || {
            take_both(&a, &b);
            finished.store(true, SeqCst);
        })
    };
    let right = thread::spawn_named("right", move || {
        if finished.load(SeqCst) {
            take_both(&b, &a);
        }
    });
    done([left, right])
}

#[test]
fn a_complete_search_without_deadlock_overrules_it() {
    let exploration = explored(kept_apart_by_a_flag);
    assert_eq!(exploration.potential_deadlocks.len(), 1);
    assert!(!exploration.saw("deadlock"));
}

const fn fix(run: fn() -> Outcome) -> Variant {
    Variant {
        name: "fixed_by_a_flag",
        role: Role::Fixed,
        summary: "The second one comes only when the first one is done.",
        run,
        file: "tests/engines/lock_orders.rs",
        ..Variant::EMPTY
    }
}

static FIXES: [Variant; 2] = [fix(kept_apart_by_a_flag), fix(opposite_orders)];

fn report(variant: &'static Variant, exploration: Exploration) -> (Verdict, String) {
    const OUTCOMES: &[Graded] = &[
        Graded { outcome: "done", grade: Grade::Works, why: "both were served" },
        Graded { outcome: "deadlock", grade: Grade::MustSee, why: "each has what the other one needs" },
    ];
    let scenario = Scenario { variants: &FIXES, outcomes: OUTCOMES, ..SCENARIO };
    let scenario: &'static Scenario = Box::leak(Box::new(scenario));
    let explorations = vec![exploration];
    let verdict = judge_variant(scenario, variant, &explorations);
    let checked = Checked { scenario, variant, explorations, verdict, forced: None, times: Vec::new() };
    (checked.verdict.verdict, human::finding(&checked, &Layout::plain(100)))
}

#[test]
fn the_report_says_whether_it_can_happen() {
    let (verdict, text) = report(&FIXES[0], explored(kept_apart_by_a_flag));
    assert_eq!(verdict, Verdict::Confirmed, "a potential deadlock changes no verdict");
    assert!(text.contains("Lock orders seen  A before B (left, lock_orders.rs:"), "{text}");
    assert!(text.contains("◀ they disagree"), "{text}");
    assert!(text.contains("Not reachable: all 2 executions explored, and none deadlocks."), "{text}");

    let (verdict, text) = report(&FIXES[1], passed_once(opposite_orders));
    assert_eq!(verdict, Verdict::Inconclusive);
    assert!(text.contains("Potential deadlock by lock order"), "{text}");
    assert!(text.contains("No execution that was tried deadlocks, but not all were tried."), "{text}");

    // A deadlock that was seen says more than one that might be.
    let (_, text) = report(&FIXES[1], explored(opposite_orders));
    assert!(!text.contains("Potential deadlock"), "{text}");
}

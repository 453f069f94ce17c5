//! Who rests, and who does not: small programs in which one part of the rule decides.

use std::time::Duration;

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::{Bound, Coverage, Exploration, Note};
use racecourse::outcome::Outcome;
use racecourse::process::{self, FileLock, SharedMemory};
use racecourse::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use racecourse::sync::{Arc, Condvar, Mutex};
use racecourse::{Check, hint, thread};

fn found(run: fn() -> Outcome) -> Exploration {
    explore(&Program::unnamed(run), EngineId::Explorer, &Budget::DEFAULT)
}

fn labels(exploration: &Exploration) -> Vec<&str> {
    exploration.observations.keys().map(String::as_str).collect()
}

/// Waits with time for what somebody says under its lock, who wakes nobody.
fn waits_for_a_while_in_each_round() -> Outcome {
    let (ready, signal) = (Mutex::new(false), Condvar::new());
    thread::scope(|scope| {
        scope.spawn_named("other", || *ready.lock() = true);
        scope.spawn_named("waiter", || {
            let mut ready = ready.lock();
            while !*ready {
                signal.wait_for(&mut ready, Duration::from_millis(1));
            }
        });
    });
    Outcome::new("done")
}

#[test]
fn who_could_go_on_in_the_middle_of_a_round_is_not_kept_out_for_ever() {
    assert_eq!(labels(&found(waits_for_a_while_in_each_round)), ["done"]);
}

/// One is only polite, often and beside a race.
fn yields_beside_a_race() -> Outcome {
    let last = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn_named("polite", || (0..600).for_each(|_| thread::yield_now()));
        scope.spawn_named("left", || last.store(1, SeqCst));
        scope.spawn_named("right", || last.store(2, SeqCst));
    });
    Outcome::new(last.load(SeqCst))
}

#[test]
fn what_was_yielded_in_other_executions_does_not_count() {
    let exploration = found(yields_beside_a_race);
    assert_eq!(labels(&exploration), ["1", "2"]);
    assert_eq!(exploration.coverage, Coverage::Exhaustive { executions: 2 });
}

/// Looks, and takes what the other one gives back in each round: it ends when it finds nothing, and the other one then. Who always
/// comes in between keeps both going for ever.
fn takes_what_is_given_back() -> Outcome {
    let (shown, taken, is_over) = (AtomicU32::new(0), AtomicU32::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn_named("taker", || {
            while shown.load(SeqCst) == 0 && taken.swap(1, SeqCst) == 0 {}
            is_over.store(true, SeqCst);
        });
        scope.spawn_named("giver", || {
            while !is_over.load(SeqCst) {
                taken.store(0, SeqCst);
            }
        });
    });
    Outcome::new("both end")
}

/// Alone the taker would be answered otherwise in its next round, and comes to an end: together they do not.
#[test]
fn a_round_that_is_answered_otherwise_alone_can_be_one_of_two() {
    assert_eq!(labels(&found(takes_what_is_given_back)), ["both end", "spin"]);
}

/// More than are looked at together, all of them at a lock that nobody gives up.
fn many_try_in_vain() -> Outcome {
    let lock = Mutex::new(());
    let _held = lock.lock();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| while lock.try_lock().is_none() {});
        }
    });
    Outcome::new("taken")
}

#[test]
fn who_tries_in_vain_disturbs_nobody_who_does_so_too() {
    let exploration = explore(&Program::unnamed(many_try_in_vain), EngineId::RoundRobin, &Budget::DEFAULT);
    assert_eq!(labels(&exploration), ["livelock"]);
}

/// On one line a loop that counts, and one that looks at the same until it is told.
fn counts_and_then_waits() -> Outcome {
    let (told, never) = (AtomicBool::new(false), |look: &dyn Fn() -> bool| while !look() {});
    thread::scope(|scope| {
        scope.spawn_named("waiter", || {
            let _ = (0..3).any(|_| told.load(SeqCst)) || [never(&|| told.load(SeqCst))].is_empty();
        });
    });
    Outcome::new("told")
}

#[test]
fn of_two_loops_on_one_line_each_is_tried_out() {
    assert_eq!(labels(&found(counts_and_then_waits)), ["spin"]);
}

/// Kills again and again, until somebody says that it is enough; nobody does.
fn kills_who_is_dead() -> Outcome {
    let enough = SharedMemory::new(1);
    let mut child = process::fork("child", &enough, |_| 0);
    while enough.load(0, SeqCst) == 0 {
        child.kill();
        hint::spin_loop();
    }
    Outcome::new("enough")
}

#[test]
fn to_kill_who_is_dead_gets_nobody_anywhere() {
    assert_eq!(labels(&found(kills_who_is_dead)), ["livelock"]);
}

/// Each round has a child of its own, until another thread says that it is enough.
fn forks_until_it_is_told() -> Outcome {
    let enough = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&enough);
    let other = thread::spawn_named("other", move || theirs.store(true, SeqCst));
    let mut children = Vec::new();
    while !enough.load(SeqCst) {
        children.push(process::fork("child", &(), |()| 0));
    }
    other.join().expect("no panic");
    let number = children.len();
    children.into_iter().for_each(|mut child| assert!(child.wait().success()));
    Outcome::new(number.min(3))
}

#[test]
fn who_has_a_child_more_each_time_does_not_rest() {
    let budget = Budget { steps: 40, executions: 200, ..Budget::DEFAULT };
    let exploration = explore(&Program::unnamed(forks_until_it_is_told), EngineId::Explorer, &budget);
    assert_eq!(labels(&exploration), ["0", "1", "2", "3"]);
    assert!(!exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
}

/// What is read first depends on who comes first, and then one waits for the other.
fn reads_and_waits() -> u32 {
    let (number, ready) = (AtomicU32::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn_named("writer", || {
            number.store(1, SeqCst);
            ready.store(true, SeqCst);
        });
        let reader = scope.spawn_named("reader", || {
            let first = number.load(SeqCst);
            while !ready.load(SeqCst) {}
            first
        });
        reader.join().expect("no panic")
    })
}

/// A loop is known only when it has been met: what was seen before that is seen again.
#[test]
fn what_was_seen_before_a_loop_was_known_is_not_lost() {
    for most in 0..=2 {
        assert_eq!(Check::new().preemptions(most).explore(reads_and_waits), ["0", "1"], "{most}");
    }
}

/// Counts as long as nobody says that it is enough: without a preemption that is for ever.
fn counts_until_it_is_told() -> Outcome {
    let (rounds, enough) = (AtomicU32::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn_named("counts", || {
            while !enough.load(SeqCst) {
                rounds.fetch_add(1, SeqCst);
            }
        });
        scope.spawn_named("tells", || enough.store(true, SeqCst));
    });
    Outcome::new(rounds.load(SeqCst).min(2))
}

#[test]
fn where_an_execution_was_cut_not_all_with_so_few_preemptions_were_searched() {
    let budget = Budget { steps: 40, ..Budget::DEFAULT };
    let exploration = explore(&Program::unnamed(counts_until_it_is_told), EngineId::Explorer, &budget);
    assert!(
        matches!(exploration.coverage, Coverage::Bounded { bound: Bound::Steps(40), .. }),
        "{:?}",
        exploration.coverage
    );
    assert!(!exploration.notes.iter().any(|note| matches!(note, Note::AllWithin(_))), "{:?}", exploration.notes);
}

/// Who has forked holds in the child what it held, polls there, and a thread of the child waits for it.
fn polls_in_a_child_with_the_lock() -> Outcome {
    let shared = Arc::new((Mutex::new(0), AtomicBool::new(false)));
    let _held = shared.0.lock();
    let mut child = process::fork("child", &shared, |shared| {
        let theirs = Arc::clone(&shared);
        let waiter = thread::spawn_named("waiter", move || {
            *theirs.0.lock() += 1;
            theirs.1.store(true, SeqCst);
        });
        while !shared.1.load(SeqCst) {
            hint::spin_loop();
        }
        waiter.join().map_or(1, |()| 0)
    });
    Outcome::new(child.wait())
}

#[test]
fn a_lock_that_was_held_in_a_fork_is_held_in_the_child() {
    assert_eq!(labels(&found(polls_in_a_child_with_the_lock)), ["hold-and-poll"]);
}

/// Looks at three things by turns, each under its lock, until all have been told. Where it is again what it has done since is
/// never what it had done the time before, and comes again the time after that.
fn looks_by_turns() -> Outcome {
    let told = [(); 3].map(|()| Mutex::new(false));
    thread::scope(|scope| {
        scope.spawn_named("teller", || told.iter().for_each(|it| *it.lock() = true));
        scope.spawn_named("waiter", || {
            let mut known = [false; 3];
            for at in [0, 1, 2, 0, 2, 1].into_iter().cycle() {
                known[at] = *told[at].lock();
                if known == [true; 3] {
                    break;
                }
            }
        });
    });
    Outcome::new("told")
}

#[test]
fn a_round_is_one_like_the_round_before_it() {
    let budget = Budget { steps: 200, executions: 2_000, ..Budget::DEFAULT };
    let exploration = explore(&Program::unnamed(looks_by_turns), EngineId::Explorer, &budget);
    assert_eq!(labels(&exploration), ["told"]);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
}

/// Asks until nobody else has a pointer; somebody keeps theirs, or lets go of it.
fn waits_to_be_alone<const KEEPS: bool>() -> Outcome {
    let value = Arc::new(());
    let theirs = Arc::clone(&value);
    let (done, says) = racecourse::channel::bounded::<()>(1);
    let other = thread::spawn_named("other", move || {
        if KEEPS {
            let _ = says.recv();
        }
        drop(theirs);
    });
    while Arc::strong_count(&value) > 1 {}
    drop(done);
    other.join().expect("no panic");
    Outcome::new("alone")
}

/// The end of a process gives back what it had without a step on that: who tries in vain until then is answered otherwise.
fn tries_until_a_process_has_ended() -> Outcome {
    let words = SharedMemory::new(1);
    let lock = FileLock::new("lock");
    let mut child = process::fork("child", &FileLock::new("lock"), |lock| std::mem::forget(lock.lock()));
    while words.load(0, SeqCst) == 0 && lock.try_lock().is_none() {}
    child.wait();
    Outcome::new("free")
}

#[test]
fn who_tries_until_a_process_has_ended_is_seen_to_get_it() {
    let exploration = found(tries_until_a_process_has_ended);
    assert_eq!(labels(&exploration), ["free"]);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
}

/// As long as it is not known that the count matters a question is no step, and such a loop would have no end.
#[test]
fn who_asks_for_a_count_until_it_changes_is_seen_to_wait() {
    let budget = Budget { executions: 2_000, samples: 20, ..Budget::DEFAULT };
    let explore = |engine| explore(&Program::unnamed(waits_to_be_alone::<false>), engine, &budget);
    for engine in [EngineId::DepthFirst, EngineId::Random, EngineId::RoundRobin] {
        let seen = explore(engine);
        assert!(seen.saw("alone"), "{engine}: {seen:?}");
    }
    // It knows nothing of those who rest, but it comes to its end.
    assert!(explore(EngineId::Loom).notes.iter().any(|note| matches!(note, Note::TooLong(_))));
    let alone = found(waits_to_be_alone::<false>);
    assert!(labels(&alone) == ["alone"] && alone.coverage.is_exhaustive(), "{alone:?}");
    assert_eq!(labels(&found(waits_to_be_alone::<true>)), ["spin"]);
}

/// Counts itself in each round, with a clone, until somebody else has let go; that one has said something before, and a third one
/// listens.
fn clones_until_it_is_alone() -> Outcome {
    let (value, said) = (Arc::new(()), Arc::new(AtomicU32::new(0)));
    let (theirs, saying) = (Arc::clone(&value), Arc::clone(&said));
    let speaker = thread::spawn_named("speaker", move || {
        saying.store(1, SeqCst);
        drop(theirs);
    });
    let listener = thread::spawn_named("listener", move || said.load(SeqCst));
    let counter = thread::spawn_named("counter", move || {
        loop {
            let clone = Arc::clone(&value);
            if Arc::strong_count(&clone) == 2 {
                break;
            }
        }
    });
    speaker.join().expect("no panic");
    counter.join().expect("no panic");
    Outcome::new(listener.join().expect("no panic"))
}

/// A step with which a round begins depends on what was looked at in the last one, also if it is on the same object: what the others
/// do by their drops, which commutes with a clone, wakes who counts.
#[test]
fn idle_rounds_do_not_come_before_what_wakes_who_counts() {
    let exploration = found(clones_until_it_is_alone);
    assert_eq!(labels(&exploration), ["0", "1"]);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
}

/// Looks until it is told; what it looks at changes before that, and is changed back.
fn looks_beside_who_changes_and_changes_back() -> Outcome {
    let told = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn_named("other", || [1, 0, 2].into_iter().for_each(|it| told.store(it, SeqCst)));
        scope.spawn_named("waiter", || while told.load(SeqCst) != 2 {});
    });
    Outcome::new("told")
}

/// In each of the three stretches before it is told it looks in vain, or has no time to: once, for what nobody has touched since is not
/// looked at again. That it is back to what it was is no reason not to look.
#[test]
fn who_has_been_disturbed_looks_again_although_all_is_as_it_was() {
    let exploration = found(looks_beside_who_changes_and_changes_back);
    assert_eq!(labels(&exploration), ["told"]);
    assert_eq!(exploration.coverage, Coverage::Exhaustive { executions: 2 * 2 * 2 });
}

/// Each wakes the other and waits, for ever: nobody is left alone, and nobody gets on.
fn wake_each_other() -> Outcome {
    let (place, signal) = (Mutex::new(()), Condvar::new());
    thread::scope(|scope| {
        for name in ["left", "right"] {
            scope.spawn_named(name, || {
                let mut place = place.lock();
                loop {
                    signal.notify_one();
                    signal.wait(&mut place);
                }
            });
        }
    });
    Outcome::new("never")
}

/// Who is woken on the way round is woken by one who goes round too.
#[test]
fn two_who_wake_each_other_for_ever_go_round() {
    let exploration = found(wake_each_other);
    assert_eq!(labels(&exploration), ["livelock"]);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
}

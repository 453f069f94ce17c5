//! Fixes must stay concurrent: one that makes a program one big lock is told so.

use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::Exploration;
use racecourse::outcome::Outcome;
use racecourse::scenario::{Concurrent, Role, Scenario, Variant};
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicBool, Ordering::Relaxed};
use racecourse::{channel, hint, progress, thread};
use racecourse_course::liveness::writer_starvation::SCENARIO;
use racecourse_report::sentences::complaints;
use racecourse_report::verdict::{Standing, Verdict, judge_variant};
use racecourse_report::{Checked, Layout, human};

const BUDGET: Budget = Budget { bypass_bound: Some(1), ..Budget::DEFAULT };

/// Nobody starves, because nobody ever waits for more than one turn of another; but the readers do not overlap either.
fn one_big_lock() -> Outcome {
    let page = Mutex::new(1);
    let read = || {
        let _page = page.lock();
        let _reading = progress::section("read");
    };
    thread::scope(|scope| {
        scope.spawn_named("reader-1", read);
        scope.spawn_named("reader-2", read);
        scope.spawn_named("writer", || *page.lock() = 2);
    });
    let version = *page.lock();
    Outcome::new(format!("all had their turn, version {version}"))
}

static ONE_BIG_LOCK: [Variant; 1] = [Variant {
    name: "fixed_one_big_lock",
    role: Role::Fixed,
    summary: "One at a time, reader or writer.",
    run: one_big_lock,
    file: "tests/engines/concurrency.rs",
    budget: BUDGET,
    ..Variant::EMPTY
}];

/// The course's scenario with the fix above, and with other statements.
fn with(concurrent: &'static [Concurrent]) -> &'static Scenario {
    Box::leak(Box::new(Scenario { variants: &ONE_BIG_LOCK, concurrent, ..SCENARIO }))
}

fn explored(run: fn() -> Outcome) -> Exploration {
    let exploration = explore(&Program::unnamed(run), EngineId::Explorer, &BUDGET);
    assert!(exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
    exploration
}

fn checked(scenario: &'static Scenario, variant: &'static Variant) -> Checked {
    let explorations = vec![explored(variant.run)];
    let verdict = judge_variant(scenario, variant, &explorations);
    Checked { scenario, variant, explorations, verdict, forced: None, times: Vec::new() }
}

#[test]
fn the_cures_of_the_course_keep_readers_together() {
    for variant in SCENARIO.variants.iter().filter(|variant| variant.role == Role::Fixed) {
        let exploration = explored(variant.run);
        let together = exploration.overlaps.iter().find(|overlap| overlap.sections == ["read", "read"]);
        assert_eq!(together.expect("readers overlap").actors, ["reader-1", "reader-2"]);
    }
}

#[test]
fn one_big_lock_is_reported_as_serialised() {
    let checked = checked(with(SCENARIO.concurrent), &ONE_BIG_LOCK[0]);
    assert_eq!(checked.verdict.verdict, Verdict::Confirmed, "nothing forbidden happens");
    assert_eq!(checked.verdict.standing, Standing::Differs);
    let reason =
        "explorer: Serialised: `read` and `read` of two actors may run at the same time, and in no execution do.";
    assert_eq!(complaints(&checked.verdict.reasons), [reason]);
    let report = human::finding(&checked, &Layout::plain(96));
    assert!(report.contains("✗ DIFFERS: serialised"), "{report}");
    assert!(report.contains("Concurrent  serialised: two of `read` may run at the same time"), "{report}");
}

#[test]
fn what_is_serialised_on_purpose_is_as_expected() {
    const ON_PURPOSE: &[Concurrent] =
        &[Concurrent { sections: ["read", "read"], serialised: &[("fixed_one_big_lock", "readers are short")] }];
    let checked = checked(with(ON_PURPOSE), &ONE_BIG_LOCK[0]);
    assert_eq!(checked.verdict.standing, Standing::AsExpected, "{:?}", checked.verdict.reasons);
    let report = human::finding(&checked, &Layout::plain(96));
    assert!(report.contains("never run at the same time: readers are short"), "{report}");
}

#[test]
fn a_wrong_statement_that_something_is_serialised_is_told() {
    const WRONG: &[Concurrent] =
        &[Concurrent { sections: ["read", "read"], serialised: &[("fixed_queue", "readers are short")] }];
    let fix = SCENARIO.variant("fixed_queue").expect("it is in the course");
    let checked = checked(with(WRONG), fix);
    assert_eq!(checked.verdict.standing, Standing::Differs);
    assert!(complaints(&checked.verdict.reasons)[0].contains("after all"), "{:?}", checked.verdict.reasons);
}

/// Sections are ordered by whatever orders steps, and by nothing else.
#[test]
fn sections_overlap_unless_something_orders_them() {
    fn both(between: fn(thread::JoinHandle<()>, Arc<Mutex<()>>)) -> Outcome {
        let lock = Arc::new(Mutex::new(()));
        let other = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || {
                drop(lock.lock());
                drop(progress::section("work"));
                drop(lock.lock());
            })
        };
        between(other, lock);
        Outcome::new("done")
    }
    let side_by_side = || {
        both(|other, lock| {
            drop(lock.lock());
            drop(progress::section("work"));
            drop(lock.lock());
            other.join().expect("no panic");
        })
    };
    let after_a_join = || {
        both(|other, _| {
            other.join().expect("no panic");
            drop(progress::section("work"));
        })
    };
    let by_one = explored(side_by_side).overlaps;
    assert_eq!(by_one.len(), 1);
    assert_eq!(by_one[0].sections, ["work", "work"]);
    assert_eq!(by_one[0].actors, ["main", "thread-1"]);
    assert_eq!(explored(after_a_join).overlaps, []);
    // Natively a section is nothing.
    assert_eq!(side_by_side().label(), "done");
}

/// The one that was started last has done its work before the first one begins.
fn one_after_the_other() -> Outcome {
    let (sender, receiver) = channel::bounded(1);
    thread::scope(|scope| {
        scope.spawn_named("second", || {
            receiver.recv().expect("it is sent");
            let _work = progress::section("work");
        });
        scope.spawn_named("first", || {
            drop(progress::section("work"));
            sender.send(()).expect("there is a receiver");
        });
    });
    Outcome::new("done")
}

#[test]
fn sections_one_after_the_other_do_not_overlap_whoever_was_started_first() {
    assert!(explored(one_after_the_other).overlaps.is_empty());
}

#[test]
fn it_is_told_in_how_many_executions_sections_overlap() {
    let exploration = explored(|| {
        thread::scope(|scope| {
            scope.spawn_named("left", || drop(progress::section("work")));
            scope.spawn_named("right", || drop(progress::section("work")));
        });
        Outcome::new("done")
    });
    let [overlap] = &exploration.overlaps[..] else { panic!("{:?}", exploration.overlaps) };
    assert_eq!(overlap.executions, exploration.coverage.executions());
}

/// Whoever has seen the end of something comes after it, whether or not an ordering makes known what was done there.
#[test]
fn sections_do_not_overlap_where_one_begins_when_the_end_of_the_other_was_seen() {
    fn work() {
        let _work = progress::section("work");
        // A thread that takes no step has ended when it is started.
        AtomicBool::new(false).store(true, Relaxed);
    }
    fn overlaps(run: fn() -> Outcome) -> bool {
        explored(run).overlaps.iter().any(|overlap| overlap.sections == ["work", "work"])
    }
    assert!(!overlaps(|| {
        let left = thread::spawn_named("left", work);
        while !left.is_finished() {
            thread::yield_now();
        }
        thread::spawn_named("right", work).join().unwrap();
        left.join().unwrap();
        Outcome::new("done")
    }));
    assert!(!overlaps(|| {
        // A lock, if only one could rely on what it protects.
        let locked = AtomicBool::new(false);
        let body = || {
            while locked.swap(true, Relaxed) {
                hint::spin_loop();
            }
            work();
            locked.store(false, Relaxed);
        };
        thread::scope(|scope| {
            scope.spawn_named("left", body);
            scope.spawn_named("right", body);
        });
        Outcome::new("done")
    }));
    // To look only once is no waiting.
    assert!(overlaps(|| {
        let left = thread::spawn_named("left", work);
        let _ = left.is_finished();
        work();
        left.join().unwrap();
        Outcome::new("done")
    }));
}

//! What each thread has for itself: in a model it belongs to one actor of one execution, and it goes before the actor's end.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::Coverage;
use racecourse::exploration::Exploration;
use racecourse::failure::{Cause, FailureKind};
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::{Outcome, process, thread};

/// What every model sees of `run`, which has to be this where a model sees all.
#[track_caller]
fn comes_to(run: fn() -> Outcome, expected: &[&str]) {
    let expected: BTreeSet<&str> = expected.iter().copied().collect();
    for engine in EngineId::ALL.into_iter().filter(|engine| !engine.is_native()) {
        let exploration = by(engine, run);
        if engine == EngineId::WeakMemory && matches!(exploration.coverage, Coverage::NotApplicable { .. }) {
            // It decides no processes.
            continue;
        }
        let seen: BTreeSet<&str> = exploration.observations.keys().map(String::as_str).collect();
        assert!(seen.is_subset(&expected) && !seen.is_empty(), "{engine}: {:#?}", exploration.observations);
        if matches!(engine, EngineId::Explorer | EngineId::DepthFirst) {
            assert!(exploration.coverage.is_exhaustive(), "{engine}: {:?}", exploration.coverage);
            assert_eq!(seen, expected, "{engine}");
        }
    }
}

/// The same, and that it is what real threads come to.
#[track_caller]
fn comes_to_for_real_too(run: fn() -> Outcome, expected: &[&str]) {
    comes_to(run, expected);
    for _ in 0..20 {
        let outcome = std::thread::spawn(run).join().expect("no panic");
        assert!(expected.contains(&outcome.label()), "real threads came to {outcome}");
    }
}

fn by(engine: EngineId, run: fn() -> Outcome) -> Exploration {
    explore(&Program::unnamed(run), engine, &Budget { samples: 20, ..Budget::DEFAULT })
}

racecourse::thread_local! {
    /// Two in one, with attributes and something that is seen elsewhere.
    pub(crate) static CALLS: Cell<u32> = const { Cell::new(0) };
    static NAMED_AFTER: String = thread::current().name().unwrap_or_default();
}

#[test]
fn each_thread_counts_its_own_calls() {
    comes_to_for_real_too(
        || {
            let call = || {
                CALLS.set(CALLS.get() + 1);
                thread::yield_now();
                CALLS.with(Cell::get)
            };
            let both = [thread::spawn(call), thread::spawn(call)];
            let own = call();
            Outcome::new(format!("{:?} {own}", both.map(|it| it.join().expect("no panic"))))
        },
        &["[1, 1] 1"],
    );
}

#[test]
fn a_value_is_made_by_the_thread_that_asks_for_it() {
    comes_to_for_real_too(
        || {
            let name = || NAMED_AFTER.with(String::clone);
            let (left, right) = (thread::spawn_named("left", name), thread::spawn_named("right", name));
            Outcome::new([left, right].map(|it| it.join().expect("no panic")).join(" "))
        },
        &["left right"],
    );
}

racecourse::thread_local! {
    static NEVER_MADE: Cell<u32> = panic!("it is set before it is asked for");
    static NEVER_MADE_EITHER: RefCell<Vec<u32>> = panic!("it is set before it is asked for");
    static LIST: RefCell<Vec<u32>> = RefCell::new(vec![1]);
}

#[test]
fn cells_are_set_and_taken_as_in_std() {
    comes_to_for_real_too(
        || {
            NEVER_MADE.set(1);
            let was = NEVER_MADE.replace(2);
            let number = (was, NEVER_MADE.take(), NEVER_MADE.get());
            NEVER_MADE_EITHER.set(vec![3]);
            let was = NEVER_MADE_EITHER.replace(vec![4]);
            let list = (was, NEVER_MADE_EITHER.take(), NEVER_MADE_EITHER.with_borrow(Vec::len));
            LIST.with_borrow_mut(|list| list.push(2));
            NEVER_MADE_EITHER.set(vec![5, 6]);
            Outcome::new(format!("{number:?} {list:?} {:?} {:?}", LIST.take(), NEVER_MADE_EITHER.take()))
        },
        &["(1, 2, 0) ([3], [4], 0) [1, 2] [5, 6]"],
    );
}

/// Adds when it is dropped.
struct Adds(Arc<AtomicU32>);

impl Drop for Adds {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

racecourse::thread_local! {
    static ADDS: RefCell<Option<Adds>> = const { RefCell::new(None) };
}

#[test]
fn a_value_is_dropped_before_anybody_has_joined_its_thread() {
    comes_to_for_real_too(
        || {
            let count = Arc::new(AtomicU32::new(0));
            let keep = || {
                let count = Arc::clone(&count);
                thread::spawn(move || ADDS.set(Some(Adds(count))))
            };
            for thread in [keep(), keep()] {
                thread.join().expect("no panic");
            }
            Outcome::new(count.load(SeqCst))
        },
        &["2"],
    );
}

#[test]
fn what_is_done_at_the_end_of_a_thread_is_done_in_steps() {
    comes_to_for_real_too(
        || {
            let count = Arc::new(AtomicU32::new(0));
            let other = Arc::clone(&count);
            let thread = thread::spawn(move || ADDS.set(Some(Adds(other))));
            let before = count.load(SeqCst);
            thread.join().expect("no panic");
            Outcome::new(format!("{before} {}", count.load(SeqCst)))
        },
        &["0 1", "1 1"],
    );
}

/// The end of a scope is that of its threads, in a model.
#[test]
fn a_scope_waits_for_what_its_threads_had() {
    comes_to(
        || {
            let count = Arc::new(AtomicU32::new(0));
            thread::scope(|scope| {
                scope.spawn(|| ADDS.set(Some(Adds(Arc::clone(&count)))));
            });
            Outcome::new(count.load(SeqCst))
        },
        &["1"],
    );
}

type Said = Arc<Mutex<Vec<&'static str>>>;

/// Says what it is when it is dropped, and whether it can be asked for by then.
struct Says(&'static str, Said, fn() -> bool);

impl Drop for Says {
    fn drop(&mut self) {
        let is_there = (self.2)();
        self.1.lock().extend([self.0, if is_there { "still there" } else { "gone" }]);
    }
}

racecourse::thread_local! {
    static FIRST: RefCell<Option<Says>> = const { RefCell::new(None) };
    static SECOND: RefCell<Option<Says>> = const { RefCell::new(None) };
    static AT_LAST: RefCell<Option<Says>> = const { RefCell::new(None) };
    static PLAIN: Cell<u32> = const { Cell::new(7) };
}

#[test]
fn the_last_one_made_goes_first_and_is_gone_for_itself_and_what_a_destructor_makes_goes_too() {
    comes_to(
        || {
            let said = Said::default();
            let say = Arc::clone(&said);
            let thread = thread::spawn(move || {
                PLAIN.set(8);
                FIRST.set(Some(Says("first", Arc::clone(&say), || FIRST.try_with(|_| ()).is_ok())));
                let makes = Arc::clone(&say);
                SECOND.set(Some(Says("second", say, || FIRST.try_with(|_| ()).is_ok() && PLAIN.get() == 8)));
                AT_LAST.set(Some(Says("at last", makes, || AT_LAST.try_with(|_| ()).is_ok())));
            });
            thread.join().expect("no panic");
            Outcome::new(said.lock().join(" "))
        },
        &["at last gone second still there first gone"],
    );
}

/// In some executions two threads are left in a deadlock with what they had.
#[test]
fn an_execution_finds_nothing_of_the_one_before_whatever_became_of_that() {
    comes_to(
        || {
            let locks = Arc::new((Mutex::new(()), Mutex::new(())));
            let other = Arc::clone(&locks);
            let count = Arc::new(AtomicU32::new(0));
            let adds = Arc::clone(&count);
            CALLS.set(CALLS.get() + 1);
            let thread = thread::spawn(move || {
                ADDS.set(Some(Adds(adds)));
                let _second = other.1.lock();
                let _first = other.0.lock();
            });
            {
                let _first = locks.0.lock();
                let _second = locks.1.lock();
            }
            thread.join().expect("no panic");
            Outcome::new(format!("{} {}", CALLS.get(), count.load(SeqCst)))
        },
        &["1 1", "deadlock"],
    );
}

/// More actors are left than are abandoned without unwinding: seven in each execution.
#[test]
fn thousands_who_are_left_with_something_of_their_own_disturb_nobody() {
    let run = || {
        let count = Arc::new(AtomicU32::new(0));
        let waits = |_| {
            let count = Arc::clone(&count);
            thread::spawn(move || {
                ADDS.set(Some(Adds(Arc::clone(&count))));
                count.fetch_add(1, SeqCst);
                thread::park();
            })
        };
        let threads: Vec<_> = (0..6).map(waits).collect();
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
        Outcome::new("woken")
    };
    let exploration = by(EngineId::DepthFirst, run);
    assert_eq!(exploration.observations.keys().collect::<Vec<_>>(), ["deadlock"]);
    assert!(exploration.count("deadlock") > 500, "{:?}", exploration.coverage);
}

struct Panics;

impl Drop for Panics {
    fn drop(&mut self) {
        panic!("where none may come out");
    }
}

racecourse::thread_local! {
    static PANICS: RefCell<Option<Panics>> = const { RefCell::new(None) };
}

#[test]
fn a_panic_at_the_end_of_a_thread_ends_the_process() {
    for engine in EngineId::ALL.into_iter().filter(|engine| !engine.is_native()) {
        let exploration = by(engine, || {
            thread::spawn(|| PANICS.set(Some(Panics))).join().expect("it does not come to this");
            Outcome::new("joined")
        });
        assert_eq!(
            exploration.observations.keys().collect::<Vec<_>>(),
            ["abort"],
            "{engine}: {:?} {:?}",
            exploration.coverage,
            exploration.notes
        );
        let failure = exploration.observations["abort"].example.failure.clone().expect("an abort is a failure");
        assert!(matches!(&failure.cause, Cause::Panicked { said, .. } if said == "where none may come out"));
    }
}

#[test]
fn a_child_makes_what_its_parent_has_not_and_is_refused_a_copy_of_what_it_has() {
    fn run(asked_before: bool) -> Outcome {
        if asked_before {
            CALLS.set(1);
        }
        // The exit code of a process that panics is another one.
        let mut child = process::fork("child", &(), |()| CALLS.get().cast_signed());
        Outcome::new(format!("{:?}", child.wait().code()))
    }
    comes_to(|| run(false), &["Some(0)"]);
    comes_to(|| run(true), &["Some(101)"]);
    let program = || {
        // Their own: what is kept for this thread is not theirs.
        CALLS.set(3);
        process::fork("child", &(), |()| drop(thread::spawn(|| CALLS.set(1)).join())).wait();
        Outcome::new(CALLS.get())
    };
    comes_to(program, &["3"]);
}

#[test]
fn threads_are_told_apart() {
    comes_to_for_real_too(
        || {
            let me = thread::current().id();
            let thread = thread::spawn(|| thread::current().id());
            let named = thread.thread().id();
            let other = thread.join().expect("no panic");
            Outcome::new(format!("{} {}", me == thread::current().id(), named == other && other != me))
        },
        &["true true"],
    );
    let ids = || {
        let mut others = [thread::spawn(|| thread::current().id()), thread::spawn(|| thread::current().id())];
        others.reverse();
        Outcome::new(format!("{:?} {:?}", thread::current().id(), others.map(|it| it.join().expect("no panic"))))
    };
    comes_to(ids, &["ThreadId(1) [ThreadId(3), ThreadId(2)]"]);
}

#[test]
fn a_child_goes_on_as_the_thread_that_has_forked_it() {
    comes_to(
        || {
            let me = format!("{:?}", thread::current().id());
            let same = |me: String| i32::from(format!("{:?}", thread::current().id()) == me);
            Outcome::new(format!("{:?}", process::fork("child", &me, same).wait().code()))
        },
        &["Some(1)"],
    );
}

/// A model of what the standard library's own would do is not what is asked for: they belong to the thread of the system.
#[test]
fn those_of_std_are_named_as_the_reason_where_they_make_a_difference() {
    thread_local! {
        static OF_STD: Cell<u32> = const { Cell::new(0) };
    }
    let run = || {
        OF_STD.set(OF_STD.get() + 1);
        Outcome::new(OF_STD.get())
    };
    let panic = std::panic::catch_unwind(move || racecourse::check(move || run().label().to_owned()));
    let report = panic.expect_err("it does not repeat itself");
    let report = report.downcast_ref::<String>().expect("a report is a text");
    let label = FailureKind::NotDeterministic.label();
    assert!(report.contains(label) && report.contains("`thread_local!`"), "{report}");
}

//! What a checked program has, and what it may not do.

use racecourse::budget::Budget;
use racecourse::engine::explorer::{Method, exhaust};
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::{Coverage, Exploration, Note};
use racecourse::failure::Cause;
use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

const MODELS: [EngineId; 3] = [EngineId::Explorer, EngineId::DepthFirst, EngineId::Random];

fn found(engine: EngineId, run: fn() -> Outcome) -> Exploration {
    explore(&Program::unnamed(run), engine, &Budget { samples: 5, ..Budget::DEFAULT })
}

/// A megabyte, on the stack of whoever calls this.
fn takes_a_megabyte() -> usize {
    std::hint::black_box(&[1_u8; 1 << 20]).iter().map(|byte| usize::from(*byte)).sum()
}

#[test]
fn an_actor_has_as_much_stack_as_a_thread_has() {
    for engine in MODELS {
        let found = found(engine, || {
            let other = thread::spawn(takes_a_megabyte).join().unwrap();
            Outcome::new(takes_a_megabyte() + other)
        });
        assert_eq!(found.observations.keys().collect::<Vec<_>>(), ["2097152"], "{engine}");
    }
    // Under loom `main` has less.
    let found = found(EngineId::Loom, || Outcome::new(thread::spawn(takes_a_megabyte).join().unwrap()));
    assert_eq!(found.observations.keys().collect::<Vec<_>>(), ["1048576"]);
}

#[test]
fn a_check_inside_of_a_check_is_refused() {
    let inside = || {
        let total = Mutex::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *total.lock() += 1);
            scope.spawn(|| {
                let found = racecourse::explore(|| 1);
                *total.lock() += found.count("1");
            });
        });
        Outcome::new(*total.lock())
    };
    for engine in MODELS {
        let found = found(engine, inside);
        assert_eq!(found.observations.keys().collect::<Vec<_>>(), ["panic"], "{engine}");
        let failure = found.observations["panic"].example.failure.as_ref().expect("it is a failure");
        let Cause::Panicked { said, .. } = &failure.cause else { panic!("{engine}: {:?}", failure.cause) };
        assert!(said.contains("inside of a program that an engine is running"), "{engine}: {said}");
    }
}

#[test]
fn a_test_may_make_many_checks_in_child_processes() {
    for n in 0..12 {
        assert_eq!(racecourse::Check::new().isolated().explore(move || n), [n.to_string().as_str()]);
    }
}

#[test]
#[ignore = "the test below runs it"]
fn an_ignored_check_in_a_child_process() {
    racecourse::Check::new().isolated().run(|| ());
}

#[test]
fn a_test_that_is_ignored_can_check_in_a_child_process_too() {
    let program = std::env::current_exe().expect("this program has a path");
    let mut command = std::process::Command::new(program);
    command.args(["limits::an_ignored_check_in_a_child_process", "--exact", "--ignored"]);
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}

fn panicked(run: fn() -> Outcome) -> (String, u32) {
    let found = found(EngineId::Explorer, run);
    let failure = found.observations["panic"].example.failure.as_ref().expect("a failure");
    let Cause::Panicked { said, at } = &failure.cause else { panic!("{:?}", failure.cause) };
    (said.clone(), at.as_ref().expect("a place").line)
}

#[test]
fn the_panic_that_is_told_is_the_one_with_which_the_program_gave_up() {
    // One that was joined, and looked at, is not it.
    let (said, line) = panicked(|| {
        assert!(thread::spawn(|| panic!("expected")).join().is_err());
        panic!("the real one")
    });
    assert_eq!((said.as_str(), line), ("the real one", line!() - 2));
    // Nor is one that was caught, even if it said the same.
    let (_, line) = panicked(|| {
        let _ = std::panic::catch_unwind(|| panic!("alike"));
        panic!("alike")
    });
    assert_eq!(line, line!() - 2);
    // Who only notices that another one has panicked is not told.
    let (said, line) = panicked(|| {
        thread::spawn(|| panic!("what went wrong")).join().unwrap();
        Outcome::new("unseen")
    });
    assert_eq!((said.as_str(), line), ("what went wrong", line!() - 3));
    let (said, _) = panicked(|| {
        thread::scope(|scope| {
            scope.spawn(|| panic!("in a scope"));
        });
        Outcome::new("unseen")
    });
    assert_eq!(said, "in a scope");
}

#[test]
fn who_tries_again_after_every_panic_is_left_when_the_execution_is_over() {
    // The lock is held for good: a deadlock. At the end of the execution every attempt unwinds, and is caught.
    let found_here = found(EngineId::Explorer, || {
        let lock = Mutex::new(0);
        let _held = lock.lock();
        while std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(lock.lock()))).is_err() {}
        Outcome::new("unseen")
    });
    assert_eq!(found_here.observations.keys().collect::<Vec<_>>(), ["deadlock"]);
    let supervised = found(EngineId::Explorer, || {
        let (left, right) = (Mutex::new(0), Mutex::new(0));
        let both = |first: &Mutex<i32>, second: &Mutex<i32>| {
            let work = || {
                let _first = first.lock();
                *second.lock() += 1;
            };
            while std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {}
        };
        thread::scope(|scope| {
            scope.spawn(|| both(&left, &right));
            scope.spawn(|| both(&right, &left));
        });
        Outcome::new("done")
    });
    assert_eq!(supervised.observations.keys().collect::<Vec<_>>(), ["deadlock", "done"]);
    assert!(supervised.coverage.is_exhaustive());
}

/// Actors that take one lock each after the other, `n` of them: n! executions.
fn takers(n: usize) -> Outcome {
    let total = std::sync::Arc::new(Mutex::new(0));
    let actors: Vec<_> = (0..n)
        .map(|_| {
            let total = std::sync::Arc::clone(&total);
            thread::spawn(move || *total.lock() += 1)
        })
        .collect();
    actors.into_iter().for_each(|actor| actor.join().unwrap());
    Outcome::new(*total.lock())
}

/// How many executions there were, and of about how many, where an engine says so.
fn estimate(found: &Exploration) -> Option<(u64, u64)> {
    found.notes.iter().find_map(|note| match note {
        Note::Estimated { executions, of } => Some((*executions, *of)),
        _ => None,
    })
}

#[test]
fn a_limit_says_about_how_much_it_left_out() {
    let among = |executions: u64, n: usize| {
        let program = Program::unnamed(move || takers(n));
        explore(&program, EngineId::Explorer, &Budget { executions, ..Budget::DEFAULT })
    };
    for (n, all) in [(6, 720_u64), (7, 5_040), (8, 40_320)] {
        for part in [2, 5, 20] {
            let found = among(all / part, n);
            let (executions, of) = estimate(&found).unwrap_or_else(|| panic!("{n}, a {part}th: {:?}", found.notes));
            assert_eq!(executions, all / part);
            // It counts the branches that were known, so it may miss some but never adds any.
            assert!(of <= all + all / 10 && of >= all / 10, "{n}, a {part}th: {of} of {all}");
        }
        let found = among(all, n);
        assert!(found.coverage.is_exhaustive() && found.notes.is_empty(), "{:?}", found.notes);
    }
}

#[test]
fn a_depth_first_search_says_so_too() {
    let among = |executions: u64, n: usize| {
        let program = Program::unnamed(move || takers(n));
        explore(&program, EngineId::DepthFirst, &Budget { executions, ..Budget::DEFAULT })
    };
    for n in [3, 4] {
        let found = among(u64::MAX, n);
        let Coverage::Exhaustive { executions: all } = found.coverage else { panic!("{:?}", found.coverage) };
        assert_eq!(found.notes, []);
        for part in [2, 5] {
            let found = among(all / part, n);
            let (executions, of) = estimate(&found).unwrap_or_else(|| panic!("{n}, a {part}th: {:?}", found.notes));
            assert_eq!(executions, all / part);
            // All branches are known, but not how much there is in each.
            assert!((all / 2..=2 * all).contains(&of), "{n}, a {part}th: {of} of {all}");
        }
    }
}

#[test]
fn a_search_of_graphs_says_so_too() {
    let among = |executions: u64, n: usize| {
        let program = Program::unnamed(move || takers(n));
        explore(&program, EngineId::WeakMemory, &Budget { executions, ..Budget::DEFAULT })
    };
    for n in [4, 5, 6] {
        let found = among(u64::MAX, n);
        let Coverage::Exhaustive { executions: all } = found.coverage else { panic!("{:?}", found.coverage) };
        assert_eq!(estimate(&found), None);
        for part in [2, 5, 20] {
            let found = among(all / part, n);
            let (executions, of) = estimate(&found).unwrap_or_else(|| panic!("{n}, a {part}th: {:?}", found.notes));
            // Those that were begun in vain are none.
            assert!((1..=all / part).contains(&executions), "{executions}");
            // Most of what is behind is tried last.
            assert!((all / 20..=all).contains(&of), "{n}, a {part}th: {of} of {all}");
        }
    }
}

#[test]
fn what_takes_some_seconds_is_searched_by_the_usual_budget() {
    const { assert!(Budget::DEFAULT.executions >= 369_600, "12!/(3!)^4, when all of them do it three times") };
    // 11!/((3!)^3 2!) executions.
    let found = found(EngineId::Explorer, || {
        let total = std::sync::Arc::new(Mutex::new(0));
        let actors: Vec<_> = [3, 3, 3, 2]
            .into_iter()
            .map(|times| {
                let total = std::sync::Arc::clone(&total);
                thread::spawn(move || (0..times).for_each(|_| *total.lock() += 1))
            })
            .collect();
        actors.into_iter().for_each(|actor| actor.join().unwrap());
        Outcome::new(*total.lock())
    });
    assert_eq!(found.coverage, Coverage::Exhaustive { executions: 92_400 });
}

#[test]
fn before_it_gives_up_all_with_few_preemptions_are_searched() {
    // A failure that takes one preemption, late in the order of the search, of a program with very many executions.
    let program = || {
        let words: std::sync::Arc<[AtomicU32; 4]> = std::sync::Arc::default();
        let busy: Vec<_> = (0..2)
            .map(|_| {
                let words = std::sync::Arc::clone(&words);
                thread::spawn(move || (0..7).for_each(|_| words[0].store(1, SeqCst)))
            })
            .collect();
        let other = {
            let words = std::sync::Arc::clone(&words);
            thread::spawn(move || {
                words[1].store(1, SeqCst);
                words[1].store(0, SeqCst);
            })
        };
        let torn = words[1].load(SeqCst);
        busy.into_iter().chain([other]).for_each(|actor| actor.join().unwrap());
        Outcome::new(format!("torn={torn}"))
    };
    let budget = Budget { executions: 3_000, ..Budget::DEFAULT };
    let limited =
        |executions| explore(&Program::unnamed(program), EngineId::Explorer, &Budget { executions, ..budget.clone() });
    let found = limited(budget.executions);
    assert!(matches!(found.coverage, Coverage::Bounded { .. }), "{:?}", found.coverage);
    assert!(found.notes.iter().any(|note| matches!(note, Note::AllWithin(1 | 2))), "{:?}", found.notes);
    // What brute force comes to with so few preemptions is there.
    let all = exhaust(&Program::unnamed(program), &Budget { executions: 300_000, ..budget }, Method::Optimal, false);
    let all = all.expect("there are not so many");
    assert_eq!(found.observations.keys().collect::<Vec<_>>(), all.labels.keys().collect::<Vec<_>>());
    // The search itself had not come so far.
    assert_eq!(found.observations["torn=1"].first_seen, found.coverage.executions());
    // With next to nothing there is no such claim.
    assert!(!limited(3).notes.iter().any(|note| matches!(note, Note::AllWithin(_))));
}

/// A loop that changes something in each round, and ends only when somebody else says so: what the others do is seen all the same.
fn counts_until_told() -> Outcome {
    let (rounds, over) = (AtomicU32::new(0), AtomicU32::new(0));
    let mut seen = 0;
    thread::scope(|scope| {
        scope.spawn_named("counts", || {
            while over.load(SeqCst) == 0 {
                rounds.fetch_add(1, SeqCst);
            }
        });
        scope.spawn_named("looks", || {
            seen = rounds.load(SeqCst).min(2);
            over.store(1, SeqCst);
        });
    });
    Outcome::new(seen)
}

#[test]
fn what_others_do_is_seen_beside_a_loop_that_goes_on_until_they_do() {
    let budget = Budget { executions: 3_000, ..Budget::DEFAULT };
    let exploration = explore(&Program::unnamed(counts_until_told), EngineId::Explorer, &budget);
    assert_eq!(exploration.observations.keys().map(String::as_str).collect::<Vec<_>>(), ["0", "1", "2"]);
    assert!(!exploration.coverage.is_exhaustive(), "{:?}", exploration.coverage);
}

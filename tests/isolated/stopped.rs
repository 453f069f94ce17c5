//! A search that is stopped, whenever and by whatever it is, has seen what it had seen until then.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use libtest_mimic::Trial;
use racecourse::budget::Budget;
use racecourse::engine::{self, EngineId, Program};
use racecourse::exploration::{Coverage, Exploration, Reason};
use racecourse::failure::Cause;
use racecourse::isolate::{self, Limits};
use racecourse::outcome::Outcome;
use racecourse::scenario::{Scenario, Variant};
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

/// What the process of an engine comes to.
const ABORT: usize = 0;
const KILL: usize = 1;
const SPIN: usize = 2;
const ALLOCATE: usize = 3;
const SLEEP: usize = 4;
const OVERFLOW: usize = 5;
const EXIT: usize = 6;
const KILL_PARENT: usize = 7;

/// A program that is stopped in one of its executions.
pub(crate) static STOPPED: Scenario = Scenario {
    id: "T02",
    name: "stopped",
    family: "test",
    title: "Stopped",
    summary: "Does not come to its end.",
    variants: &[
        stops::<ABORT, 1>("aborts_at_once"),
        stops::<ABORT, 7>("aborts_early"),
        stops::<ABORT, 90>("aborts_late"),
        stops::<KILL, 60>("is_killed"),
        stops::<SPIN, 40>("spins"),
        stops::<ALLOCATE, 50>("allocates"),
        stops::<SLEEP, 70>("sleeps"),
        stops::<OVERFLOW, 80>("overflows"),
        stops::<EXIT, 45>("exits"),
        stops::<KILL_PARENT, 65>("kills_its_parent"),
    ],
    ..Scenario::EMPTY
};

const fn stops<const HOW: usize, const NTH: u64>(name: &'static str) -> Variant {
    let (source, file) = (include_str!("stopped.rs"), "tests/isolated/stopped.rs");
    Variant { name, run: stopped::<HOW, NTH>, source, file, ..Variant::EMPTY }
}

/// Two actors who lose updates, and may cross their locks: several outcomes, and a failure.
fn work() -> Outcome {
    let counter = Arc::new(AtomicU32::new(0));
    let locks = [Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0))];
    let actors: Vec<_> = [[0, 1], [1, 0]]
        .into_iter()
        .map(|order| {
            let counter = Arc::clone(&counter);
            let [first, second] = order.map(|at| Arc::clone(&locks[at]));
            thread::spawn(move || {
                (0..2).for_each(|_| counter.store(counter.load(SeqCst) + 1, SeqCst));
                let _first = first.lock();
                *second.lock() += 1;
            })
        })
        .collect();
    for actor in actors {
        let _ = actor.join();
    }
    Outcome::new(format!("counter={}", counter.load(SeqCst)))
}

/// The same, and in its `NTH` call it stops the process in which it runs. An exploration has a process of its own.
fn stopped<const HOW: usize, const NTH: u64>() -> Outcome {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    if CALLS.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1 == NTH {
        stop(HOW);
    }
    work()
}

fn stop(how: usize) {
    match how {
        ABORT => std::process::abort(),
        KILL => by_shell("kill -9 $PPID"),
        KILL_PARENT => by_shell("kill -9 $(awk '/^PPid/ { print $2 }' /proc/$PPID/status)"),
        SPIN => loop {
            std::hint::spin_loop();
        },
        ALLOCATE => {
            let mut all = Vec::new();
            loop {
                all.push(vec![1_u8; 1 << 24]);
            }
        }
        SLEEP => loop {
            std::thread::sleep(Duration::from_secs(1));
        },
        OVERFLOW => {
            std::hint::black_box(down(0));
        }
        _ => std::process::exit(9),
    }
}

fn down(depth: u64) -> u64 {
    let here = std::hint::black_box([depth; 64]);
    if depth == u64::MAX { 0 } else { down(depth + 1) + here[usize::from(depth as u8 % 64)] }
}

/// Has a signal sent that a process cannot catch.
fn by_shell(command: &str) {
    let _ = Command::new("sh").args(["-c", command]).status();
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

const LIMITS: Limits =
    Limits { silence: Duration::from_millis(1500), total: Duration::from_secs(60), memory: 256 << 20 };

const MODELS: [EngineId; 5] =
    [EngineId::Explorer, EngineId::Loom, EngineId::DepthFirst, EngineId::Random, EngineId::Pct];

fn budget(executions: u64) -> Budget {
    Budget { executions, samples: executions, ..Budget::DEFAULT }
}

fn until(name: &str, engine: EngineId, limits: &Limits) -> (Exploration, Reason) {
    let variant = STOPPED.variant(name).expect("the variant is in the list");
    let found = isolate::explore(&STOPPED, variant, engine, &budget(500), limits);
    match &found.coverage {
        Coverage::Interrupted { reason, .. } => (found.clone(), reason.clone()),
        other => panic!("{name} under {engine}: {other:?}"),
    }
}

/// What was seen with its counts, but for the failure with which it ended.
fn seen(found: &Exploration) -> Vec<(&str, u64)> {
    let own = |label: &&String| !matches!(label.as_str(), "abort" | "hang");
    found.observations.keys().filter(own).map(|label| (label.as_str(), found.count(label))).collect()
}

/// Compares with a search in this process that has gone just as far.
#[track_caller]
fn is_all_that_was_seen(found: &Exploration, name: &str) {
    let executions = found.coverage.executions();
    let undisturbed = match executions {
        0 => Exploration::new(found.engine, Coverage::Sampled { executions: 0, seed: None }),
        // The half with one change point is as large as it was there.
        _ if found.engine == EngineId::Pct => return assert_eq!(total(found), executions, "{name}: {found:?}"),
        _ => engine::explore(&Program::unnamed(work), found.engine, &budget(executions)),
    };
    assert_eq!(seen(found), seen(&undisturbed), "{name} under {}, after {executions}", found.engine);
}

fn total(found: &Exploration) -> u64 {
    seen(found).into_iter().map(|(_, count)| count).sum()
}

fn whatever_ends_the_process_ends_no_more_than_its_last_execution() {
    for name in ["aborts_at_once", "aborts_early", "aborts_late", "spins", "allocates", "overflows", "exits"] {
        for engine in MODELS {
            // What spins makes the core busy for as long as there is patience, and does nothing else.
            let silence = if name == "spins" { Duration::from_millis(700) } else { LIMITS.silence };
            let (found, _) = until(name, engine, &Limits { silence, ..LIMITS });
            is_all_that_was_seen(&found, name);
            let failure = if name == "spins" { "hang" } else { "abort" };
            assert_eq!(found.count(failure), 1, "{name} under {engine}: {found:?}");
            // The first calls are executions; later ones may be executions that are run again to be shown.
            assert!(name != "aborts_at_once" || found.coverage.executions() == 0, "{engine}: {found:?}");
            assert!(name != "aborts_late" || seen(&found).len() > 1, "{engine}: {found:?}");
        }
    }
}

fn what_somebody_else_does_to_the_process_is_no_failure_of_the_program() {
    for name in ["is_killed", "kills_its_parent"] {
        for engine in MODELS {
            let (found, reason) = until(name, engine, &LIMITS);
            assert_eq!(reason, Reason::ChildKilled { signal: Some(9) }, "{name} under {engine}");
            assert!(!found.saw("abort"), "{name} under {engine}: {found:?}");
            if name == "is_killed" {
                is_all_that_was_seen(&found, name);
            }
            assert!(seen(&found).len() > 1, "{name} under {engine}: {found:?}");
        }
    }
}

fn a_limit_of_time_takes_nothing_back() {
    let limits = Limits { total: Duration::from_secs(2), ..Limits::DEFAULT };
    for engine in [EngineId::Explorer, EngineId::Random] {
        let (found, reason) = until("sleeps", engine, &limits);
        assert_eq!(reason, Reason::TooLong(limits.total));
        is_all_that_was_seen(&found, "sleeps");
        assert!(seen(&found).len() > 1, "{engine}: {found:?}");
    }
}

fn examples_of_what_was_seen_can_be_followed() {
    let (found, reason) = until("aborts_late", EngineId::Explorer, &LIMITS);
    assert!(matches!(reason, Reason::Died(Cause::Signalled { signal: 6, .. })), "{reason:?}");
    for (label, seen) in found.observations.iter().filter(|(label, _)| *label != "abort") {
        let followed = engine::replay(&Program::unnamed(work), &seen.example.schedule, &Budget::DEFAULT);
        assert_eq!(followed.expect("it can be followed").execution.label(), label);
        assert!(seen.example.is_whole());
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    macro_rules! tests {
        ($($test:ident),* $(,)?) => { vec![$(Trial::test(stringify!($test), || { $test(); Ok(()) })),*] };
    }
    tests![
        whatever_ends_the_process_ends_no_more_than_its_last_execution,
        what_somebody_else_does_to_the_process_is_no_failure_of_the_program,
        a_limit_of_time_takes_nothing_back,
        examples_of_what_was_seen_can_be_followed,
    ]
}

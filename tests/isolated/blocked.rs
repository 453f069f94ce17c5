//! Whoever is blocked outside of the facade is told of, in a process of the engine's own and in one that is not.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::Trial;
use racecourse::budget::Budget;
use racecourse::engine::{self, EngineId, Program};
use racecourse::exploration::{Coverage, Reason, Verb};
use racecourse::failure::Cause;
use racecourse::isolate::{self, Limits};
use racecourse::outcome::Outcome;
use racecourse::scenario::{Scenario, Variant};
use racecourse::thread;

use crate::side_by_side;

/// Programs that hold a lock of another library over a step.
pub(crate) static BLOCKED: Scenario = Scenario {
    id: "T05",
    name: "blocked",
    family: "test",
    title: "Blocked",
    summary: "Blocks where no model sees it.",
    variants: &[variant("std", of_std), variant("parking_lot", of_parking_lot)],
    ..Scenario::EMPTY
};

const fn variant(name: &'static str, run: fn() -> Outcome) -> Variant {
    let (source, file) = (include_str!("blocked.rs"), "tests/isolated/blocked.rs");
    Variant { name, run, source, file, ..Variant::EMPTY }
}

fn both(locked: impl Fn() + Send + Sync + 'static) -> Outcome {
    let locked = Arc::new(locked);
    let other = Arc::clone(&locked);
    let left = thread::spawn_named("left", move || locked());
    let right = thread::spawn_named("right", move || other());
    let _ = (left.join(), right.join());
    Outcome::new("both done")
}

fn of_std() -> Outcome {
    let lock = std::sync::Mutex::new(());
    both(move || {
        let _held = lock.lock().expect("not poisoned");
        thread::yield_now();
    })
}

/// Who waits for it is known by memory of the thread's own, so that it cannot be got out of there.
fn of_parking_lot() -> Outcome {
    let lock = parking_lot::Mutex::new(());
    both(move || {
        let _held = lock.lock();
        thread::yield_now();
    })
}

const LIMITS: Limits = Limits { silence: Duration::from_secs(1), total: Duration::from_secs(60), memory: 512 << 20 };

fn who_is_blocked_in_a_process_of_its_own_is_told() {
    let engines = [EngineId::Explorer, EngineId::Loom, EngineId::Random];
    let cases = engines.into_iter().flat_map(|engine| BLOCKED.variants.iter().map(move |variant| (engine, variant)));
    side_by_side::each(cases, |(engine, variant)| {
        let exploration = isolate::explore(&BLOCKED, variant, engine, &Budget::DEFAULT, &LIMITS);
        let name = variant.name;
        assert_eq!(exploration.observations.keys().collect::<Vec<_>>(), ["hang"], "{name} {engine}: {exploration:#?}");
        let is_silent = matches!(exploration.coverage, Coverage::Interrupted { reason: Reason::Silent(_), .. });
        assert!(is_silent, "{name} {engine}: {:?}", exploration.coverage);
        let failure = exploration.observations["hang"].example.failure.as_ref().expect("a hang is a failure");
        let Cause::BlockedOutside { actor, inside, .. } = &failure.cause else {
            panic!("{name} {engine}: {failure:?}")
        };
        let other = if actor == "left" { "right" } else { "left" };
        let holder = inside.iter().find(|(who, ..)| who == other).expect("it is inside of something");
        assert_eq!((holder.1, holder.2.file.as_str()), (Verb::Yield, "tests/isolated/blocked.rs"), "{name} {engine}");
    });
}

const ROLE: &str = "RACECOURSE_TEST_BLOCKED_ROLE";

/// Explores in this process, which may end by that.
pub(crate) fn in_another_role() -> Option<ExitCode> {
    let role = std::env::var(ROLE).ok()?;
    let by = |engine, run: fn() -> Outcome| {
        let budget = Budget { process_runs: 1, ..Budget::DEFAULT };
        engine::explore(&Program::unnamed(run), engine, &budget)
    };
    if role == "blocked" {
        by(EngineId::Explorer, of_parking_lot);
        return Some(ExitCode::SUCCESS);
    }
    // Who has watched the first is not in the way of the second, which has to be alone.
    by(EngineId::Explorer, || both(|| thread::yield_now()));
    let alone = by(EngineId::Processes, || both(|| thread::yield_now()));
    println!("{:?}", alone.coverage);
    Some(ExitCode::SUCCESS)
}

fn in_role(role: &str) -> std::process::Output {
    let program = std::env::current_exe().expect("a test knows where it is");
    Command::new(program).env(ROLE, role).output().expect("it runs")
}

fn a_process_that_cannot_be_got_out_of_it_ends_with_the_reason() {
    let output = in_role("blocked");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.signal(), Some(6), "{said}");
    let expected = ["error: right has been blocked for 10s in something outside of the facade", "left at blocked.rs:"];
    assert!(expected.iter().all(|it| said.contains(it)), "{said}");
}

fn who_watches_is_gone_before_an_engine_that_has_to_be_alone_begins() {
    let output = in_role("alone");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.trim(), "Sampled { executions: 1, seed: None }", "{}", String::from_utf8_lossy(&output.stderr));
}

pub(crate) fn trials() -> Vec<Trial> {
    let all: [(&str, fn()); 3] = [
        ("who_is_blocked_in_a_process_of_its_own_is_told", who_is_blocked_in_a_process_of_its_own_is_told),
        (
            "a_process_that_cannot_be_got_out_of_it_ends_with_the_reason",
            a_process_that_cannot_be_got_out_of_it_ends_with_the_reason,
        ),
        (
            "who_watches_is_gone_before_an_engine_that_has_to_be_alone_begins",
            who_watches_is_gone_before_an_engine_that_has_to_be_alone_begins,
        ),
    ];
    let trial = |(name, test): (&str, fn())| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    };
    all.into_iter().map(trial).collect()
}

//! A program that comes to a great many outcomes takes no more memory or time for each execution than another.

use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use libtest_mimic::Trial;
use racecourse::budget::Budget;
use racecourse::engine::{self, EngineId, Program};
use racecourse::exploration::Exploration;
use racecourse::isolate::{self, Limits};
use racecourse::outcome::Outcome;
use racecourse::scenario::{Scenario, Variant};
use racecourse::sync::Mutex;
use racecourse::thread;
use racecourse::{Check, check};

/// A program with an outcome for each order of its actors.
pub(crate) static MANY: Scenario = Scenario {
    id: "T04",
    name: "many",
    family: "test",
    title: "Many",
    summary: "Ends in many ways.",
    variants: &[variant("eight", orders_of_eight)],
    ..Scenario::EMPTY
};

const fn variant(name: &'static str, run: fn() -> Outcome) -> Variant {
    let (source, file) = (include_str!("many_outcomes.rs"), "tests/isolated/many_outcomes.rs");
    Variant { name, run, source, file, ..Variant::EMPTY }
}

fn orders<const ACTORS: usize>() -> Vec<usize> {
    let log = Arc::new(Mutex::new(Vec::new()));
    let actors: Vec<_> = (0..ACTORS)
        .map(|me| {
            let log = Arc::clone(&log);
            thread::spawn(move || log.lock().push(me))
        })
        .collect();
    for actor in actors {
        actor.join().unwrap();
    }
    log.lock().clone()
}

fn orders_of_eight() -> Outcome {
    Outcome::new(format!("{:?}", orders::<8>()))
}

fn budget() -> Budget {
    Budget { executions: 50_000, ..Budget::DEFAULT }
}

fn is_complete(found: &Exploration) {
    assert!(found.coverage.is_exhaustive(), "{:?}", found.coverage);
    assert_eq!((found.observations.len(), found.coverage.executions()), (40_320, 40_320));
    assert!(found.observations.values().all(|seen| seen.count == 1));
}

const ROLE: &str = "RACECOURSE_TEST_MANY_ROLE";

/// Explores by itself or in a child process, and says how much memory this one has taken.
pub(crate) fn in_another_role() -> Option<ExitCode> {
    match std::env::var(ROLE).ok()?.as_str() {
        "alone" => is_complete(&engine::explore(&Program::unnamed(orders_of_eight), EngineId::Explorer, &budget())),
        _ => is_complete(&explore_isolated()),
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.strip_suffix("kB"));
    println!("{}", peak.unwrap_or_default().trim());
    Some(ExitCode::SUCCESS)
}

fn explore_isolated() -> Exploration {
    let variant = MANY.variant("eight").expect("the variant is in the list");
    isolate::explore(&MANY, variant, EngineId::Explorer, &budget(), &Limits::DEFAULT)
}

fn memory_stays_small_however_many_outcomes_there_are() {
    for role in ["alone", "isolated"] {
        let program = std::env::current_exe().expect("a test knows where it is");
        let output = Command::new(program).env(ROLE, role).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let peak = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let peak: u64 = peak.parse().unwrap_or_else(|_| panic!("{peak:?} is no number"));
        // The caller of a child has both what it has heard, and what it was told in the end.
        let most = if role == "alone" { 40 } else { 80 };
        assert!(peak < most * 1024, "{role}: {peak} KiB");
    }
}

/// How often an exploration runs `program`, for each execution that it counts.
fn runs_for_each(program: fn() -> Outcome) -> f64 {
    let runs = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&runs);
    let program = Program::unnamed(move || {
        counted.fetch_add(1, Relaxed);
        program()
    });
    let found = engine::explore(&program, EngineId::Explorer, &budget());
    runs.load(Relaxed) as f64 / found.coverage.executions() as f64
}

fn an_outcome_of_its_own_makes_no_execution_run_again() {
    let (many, one) = (runs_for_each(orders_of_eight), runs_for_each(|| Outcome::new(orders::<8>().len())));
    assert!(many < 1.5 * one, "{many} runs for each execution, and {one} with one outcome");
}

fn every_outcome_can_be_followed() {
    let found = engine::explore(
        &Program::unnamed(|| Outcome::new(format!("{:?}", orders::<5>()))),
        EngineId::Explorer,
        &budget(),
    );
    assert_eq!(found.observations.len(), 120);
    assert_eq!(found.observations.values().filter(|seen| seen.example.is_whole()).count(), 32);
    for (label, seen) in &found.observations {
        let program = Program::unnamed(|| Outcome::new(format!("{:?}", orders::<5>())));
        let followed = engine::replay(&program, &seen.example.schedule, &budget()).expect("it can be followed");
        assert_eq!((followed.execution.label(), seen.example.schedule.is_empty()), (label.as_str(), false));
    }
}

fn what_is_wrong_is_shown_whichever_of_the_outcomes_it_is() {
    let all = racecourse::explore(orders::<5>);
    for wrong in all.iter().step_by(17).map(str::to_owned).collect::<Vec<_>>() {
        let others: Vec<String> = all.iter().map(str::to_owned).filter(|it| *it != wrong).collect();
        let failed = std::panic::catch_unwind(|| Check::new().allow(others).run(orders::<5>));
        let said = failed.expect_err("one of them is not allowed");
        let said = said.downcast_ref::<String>().expect("a report");
        assert!(said.contains("not allowed") && said.contains("thread-1") && said.contains("write log"), "{said}");
    }
    assert!(std::panic::catch_unwind(|| check(orders::<3>)).is_err());
}

pub(crate) fn trials() -> Vec<Trial> {
    macro_rules! tests {
        ($($test:ident),* $(,)?) => { vec![$(Trial::test(stringify!($test), || { $test(); Ok(()) })),*] };
    }
    tests![
        memory_stays_small_however_many_outcomes_there_are,
        an_outcome_of_its_own_makes_no_execution_run_again,
        every_outcome_can_be_followed,
        what_is_wrong_is_shown_whichever_of_the_outcomes_it_is,
    ]
}

//! Checks in somebody's own tests: what passes, what fails and how, in a child, and along a schedule.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Output};

use racecourse::engine::EngineId;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::sync::{Condvar, Mutex};
use racecourse::{Check, Outcomes, check, explore, thread};

/// Two threads add 1 by reading and then writing; says what each has seen.
fn two_additions() -> u32 {
    let counter = AtomicU32::new(0);
    let add = |who: &str| {
        let seen = counter.load(SeqCst);
        println!("{who} saw {seen}");
        counter.store(seen + 1, SeqCst);
    };
    thread::scope(|scope| {
        scope.spawn_named("left", || add("left"));
        scope.spawn_named("right", || add("right"));
    });
    counter.load(SeqCst)
}

fn locked_additions() -> u32 {
    let counter = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| *counter.lock() += 1);
        scope.spawn(|| *counter.lock() += 1);
    });
    *counter.lock()
}

/// What `failing` says when it panics.
#[track_caller]
fn report(failing: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(failing)).expect_err("it fails");
    panic.downcast_ref::<String>().expect("it says why").clone()
}

#[track_caller]
fn says(report: &str, parts: &[&str]) {
    for part in parts {
        assert!(report.contains(part), "there is no `{part}` in\n{report}");
    }
}

#[test]
fn what_is_right_passes() {
    check(locked_additions);
    Check::new().allow(["1", "2"]).run(two_additions);
    Check::new().preemptions(1).allow(["1", "2"]).run(two_additions);
    Check::new().engines([EngineId::Explorer, EngineId::WeakMemory]).run(locked_additions);
}

#[test]
fn outcomes_are_all_outcomes() {
    assert_eq!(explore(two_additions), ["1", "2"]);
    assert_eq!(explore(locked_additions), ["2"]);
    assert_eq!(Check::new().preemptions(0).explore(two_additions), ["2"]);
    assert_eq!(Check::new().preemptions(0).isolated().explore(two_additions), ["2"]);
    let stuck = || {
        let (lock, signal) = (Mutex::new(()), Condvar::new());
        signal.wait(&mut lock.lock());
    };
    assert_eq!(explore(stuck), ["deadlock"]);
}

#[test]
fn what_depends_on_the_interleaving_fails() {
    let said = report(|| check(two_additions));
    says(&said, &["FAIL: wrong outcome", "`2` in some, `1` in others", "Check::allow", "checks.rs", "let seen = "]);
    says(&said, &["RACECOURSE_SCHEDULE='left right×2 left main' cargo test", "checks::what_depends"]);
    let said = report(|| Check::new().name("additions").allow(["2"]).run(two_additions));
    says(&said, &["additions ", "returns `1`, which is not allowed"]);
}

#[test]
fn a_report_names_nothing_that_only_the_course_has() {
    let said = report(|| check(two_additions));
    assert!(!said.contains("racecourse check") && !said.contains("--format"), "{said}");
}

#[test]
fn captures_and_parameters_come_along() {
    let names = vec!["left".to_owned(), "right".to_owned()];
    check(move || {
        let sum = Mutex::new(0);
        thread::scope(|scope| {
            for name in &names {
                scope.spawn(|| *sum.lock() += name.len());
            }
        });
        *sum.lock()
    });
}

#[test]
fn a_search_that_is_not_complete_decides_nothing() {
    let short = Check::new().executions(2).allow(["1", "2"]);
    says(&report(|| short.run(two_additions)), &["NOT DECIDED", "the first 2 executions", "Check::executions"]);
    says(&report(|| drop(short.explore(two_additions))), &["NOT DECIDED"]);
    short.accept_incomplete().run(two_additions);
}

#[test]
fn sampling_and_real_runs_need_not_be_complete() {
    Check::new().engines([EngineId::Random]).allow(["1", "2"]).run(two_additions);
    Check::new().engines([EngineId::Stress]).allow(["1", "2"]).run(two_additions);
}

#[test]
fn a_check_in_a_child_process_says_the_same() {
    let check = Check::new().name("additions");
    let here = report(|| check.run(two_additions));
    let there = report(|| check.clone().isolated().run(two_additions));
    assert_eq!(here, there);
    assert_eq!(check.isolated().explore(two_additions), ["1", "2"]);
}

#[test]
fn what_ends_its_process_fails_like_anything_else() {
    let said = report(|| Check::new().isolated().run(|| -> () { std::process::abort() }));
    says(&said, &["FAIL: abort", "SIGABRT"]);
}

#[test]
fn several_checks_of_one_test_are_told_apart_in_their_children() {
    let outcomes = |returned: u32| -> Outcomes { Check::new().isolated().explore(move || returned) };
    assert_eq!(outcomes(1), ["1"]);
    assert_eq!(outcomes(2), ["2"]);
    assert_eq!(Check::new().isolated().explore(|| 3), ["3"]);
}

/// Runs one of the tests here in a process of its own, along a schedule.
fn along(schedule: &str, test: &str) -> Output {
    let program = std::env::current_exe().expect("this program has a path");
    let mut command = Command::new(program);
    command.env("RACECOURSE_SCHEDULE", schedule).env("RUST_BACKTRACE", "0");
    command.args([test, "--exact", "--nocapture"]).output().expect("it can be started")
}

/// Not a check by itself: what the tests below run along schedules.
#[test]
fn followed() {
    if std::env::var_os("RACECOURSE_SCHEDULE").is_some() {
        Check::new().allow(["2"]).run(two_additions);
    }
}

#[test]
fn a_schedule_is_followed_once_and_fails_as_it_does() {
    for on in ["", " --on model", " --on threads"] {
        let output = along(&format!("left right×2 left main{on}"), "checks::followed");
        let (printed, told) = (text(&output.stdout), text(&output.stderr));
        assert!(!output.status.success(), "{on}: {printed}{told}");
        says(&told, &["tests/engines/checks.rs", "It ends with 1", "which is not allowed"]);
        let seen: Vec<&str> = printed.lines().filter_map(|line| line.split("... ").last()).collect();
        let seen: Vec<&str> = seen.into_iter().filter(|line| line.contains(" saw ")).collect();
        assert_eq!(seen, ["left saw 0", "right saw 0"], "{on}: {printed}");
    }
}

#[test]
fn a_schedule_that_comes_to_the_right_end_passes() {
    for on in ["", " --on threads"] {
        let output = along(&format!("left×2 right×2 main{on}"), "checks::followed");
        let told = text(&output.stderr);
        assert!(output.status.success(), "{on}: {told}");
        says(&text(&output.stdout), &["It ends with 2", "which is allowed", "left saw 0", "right saw 1"]);
    }
}

#[test]
fn an_x_in_a_schedule_is_a_times() {
    for on in ["", " --on threads"] {
        let output = along(&format!("leftx2 rightx2 main{on}"), "checks::followed");
        assert!(output.status.success(), "{on}: {}", text(&output.stderr));
        says(&text(&output.stdout), &["It ends with 2", "left saw 0", "right saw 1"]);
    }
}

#[test]
fn a_schedule_that_makes_no_sense_is_refused() {
    for (schedule, why) in [
        ("lft", "no actor is called `lft`; did you mean `left`?"),
        ("left×", "RACECOURSE_SCHEDULE"),
        ("left --on mars", "`--on mars` is neither model nor threads nor processes"),
        ("left left left left left left", "left has finished"),
    ] {
        let output = along(schedule, "checks::followed");
        assert!(!output.status.success(), "{schedule}");
        says(&text(&output.stderr), &[why, "tests/engines/checks.rs"]);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

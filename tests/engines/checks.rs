//! Checks in somebody's own tests: what passes, what fails and how, in a child, and along a schedule.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Output};
use std::sync::Arc;

use racecourse::engine::EngineId;
use racecourse::sync::atomic::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
};
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
    Check::new().engines([EngineId::Explorer, EngineId::Loom]).run(locked_additions);
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
fn what_has_to_be_returned_has_to_be_seen() {
    Check::new().must_return(["1", "2"]).run(two_additions);
    Check::new().allow(["1"]).must_return(["2"]).run(two_additions);
    let said = report(|| Check::new().allow(["2"]).must_return(["3"]).run(locked_additions));
    says(&said, &["FAIL: never returned", "No execution that was searched returns `3`", "Check::must_return"]);
    says(&said, &["  2  ", "allowed", "▶ 3  ", "0  has to be returned", "that can differ"]);
    // What goes wrong is said first, and what was not searched decides nothing.
    let said = report(|| Check::new().must_return(["2", "3"]).run(two_additions));
    says(&said, &["FAIL: wrong outcome", "returns `1`, which is not allowed", "  3  ", "has to be returned"]);
    let said = report(|| Check::new().executions(2).allow(["1", "2"]).must_return(["3"]).run(two_additions));
    says(&said, &["NOT DECIDED"]);
    // Asked for along a schedule, it is one of those that are allowed.
    let output = along("left right×2 left main", "checks::followed_to_what_has_to_be_returned");
    assert!(output.status.success(), "{}", text(&output.stderr));
    says(&text(&output.stdout), &["It ends with 1, which is allowed."]);
}

#[test]
fn what_runs_one_after_the_other_passes_and_that_is_said() {
    check(one_after_the_other);
    let program = std::env::current_exe().expect("this program has a path");
    let again = ["checks::what_runs_one_after_the_other_is_checked", "--exact", "--nocapture"];
    let output =
        Command::new(program).env_remove("RACECOURSE_SCHEDULE").args(again).output().expect("it can be started");
    says(&text(&output.stderr), &["is_checked: no two actors were ever able to go on at the same time"]);
}

/// Not a check by itself: what the test above runs.
#[test]
fn what_runs_one_after_the_other_is_checked() {
    check(one_after_the_other);
}

/// Two threads, of which the second is started when the first has ended: the iterator makes them one by one.
fn one_after_the_other() -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    let start = |_| {
        let counter = Arc::clone(&counter);
        thread::spawn(move || counter.store(counter.load(SeqCst) + 1, SeqCst))
    };
    (0..2).map(start).for_each(|started| started.join().expect("no panic"));
    counter.load(SeqCst)
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
    assert_eq!(here, there.replace(" --check 2'", "'"), "but for the number of the check");
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

#[test]
fn an_engine_that_ran_nothing_decides_nothing_whatever_was_said() {
    let check = Check::new().engines([EngineId::Gated]);
    let lenient = check.clone().accept_incomplete();
    says(&report(|| check.run(locked_additions)), &["NOT DECIDED", "Nothing was run", "cannot run this: it plays"]);
    says(&report(|| lenient.run(locked_additions)), &["NOT DECIDED", "cannot run this"]);
    says(&report(|| drop(lenient.explore(locked_additions))), &["NOT DECIDED", "cannot run this"]);
    // Nobody knows which test this thread belongs to, so no child can be started for it.
    let real = || report(|| Check::new().engines([EngineId::Stress]).run(locked_additions));
    let said = std::thread::spawn(real).join().expect("the report is caught");
    says(&said, &["NOT DECIDED", "cannot run this", "the name of the test"]);
    let both = Check::new().engines([EngineId::Explorer, EngineId::Gated]).accept_incomplete();
    says(&report(|| both.run(locked_additions)), &["NOT DECIDED", "Not every engine", "Check::engines"]);
    let none = Check::new().executions(0).accept_incomplete();
    says(&report(|| none.run(locked_additions)), &["NOT DECIDED", "by Check::executions", "none of the executions"]);
}

#[test]
fn a_sample_without_an_end_decides_nothing() {
    let check = Check::new().engines([EngineId::Random]).steps(1);
    says(&report(|| check.run(locked_additions)), &["NOT DECIDED", "Nothing was run"]);
}

#[test]
#[should_panic(expected = "Check::engines was given no engine")]
fn a_check_without_an_engine_is_refused() {
    drop(Check::new().engines([]));
}

/// Deadlocks in some interleavings, and returns what is called like that in the others.
fn called_like_its_failure() -> &'static str {
    let (a, b) = (Mutex::new(()), Mutex::new(()));
    thread::scope(|scope| {
        scope.spawn(|| {
            let _both = (a.lock(), b.lock());
        });
        scope.spawn(|| {
            let _both = (b.lock(), a.lock());
        });
    });
    "deadlock"
}

#[test]
fn what_is_returned_is_never_taken_for_a_failure() {
    let check = Check::new().allow(["deadlock", "fine"]);
    says(&report(|| check.run(called_like_its_failure)), &["FAIL: deadlock", "a failure", "\"deadlock\"", "allowed"]);
    check.run(|| "deadlock");
    check.run(|| "deadlock".to_owned());
    let found = explore(called_like_its_failure);
    assert_eq!(found, ["deadlock", "\"deadlock\""]);
    assert_eq!(explore(|| "panic"), ["\"panic\""]);
    assert_ne!(explore(|| "panic"), ["panic"]);
}

#[test]
fn a_long_value_is_cut_in_reports() {
    let long = |returned: u32| format!("{}{returned}", "long\n".repeat(20_000));
    let said = report(|| Check::new().allow(["short"]).run(move || long(two_additions())));
    says(&said, &["`long\\nlong\\n", "…`, which is not allowed"]);
    assert!(said.len() < 5_000, "{} bytes", said.len());
}

#[test]
fn long_values_are_shown_where_they_differ() {
    let said = report(|| check(|| format!("{}{}", "a".repeat(100_000), two_additions())));
    says(&said, &["…aaaaaaaaaaaaaaaaaaaa2", "…aaaaaaaaaaaaaaaaaaaa1"]);
    assert!(said.len() < 5_000, "{} bytes", said.len());
}

#[test]
fn a_long_message_is_cut_and_one_of_some_lines_is_not() {
    let said = report(|| check(|| -> () { panic!("{}", "a".repeat(300_000)) }));
    says(&said, &["The program panicked at checks.rs:", "aaa…"]);
    assert!(said.len() < 5_000, "{} bytes", said.len());
    let said = report(|| check(|| assert_eq!(two_additions(), 2)));
    says(&said, &["assertion `left == right` failed left: 1 right: 2"]);
    let said = report(|| check(|| assert_eq!("a".repeat(100_000), "b".repeat(100_000))));
    says(&said, &["failed left:\n", "aaa… right:\n", "bbb…"]);
}

#[test]
fn nothing_in_a_name_or_a_message_is_obeyed_by_a_terminal() {
    let said = report(|| {
        Check::new().name("over\nthere\u{7}").run(|| {
            let flag = AtomicU32::new(0);
            thread::scope(|scope| {
                scope.spawn_named("one\n\u{1b}[2J", || flag.store(1, SeqCst));
                scope.spawn_named(&"two".repeat(1000), || assert_eq!(flag.load(SeqCst), 0, "\u{1b}[31mred"));
            });
        });
    });
    says(&said, &["over\\nthere\\u{7}", "one\\n\\u{1b}[2J", "\\u{1b}[31mred", "twotwo"]);
    assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{said:?}");
    assert!(said.len() < 5_000, "{} bytes", said.len());
}

#[test]
fn counts_are_written_to_be_read() {
    let said = report(|| Check::new().executions(1).run(two_additions));
    says(&said, &["explorer    the first execution"]);
    assert!(!said.contains("1 execution,"), "{said}");
    let said = report(|| Check::new().preemptions(usize::MAX).allow(["2"]).run(two_additions));
    says(&said, &["any number of preemptions"]);
    let said = report(|| Check::new().allow(["()"]).run(|| ()));
    says(&said, &["`()`, which Check::allow calls `finished`"]);
}

#[test]
fn a_suggested_schedule_is_one_word_of_the_shell_and_can_be_followed() {
    let said = report(odd_names);
    let (_, command) = said.split_once("RACECOURSE_SCHEDULE=").expect("there is one");
    let (word, rest) = command.split_once(" cargo test").expect("there is a command");
    says(rest, &["-- --exact --nocapture"]);
    let word = word.trim_end_matches(['\\', '\n', ' ']);
    let shell = Command::new("sh").args(["-c", &format!("printf %s {word}")]).output().expect("there is a shell");
    let output = along(text(&shell.stdout), "checks::odd_names_followed");
    says(&text(&output.stderr), &["It ends with 1", "which is not allowed", "it's --on threads"]);
}

/// A check whose threads are called as badly as can be.
fn odd_names() {
    Check::new().allow(["2"]).run(|| {
        let counter = AtomicU32::new(0);
        let add = || counter.store(counter.load(SeqCst) + 1, SeqCst);
        thread::scope(|scope| {
            scope.spawn_named("it's --on threads", add);
            scope.spawn_named("--check\n\u{1b}[2J", add);
        });
        counter.load(SeqCst)
    });
}

/// Runs one of the tests here in a process of its own, along a schedule.
fn along(schedule: impl AsRef<OsStr>, test: &str) -> Output {
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

/// The same.
#[test]
fn odd_names_followed() {
    if std::env::var_os("RACECOURSE_SCHEDULE").is_some() {
        odd_names();
    }
}

/// The same, without values that may come out.
#[test]
fn followed_with_nothing_allowed() {
    if std::env::var_os("RACECOURSE_SCHEDULE").is_some() {
        check(two_additions);
    }
}

/// The same, with values that have to come out.
#[test]
fn followed_to_what_has_to_be_returned() {
    if std::env::var_os("RACECOURSE_SCHEDULE").is_some() {
        Check::new().must_return(["1", "2"]).run(two_additions);
    }
}

/// The same, of a program that returns nothing and may panic.
#[test]
fn followed_to_a_panic() {
    if std::env::var_os("RACECOURSE_SCHEDULE").is_some() {
        check(|| assert_eq!(two_additions(), 2, "an addition is lost"));
    }
}

/// The same, of several checks, the last two at one place.
#[test]
fn followed_by_one_of_several() {
    if std::env::var_os("RACECOURSE_SCHEDULE").is_some() {
        check(locked_additions);
        for allowed in [["1", "2"], ["2", "3"]] {
            Check::new().allow(allowed).run(two_additions);
        }
    }
}

/// The same, on a thread of which nobody knows which test it belongs to.
#[test]
fn followed_on_a_nameless_thread() {
    if std::env::var_os("RACECOURSE_SCHEDULE").is_some() {
        let ended = std::thread::spawn(|| Check::new().allow(["2"]).run(two_additions)).join();
        assert!(ended.is_ok(), "the check fails");
    }
}

#[test]
fn one_execution_does_not_decide_what_all_return() {
    for (on, schedule) in [("", "left right×2 left main"), (" --on threads", "left×2 right×2 main")] {
        let output = along(format!("{schedule}{on}"), "checks::followed_with_nothing_allowed");
        assert!(!output.status.success(), "{on}");
        let told = text(&output.stderr);
        says(&told, &["It ends with ", "others may end otherwise", "Check::allow"]);
        assert!(!told.contains('✓'), "{told}");
    }
}

#[test]
fn a_panic_along_a_schedule_says_what_it_says_and_where() {
    for on in ["", " --on threads"] {
        let output = along(format!("left right×2 left main{on}"), "checks::followed_to_a_panic");
        assert!(!output.status.success(), "{on}");
        says(
            &text(&output.stderr),
            &["It ends with panic", "The program panicked at checks.rs:", "an addition is lost"],
        );
        let output = along(format!("left×2 right×2 main{on}"), "checks::followed_to_a_panic");
        assert!(output.status.success(), "{on}: {}", text(&output.stderr));
    }
}

#[test]
fn a_schedule_is_followed_by_the_check_with_its_number() {
    let test = "checks::followed_by_one_of_several";
    let searched = along("left --check 9", test);
    let told = text(&searched.stderr);
    says(&told, &["FAIL: wrong outcome", "RACECOURSE_SCHEDULE='left right×2 left main --check 3' cargo test"]);
    let output = along("left right×2 left main --check 3", test);
    says(&text(&output.stderr), &["replayed", "It ends with 1", "which is not allowed"]);
    let output = along("left right×2 left main --check 2", test);
    says(&text(&output.stdout), &["replayed", "It ends with 1", "which is allowed"]);
    says(&text(&output.stderr), &["FAIL: wrong outcome"]);
    let output = along("left --check 2 --on threads", test);
    says(&text(&output.stdout), &["played for real", "which is allowed"]);
    says(&text(&along("left", test).stderr), &["no actor is called `left`"]);
}

#[test]
fn a_schedule_along_which_nothing_is_run_does_not_pass() {
    let output = along("left --on threads", "checks::followed_on_a_nameless_thread");
    assert!(!output.status.success());
    says(&text(&output.stderr), &["Nothing was run", "cannot run this"]);
}

#[test]
fn a_schedule_that_is_no_text_is_refused_where_the_check_is() {
    let output = along(OsStr::from_bytes(b"left \xff"), "checks::followed");
    assert!(!output.status.success());
    says(&text(&output.stderr), &["RACECOURSE_SCHEDULE is not UTF-8", "tests/engines/checks.rs"]);
}

#[test]
fn a_schedule_is_followed_once_and_fails_as_it_does() {
    for on in ["", " --on model", " --on threads"] {
        let output = along(format!("left right×2 left main{on}"), "checks::followed");
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
        let output = along(format!("left×2 right×2 main{on}"), "checks::followed");
        let told = text(&output.stderr);
        assert!(output.status.success(), "{on}: {told}");
        says(&text(&output.stdout), &["It ends with 2", "which is allowed", "left saw 0", "right saw 1"]);
    }
}

#[test]
fn an_x_in_a_schedule_is_a_times() {
    for on in ["", " --on threads"] {
        let output = along(format!("leftx2 rightx2 main{on}"), "checks::followed");
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
        ("left --check none", "`--check none` is not the number of a check"),
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

#[test]
fn what_loom_finds_can_be_followed_unless_a_load_reads_an_old_value() {
    let check = Check::new().engines([EngineId::Loom]);
    let said = report(|| check.run(|| assert_eq!(two_additions(), 2)));
    says(&said, &["RACECOURSE_SCHEDULE="]);
    assert!(!said.contains("No order of steps leads here"), "{said}");
    let said = report(|| {
        check.run(|| {
            let (data, flag) = (AtomicU32::new(0), AtomicU32::new(0));
            thread::scope(|scope| {
                scope.spawn_named("writer", || {
                    data.store(1, Relaxed);
                    flag.store(1, Relaxed);
                });
                if flag.load(Relaxed) == 1 {
                    assert_eq!(data.load(Relaxed), 1, "the data is there");
                }
            });
        });
    });
    says(&said, &["No order of steps leads here: a load reads an old value."]);
}

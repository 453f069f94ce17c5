//! `racecourse learn` through a pipe, as a program or a screen reader uses it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::folder::{EXERCISE, Folder, of_the_author};

/// A student's folder. What exercises are checked with is built already.
struct Course(TempDir);

impl Course {
    fn new() -> Self {
        // Whoever grades something has it built where all tests have it.
        Folder::with([("ada", of_the_author("right/lock.rs").as_str())]).graded(&[]);
        let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache/racecourse");
        let course = Self(tempfile::tempdir().expect("a folder"));
        let hidden = course.0.path().join(".racecourse");
        fs::create_dir_all(hidden.join("crates")).expect("a folder in it");
        for part in ["library", "target", "tools.json"] {
            symlink(built.join(part), hidden.join(part)).expect("a link");
        }
        course
    }

    fn file(&self) -> PathBuf {
        self.0.path().join(EXERCISE).join("exercise.rs")
    }

    /// What `racecourse play` says of what is written, to these lines, and its exit code.
    fn plays(&self, arguments: &[&str], lines: &[&str]) -> (String, Option<i32>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse"));
        command.args(["play", EXERCISE]).args(arguments).current_dir(self.0.path()).env("COLUMNS", "80");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        // It may have ended without having listened.
        let _ = writeln!(pipe, "{}", lines.join("\n"));
        drop(pipe);
        let output = child.wait_with_output().expect("it ends");
        let text = [output.stdout, output.stderr].concat();
        (String::from_utf8(text).expect("text"), output.status.code())
    }

    /// What is said when somebody says these lines.
    fn hears(&self, lines: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse"));
        command.args(["learn", "--manual"]).arg(self.0.path()).env("COLUMNS", "80");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        writeln!(pipe, "go {EXERCISE}\n{}\nquit", lines.join("\n")).expect("it listens");
        let output = child.wait_with_output().expect("it ends");
        String::from_utf8(output.stdout).expect("text")
    }
}

#[test]
fn what_is_wrong_is_gone_through_and_played_for_real_and_what_is_right_is_said_to_be() {
    let course = Course::new();
    let said = course.hears(&["check", "steps", "real", "diff"]);
    for expected in [
        "✗ wrong: one addition is overwritten",
        "Why         left reads value (step 1) and writes it (step 4). In between",
        "With step 3 before step 1",
        "event 9 of 9",
        "  4  left   store value ← 5",
        "So it ends: total=5.",
        "For real, each step held until it was its turn in the schedule: 20 of 20",
        "ended with `total=5`.",
        "Nothing yet: it is as it was at first.",
    ] {
        assert!(said.contains(expected), "there is no `{expected}` in\n{said}");
    }
    let right = of_the_author("right/one_operation.rs");
    fs::write(course.file(), &right).expect("it is saved");
    let said = course.hears(&["check", "steps", "diff", "list"]);
    assert!(said.contains("✓ right") && said.contains("week 0  start here"), "{said}");
    assert!(said.contains("- ") && said.contains("+ ") && said.contains("fetch_add"), "{said}");
    assert!(said.contains("repair_lost_update · saved "), "there is room for when it was saved in\n{said}");
    // Of what is right there is nothing to go through.
    assert!(!said.contains("event 1 of") && said.contains("Say: check [NAME]"), "{said}");
}

/// Whoever says what cannot be done is told so, and goes on.
#[test]
fn what_cannot_be_done_is_said_to_be_so() {
    let course = Course::new();
    let said = course.hears(&["foo", "steps", "go", "go nowhere", "check nowhere", "check repair_lost_wakeup"]);
    for expected in [
        "`foo` is nothing that can be done here.\nSay: check [NAME]",
        "`steps` needs a check that has shown an order of steps.",
        "Go where? Say `go` and the name of an exercise.",
        "There is no exercise `nowhere`.",
        "✗ wrong: all wait, and nobody is left to wake them",
    ] {
        assert!(said.contains(expected), "there is no `{expected}` in\n{said}");
    }
}

/// What is written as with the standard library is explained.
#[test]
fn a_lock_that_is_taken_as_that_of_the_standard_library_is_told_from_it() {
    let course = Course::new();
    course.hears(&[]);
    fs::write(course.file(), of_the_author("right/lock.rs").replace(".lock()", ".lock().unwrap()"))
        .expect("it is saved");
    let said = course.hears(&["task", "check"]);
    for expected in [
        "At first it fails: one addition is overwritten (total=5).",
        "✗ does not build",
        "Locks here have no poison: `lock`, `read` and `write` return the guard itself",
    ] {
        assert!(said.contains(expected), "there is no `{expected}` in\n{said}");
    }
}

/// Somebody at work on the exercise: what is done to the file after the task was shown, and what is said then, with these lines after it.
fn after(course: &Course, what: impl FnOnce(), lines: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse"));
    command.arg("learn").arg(course.0.path()).env("COLUMNS", "80");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    writeln!(pipe, "go repair_lost_wakeup\ngo {EXERCISE}").expect("it listens");
    let mut said = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut line = String::new();
    // It begins with some exercise, and another one is gone to first: the end of the task is said once more for this one.
    for end in ["At first it fails: all wait", "At first it fails: one addition"] {
        while !line.contains(end) {
            line.clear();
            assert_ne!(said.read_line(&mut line).expect("it speaks"), 0, "it has ended");
        }
    }
    what();
    writeln!(pipe, "{}\nquit", lines.join("\n")).expect("it listens");
    let mut rest = String::new();
    said.read_to_string(&mut rest).expect("text");
    assert!(child.wait().expect("it ends").success(), "{rest}");
    rest
}

#[test]
fn what_was_saved_is_checked_before_a_line_leads_to_another_exercise() {
    let course = Course::new();
    let right = of_the_author("right/one_operation.rs");
    let said = after(&course, || fs::write(course.file(), &right).expect("it is saved"), &["next"]);
    let (checked, next) = (said.find("✓ right"), said.find("· 2 of 27 ·"));
    assert!(checked.is_some() && next.is_some() && checked < next, "{said}");
}

/// A few looks in vain are needed: an editor may be replacing it.
#[test]
fn a_file_that_is_gone_is_said_to_be_and_comes_back() {
    let course = Course::new();
    let said = after(&course, || fs::remove_file(course.file()).expect("it is gone"), &["task"; 8]);
    // Where the sentence is folded depends on how long the path before it is.
    let in_a_row = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let advice = "`racecourse reset repair_lost_update` begins it anew";
    assert!(in_a_row.contains(advice), "{said}");
    fs::write(course.file(), of_the_author("start.rs")).expect("it is saved");
    assert!(course.hears(&["check"]).contains("✗ wrong: one addition is overwritten"));
}

/// What keys do and what there is to write with is one word away.
#[test]
fn help_says_what_a_file_of_an_exercise_has() {
    let said = Course::new().hears(&["help"]);
    for expected in ["go through what is wrong, step by step", "`fork(\"child\", &memory, body) -> Child`"] {
        assert!(said.contains(expected), "there is no `{expected}` in\n{said}");
    }
}

#[test]
fn what_a_student_has_written_is_played() {
    let course = Course::new();
    let said = course.hears(&["play", "left", "right×2", "left", "main", "f", "n", "q", "task"]);
    for expected in [
        "repair_lost_update · attack · two_adders",
        "goal total=5 (one addition is overwritten) · par 1",
        "Program two_adders: left and right each call add(5), then main calls get().",
        "left: next load value (14)",
        "✓ total=5: one addition is overwritten. 1 preemption, 5 moves: ★★★.",
        "20 of 20 real runs on threads ended with total=5.",
        "repair_lost_update · attack · with_reader",
        "Played with_reader · attack: not done.",
    ] {
        assert!(said.contains(expected), "there is no `{expected}` in\n{said}");
    }
    // It is said once, and not whenever something else is asked for.
    assert_eq!(said.matches("Played").count(), 1, "{said}");
    fs::write(course.file(), of_the_author("right/lock.rs")).expect("it is saved");
    let (said, code) = course.plays(&[], &["i", "1", "n", "q"]);
    for expected in ["repair_lost_update · defend · two_adders", "✓ It is impossible: ★★★.", "defend · with_reader"]
    {
        assert!(said.contains(expected), "there is no `{expected}` in\n{said}");
    }
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn what_cannot_be_played_says_why() {
    let course = Course::new();
    course.hears(&[]);
    let (said, code) = course.plays(&["--variant", "tow_adders"], &[]);
    assert!(said.contains("it has: three_adders, two_adders, with_reader") && code == Some(2), "{said}");
    let (said, code) = course.plays(&["--goal", "open"], &[]);
    assert!(said.contains("is no open level") && code == Some(2), "{said}");
    let (said, code) = course.plays(&["--variant", "two_adders", "--goal", "defend"], &[]);
    assert!(said.contains("There is nothing to play") && code == Some(3), "{said}");
    let answer = course.0.path().join("schedule.txt");
    fs::write(&answer, "left right*2 left main\n").expect("it is written");
    let from = answer.to_str().expect("a path");
    let (said, code) = course.plays(&["--from", from], &[]);
    assert!(said.contains("✓ total=5. 1 preemption, 5 moves: ★★★ · par 1") && code == Some(0), "{said}");
    fs::write(course.file(), "pub fn nothing( {").expect("it is saved");
    let (said, code) = course.plays(&[], &[]);
    assert!(said.contains("what does not build cannot be played") && code == Some(2), "{said}");
}

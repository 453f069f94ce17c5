//! `racecourse watch`, of a file that is about no exercise.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A program of a scenario's, by its place.
fn of_the_course(file: &str) -> String {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    fs::read_to_string(scenarios.join(file)).expect("the file is there")
}

/// Written with the standard library, and without an outcome of ours.
const WITH_STD: &str = "
use std::sync::{Arc, Mutex};
use std::thread;

pub fn run() -> Vec<u32> {
    let all = Arc::new(Mutex::new(Vec::new()));
    let threads = [1, 2].map(|number| {
        let all = Arc::clone(&all);
        thread::spawn(move || all.lock().push(number))
    });
    for thread in threads {
        thread.join().unwrap();
    }
    let all = all.lock().clone();
    all
}
";

/// Somebody's file.
struct File(TempDir);

impl File {
    fn with(text: &str) -> Self {
        let file = Self(tempfile::tempdir().expect("a folder"));
        file.save(text);
        file
    }

    fn save(&self, text: &str) {
        fs::write(self.0.path().join("main.rs"), text).expect("it is saved");
    }

    fn watched(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse"));
        command.arg("watch").arg(self.0.path().join("main.rs")).args(arguments).env("COLUMNS", "80");
        command.env("XDG_CACHE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
        command.current_dir(self.0.path());
        command
    }

    /// What is said of it, and the exit code.
    fn once(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let output = self.watched(&["--once"]).args(arguments).output().expect("it starts");
        (String::from_utf8([output.stdout, output.stderr].concat()).expect("text"), output.status.code())
    }
}

#[track_caller]
fn says(said: &str, all: &[&str]) {
    for expected in all {
        assert!(said.contains(expected), "there is no `{expected}` in\n{said}");
    }
}

#[test]
fn what_comes_to_several_ends_is_wrong_and_what_comes_to_one_is_right() {
    let (said, code) = File::with(&of_the_course("races/lost_update/broken.rs")).once(&[]);
    says(
        &said,
        &[
            "✗ wrong: it comes to counter=1 as well as to counter=2",
            "main.rs · ",
            "FORBIDDEN",
            "Why         left reads counter (step 1)",
            "Schedule    left right×2 left",
        ],
    );
    assert_eq!(code, Some(1), "{said}");
    let (said, code) = File::with(&of_the_course("races/lost_update/fixed_lock.rs")).once(&[]);
    says(&said, &["✓ right", "of run end with `counter=2`"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn who_says_what_may_come_out_is_asked_for_nothing_else() {
    let file = File::with(WITH_STD);
    let (said, code) = file.once(&[]);
    says(&said, &["✗ wrong: it comes to [2, 1] as well as to [1, 2]"]);
    assert_eq!(code, Some(1), "{said}");
    let (said, code) = file.once(&["--allow", "[1, 2]", "--allow", "[2, 1]"]);
    says(&said, &["✓ right", "of run end with `[1, 2]` or `[2, 1]`"]);
    assert_eq!(code, Some(0), "{said}");
    let (said, code) = file.once(&["--allow", "[1, 2]", "--must", "[2, 1]", "--must", "[3]"]);
    says(&said, &["✗ wrong: never [3]", "MISSING"]);
    assert_eq!(code, Some(1), "{said}");
}

#[test]
fn what_cannot_be_checked_says_why() {
    let (said, code) = File::with("pub fn main() {}").once(&[]);
    says(&said, &["✗ does not build", "has no function that can be checked", "run() -> impl Debug"]);
    assert_eq!(code, Some(1), "{said}");
    let (said, _) = File::with("pub fn run() { std::fs::remove_file(\"x\").unwrap() }").once(&[]);
    says(&said, &["✗ does not build", "main.rs:1", "Here std is another one"]);
    let output = Command::new(env!("CARGO_BIN_EXE_racecourse")).args(["watch", "nowhere.rs"]).output();
    let output = output.expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    says(&String::from_utf8_lossy(&output.stderr), &["nowhere.rs is no file of Rust"]);
}

#[test]
fn it_is_checked_when_it_is_saved_and_gone_through_and_played() {
    let file = File::with(&of_the_course("races/lost_update/broken.rs"));
    let mut command = file.watched(&[]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut until = |wanted: &str| {
        let mut said = String::new();
        for line in lines.by_ref() {
            let line = line.expect("text");
            said += &line;
            said.push('\n');
            if line.contains(wanted) {
                return said;
            }
        }
        panic!("there is no `{wanted}` in\n{said}");
    };
    until("✗ wrong: it comes to counter=1");
    writeln!(pipe, "steps\nreal\nplay\nleft\nright×2\nleft\nmain\nq").expect("it listens");
    until("So it ends: counter=1.");
    until("ended with `counter=1`.");
    until("goal counter=1");
    until("✓ counter=1");
    until("Played run · attack: done.");
    file.save(&of_the_course("races/lost_update/fixed_lock.rs"));
    until("✓ right");
    writeln!(pipe, "quit").expect("it listens");
    assert!(child.wait().expect("it ends").success());
}

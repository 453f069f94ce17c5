//! Whoever grades can be killed in the middle, and goes on.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::folder::{Folder, of_the_author};

#[test]
fn a_batch_that_was_killed_goes_on_and_grades_nothing_twice() {
    let (right, wrong) = (of_the_author("right/lock.rs"), of_the_author("start.rs"));
    let names: Vec<String> = (0..8).map(|nth| format!("student{nth}")).collect();
    let all = names
        .iter()
        .enumerate()
        .map(|(nth, name)| (name.as_str(), if nth % 2 == 0 { &right } else { &wrong }.as_str()));
    let folder = Folder::with(all);
    let mut command = folder.grades_it(&["--jobs", "1"]);
    command.arg("--out").arg(folder.grades()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut killed = command.spawn().expect("it starts");
    // However long that takes.
    while folder.journal().len() < 2 && killed.try_wait().expect("it can be asked").is_none() {
        thread::sleep(Duration::from_millis(20));
    }
    killed.kill().expect("it is killed by SIGKILL");
    killed.wait().expect("it has ended");
    let before = folder.journal();
    assert!((2..names.len()).contains(&before.len()), "{} had been graded when it was killed", before.len());

    let output = folder.graded(&[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let after = folder.journal();
    assert_eq!(after[..before.len()], before[..], "what was graded is not graded again");
    assert_eq!(after.len(), names.len());
    let table = folder.table();
    let points = |name: &str| table[name].as_str();
    assert_eq!((points("student0"), points("student1"), points("student6")), ("10 right", "1 wrong", "10 right"));
    assert_eq!(left_of(killed.id()), Vec::<String>::new(), "what the killed one has left is removed");
}

/// What is left of a process where submissions are built and run.
fn left_of(process: u32) -> Vec<String> {
    let name = format!("racecourse-grading-{process}");
    let cache = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache/racecourse/grading");
    let places = [std::env::temp_dir(), cache];
    let entries = places.iter().flat_map(|place| fs::read_dir(place).into_iter().flatten().flatten());
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|it| *it == name).collect()
}

#[test]
fn what_was_not_begun_in_time_is_undecided_and_begun_the_next_time() {
    let right = of_the_author("right/lock.rs");
    let folder = Folder::with([("ada", right.as_str()), ("ben", right.as_str())]);
    let output = folder.graded(&["--budget", "0s"]);
    assert_eq!(output.status.code(), Some(3), "undecided");
    assert_eq!(folder.table()["ada"], "0 undecided");
    assert_eq!(folder.journal(), Vec::<String>::new());
    assert!(folder.graded(&["--budget", "1h"]).status.success());
    assert_eq!((folder.table()["ada"].as_str(), folder.table()["ben"].as_str()), ("10 right", "10 right"));
}

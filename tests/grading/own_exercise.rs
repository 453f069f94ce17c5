//! An exercise of a teacher's own: begun, tested by its own submissions, and used to grade.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::folder::exercises;

fn racecourse(place: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse"));
    command.current_dir(place).args(arguments);
    command.env("XDG_CACHE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    command.output().expect("it starts")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_new_exercise_judges_its_own_submissions_as_they_say_and_says_when_it_does_not() {
    let place = tempfile::tempdir().expect("a folder");
    let made = racecourse(place.path(), &["new", "exercise", "mine/tally", "--from", "lost_update"]);
    assert!(made.status.success(), "{}", said(&made));
    let own = place.path().join("mine/tally");
    assert_eq!(
        fs::read(own.join("spec.rs")).unwrap(),
        fs::read(exercises().join("repair_lost_update/spec.rs")).unwrap()
    );
    // Few of them are enough here: `tests/exercises` judges all of what was copied.
    let keep = |below: &str, most: usize| {
        let mut files: Vec<_> = fs::read_dir(own.join(below)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().skip(most).for_each(|file| fs::remove_file(file).unwrap());
        files.swap_remove(0)
    };
    let (right, wrong) = (keep("right", 1), keep("wrong", 1));
    let tested = racecourse(place.path(), &["grade", "--self-test", "mine/tally"]);
    assert!(tested.status.success(), "{}", said(&tested));
    assert!(said(&tested).contains("tally"), "{}", said(&tested));
    // Somebody who has changed a submission and not its first line is told.
    let text = fs::read_to_string(&right).unwrap();
    fs::write(&wrong, text.replacen("//! right: ", "//! wrong: right, ", 1)).unwrap();
    let tested = racecourse(place.path(), &["grade", "--self-test", "mine/tally"]);
    assert_eq!(tested.status.code(), Some(1), "{}", said(&tested));
    assert!(said(&tested).contains("got: right"), "{}", said(&tested));
    // If the driver is at fault, it is seen where.
    let spec = fs::read_to_string(own.join("spec.rs")).unwrap();
    fs::write(own.join("spec.rs"), spec.replacen("counter.add(by)", "counter.adds(by)", 1)).unwrap();
    let tested = racecourse(place.path(), &["grade", "--self-test", "mine/tally"]);
    assert!(said(&tested).contains("--> spec.rs:"), "{}", said(&tested));
    fs::write(own.join("spec.rs"), spec).unwrap();
    // And it grades.
    let graded =
        racecourse(place.path(), &["grade", right.to_str().unwrap(), "--exercise", "mine/tally", "--format", "csv"]);
    assert!(said(&graded).contains(",tally,10,10,right,"), "{}", said(&graded));
}

#[test]
fn what_is_there_is_not_written_over() {
    let place = tempfile::tempdir().expect("a folder");
    fs::create_dir(place.path().join("tally")).unwrap();
    fs::write(place.path().join("tally/notes.txt"), "mine").unwrap();
    for (name, why) in [
        ("tally", "is there already"),
        ("repair_lost_update", "the course has an exercise called"),
        ("No Name", "is no name for an exercise"),
    ] {
        let refused = racecourse(place.path(), &["new", "exercise", name]);
        assert_eq!(refused.status.code(), Some(2), "{name}");
        assert!(said(&refused).contains(why), "{}", said(&refused));
    }
    let unknown = racecourse(place.path(), &["new", "exercise", "other", "--kind", "write", "--from", "bounded_bufer"]);
    assert!(said(&unknown).contains("write_bounded_buffer"), "{}", said(&unknown));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing was made");
}

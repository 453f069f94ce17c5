//! The path through the course: all that there is to learn is on it, and all that is on it can be done.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What the program answers, and the code with which it ends.
fn racecourse(arguments: &[&str], input: &str) -> (Vec<u8>, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse"));
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    // It may have ended without reading.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    (output.stdout, output.status.code())
}

fn read(arguments: &[&str]) -> Value {
    serde_json::from_slice(&racecourse(arguments, "").0).expect("it is JSON")
}

/// What is on the path: what is done, and with what.
fn on_the_path() -> Vec<(String, String)> {
    let syllabus = read(&["syllabus", "--format", "json"]);
    let weeks = syllabus["weeks"].as_array().expect("weeks");
    let items = weeks.iter().flat_map(|week| ["items", "more"].map(|which| week[which].as_array().expect("items")));
    let text = |item: &Value, what: &str| item[what].as_str().expect("a text").to_owned();
    items.flatten().map(|item| (text(item, "does"), text(item, "name"))).collect()
}

#[test]
fn every_lesson_lab_and_exercise_is_on_it_and_nothing_that_is_not_there() {
    let path = on_the_path();
    let named = |does: &[&str]| {
        let of = path.iter().filter(|(word, _)| does.contains(&word.as_str()));
        of.map(|(_, name)| name.clone()).collect::<BTreeSet<String>>()
    };
    let names = |list: &Value| {
        let all = list.as_array().expect("a list").iter();
        all.map(|one| one["name"].as_str().expect("a name").to_owned()).collect::<BTreeSet<String>>()
    };
    let list = read(&["list", "--format", "json"]);
    assert_eq!(named(&["read"]), names(&list["scenarios"]));
    assert_eq!(named(&["lab"]), names(&list["labs"]));
    assert_eq!(
        named(&["repair", "write", "test"]),
        names(&read(&["list", "--exercises", "--format", "json"])["exercises"])
    );
}

#[test]
fn all_that_is_to_be_predicted_played_and_found_can_be() {
    for (does, name) in on_the_path() {
        // An answer that is wrong everywhere: what can be done is judged, and what there is none of is said to be not there.
        let answer = match does.as_str() {
            "predict" => "possible = []",
            "play" => "impossible",
            "find" => "hazard = \"deadlock\"\nsteps = [1, 2]",
            _ => continue,
        };
        let (_, code) = racecourse(&[&does, &name, "--from", "-"], answer);
        assert_eq!(code, Some(1), "{does} {name}");
    }
}

//! What other programs read.

use crate::folder::{Folder, of_the_author};

#[test]
fn a_build_server_gets_a_suite_for_each_student() {
    let (right, wrong) = (of_the_author("right/lock.rs"), of_the_author("start.rs"));
    let folder = Folder::with([("ada", right.as_str()), ("ben", wrong.as_str())]);
    let output = folder.graded(&["--format", "junit"]);
    let report = quick_junit::Report::deserialize_from_str(&String::from_utf8_lossy(&output.stdout)).expect("JUnit");
    let told: Vec<(&str, usize, usize)> =
        report.test_suites.iter().map(|suite| (suite.name.as_str(), suite.tests, suite.failures)).collect();
    assert_eq!(told, [("ada", 4, 0), ("ben", 4, 1)]);
}

#[test]
fn classroom_50_gets_a_result_and_no_error_whatever_the_grade() {
    let wrong = of_the_author("start.rs");
    let folder = Folder::with([("ben", wrong.as_str())]);
    let without = folder.grades_it(&["--format", "classroom50"]).output().expect("it starts");
    assert_eq!(without.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&without.stderr).contains("_URL is not set"));
    let mut command = folder.grades_it(&["--format", "classroom50", "--strict"]);
    for (name, value) in [
        ("CLASSROOM", "c"),
        ("ASSIGNMENT", "a"),
        ("OWNER", "ben"),
        ("SUBMISSION_TAG", "submit/1"),
        ("COMMIT_URL", "https://example.org/1"),
        ("RELEASE_URL", "https://example.org/2"),
    ] {
        command.env(name, value);
    }
    let output = command.output().expect("it starts");
    assert!(output.status.success());
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&read["schema"], &read["score"], &read["max-score"]),
        (&"classroom50/result/v1".into(), &1.into(), &10.into())
    );
}

//! On a machine that is short of something, the program decides less and says so; it never says anything else than it would.

use std::process::{Command, Output};

/// Checks one scenario with all engines, in a shell that has less of something: `limit` is what its `ulimit` takes.
fn check_under(limit: &str) -> Output {
    let racecourse = env!("CARGO_BIN_EXE_racecourse");
    let command = format!("ulimit {limit} || exit 120; exec {racecourse} check lost_update --format json");
    Command::new("sh").args(["-c", &command]).output().expect("there is a shell")
}

/// The exit code, which has to be one of those that say that nothing differs.
#[track_caller]
fn code(limit: &str) -> i32 {
    let output = check_under(limit);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    match output.status.code() {
        Some(code @ (0 | 3)) => {
            assert!(code == 0 || String::from_utf8_lossy(&output.stdout).contains("interrupted"), "{limit}: {said}");
            code
        }
        other => panic!("{limit}: {other:?}, {said}"),
    }
}

#[test]
fn with_few_descriptors_nothing_differs() {
    let codes: Vec<i32> = (4..=14).chain([20, 40]).map(|descriptors: u32| code(&format!("-n {descriptors}"))).collect();
    assert_eq!((codes.first(), codes.last()), (Some(&3), Some(&0)), "{codes:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn with_little_memory_nothing_differs() {
    // With less the program itself may not begin.
    let codes: Vec<i32> = [36, 44, 52, 60, 80, 120, 200, 1000].map(|mib| code(&format!("-v {}", mib * 1024))).to_vec();
    assert_eq!((codes.first(), codes.last()), (Some(&3), Some(&0)), "{codes:?}");
}

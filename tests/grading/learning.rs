//! `racecourse learn` through a pipe, as a program or a screen reader uses it.

use std::fs;
use std::io::Write;
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
        "step 9 of 9",
        "So it ends: total=5.",
        "20 of 20 real runs ended with total=5.",
        "Nothing yet: it is as it was at first.",
    ] {
        assert!(said.contains(expected), "there is no `{expected}` in\n{said}");
    }
    let right = of_the_author("right/one_operation.rs");
    fs::write(course.file(), &right).expect("it is saved");
    let said = course.hears(&["check", "steps", "diff", "list"]);
    assert!(said.contains("✓ right") && said.contains("week 0  start here"), "{said}");
    assert!(said.contains("- ") && said.contains("+ ") && said.contains("fetch_add"), "{said}");
    // Of what is right there is nothing to go through.
    assert!(!said.contains("step 1 of") && said.contains("Say: check, steps"), "{said}");
}

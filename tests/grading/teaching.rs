//! `docs/teaching.md`: every command in it is run, in its order, and answers what stands there.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The document's blocks of commands, one after another: each command, and what it answers.
fn told(document: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in document.lines() {
        match line.strip_prefix("```") {
            Some(rest) => inside = rest == "console",
            None if !inside => {}
            None => match (line.strip_prefix("$ "), all.last_mut()) {
                (Some(command), _) => all.push((command.to_owned(), String::new())),
                (None, Some((_, answer))) => *answer += &format!("{line}\n"),
                (None, None) => panic!("an answer without a command: {line}"),
            },
        }
    }
    all
}

/// What is the machine's, and no other's: which walls it has, and where the program lies.
fn without_the_machine(said: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_racecourse")).display().to_string();
    let until_walls = said.split("Walls that ").next().unwrap_or_default();
    until_walls.replace(&program, "racecourse").trim_end().to_owned()
}

#[test]
fn a_quarter_of_an_hour_goes_as_it_is_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let document = fs::read_to_string(root.join("docs/teaching.md")).expect("the document");
    let place = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(root.join("exercises").canonicalize().unwrap(), place.path().join("exercises")).unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_racecourse")).parent().expect("it lies somewhere");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let told = told(&document);
    assert!(told.len() > 10, "there is something to try");
    for (command, answer) in told {
        let mut shell = Command::new("sh");
        shell.args(["-c", &command]).current_dir(place.path()).env("PATH", &path).env("COLUMNS", "80");
        shell.env("XDG_CACHE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
        let output = shell.output().expect("a shell");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(
            without_the_machine(&said),
            answer.trim_end(),
            "$ {command}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

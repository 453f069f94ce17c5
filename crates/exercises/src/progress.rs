//! How far a student has come, as it is kept in `.racecourse/progress.json`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The version of the file.
const SCHEMA: u32 = 1;

/// How far a student has come with each exercise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    schema: u32,
    /// By the names of exercises; those that nobody has touched are not there.
    pub exercises: BTreeMap<String, Standing>,
}

/// How far a student has come with one exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// The last verdict, in short: `right`, `wrong: live, deadlock`, `undecided: …`. Empty before the first check.
    pub verdict: String,
    /// Points of the last check.
    pub points: u32,
    /// Whether it was right once. That stays.
    pub right: bool,
    /// Whether a solution was shown before it was right: then it counts as shown.
    pub shown: bool,
    /// What was checked last, as a number.
    pub file: String,
    /// What was right, as a number: another file has been changed since.
    pub right_file: String,
    /// How often a changed file was checked.
    pub attempts: u32,
    /// How many hints were looked at.
    pub hints: usize,
}

/// What there is of an exercise in one word, with its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has checked it.
    Untouched,
    /// The last check was not right.
    Wrong,
    /// The last check decided nothing.
    Undecided,
    /// It is right.
    Right,
    /// It was right, and has been changed since.
    Changed,
    /// It is right, after a solution was shown.
    Shown,
}

impl State {
    /// Its sign, which says as much as a colour.
    pub const fn sign(self) -> &'static str {
        match self {
            State::Untouched => "·",
            State::Wrong => "✗",
            State::Undecided => "?",
            State::Right => "✓",
            State::Changed => "✓",
            State::Shown => "○",
        }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self { schema: SCHEMA, exercises: BTreeMap::new() }
    }
}

impl Standing {
    /// What there is of it in one word, if the file is `file` now.
    pub fn state(&self, file: &str) -> State {
        match () {
            () if self.right && self.shown => State::Shown,
            () if self.right && self.right_file != file => State::Changed,
            () if self.right => State::Right,
            () if self.verdict.is_empty() => State::Untouched,
            () if self.verdict.starts_with("undecided") => State::Undecided,
            () => State::Wrong,
        }
    }

    /// Notes a check of `file`.
    pub fn checked(&mut self, file: String, verdict: String, points: u32) {
        if self.file != file {
            self.attempts += 1;
        }
        if verdict == "right" {
            self.right = true;
            self.right_file.clone_from(&file);
        }
        (self.file, self.verdict, self.points) = (file, verdict, points);
    }
}

/// What was found where progress is kept.
#[derive(Debug)]
pub struct Found {
    /// The progress; of a new student, if there was none.
    pub progress: Progress,
    /// Where an unreadable file was moved to.
    pub bad: Option<String>,
}

/// Reads `file`. One that cannot be read is kept beside it, with `.bad` behind its name.
///
/// # Errors
///
/// If the system does not let it be read, or moved.
pub fn read(file: &Path) -> io::Result<Found> {
    let text = match fs::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Found { progress: Progress::default(), bad: None });
        }
        Err(error) => return Err(error),
    };
    match serde_json::from_slice::<Progress>(&text) {
        Ok(progress) if progress.schema == SCHEMA => Ok(Found { progress, bad: None }),
        _ => {
            let bad = file.with_extension("json.bad");
            fs::rename(file, &bad)?;
            Ok(Found { progress: Progress::default(), bad: Some(bad.display().to_string()) })
        }
    }
}

/// Writes `progress` into `file`, whole or not at all.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(progress: &Progress, file: &Path) -> io::Result<()> {
    let text = serde_json::to_vec_pretty(progress)?;
    let beside = file.with_extension(format!("json.{}", std::process::id()));
    let mut new = fs::File::create(&beside)?;
    new.write_all(&text)?;
    new.sync_all()?;
    fs::rename(&beside, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_cannot_be_read_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("progress.json");
        assert_eq!(read(&file).unwrap().progress, Progress::default());
        let mut progress = Progress::default();
        progress.exercises.entry("one".to_owned()).or_default().checked("1".to_owned(), "right".to_owned(), 10);
        write(&progress, &file).unwrap();
        assert_eq!(read(&file).unwrap().progress, progress);
        for other in ["{", "{\"schema\": 99, \"exercises\": {}}"] {
            fs::write(&file, other).unwrap();
            let found = read(&file).unwrap();
            assert_eq!(found.progress, Progress::default());
            assert_eq!(fs::read_to_string(found.bad.unwrap()).unwrap(), other);
            assert!(!file.exists());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn what_was_right_stays_right() {
        let mut one = Standing::default();
        assert_eq!(one.state("1"), State::Untouched);
        one.checked("1".to_owned(), "wrong: live, deadlock".to_owned(), 5);
        assert_eq!(one.state("1"), State::Wrong);
        one.checked("2".to_owned(), "right".to_owned(), 10);
        assert_eq!((one.state("2"), one.state("3")), (State::Right, State::Changed));
        one.checked("3".to_owned(), "undecided: too many executions".to_owned(), 1);
        assert_eq!((one.state("3"), one.attempts), (State::Changed, 3));
        one.checked("3".to_owned(), "undecided: too many executions".to_owned(), 1);
        assert_eq!(one.attempts, 3);
    }
}

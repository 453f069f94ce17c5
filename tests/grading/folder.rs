//! A folder of submissions, and the program that grades it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The exercise of which the submissions are.
pub(crate) const EXERCISE: &str = "repair_lost_update";

/// A folder with submissions, and one for what comes of them.
pub(crate) struct Folder {
    place: TempDir,
}

impl Folder {
    /// One with these submissions: a student's name, and the text.
    pub(crate) fn with<'a>(all: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let folder = Self { place: tempfile::tempdir().expect("a folder") };
        fs::create_dir(folder.submissions()).expect("a folder in it");
        for (student, text) in all {
            fs::write(folder.submissions().join(format!("{student}.rs")), text).expect("a file");
        }
        folder
    }

    pub(crate) fn submissions(&self) -> PathBuf {
        self.place.path().join("submissions")
    }

    pub(crate) fn grades(&self) -> PathBuf {
        self.place.path().join("grades")
    }

    /// The program that grades it, with these arguments besides.
    pub(crate) fn grades_it(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_racecourse"));
        command.arg("grade").arg(self.submissions()).args(["--exercise", EXERCISE]).args(arguments);
        command.env("XDG_CACHE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
        command
    }

    /// Grades it, into its other folder.
    pub(crate) fn graded(&self, arguments: &[&str]) -> Output {
        let mut command = self.grades_it(arguments);
        command.arg("--out").arg(self.grades()).output().expect("it starts")
    }

    /// What each student has got, by the table: the points and what is said.
    pub(crate) fn table(&self) -> BTreeMap<String, String> {
        let text = fs::read_to_string(self.grades().join("grades.csv")).expect("there is a table");
        let row = |line: &str| {
            let (student, rest) = line.split_once(',').expect("a row");
            let mut cells = rest.split(',');
            let points = cells.nth(1).unwrap_or_default().to_owned();
            let verdict = cells.nth(1).unwrap_or_default().to_owned();
            (student.to_owned(), format!("{points} {verdict}"))
        };
        text.lines().skip(1).map(row).collect()
    }

    /// The lines of the journal.
    pub(crate) fn journal(&self) -> Vec<String> {
        let text = fs::read_to_string(self.grades().join("journal.jsonl")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

/// A submission of the author's, by its path in the exercise's folder.
pub(crate) fn of_the_author(path: &str) -> String {
    let file = exercises().join(EXERCISE).join(path);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

pub(crate) fn exercises() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../exercises")
}

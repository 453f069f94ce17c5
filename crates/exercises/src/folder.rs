//! A student's folder: what `racecourse learn` makes, and finds again.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::check::{Checked, Extent, check};
use crate::exercise::Exercise;
use crate::format::THREADS_END;
use crate::library::hash;
use crate::progress::{self, Progress, Standing, State};
use crate::real;
use crate::words::in_short;
use crate::workshop::{self, FACADE, SUBJECT, SUBMISSION, Workshop};

/// Where everything is that is not for the student to edit.
const HIDDEN: &str = ".racecourse";

/// A student's folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// How far the student has come.
    pub progress: Progress,
    /// Where an unreadable record of that was moved to.
    pub bad: Option<String>,
}

impl Folder {
    /// The folder in `root`: it is made, and completed with what is missing. No file of the student's is changed.
    ///
    /// # Errors
    ///
    /// In a sentence.
    pub fn make(root: &Path, exercises: &[Exercise]) -> Result<Self, String> {
        let folder = Self { root: root.to_owned(), progress: Progress::default(), bad: None };
        folder.complete(exercises).map_err(|error| format!("failed to write below {}: {error}", root.display()))?;
        Self::at(root)
    }

    /// The folder that `start` is in.
    ///
    /// # Errors
    ///
    /// In a sentence, if there is none.
    pub fn around(start: &Path) -> Result<Self, String> {
        let start = std::path::absolute(start).map_err(|error| error.to_string())?;
        let root = start.ancestors().find(|folder| is_one(folder));
        let root =
            root.ok_or_else(|| format!("there is no course in {}; `racecourse learn` makes one", start.display()))?;
        Self::at(root)
    }

    fn at(root: &Path) -> Result<Self, String> {
        let file = root.join(HIDDEN).join("progress.json");
        let found = progress::read(&file).map_err(|error| format!("failed to read {}: {error}", file.display()))?;
        Ok(Self { root: root.to_owned(), progress: found.progress, bad: found.bad })
    }

    /// Whether `folder` can become one: it is one, or empty, or not there.
    pub fn may_be(folder: &Path) -> bool {
        is_one(folder) || fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
    }

    fn complete(&self, exercises: &[Exercise]) -> io::Result<()> {
        let hidden = self.root.join(HIDDEN);
        fs::create_dir_all(hidden.join("crates"))?;
        fs::create_dir_all(self.root.join(".cargo"))?;
        let manifest = "# For your editor. Exercises are checked by `racecourse`.\n[workspace]\nmembers = [\".racecourse/crates/*\"]\n\
                        exclude = [\".racecourse/library\"]\nresolver = \"3\"\n";
        write_if_other(&self.root.join("Cargo.toml"), manifest)?;
        write_if_other(&self.root.join(".cargo/config.toml"), "[build]\ntarget-dir = \".racecourse/editor\"\n")?;
        for exercise in exercises {
            let name = &exercise.name;
            let own = hidden.join("crates").join(name);
            fs::create_dir_all(&own)?;
            let mut manifest = format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[lib]\npath = \"lib.rs\"\n\
                 doctest = false\ntest = false\n\n[dependencies]\nracecourse-std = {{ path = \"../../library/crates/exercise_std\" }}\n\
                 racecourse-exercise = {{ path = \"../../library/crates/exercise_facade\" }}\n\n[lints.rust]\nunsafe_code = \"forbid\"\n"
            );
            if let Some(interface) = &exercise.interface {
                let below = own.join(SUBJECT);
                fs::create_dir_all(&below)?;
                write_if_other(&below.join("Cargo.toml"), &manifest_of_subject(name))?;
                write_if_other(&below.join("lib.rs"), &workshop::root_of("interface.rs", FACADE))?;
                write_if_other(&below.join("interface.rs"), interface)?;
                manifest +=
                    &format!("\n[dependencies.{SUBJECT}]\npath = {SUBJECT:?}\npackage = \"{name}_{SUBJECT}\"\n");
            }
            write_if_other(&own.join("Cargo.toml"), &manifest)?;
            write_if_other(&own.join("lib.rs"), &workshop::root_of(&format!("../../../{name}/{SUBMISSION}"), FACADE))?;
            let place = self.root.join(name);
            fs::create_dir_all(&place)?;
            let task =
                format!("# {}\n\n{}\nAs everywhere: {THREADS_END}.\n", exercise.description.title, exercise.task);
            write_if_other(&place.join("task.md"), &task)?;
            if !place.join(SUBMISSION).exists() {
                fs::write(place.join(SUBMISSION), &exercise.start)?;
            }
        }
        Ok(())
    }

    /// Where the student edits an exercise.
    pub fn file_of(&self, name: &str) -> PathBuf {
        let file = self.root.join(name).join(SUBMISSION);
        file.strip_prefix(".").map(Path::to_path_buf).unwrap_or(file)
    }

    /// The workshop of this folder; see [`Workshop::open`].
    ///
    /// # Errors
    ///
    /// In a sentence.
    pub fn workshop(&self, hears: &mut dyn FnMut(&str)) -> Result<Workshop, String> {
        Workshop::open(&self.root.join(HIDDEN), hears)
    }

    /// What is written for an exercise now.
    ///
    /// # Errors
    ///
    /// In a sentence, if it cannot be read.
    pub fn text_of(&self, name: &str) -> Result<String, String> {
        let file = self.file_of(name);
        fs::read_to_string(&file).map_err(|error| format!("failed to read {}: {error}", file.display()))
    }

    /// Checks what is written for `exercise`, and notes what came of it.
    ///
    /// # Errors
    ///
    /// In a sentence, if the file cannot be read or the note not be written.
    pub fn check<'a>(
        &mut self,
        exercise: &'a Exercise,
        workshop: &Workshop,
        extent: &Extent,
    ) -> Result<Checked<'a>, String> {
        let text = self.text_of(&exercise.name)?;
        let place = self.root.join(HIDDEN).join("build").join(&exercise.name);
        let checked = check(workshop, exercise, &text, &place, extent);
        let (verdict, points) = (in_short(&checked.judgement), checked.points());
        self.standing(&exercise.name).checked(hash(&text), verdict, points);
        self.save()?;
        Ok(checked)
    }

    /// How what was found wrong ends on real threads and processes; see [`real::play`].
    ///
    /// # Errors
    ///
    /// In a sentence, why there is no answer.
    pub fn for_real(
        &self,
        checked: &Checked<'_>,
        workshop: &Workshop,
        extent: &Extent,
    ) -> Result<BTreeMap<String, u64>, String> {
        real::play(checked, workshop, &self.root.join(HIDDEN).join("build").join(&checked.exercise.name), extent)
    }

    /// Where what is written for an exercise is built to be played.
    pub fn place_to_play(&self, name: &str) -> PathBuf {
        self.root.join(HIDDEN).join("play").join(name)
    }

    /// How far the student has come with an exercise, to be changed.
    pub fn standing(&mut self, name: &str) -> &mut Standing {
        self.progress.exercises.entry(name.to_owned()).or_default()
    }

    /// What there is of an exercise in one word.
    pub fn state_of(&self, name: &str) -> State {
        let file = self.text_of(name).map(|text| hash(&text)).unwrap_or_default();
        self.progress.exercises.get(name).map_or(State::Untouched, |standing| standing.state(&file))
    }

    /// Whether solutions may be shown: it was right once, or the student has asked for them.
    pub fn may_see_solutions(&self, name: &str) -> bool {
        self.progress.exercises.get(name).is_some_and(|standing| standing.right || standing.shown)
    }

    /// Writes the progress down.
    ///
    /// # Errors
    ///
    /// In a sentence.
    pub fn save(&self) -> Result<(), String> {
        let file = self.root.join(HIDDEN).join("progress.json");
        progress::write(&self.progress, &file).map_err(|error| format!("failed to write {}: {error}", file.display()))
    }

    /// Puts the start of `exercise` back; where what was there is now, if it was another text.
    ///
    /// # Errors
    ///
    /// In a sentence.
    pub fn reset(&mut self, exercise: &Exercise) -> Result<Option<PathBuf>, String> {
        let failed = |error: io::Error| format!("failed to reset {}: {error}", exercise.name);
        let file = self.file_of(&exercise.name);
        let old = self.root.join(HIDDEN).join("old");
        let kept = match fs::read_to_string(&file) {
            Ok(text) if text != exercise.start => {
                fs::create_dir_all(&old).map_err(failed)?;
                let free = (1..).map(|n| old.join(format!("{}.{n}.rs", exercise.name))).find(|path| !path.exists());
                let to = free.ok_or("there is no room for the old file")?;
                fs::rename(&file, &to).map_err(failed)?;
                Some(to)
            }
            _ => None,
        };
        fs::write(&file, &exercise.start).map_err(failed)?;
        Ok(kept)
    }
}

/// What tests are written for, as a package for the editor.
fn manifest_of_subject(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}_{SUBJECT}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[lib]\n\
         name = {SUBJECT:?}\npath = \"lib.rs\"\ndoctest = false\ntest = false\n\n[dependencies]\n\
         racecourse-std = {{ path = \"../../../library/crates/exercise_std\" }}\n\
         racecourse-exercise = {{ path = \"../../../library/crates/exercise_facade\" }}\n"
    )
}

fn is_one(folder: &Path) -> bool {
    folder.join(HIDDEN).join("crates").is_dir()
}

fn write_if_other(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::all;

    #[test]
    fn what_a_student_has_written_stays_until_it_is_reset_and_then_is_kept() {
        let place = tempfile::tempdir().unwrap();
        let exercises = all();
        let first = &exercises[0];
        assert!(Folder::may_be(place.path()));
        let mut folder = Folder::make(place.path(), &exercises).unwrap();
        assert_eq!(folder.text_of(&first.name).unwrap(), first.start);
        fs::write(folder.file_of(&first.name), "// mine").unwrap();
        folder.standing(&first.name).hints = 2;
        folder.save().unwrap();
        let again = Folder::make(place.path(), &exercises).unwrap();
        assert_eq!(
            (again.text_of(&first.name).unwrap().as_str(), again.progress),
            ("// mine", folder.progress.clone())
        );
        let kept = folder.reset(first).unwrap().unwrap();
        assert_eq!(fs::read_to_string(kept).unwrap(), "// mine");
        assert_eq!(folder.text_of(&first.name).unwrap(), first.start);
        assert_eq!(folder.reset(first).unwrap(), None);
        assert!(Folder::around(&place.path().join(&first.name)).is_ok());
    }

    #[test]
    fn a_folder_with_something_else_in_it_becomes_none() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("thesis.txt"), "").unwrap();
        assert!(!Folder::may_be(place.path()));
        assert!(Folder::may_be(&place.path().join("course")));
        assert!(Folder::around(place.path()).is_err());
    }
}

//! An exercise: what its author has written, from this program or from a folder.

use std::fs;
use std::io;

use racecourse::exercise::{NO_TEST, PASSES};

use crate::format::{Description, Kind, Program};
use crate::header::Header;
use crate::path::Path;
use crate::workshop::SUBMISSION;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

pub use crate::format::is_name;

/// An exercise.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// Its name: that of its folder.
    pub name: String,
    /// What is said of it.
    pub description: Description,
    /// What the student reads, in Markdown.
    pub task: String,
    /// What the student begins with.
    pub start: String,
    /// The driver.
    pub spec: String,
    /// What tests are written for, where tests are submitted: a crate that they use as `subject`.
    pub interface: Option<String>,
    /// Right implementations, which tests have to pass with. The programs of the description are these.
    pub sound: Vec<Implementation>,
    /// Wrong implementations, with each of which a test has to fail.
    pub mutants: Vec<Implementation>,
    /// Submissions that are right, in unlike styles.
    pub right: Vec<Sample>,
    /// Submissions that are wrong, each in its own way.
    pub wrong: Vec<Sample>,
    /// What the file is called, where this is no exercise but a file of somebody's own; see [`own`](crate::own).
    pub own: Option<String>,
}

/// A submission of the author's.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Where it is, from the exercise's folder.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What it is to be judged as.
    pub header: Header,
}

/// An implementation that tests are tried on.
#[derive(Clone, Debug)]
pub struct Implementation {
    /// What tests do with it, as a program of the driver's; it has the name of the file.
    pub program: Program,
    /// Its text.
    pub text: String,
    /// What it is, in some words: of a right one how it is written, of a wrong one what is wrong with it.
    pub says: String,
    /// Of a wrong one: what is to be looked at to notice it, in a sentence that does not say what is wrong.
    pub look: String,
}

impl Implementation {
    /// Reads an implementation, whose first lines say what it is: `//! sound: how`, or `//! mutant: what` and `//! look: where`.
    fn read(kind: &str, stem: &str, text: &str, description: &Description) -> Result<Self, String> {
        let mut lines = text.lines();
        let mut said = |word: &str| {
            let line = lines.next().unwrap_or_default();
            let says = line.strip_prefix("//! ").and_then(|rest| rest.strip_prefix(word)?.strip_prefix(": "));
            says.map(|says| says.trim().to_owned())
                .ok_or_else(|| format!("a line is `{line}`, and should be `//! {word}: …`"))
        };
        let says = said(kind)?;
        let look = if kind == MUTANT { said("look")? } else { String::new() };
        if !is_name(stem) {
            return Err(format!("`{stem}` is no name: small letters, digits and underscores"));
        }
        let program = Program {
            name: format!("{kind}_{stem}"),
            does: format!("with a right implementation: {says}."),
            must: vec![PASSES.to_owned()],
            allowed: Vec::new(),
            agrees: false,
            why: [(NO_TEST.to_owned(), "a test that was there is not any more".to_owned())].into(),
            spurious: description.tests.spurious,
            overtaken: None,
            variations: 1,
            overlap: Vec::new(),
            budget: description.tests.budget,
            preemptions: None,
        };
        Ok(Self { program, text: text.to_owned(), says, look })
    }
}

const SOUND: &str = "sound";
const MUTANT: &str = "mutant";

/// The exercises of the course, in the order of its [path](crate::path).
///
/// # Panics
///
/// If one of them cannot be read, which a test sees to.
pub fn all() -> Vec<Exercise> {
    let exercises = embedded::EXERCISES.iter().map(|(name, files)| {
        let files: Vec<(String, String)> =
            files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        Exercise::of_files(name, &files).unwrap_or_else(|why| panic!("exercises/{name}: {why}"))
    });
    let mut all: Vec<Exercise> = exercises.collect();
    let path = Path::of_course();
    let order: Vec<&str> = path.exercises().collect();
    // One that is nowhere on the path comes last; a test sees to it that there is none.
    all.sort_by_key(|exercise| order.iter().position(|name| *name == exercise.name).unwrap_or(order.len()));
    all
}

/// Whether an exercise of the course has this name.
pub fn is_known(name: &str) -> bool {
    embedded::EXERCISES.iter().any(|(known, _)| *known == name)
}

/// The names of all exercises of the course.
pub fn names() -> impl Iterator<Item = &'static str> {
    embedded::EXERCISES.iter().map(|(name, _)| *name)
}

/// The files of an exercise of the course, each with its text; none if there is no such exercise.
pub fn files_of(name: &str) -> &'static [(&'static str, &'static str)] {
    embedded::EXERCISES.iter().find(|(known, _)| *known == name).map_or(&[], |(_, files)| files)
}

/// The exercise of the course with this name.
pub fn named(name: &str) -> Option<Exercise> {
    all().into_iter().find(|exercise| exercise.name == name)
}

impl Exercise {
    /// The exercise in `folder`: one of the author's own.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn in_folder(folder: &std::path::Path) -> Result<Self, String> {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut files = Vec::new();
        let failed = |error: io::Error| format!("failed to read {}: {error}", folder.display());
        for below in ["", "right", "wrong", "sound", "mutants"] {
            let place = folder.join(below);
            if !below.is_empty() && !place.exists() {
                continue;
            }
            for entry in fs::read_dir(&place).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
                if path.is_file() && [".rs", ".md", ".toml"].iter().any(|end| file.ends_with(end)) {
                    let file = if below.is_empty() { file } else { format!("{below}/{file}") };
                    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                    files.push((file, text));
                }
            }
        }
        files.sort();
        Self::of_files(&name, &files)
    }

    fn of_files(name: &str, files: &[(String, String)]) -> Result<Self, String> {
        if !is_name(name) {
            return Err(format!("`{name}` is no name for an exercise: small letters, digits and underscores"));
        }
        let text = |file: &str| {
            let found = files.iter().find(|(name, _)| name == file).map(|(_, text)| text.clone());
            found.ok_or_else(|| format!("there is no {file}"))
        };
        let samples = |below: &str| {
            let of = files.iter().filter(|(file, _)| file.starts_with(below) && file.ends_with(".rs"));
            let read = |(file, text): &(String, String)| {
                let header = Header::read(text).map_err(|why| format!("{file}: {why}"))?;
                Ok(Sample { file: file.clone(), text: text.clone(), header })
            };
            of.map(read).collect::<Result<Vec<Sample>, String>>()
        };
        let description = Description::read(&text("exercise.toml")?).map_err(|why| format!("exercise.toml: {why}"))?;
        let implementations = |below: &str, kind: &str| {
            let of =
                files.iter().filter_map(|(file, text)| Some((file.strip_prefix(below)?.strip_suffix(".rs")?, text)));
            let read = |(stem, text): (&str, &String)| {
                Implementation::read(kind, stem, text, &description).map_err(|why| format!("{below}{stem}.rs: {why}"))
            };
            of.map(read).collect::<Result<Vec<Implementation>, String>>()
        };
        let (sound, mutants) = (implementations("sound/", SOUND)?, implementations("mutants/", MUTANT)?);
        let interface = text("interface.rs").ok();
        match description.kind {
            Kind::Test if interface.is_none() || sound.is_empty() || mutants.is_empty() => {
                return Err(
                    "tests need an interface.rs, something right in sound/, and something wrong in mutants/".to_owned()
                );
            }
            Kind::Repair | Kind::Write if interface.is_some() || !sound.is_empty() || !mutants.is_empty() => {
                return Err("only where tests are submitted is there an interface.rs, sound/ or mutants/".to_owned());
            }
            _ => {}
        }
        let (right, wrong) = (samples("right/")?, samples("wrong/")?);
        if let Some(other) = right.iter().find(|sample| !matches!(sample.header, Header::Right { .. })) {
            return Err(format!("{} says that it is wrong", other.file));
        }
        if let Some(other) = wrong.iter().find(|sample| !matches!(sample.header, Header::Wrong { .. })) {
            return Err(format!("{} says that it is right", other.file));
        }
        Ok(Self {
            name: name.to_owned(),
            description,
            task: text("task.md")?,
            start: text("start.rs")?,
            spec: text("spec.rs")?,
            interface,
            sound,
            mutants,
            right,
            wrong,
            own: None,
        })
    }

    /// The name under which a report knows the file that was submitted.
    pub fn file(&self) -> &str {
        self.own.as_deref().unwrap_or(SUBMISSION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::Item;

    #[test]
    fn every_exercise_is_on_the_path_once_and_all_that_is_on_it_is_there() {
        let path = Path::of_course();
        let mut on_it: Vec<&str> = path.exercises().collect();
        on_it.sort_unstable();
        let mut all: Vec<&str> = embedded::EXERCISES.iter().map(|(name, _)| *name).collect();
        all.sort_unstable();
        assert_eq!(on_it, all);
    }

    #[test]
    fn the_path_is_well_founded() {
        let path = Path::of_course();
        let all = all();
        let mut seen: Vec<Item> = Vec::new();
        for item in path.items() {
            assert!(!seen.contains(item), "{item:?} is on the path twice");
            if let Item::Exercise(name) = item {
                let about = &all.iter().find(|one| one.name == *name).expect("it is there").description;
                for need in &about.needs {
                    assert!(seen.contains(&Item::Exercise(need.clone())), "{name} comes before {need}");
                }
                if let Some(scenario) = &about.scenario {
                    assert!(seen.contains(&Item::Read(scenario.clone())), "{name} comes before its lesson {scenario}");
                }
            }
            seen.push(item.clone());
        }
        let titles = path.weeks.iter().map(|week| &week.title);
        assert!(titles.zip(&path.weeks).all(|(title, week)| !title.is_empty() && !week.ideas.is_empty()));
    }

    #[test]
    fn what_everybody_does_needs_nothing_that_is_more() {
        let path = Path::of_course();
        let all = all();
        let more: Vec<&Item> = path.weeks.iter().flat_map(|week| &week.more).collect();
        for item in path.weeks.iter().flat_map(|week| &week.items) {
            let Item::Exercise(name) = item else { continue };
            let about = &all.iter().find(|one| one.name == *name).expect("it is there").description;
            let needs = about.needs.iter().find(|need| more.contains(&&Item::Exercise((*need).clone())));
            assert_eq!(needs, None, "{name}");
        }
    }
}

//! `racecourse new exercise DIR`: an exercise of the teacher's own, which begins as a copy of one of the course.
//!
//! A copy of something that works is a better beginning than empty files: it passes its own test at once, and what stops to fit is
//! named by that test as soon as something is changed.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use racecourse_exercises::exercise::{self, Exercise, files_of};
use racecourse_exercises::format::Kind;
use racecourse_layout::{fill, nearest};

use crate::args::{ExerciseKind, New, NewExercise, NewThing};
use crate::names::{normal, unknown};
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(crate) fn run(new: &New, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let NewThing::Exercise(asked) = &new.what;
    let from = template(asked)?;
    let folder = &asked.folder;
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !exercise::is_name(&name) {
        let says = format!("`{name}` is no name for an exercise: small letters, digits and underscores");
        return Err(Error::Usage(says));
    }
    if exercise::is_known(&name) {
        return Err(Error::Usage(format!("the course has an exercise called `{name}`; call yours something else")));
    }
    if fs::read_dir(folder).map_or(folder.exists(), |mut entries| entries.next().is_some()) {
        return Err(Error::Usage(format!("{} is there already; nothing was written", folder.display())));
    }
    write(&from, folder).map_err(|error| Error::Io(format!("write into {}", folder.display()), error))?;
    let layout = terminal.layout();
    let shown = folder.display();
    writeln!(out, "{shown} is an exercise now, a copy of {}.\n", from.name)?;
    let say = "Change exercise.toml, task.md and start.rs, and the driver in spec.rs; then what is in right and wrong, whose first \
               lines say how each is to be judged. What is in each file stands in docs/exercises.md. Whether all of it fits:";
    for line in fill(say, layout.width) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\n  {}\n", layout.invocation.with(format!("grade --self-test {shown}")))?;
    writeln!(out, "What others hand in is graded by it as by any other:\n")?;
    writeln!(out, "  {}", layout.invocation.with(format!("grade submissions/ --exercise {shown} --out grades/")))?;
    Ok(Exit::AsExpected)
}

/// What is copied.
fn template(asked: &NewExercise) -> Result<Exercise, Error> {
    let kind = match asked.kind {
        ExerciseKind::Repair => Kind::Repair,
        ExerciseKind::Write => Kind::Write,
        ExerciseKind::Test => Kind::Test,
    };
    let mut of_kind: Vec<Exercise> = exercise::all();
    of_kind.retain(|one| one.description.kind == kind);
    let Some(wanted) = &asked.from else {
        return of_kind.into_iter().next().ok_or_else(|| Error::Usage("there is no exercise of this kind".to_owned()));
    };
    let is_it = |one: &Exercise| {
        one.name == normal(wanted) || one.description.scenario.as_deref() == Some(normal(wanted).as_str())
    };
    if let Some(found) = of_kind.iter().find(|one| is_it(one)) {
        return Ok(found.clone());
    }
    let names: Vec<&str> = of_kind.iter().map(|one| one.name.as_str()).collect();
    let what = format!("exercise of the kind {}", kind.name());
    Err(unknown(&what, wanted, nearest(&normal(wanted), names.iter().copied()), &names))
}

/// Writes the files of an exercise of the course into `folder`. What has to be done before it in the course is left out: it is not
/// there where the copy is used.
fn write(from: &Exercise, folder: &Path) -> io::Result<()> {
    for (file, text) in files_of(&from.name) {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let text: String = match *file {
            "exercise.toml" => text.split_inclusive('\n').filter(|line| !line.starts_with("needs = ")).collect(),
            _ => (*text).to_owned(),
        };
        fs::write(path, text)?;
    }
    Ok(())
}

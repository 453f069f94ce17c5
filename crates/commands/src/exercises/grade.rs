//! `racecourse grade`: what others have handed in; and whether an exercise judges its author's own as it should.

use std::io::Write;
use std::path::PathBuf;

use racecourse_exercises::check::Extent;
use racecourse_exercises::exercise::{self, Exercise};
use racecourse_exercises::header::Header;
use racecourse_exercises::self_test::trials;
use racecourse_exercises::workshop::Workshop;
use racecourse_layout::{Layout, Style, columns_of, pad};

use super::{named, workshop};
use crate::args::Grade;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(crate) fn run(grade: &Grade, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let exercises = exercises(grade)?;
    let root = place()?;
    let workshop = workshop(terminal, |hears| Workshop::open(&root, hears))?;
    self_test(&exercises, &workshop, &root, &terminal.layout(), out)
}

/// The exercises that are meant: by their names, or the folders of somebody's own; all of the course if nothing is named.
fn exercises(grade: &Grade) -> Result<Vec<Exercise>, Error> {
    if grade.self_test.is_empty() {
        return Ok(exercise::all());
    }
    let meant = grade.self_test.iter().map(|name| {
        let folder = PathBuf::from(name);
        if folder.join("exercise.toml").is_file() {
            return Exercise::in_folder(&folder).map_err(|why| Error::Usage(format!("{}: {why}", folder.display())));
        }
        named(name)
    });
    meant.collect()
}

/// Where submissions are built: beside what else programs keep for this user.
fn place() -> Result<PathBuf, Error> {
    let of = |variable: &str| std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = of("XDG_CACHE_HOME").or_else(|| of("HOME").map(|home| home.join(".cache")));
    let cache = cache.ok_or_else(|| Error::Usage("HOME is not set, so there is no place to build in".to_owned()))?;
    Ok(cache.join("racecourse"))
}

/// Judges the submissions of the authors, and says which are not judged as their first lines say.
fn self_test(
    exercises: &[Exercise],
    workshop: &Workshop,
    root: &std::path::Path,
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<Exit, Error> {
    let widest = exercises.iter().map(|one| columns_of(&one.name)).max().unwrap_or(0).max("exercise".len());
    writeln!(out, "{}  {:>7}  {:>7}", pad("exercise", widest), "right", "wrong")?;
    let mut exit = Exit::AsExpected;
    for exercise in exercises {
        let mut complaints = Vec::new();
        let (mut right, mut wrong) = ((0, 0), (0, 0));
        for trial in trials(exercise) {
            let place = root.join("trials").join(format!("{}-{}", exercise.name, std::process::id()));
            let checked = trial.run(workshop, &place, &Extent::USUAL);
            let _ = std::fs::remove_dir_all(&place);
            let count = if matches!(trial.expected, Header::Right { .. }) { &mut right } else { &mut wrong };
            count.1 += 1;
            match trial.complaint(&checked) {
                None => count.0 += 1,
                Some(why) => complaints.push(why),
            }
        }
        let of = |(as_it_should, all): (usize, usize)| format!("{as_it_should}/{all}");
        writeln!(out, "{}  {:>7}  {:>7}", pad(&exercise.name, widest), of(right), of(wrong))?;
        for why in complaints {
            writeln!(out, "  {} {}", layout.paint(Style::Bad, "✗"), racecourse_layout::visible(&why))?;
            exit = Exit::Differs;
        }
        out.flush()?;
    }
    Ok(exit)
}

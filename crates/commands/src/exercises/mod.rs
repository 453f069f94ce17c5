//! What the program does with exercises: learning them in a folder, and grading what others have handed in. A file of somebody's own is
//! watched as an exercise is.

mod batch;
mod check;
mod doctor;
mod grade;
mod hint;
mod learn;
mod list;
mod new;
mod overview;
mod place;
mod play;
mod playing;
mod reset;
mod show;
mod sitting;
mod syllabus;
mod watch;

use std::io::{self, IsTerminal, Write};

use racecourse_exercises::confinement::trial::{self, standing};
use racecourse_exercises::exercise::{self, Exercise};
use racecourse_exercises::folder::Folder;
use racecourse_exercises::workshop::Workshop;
use racecourse_layout::{nearest, pad, shorten};

use crate::Error;
use crate::names::{normal, unknown};
use crate::terminal::Terminal;

pub(crate) use check::run as check;
pub(crate) use grade::run as grade;
pub(crate) use hint::run as hint;
pub(crate) use learn::run as learn;
pub(crate) use list::run as list;
pub(crate) use new::run as new;
pub(crate) use overview::run as progress;
pub(crate) use play::run as play;
pub(crate) use reset::run as reset;
pub(crate) use show::run as show;
pub(crate) use syllabus::run as syllabus;
pub(crate) use watch::run as watch;

/// Whether `name` is that of an exercise, and not of something else.
pub(crate) fn is_one(name: &str) -> bool {
    exercise::is_known(&name_in(name))
}

/// The name of an exercise in what somebody has typed, which may be the path of its folder or of its file.
pub(crate) fn name_in(typed: &str) -> String {
    let folder = typed.trim().trim_end_matches('/').trim_end_matches("/exercise.rs");
    normal(folder.rsplit('/').next().unwrap_or(folder))
}

/// The exercise with this name.
fn named(name: &str) -> Result<Exercise, Error> {
    let wanted = name_in(name);
    let all = exercise::all();
    if let Some(found) = all.iter().find(|one| one.name == wanted) {
        return Ok(found.clone());
    }
    let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
    Err(unknown("exercise", name, nearest(&wanted, names.iter().copied()), &names))
}

/// The course folder around the current one.
fn folder() -> Result<Folder, Error> {
    let here = std::env::current_dir().map_err(|error| Error::Io("find the current folder".to_owned(), error))?;
    Folder::around(&here).map_err(Error::Usage)
}

/// Columns in which a package is named.
const NAMED_IN: usize = 50;

/// A package's name and version in the place of the last one. Spaces do what a sequence for the terminal would: where there are to be
/// no colours, such sequences are taken out.
fn over_the_last(package: &str) -> String {
    let name: Vec<&str> = package.split(' ').take(2).collect();
    format!("\r  {}", pad(&shorten(&name.join(" "), NAMED_IN), NAMED_IN))
}

/// The workshop that `open` opens, with what it builds shown to whoever waits for it.
fn workshop(
    terminal: &Terminal,
    open: impl FnOnce(&mut dyn FnMut(&str)) -> Result<Workshop, String>,
) -> Result<Workshop, Error> {
    let mut errors = terminal.stderr();
    let is_seen = io::stderr().is_terminal();
    let mut begun = false;
    let opened = open(&mut |line: &str| {
        let Some(package) = line.strip_prefix("Compiling ") else { return };
        if !begun {
            let _ = writeln!(
                errors,
                "Building what exercises are checked with. That is done once, and takes a minute or so."
            );
            begun = true;
        }
        if is_seen {
            let _ = write!(errors, "{}", over_the_last(package));
            let _ = errors.flush();
        }
    });
    if begun && is_seen {
        let _ = write!(errors, "{}\r", over_the_last(""));
    }
    Ok(opened.map_err(Error::Usage)?.within(standing(&trial::here())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_hides_the_last_one_without_what_only_some_terminals_do() {
        let long = over_the_last("racecourse-trace v0.1.0 (/home/ada/course/.racecourse/library/crates/trace)");
        assert!(long.starts_with("\r  racecourse-trace v0.1.0  ") && !long.contains('/'), "{long:?}");
        let all = [long, over_the_last("syn v2.0.1"), over_the_last("")];
        assert!(all.iter().all(|line| line.len() == all[0].len() && !line.contains('\x1b')), "{all:?}");
    }
}

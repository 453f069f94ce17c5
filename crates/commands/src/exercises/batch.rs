//! Grading a folder of submissions: several at a time, each noted as soon as it is done, so that it can be gone on with.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use racecourse_exercises::around::Around;
use racecourse_exercises::check::{Extent, check};
use racecourse_exercises::exercise::Exercise;
use racecourse_exercises::grade::{Graded, Value, key};
use racecourse_exercises::workshop::Workshop;

use crate::Error;

/// A submission has no more bytes than this.
const MOST: u64 = 256 << 10;

/// Whose submission it is, and where it lies.
#[derive(Clone, Debug)]
pub(super) struct Submission {
    student: String,
    file: Result<PathBuf, String>,
}

/// What was found where submissions are.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Submissions, in the order of their names.
    pub(super) all: Vec<Submission>,
    /// Neither a file of Rust nor a folder: it may be one that was handed in under another name.
    pub(super) none: Vec<PathBuf>,
}

/// The submissions to `exercise` in these places: a file is one, and in a folder each file and each folder is one. Links are not
/// followed. `says` is told who has the name of somebody else.
pub(super) fn submissions(places: &[PathBuf], exercise: &str, says: &mut dyn FnMut(&str)) -> Result<Found, Error> {
    let mut all = Vec::new();
    let mut none = Vec::new();
    for place in places {
        let failed = |error: io::Error| Error::Io(format!("read {}", place.display()), error);
        if fs::symlink_metadata(place).map_err(failed)?.is_dir() {
            let entries = fs::read_dir(place).map_err(failed)?.map(|entry| Ok(entry?.path()));
            let mut entries = entries.collect::<io::Result<Vec<PathBuf>>>().map_err(failed)?;
            entries.sort();
            for entry in entries {
                match submission(&entry, exercise) {
                    Some(one) => all.push(one),
                    None if is_hidden(&entry) => {}
                    None => none.push(entry),
                }
            }
        } else {
            let why = || Error::Usage(format!("{} is no submission: it is no file of Rust", place.display()));
            all.push(submission(place, exercise).ok_or_else(why)?);
        }
    }
    tell_apart(&mut all, says);
    Ok(Found { all, none })
}

/// Whether the system shows it to nobody who does not ask.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Gives those who have the name of somebody before them another one: each has a row of their own, and a text.
fn tell_apart(all: &mut [Submission], says: &mut dyn FnMut(&str)) {
    let mut taken: HashSet<String> = all.iter().map(|one| one.student.clone()).collect();
    let mut seen = HashSet::new();
    for one in all {
        if seen.insert(one.student.clone()) {
            continue;
        }
        let free = (2_usize..).map(|nth| format!("{} ({nth})", one.student)).find(|name| !taken.contains(name));
        let Some(name) = free else { continue };
        let file = one.file.as_ref().map_or_else(|_| "another one".to_owned(), |file| file.display().to_string());
        says(&format!("{} has more than one submission: {file} is graded as {name}", one.student));
        taken.insert(name.clone());
        one.student = name;
    }
}

/// Whether it is called as a file of Rust is, also by a system that writes names in capitals.
fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("rs"))
}

fn submission(path: &Path, exercise: &str) -> Option<Submission> {
    let kind = fs::symlink_metadata(path).ok()?;
    let name = if kind.is_dir() { path.file_name() } else { path.file_stem() };
    let student = name?.to_string_lossy().into_owned();
    let file = match () {
        () if kind.is_dir() => the_file_of(path, exercise),
        () if !is_rust(path) => return None,
        () if kind.is_file() => Ok(path.to_owned()),
        () => Err("it is no file".to_owned()),
    };
    Some(Submission { student, file })
}

/// The file of a student's folder: in it, or, if it is a course's, in its folder of the exercise.
fn the_file_of(folder: &Path, exercise: &str) -> Result<PathBuf, String> {
    let below = folder.join(exercise);
    let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|kind| kind.is_dir());
    match the_file_in(folder)? {
        Some(file) => Ok(file),
        None if is_folder(&below) => {
            the_file_in(&below)?.ok_or_else(|| format!("there is no file of Rust in its {exercise}/"))
        }
        None => Err(format!("there is no file of Rust in its folder, and no {exercise}/exercise.rs")),
    }
}

/// The one file of Rust in a folder, or the one that is called as exercises call it.
fn the_file_in(folder: &Path) -> Result<Option<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|_| "its folder cannot be read")?;
    let is_one = |path: &PathBuf| is_rust(path) && fs::symlink_metadata(path).is_ok_and(|kind| kind.is_file());
    let files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_one).collect();
    match files.as_slice() {
        [one] => Ok(Some(one.clone())),
        [] => Ok(None),
        several => {
            let own = several.iter().find(|file| file.file_name().is_some_and(|name| name == "exercise.rs"));
            own.cloned()
                .map(Some)
                .ok_or_else(|| "there are several files in its folder, and none is exercise.rs".to_owned())
        }
    }
}

/// What has been graded before, in the same place.
#[derive(Debug, Default)]
pub(super) struct Journal {
    file: Option<Mutex<File>>,
    known: HashMap<(String, String), Graded>,
}

impl Journal {
    /// The journal in `file`. A line that was not written to its end is none.
    pub(super) fn open(file: &Path) -> io::Result<Self> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let read = text.lines().filter_map(|line| serde_json::from_str::<Graded>(line).ok());
        let known = read.map(|one| ((one.student.clone(), one.key.clone()), one)).collect();
        let mut file = OpenOptions::new().create(true).append(true).open(file)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        Ok(Self { file: Some(Mutex::new(file)), known })
    }

    fn note(&self, one: &Graded) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let mut line = serde_json::to_vec(one)?;
        line.push(b'\n');
        let mut file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.write_all(&line)?;
        file.sync_data()
    }
}

/// Where submissions are graded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bench<'a> {
    /// What builds them.
    pub(super) workshop: &'a Workshop,
    /// The walls around them.
    pub(super) around: &'a Around,
    /// Where they are built and run.
    pub(super) place: &'a Path,
    /// When no more are begun.
    pub(super) until: Option<Instant>,
}

/// What is said of a submission that was not begun.
const NOT_BEGUN: &str = "the time for all of them was over before it was begun: the same command goes on with it";

/// Grades all of them, `jobs` at a time. `hears` is told of each that is done.
pub(super) fn grade(
    all: &[Submission],
    exercise: &Exercise,
    bench: &Bench<'_>,
    journal: &Journal,
    jobs: usize,
    hears: &(dyn Fn(&Graded) + Sync),
) -> io::Result<Vec<Graded>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let work = |worker: usize| -> io::Result<()> {
        let place = bench.place.join(worker.to_string());
        let bench = Bench { place: &place, ..*bench };
        while let Some((at, one)) =
            { Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, all.get(at)?))) }
        {
            let graded = grade_one(one, exercise, &bench, journal)?;
            hears(&graded);
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((at, graded));
        }
        // Nothing of a submission stays.
        match fs::remove_dir_all(&place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    };
    let work = &work;
    thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.max(1)).map(|worker| scope.spawn(move || work(worker))).collect();
        let ended = workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(io::Error::other("a worker panicked"))));
        ended.collect::<io::Result<Vec<()>>>()
    })?;
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, graded)| graded).collect())
}

fn grade_one(one: &Submission, exercise: &Exercise, bench: &Bench<'_>, journal: &Journal) -> io::Result<Graded> {
    let text = one.file.as_ref().map_err(Clone::clone).and_then(|file| read(file));
    let text = match text {
        Ok(text) => text,
        Err(why) => return Ok(Graded::unread(&one.student, exercise, &why)),
    };
    let known = journal.known.get(&(one.student.clone(), key(exercise, &text)));
    if let Some(known) = known.filter(|known| known.verdict != Value::Undecided) {
        return Ok(known.clone());
    }
    let checked = |extent: &Extent| {
        let checked = check(bench.workshop, exercise, &text, bench.place, extent);
        Graded::of(&one.student, &checked, bench.around)
    };
    if bench.until.is_some_and(|until| Instant::now() >= until) {
        return Ok(Graded::unread(&one.student, exercise, NOT_BEGUN));
    }
    let began = Instant::now();
    let mut graded = checked(&Extent::GRADE);
    // What is not decided is tried once more, and searched further.
    if graded.verdict == Value::Undecided {
        let further = Extent { times: 10, ..Extent::GRADE };
        graded = checked(&further);
    }
    graded.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    graded.file = one.file.as_ref().ok().map(|file| file.to_string_lossy().into_owned());
    journal.note(&graded)?;
    Ok(graded)
}

fn read(file: &Path) -> Result<String, String> {
    let length = fs::symlink_metadata(file).map_err(|error| error.to_string())?.len();
    if length > MOST {
        return Err(format!("it has {length} bytes, and {MOST} are the most"));
    }
    fs::read_to_string(file).map_err(|error| format!("failed to read it: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_a_folder_are_a_submission_each_and_links_are_not_followed() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        fs::write(at("ada.rs"), "").unwrap();
        fs::write(at("notes.txt"), "").unwrap();
        for (student, files) in [("ben", vec!["any.rs"]), ("cleo", vec!["exercise.rs", "other.rs"]), ("dan", vec![])] {
            fs::create_dir(at(student)).unwrap();
            files.iter().for_each(|file| fs::write(at(student).join(file), "").unwrap());
        }
        fs::create_dir_all(at("fay/repair_lost_update")).unwrap();
        fs::write(at("fay/repair_lost_update/exercise.rs"), "").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", at("eve.rs")).unwrap();
        let mut said = Vec::new();
        let found =
            submissions(&[place.path().to_owned()], "repair_lost_update", &mut |says| said.push(says.to_owned()));
        let Found { all: found, none } = found.unwrap();
        assert!(found[3].file.as_ref().is_err_and(|why| why.contains("repair_lost_update/exercise.rs")), "{found:?}");
        let found: Vec<(&str, bool)> = found.iter().map(|one| (one.student.as_str(), one.file.is_ok())).collect();
        assert_eq!(
            found,
            [("ada", true), ("ben", true), ("cleo", true), ("dan", false), ("eve", false), ("fay", true)]
        );
        assert_eq!((none, said.len()), (vec![at("notes.txt")], 0));
        assert!(
            submissions(&[at("notes.txt")], "repair_lost_update", &mut |_| {}).is_err(),
            "it was asked for by its name"
        );
    }

    #[test]
    fn a_line_that_was_cut_off_is_none_and_the_next_one_is_whole() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("journal.jsonl");
        let exercise = racecourse_exercises::exercise::all().remove(0);
        let one = Graded { key: "1".to_owned(), ..Graded::unread("ada", &exercise, "why") };
        Journal::open(&file).unwrap().note(&one).unwrap();
        let whole = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{whole}{}", &whole[..whole.len() / 2])).unwrap();
        let two = Graded { student: "ben".to_owned(), ..one.clone() };
        let journal = Journal::open(&file).unwrap();
        assert_eq!(journal.known.len(), 1);
        journal.note(&two).unwrap();
        let known = Journal::open(&file).unwrap().known;
        assert_eq!((known.len(), known[&("ben".to_owned(), "1".to_owned())].clone()), (2, two));
    }
}

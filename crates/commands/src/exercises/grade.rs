//! `racecourse grade`: what others have handed in; and whether an exercise judges its author's own as it should.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Instant, SystemTime};

use racecourse_exercises::around::Around;
use racecourse_exercises::check::{Checked, Extent};
use racecourse_exercises::confinement::trial;
use racecourse_exercises::exercise::{self, Exercise};
use racecourse_exercises::grade::{self, Graded, Value};
use racecourse_exercises::header::Header;
use racecourse_exercises::outputs::classroom50::{self, Run};
use racecourse_exercises::outputs::junit;
use racecourse_exercises::self_test::trials;
use racecourse_exercises::workshop::{NotBuilt, Workshop};
use racecourse_layout::{Layout, Style, columns_of, fill, pad, shorten, shown};

use super::batch::{self, Bench, Found, Journal};
use super::place::Place;
use super::{is_one, named, workshop};
use crate::args::{Grade, GradeFormat};
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(crate) fn run(grade: &Grade, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    if grade.doctor {
        return super::doctor::run(terminal, out);
    }
    let root = place()?;
    let open = |hears: &mut dyn FnMut(&str)| Workshop::open(&root, hears);
    if let Some(names) = &grade.self_test {
        let exercises = match names.as_slice() {
            [] => exercise::all(),
            names => names.iter().map(|name| meant(name)).collect::<Result<_, Error>>()?,
        };
        let (workshop, _) = workshop(terminal, open)?.watching();
        return self_test(&exercises, &workshop, &root, &terminal.layout(), out);
    }
    let exercise = meant(grade.exercise.as_deref().unwrap_or_default())?;
    let note = |says: &str| {
        let _ = writeln!(io::stderr(), "note: {}", shown(says, usize::MAX));
    };
    let Found { all, none } = batch::submissions(&grade.paths, &exercise.name, &mut { note })?;
    for path in &none {
        note(&format!("{} is passed over: it is neither a file of Rust nor a folder", path.display()));
    }
    if all.is_empty() {
        return Err(Error::Usage("there is no submission: no file of Rust, and no folder".to_owned()));
    }
    let for_one = [GradeFormat::Gradescope, GradeFormat::Classroom50, GradeFormat::Coderunner, GradeFormat::Vpl];
    if for_one.contains(&grade.format) && all.len() != 1 {
        return Err(Error::Usage(format!("this format is for one submission, and there are {}", all.len())));
    }
    let run = match grade.format {
        GradeFormat::Classroom50 => Some(Run::of(|name| std::env::var(name).ok()).map_err(|name| {
            Error::Usage(format!("{name} is not set: this format is for the runner of Classroom 50, which sets it"))
        })?),
        _ => None,
    };
    let journal = match &grade.out {
        None => Journal::default(),
        Some(folder) => {
            let failed = |error| Error::Io(format!("write into {}", folder.display()), error);
            fs::create_dir_all(folder).map_err(failed)?;
            Journal::open(&folder.join("journal.jsonl")).map_err(failed)?
        }
    };
    let (workshop, unwatched) = workshop(terminal, open)?.watching();
    let around = Around::of(&trial::here(), &unwatched);
    let until = grade.budget.map(|budget| Instant::now() + budget);
    let jobs = grade.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let of = all.len();
    let so_far = AtomicUsize::new(0);
    let hears = |one: &Graded| {
        let nth = so_far.fetch_add(1, Ordering::Relaxed) + 1;
        if of > 1 {
            let _ = writeln!(io::stderr(), "{nth}/{of}  {}  {}", shown(&one.student, 40), shown(&one.says, 60));
        }
    };
    let place = Place::of(&root).map_err(|error| Error::Io("make a place to build in".to_owned(), error))?;
    let bench = Bench { workshop: &workshop, around: &around, place: place.path(), until };
    let graded = batch::grade(&all, &exercise, &bench, &journal, jobs, &hears)
        .map_err(|error| Error::Io("grade".to_owned(), error))?;
    if let Some(folder) = &grade.out {
        hand_out(&graded, &around, folder)
            .map_err(|error| Error::Io(format!("write into {}", folder.display()), error))?;
    }
    if let (Some(run), [one, ..]) = (&run, graded.as_slice()) {
        let points = exercise.description.points();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        write!(out, "{}", classroom50::document(one, |layer| points.of(layer), run, now))?;
        // Anything else would be said of the grader, and not of the grade.
        return Ok(Exit::AsExpected);
    }
    let layout = terminal.layout();
    write!(out, "{}", report(&graded, &exercise, &around, grade.format, &layout))?;
    if grade.format == GradeFormat::Human && !none.is_empty() {
        write!(out, "{}", passed_over(&none, &layout))?;
    }
    let is = |value: Value| graded.iter().any(|one| one.verdict == value);
    Ok(match () {
        () if grade.strict && is(Value::Wrong) => Exit::Differs,
        () if is(Value::Undecided) => Exit::Undecided,
        () => Exit::AsExpected,
    })
}

/// A text for each student, and a table of all.
fn hand_out(graded: &[Graded], around: &Around, folder: &Path) -> io::Result<()> {
    for one in graded {
        fs::write(folder.join(format!("{}.txt", one.student)), &one.text)?;
    }
    fs::write(folder.join("grades.csv"), grade::csv(graded))?;
    fs::write(folder.join("grades.json"), grade::json(graded, around))
}

fn report(graded: &[Graded], exercise: &Exercise, around: &Around, format: GradeFormat, layout: &Layout) -> String {
    let points = exercise.description.points();
    match (format, graded) {
        (GradeFormat::Json, _) => grade::json(graded, around),
        (GradeFormat::Csv, _) => grade::csv(graded),
        (GradeFormat::Junit, _) => junit::document(graded),
        (GradeFormat::Gradescope, [one, ..]) => grade::gradescope(one, |layer| points.of(layer)),
        (GradeFormat::Coderunner, [one, ..]) => grade::coderunner(one),
        (GradeFormat::Vpl, [one, ..]) => grade::vpl(one),
        _ => human(graded, around, layout),
    }
}

fn human(graded: &[Graded], around: &Around, layout: &Layout) -> String {
    let name = |one: &Graded| shown(&one.student, 30);
    let widest = graded.iter().map(|one| columns_of(&name(one))).max().unwrap_or_default();
    let mut text = String::new();
    for one in graded {
        let (sign, style) = match one.verdict {
            Value::Right => ("✓", Style::Good),
            Value::Wrong => ("✗", Style::Bad),
            Value::Undecided => ("?", Style::Open),
        };
        let rest = format!("{}  {:>3} of {}  {}", pad(&name(one), widest), one.points, one.of, shown(&one.says, 200));
        text += &format!("{} {}\n", layout.paint(style, sign), shorten(&rest, layout.width.saturating_sub(2)));
    }
    if let [one] = graded {
        text += &format!("\n{}", one.text);
    }
    let count = |value: Value| graded.iter().filter(|one| one.verdict == value).count();
    let (right, wrong, undecided) = (count(Value::Right), count(Value::Wrong), count(Value::Undecided));
    text += &format!("\n{right} right, {wrong} wrong, {undecided} undecided\n");
    text + &fill(&shown(&around.sentences(), usize::MAX), layout.width).join("\n") + "\n"
}

/// What was found among the submissions and is none, in lines: a student may be behind it, who has no row.
fn passed_over(none: &[PathBuf], layout: &Layout) -> String {
    let names = none.iter().filter_map(|path| path.file_name()).map(|name| shown(&name.to_string_lossy(), 40));
    let names: Vec<String> = names.collect();
    let says = format!(
        "Not graded, since {} neither a file of Rust nor a folder: {}",
        if names.len() == 1 { "it is" } else { "they are" },
        names.join(", ")
    );
    fill(&says, layout.width).join("\n") + "\n"
}

/// The exercise of this name, or in this folder.
fn meant(name: &str) -> Result<Exercise, Error> {
    let folder = PathBuf::from(name);
    if folder.join("exercise.toml").is_file() {
        return Exercise::in_folder(&folder).map_err(|why| Error::Usage(format!("{}: {why}", folder.display())));
    }
    if folder.is_dir() && !is_one(name) {
        let says = format!("{} has no exercise.toml, so it is no exercise's folder", folder.display());
        return Err(Error::Usage(format!("{says}; `racecourse new exercise NAME` begins one")));
    }
    named(name)
}

/// Where submissions are built: beside what else programs keep for this user.
pub(super) fn place() -> Result<PathBuf, Error> {
    let of = |variable: &str| std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = of("XDG_CACHE_HOME").or_else(|| of("HOME").map(|home| home.join(".cache")));
    let cache = cache.ok_or_else(|| Error::Usage("HOME is not set, so there is no place to build in".to_owned()))?;
    Ok(cache.join("racecourse"))
}

/// Lines of a compiler's error that are shown where it says why a submission is not judged as it should be.
const MOST_OF_AN_ERROR: usize = 4;

/// What the compiler says if it refuses the submission, or the driver: that may be a mistake of the author's.
fn first_error<'a>(checked: &'a Checked<'_>) -> &'a str {
    match &checked.not_built {
        Some(NotBuilt::Submission(complaints) | NotBuilt::Driver(complaints)) => &complaints.first,
        _ => "",
    }
}

/// Judges the submissions of the authors, and says which are not judged as their first lines say.
fn self_test(
    exercises: &[Exercise],
    workshop: &Workshop,
    root: &Path,
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<Exit, Error> {
    let widest = exercises.iter().map(|one| columns_of(&one.name)).max().unwrap_or(0).max("exercise".len());
    writeln!(out, "{}  {:>7}  {:>7}", pad("exercise", widest), "right", "wrong")?;
    let mut exit = Exit::AsExpected;
    let place = Place::of(root).map_err(|error| Error::Io("make a place to build in".to_owned(), error))?;
    let is_seen = io::stderr().is_terminal();
    let says = |text: &str| {
        let _ = write!(io::stderr(), "\r{}", pad(&shorten(text, layout.width - 1), layout.width - 1));
    };
    for exercise in exercises {
        let mut complaints = Vec::new();
        let (mut right, mut wrong) = ((0, 0), (0, 0));
        let trials = trials(exercise);
        for (nth, trial) in trials.iter().enumerate() {
            if is_seen {
                says(&format!("{}  {} of {}  {}", exercise.name, nth + 1, trials.len(), trial.file));
            }
            let checked = trial.run(workshop, &place.path().join(&exercise.name), &Extent::GRADE);
            let count = if matches!(trial.expected, Header::Right { .. }) { &mut right } else { &mut wrong };
            count.1 += 1;
            match trial.complaint(&checked) {
                None => count.0 += 1,
                Some(why) => complaints.push((why, first_error(&checked).to_owned())),
            }
        }
        if is_seen {
            says("");
            let _ = write!(io::stderr(), "\r");
        }
        let of = |(as_it_should, all): (usize, usize)| format!("{as_it_should}/{all}");
        writeln!(out, "{}  {:>7}  {:>7}", pad(&exercise.name, widest), of(right), of(wrong))?;
        for (why, error) in complaints {
            writeln!(out, "  {} {}", layout.paint(Style::Bad, "✗"), shown(&why, usize::MAX))?;
            for line in error.lines().take(MOST_OF_AN_ERROR) {
                writeln!(out, "      {}", shown(line, usize::MAX).trim_end())?;
            }
            exit = Exit::Differs;
        }
        out.flush()?;
    }
    Ok(exit)
}

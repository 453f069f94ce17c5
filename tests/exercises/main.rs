//! The grader is graded: every exercise judges the submissions of its author as their first lines say, in layer and label. And
//! whoever tries to get around that does not.

mod hostile;

use std::path::Path;
use std::process::ExitCode;

use hostile::Fate;
use libtest_mimic::{Arguments, Failed, Trial};
use racecourse_exercises::check::{Checked, Extent, check};
use racecourse_exercises::exercise::{self, Exercise};
use racecourse_exercises::header::Header;
use racecourse_exercises::self_test::{self, trials};
use racecourse_exercises::words::{Words, in_short};
use racecourse_exercises::workshop::Workshop;
use racecourse_layout::{Layout, is_invisible};

/// Right submissions that an exercise has at least, and wrong ones.
const LEAST: (usize, usize) = (3, 6);

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workshop");
    let workshop = Workshop::open(&root, &mut |_| {}).unwrap_or_else(|why| panic!("{why}"));
    let exercises: &'static [Exercise] = exercise::all().leak();
    let mut all: Vec<Trial> = Vec::new();
    for exercise in exercises {
        all.push(Trial::test(format!("{}::has_enough", exercise.name), move || has_enough(exercise)));
        for trial in trials(exercise) {
            let (workshop, root) = (workshop.clone(), root.clone());
            let name = format!("{}::{}", exercise.name, trial.file.trim_end_matches(".rs").replace('/', "::"));
            all.push(Trial::test(name.clone(), move || run(&trial, &workshop, &root.join("trials").join(&name))));
        }
    }
    let lost_update = exercises.iter().find(|exercise| exercise.name == "repair_lost_update").expect("it is there");
    for &(name, fate, items, adds) in hostile::ALL {
        let (workshop, root) = (workshop.clone(), root.clone());
        let name = format!("hostile::{name}");
        all.push(Trial::test(name.clone(), move || {
            let place = root.join("trials").join(&name);
            let checked = check(&workshop, lost_update, &hostile::text(items, adds), &place, &Extent::USUAL);
            let _ = std::fs::remove_dir_all(place);
            survives(fate, &checked)
        }));
    }
    libtest_mimic::run(&Arguments::from_args(), all).exit_code()
}

fn run(trial: &self_test::Trial<'_>, workshop: &Workshop, place: &Path) -> Result<(), Failed> {
    let checked = trial.run(workshop, place, &Extent::USUAL);
    let complaint = trial.complaint(&checked);
    let _ = std::fs::remove_dir_all(place);
    complaint.map_or(Ok(()), |why| Err(Failed::from(why)))
}

/// Whether a hostile submission has come to what it has to, and what is said of it is fit to be read.
fn survives(fate: Fate, checked: &Checked<'_>) -> Result<(), Failed> {
    let verdict = in_short(&checked.judgement);
    let layout = Layout::plain(80);
    let words = Words::of(checked, &layout);
    let text = words.text("aside", &layout);
    let is_so = match fate {
        Fate::NotBuilt => verdict.starts_with("wrong: builds"),
        Fate::Undecided => verdict.starts_with("undecided"),
        Fate::Judged(says) => verdict == says,
        Fate::NotRight => verdict != "right",
    };
    if !is_so {
        return Err(format!("should be {fate:?}, and is {verdict}\n{text}").into());
    }
    if let Some(c) = text.chars().find(|c| is_invisible(*c) && *c != '\n') {
        return Err(format!("{c:?} is said").into());
    }
    if text.len() > 8_192 {
        return Err(format!("{} bytes are said", text.len()).into());
    }
    Ok(())
}

fn has_enough(exercise: &Exercise) -> Result<(), Failed> {
    let (right, wrong) = (exercise.right.len(), exercise.wrong.len());
    if right < LEAST.0 || wrong < LEAST.1 {
        return Err(format!("{right} right and {wrong} wrong ones: {} and {} are the least", LEAST.0, LEAST.1).into());
    }
    let styles: Vec<&Header> = exercise.right.iter().map(|sample| &sample.header).collect();
    let twice = styles.iter().enumerate().find(|(at, style)| styles[..*at].contains(style));
    twice.map_or(Ok(()), |(_, style)| Err(format!("two right ones are described alike: {style:?}").into()))
}

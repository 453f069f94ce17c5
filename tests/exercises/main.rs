//! The grader is graded: every exercise judges the submissions of its author as their first lines say, in layer and label.

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use racecourse_exercises::check::Extent;
use racecourse_exercises::exercise::{self, Exercise};
use racecourse_exercises::header::Header;
use racecourse_exercises::self_test::{self, trials};
use racecourse_exercises::workshop::Workshop;

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
    libtest_mimic::run(&Arguments::from_args(), all).exit_code()
}

fn run(trial: &self_test::Trial<'_>, workshop: &Workshop, place: &Path) -> Result<(), Failed> {
    let checked = trial.run(workshop, place, &Extent::USUAL);
    let complaint = trial.complaint(&checked);
    let _ = std::fs::remove_dir_all(place);
    complaint.map_or(Ok(()), |why| Err(Failed::from(why)))
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

//! The grader is graded: every exercise judges the submissions of its author as their first lines say, in layer and label. And
//! whoever tries to get around that does not.
//!
//! There are hundreds, of a second each. Without a name, one in [`PARTS`] is judged, and `RACECOURSE_PART` says which: a number,
//! so that they all have their turn, or `all`. Those with a name that was asked for are judged all.

mod generated;
mod hidden;
mod hostile;
mod liars;
mod smuggled;
mod walls;

#[path = "../thoroughness.rs"]
#[expect(dead_code, reason = "nothing is random here")]
mod thoroughness;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use hostile::Fate;
use libtest_mimic::{Arguments, Failed, Trial};
use racecourse::isolate::Limits;
use racecourse_exercises::check::{Checked, Extent, check};
use racecourse_exercises::confinement::trial;
use racecourse_exercises::exercise::{self, Exercise};
use racecourse_exercises::format::Kind;
use racecourse_exercises::header::Header;
use racecourse_exercises::self_test::{self, trials};
use racecourse_exercises::words::{Words, in_short};
use racecourse_exercises::workshop::Workshop;
use racecourse_layout::{Layout, is_invisible};
use thoroughness::is_thorough;

/// Of so many submissions one is judged where nobody asks for more, and of fewer in a thorough run.
const PARTS: u64 = 128;
const PARTS_OF_A_THOROUGH_RUN: u64 = 64;

/// Which submissions are judged.
enum Part {
    All,
    Of(u64),
}

impl Part {
    fn asked_for(arguments: &Arguments) -> Self {
        match std::env::var("RACECOURSE_PART") {
            Ok(part) if part == "all" => Part::All,
            Ok(part) => {
                Part::Of(part.parse().unwrap_or_else(|_| panic!("RACECOURSE_PART is a number or `all`: {part}")))
            }
            Err(_) if arguments.filter.is_some() => Part::All,
            Err(_) => Part::Of(0),
        }
    }

    fn has(&self, name: &str) -> bool {
        // Any number will do that is the same on every machine.
        let number = name.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        match self {
            Part::All => true,
            Part::Of(part) => {
                let parts = if is_thorough() { PARTS_OF_A_THOROUGH_RUN } else { PARTS };
                number % parts == part % parts
            }
        }
    }
}

/// How far a submission of an author is judged: nobody waits for it, and the machine may have others to serve.
const PATIENT: Extent = Extent {
    explains: false,
    limits: Limits { silence: Duration::from_secs(60), total: Duration::from_secs(1200), memory: 1 << 30 },
    times: 1,
    audits: true,
};

/// Right submissions that an exercise has at least, and wrong ones.
const LEAST: (usize, usize) = (3, 6);

/// Right implementations that tests are tried on at least, and wrong ones.
const LEAST_TRIED_ON: (usize, usize) = (2, 6);

fn main() -> ExitCode {
    trial::enter_if_trial();
    // The program finds it there, too, if that is its cache: see `tests/grading`.
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache/racecourse");
    let workshop = Workshop::open(&root, &mut |_| {}).unwrap_or_else(|why| panic!("{why}"));
    let (workshop, unwatched) = workshop.within(walls::that_stand()).watching();
    assert!(unwatched.is_empty(), "{unwatched:?}");
    let exercises: &'static [Exercise] = exercise::all().leak();
    let arguments = Arguments::from_args();
    let part = Part::asked_for(&arguments);
    let mut all: Vec<Trial> = Vec::new();
    for exercise in exercises {
        all.push(Trial::test(format!("{}::has_enough", exercise.name), move || has_enough(exercise)));
        for trial in trials(exercise) {
            let (workshop, root) = (workshop.clone(), root.clone());
            let name = format!("{}::{}", exercise.name, trial.file.trim_end_matches(".rs").replace('/', "::"));
            if part.has(&name) {
                all.push(Trial::test(name.clone(), move || run(&trial, &workshop, &root.join("trials").join(&name))));
            }
        }
    }
    let mut made = Vec::new();
    for exercise in exercises {
        made.extend(generated::of(exercise));
        for one in generated::of(exercise) {
            let (workshop, root) = (workshop.clone(), root.clone());
            let name = format!("{}::generated::{}", exercise.name, one.name);
            if part.has(&name) {
                all.push(Trial::test(name.clone(), move || {
                    let place = root.join("trials").join(&name);
                    let complaint = one.complaint(&workshop, &place);
                    let _ = std::fs::remove_dir_all(place);
                    complaint.map_or(Ok(()), |why| Err(Failed::from(why)))
                }));
            }
        }
    }
    all.push(Trial::test("generated::exceptions_are_of_something", move || {
        let stale = generated::stale(&made);
        if stale.is_empty() { Ok(()) } else { Err(format!("{stale:?}").into()) }
    }));
    let lost_update = exercises.iter().find(|exercise| exercise.name == "repair_lost_update").expect("it is there");
    for &(name, fate, items, adds) in hostile::ALL {
        let (workshop, root) = (workshop.clone(), root.clone());
        let name = format!("hostile::{name}");
        if !part.has(&name) {
            continue;
        }
        all.push(Trial::test(name.clone(), move || {
            let place = root.join("trials").join(&name);
            let checked = check(&workshop, lost_update, &hostile::text(items, adds), &place, &Extent::GRADE);
            let _ = std::fs::remove_dir_all(place);
            survives(fate, &checked)
        }));
    }
    all.extend(liars::tests(&workshop, exercises, &root.join("trials")));
    all.extend(walls::tests());
    all.extend(hidden::tests(&workshop, exercises, &root.join("trials")));
    all.extend(smuggled::tests(&workshop, lost_update, &root.join("trials")));
    libtest_mimic::run(&arguments, all).exit_code()
}

fn run(trial: &self_test::Trial<'_>, workshop: &Workshop, place: &Path) -> Result<(), Failed> {
    let checked = trial.run(workshop, place, &PATIENT);
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
    let (sound, mutants) = (exercise.sound.len(), exercise.mutants.len());
    if exercise.description.kind == Kind::Test && (sound < LEAST_TRIED_ON.0 || mutants < LEAST_TRIED_ON.1) {
        return Err(
            format!("{sound} right implementations and {mutants} mutants: {LEAST_TRIED_ON:?} are the least").into()
        );
    }
    let styles: Vec<&Header> = exercise.right.iter().map(|sample| &sample.header).collect();
    let twice = styles.iter().enumerate().find(|(at, style)| styles[..*at].contains(style));
    twice.map_or(Ok(()), |(_, style)| Err(format!("two right ones are described alike: {style:?}").into()))
}

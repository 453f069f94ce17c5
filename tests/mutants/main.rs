//! Every fix of the course, changed in one place: what undoes it has to be refuted, or to differ, and what does not has to be
//! confirmed. The lists are `mutants.txt` beside the scenarios.
//!
//! One test a scenario; each prints how many there are. An engine that is not needed is not asked: `explorer` mostly decides.

mod programs {
    #![allow(warnings, clippy::all, reason = "changed programs are not as they should be")]
    include!(concat!(env!("OUT_DIR"), "/programs.rs"));
}

#[path = "../thoroughness.rs"]
#[expect(dead_code, reason = "nothing is random here")]
mod thoroughness;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use racecourse::engine::{EngineId, explore};
use racecourse::scenario::{Role, Scenario, Variant, program_of};
use racecourse_course::ALL;
use racecourse_mutants::list::{self, Expected, Mutant};
use racecourse_report::verdict::{Complaint, Grounds, Standing, Verdict};
use racecourse_report::{Checked, sentences};
use thoroughness::is_thorough;

/// Of so many mutants one is judged in a plain run; all are in a thorough one, and of a scenario that is asked for by its name.
const EVERY: usize = 4;

/// A fix that is tried in fewer ways than this has hardly been tried.
const LEAST: usize = 4;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let every = if is_thorough() || arguments.filter.is_some() { 1 } else { EVERY };
    let trial = |scenario: &&'static Scenario| {
        let scenario = *scenario;
        Trial::test(scenario.name, move || try_out(scenario, every))
    };
    libtest_mimic::run(&arguments, ALL.iter().map(trial).collect()).exit_code()
}

/// Judges one in `every` of the mutants of a scenario.
fn try_out(scenario: &'static Scenario, every: usize) -> Result<(), Failed> {
    let here = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let file = format!("scenarios/{}/{}/mutants.txt", scenario.family, scenario.name);
    let text = fs::read_to_string(here.join(&file)).map_err(|error| format!("{file}: {error}"))?;
    let mutants = list::read(&text).map_err(|why| format!("{file}, {why}"))?;
    let mut wrong = String::new();
    for fixed in scenario.variants.iter().filter(|variant| variant.role == Role::Fixed) {
        let of = mutants.iter().filter(|mutant| mutant.variant == fixed.name).count();
        if of < LEAST {
            let _ =
                writeln!(wrong, "{file} has {of} mutants of {}: a fix is tried in {LEAST} ways at least", fixed.name);
        }
    }
    for (at, mutant) in mutants.iter().enumerate() {
        let same = |earlier: &&Mutant| earlier.variant == mutant.variant && earlier.name == mutant.name;
        if mutants[..at].iter().any(|earlier| same(&earlier)) {
            let _ = writeln!(wrong, "{file}, line {}: there are two mutants `{}`", mutant.line, mutant.name);
        }
        if at.is_multiple_of(every)
            && let Err(why) = judged(scenario, mutant)
        {
            let _ = writeln!(wrong, "{file}, {why}");
        }
    }
    let count = |is: fn(&Expected) -> bool| mutants.iter().filter(|mutant| is(&mutant.expected)).count();
    let equivalent = count(|it| matches!(it, Expected::Equivalent(_)));
    let undecided = count(|it| matches!(it, Expected::Undecided(_)));
    let refuted = mutants.len() - equivalent - undecided;
    let undecided = if undecided == 0 { String::new() } else { format!(", {undecided} undecided") };
    let tried = if every == 1 { String::new() } else { format!(", by their list; one in {every} was judged") };
    let story = format!(
        "{}: of {} mutants {refuted} refuted, {equivalent} equivalent{undecided}{tried}\n",
        scenario.name,
        mutants.len()
    );
    // In one piece: other scenarios are tried at the same time.
    let _ = std::io::stdout().lock().write_all(story.as_bytes());
    if wrong.is_empty() { Ok(()) } else { Err(Failed::from(wrong)) }
}

/// Whether a mutant comes to what its list says.
fn judged(scenario: &'static Scenario, mutant: &Mutant) -> Result<(), String> {
    let says = |why: &str| format!("line {}: `{}` of {}: {why}", mutant.line, mutant.name, mutant.variant);
    let fixed = scenario.variant(&mutant.variant).filter(|variant| variant.role == Role::Fixed);
    let fixed = fixed.ok_or_else(|| says("there is no such fix"))?;
    mutant.of(fixed.source)?;
    let built = programs::PROGRAMS.iter().find(|(name, line, ..)| *name == scenario.name && *line == mutant.line);
    let &(_, _, run, source) = built.ok_or_else(|| says("it was not built"))?;
    let variant = Box::leak(Box::new(Variant { run, source, budget: fixed.budget.clone(), ..*fixed }));
    let explored = |engine: EngineId| explore(&program_of(variant), engine, &variant.budget);
    let mut checked = Checked::new(scenario, variant, vec![explored(EngineId::Explorer)]);
    if checked.verdict.standing != Standing::Differs {
        let explorations = checked.explorations.into_iter().chain([explored(EngineId::WeakMemory)]).collect();
        checked = Checked::new(scenario, variant, explorations);
    }
    if is_as(&checked, &mutant.expected) {
        return Ok(());
    }
    let expected = match &mutant.expected {
        Expected::Shows(label) => format!("should be refuted by `{label}`"),
        Expected::Never(label) => format!("should be refuted because it never comes to `{label}`"),
        Expected::Serialised => "should differ because it does one thing after the other".to_owned(),
        Expected::Equivalent(_) => "should be confirmed".to_owned(),
        Expected::Undecided(_) => "should be undecided".to_owned(),
    };
    let seen =
        checked.explorations.iter().flat_map(|one| one.observations.keys().map(move |label| (one.engine, label)));
    let seen: Vec<String> = seen.map(|(engine, label)| format!("{engine} has seen `{label}`")).collect();
    let reasons = sentences::complaints(&checked.verdict.reasons);
    Err(says(&format!("{expected}, and is {}: {} {}", checked.conclusion(), reasons.join(" "), seen.join(", "))))
}

/// Whether this has become of it.
fn is_as(checked: &Checked, expected: &Expected) -> bool {
    let verdict = &checked.verdict;
    let grounds = || verdict.engines.iter().map(|one| &one.reason);
    match expected {
        Expected::Shows(label) => {
            let is_bug = checked.scenario.grading(checked.variant, label).is_none_or(|graded| graded.is_bug());
            let is_seen = checked.explorations.iter().any(|one| one.saw(label));
            verdict.verdict == Verdict::Refuted && verdict.standing == Standing::Differs && is_bug && is_seen
        }
        Expected::Never(label) => {
            let is_missed = |grounds: &Grounds| matches!(grounds, Grounds::Never { labels, .. } if labels.contains(&label.as_str()));
            verdict.verdict == Verdict::Refuted && verdict.counterexample.is_none() && grounds().any(is_missed)
        }
        Expected::Serialised => {
            let is_serialised = |why: &Complaint| matches!(why, Complaint::Of(_, Grounds::Serialised(_)));
            verdict.counterexample.is_none() && verdict.reasons.iter().any(is_serialised)
        }
        Expected::Equivalent(_) => verdict.verdict == Verdict::Confirmed && verdict.as_expected(),
        Expected::Undecided(_) => verdict.verdict == Verdict::Inconclusive && verdict.standing == Standing::Undecided,
    }
}

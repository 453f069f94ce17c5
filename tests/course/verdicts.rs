//! Every variant of every scenario by every engine, one test a scenario.
//!
//! This is where people watch, so each test prints what was found, by which engine, in how many executions.

use std::fmt::Write as _;
use std::io::Write as _;

use libtest_mimic::{Failed, Trial};
use racecourse::engine::EngineId;
use racecourse::exploration::{Coverage, Exploration};
use racecourse::scenario::{Actors, Role, Scenario};
use racecourse_commands::course::Course;
use racecourse_course::ALL;
use racecourse_report::verdict::Verdict;
use racecourse_report::{Checked, Invocation, Layout, columns_of, fill, human, sentences};

const WIDTH: usize = 100;

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |scenario: &&'static Scenario| {
        let scenario = *scenario;
        Trial::test(scenario.name, move || check(scenario))
    };
    // Processes come first: they wait, and meanwhile the others compute.
    let mut scenarios = ALL.to_vec();
    scenarios.sort_by_key(|scenario| scenario.actors != Actors::Processes);
    scenarios.iter().map(trial).collect()
}

/// Checks all variants of a scenario, says what came out, and fails if that is not what the scenario promises.
fn check(scenario: &'static Scenario) -> Result<(), Failed> {
    let course = Course::of(ALL);
    let mut story = format!("\n{} {}: {}\n", scenario.id, scenario.name, scenario.title.to_lowercase());
    let mut wrong = String::new();
    let mut all = Vec::new();
    for variant in scenario.variants {
        let engines = EngineId::ALL.iter();
        let found = engines.map(|&engine| course.explore(scenario, variant, engine, &variant.budget)).collect();
        let checked = Checked::new(scenario, variant, found);
        let line = format!("{}: {}", variant.name, told(&checked));
        for (at, line) in fill(&line, WIDTH - 6).into_iter().enumerate() {
            let indent = if at == 0 { "  " } else { "      " };
            let _ = writeln!(story, "{indent}{line}");
        }
        if !checked.verdict.as_expected() {
            let _ = writeln!(wrong, "{}: {}", variant.name, checked.conclusion());
            for reason in sentences::complaints(&checked.verdict.reasons) {
                let _ = writeln!(wrong, "  {reason}");
            }
            let _ = writeln!(wrong, "{}", human::finding(&checked, &Layout::plain(WIDTH)));
        }
        wrong += &unfit(std::slice::from_ref(&checked));
        if scenario.actors == Actors::Processes {
            wrong += &decided_by_both(&checked);
        }
        all.push(checked);
    }
    wrong += &unfit(&all);
    // In one piece: other scenarios are checked at the same time.
    let _ = std::io::stdout().lock().write_all(story.as_bytes());
    if wrong.is_empty() { Ok(()) } else { Err(Failed::from(wrong)) }
}

/// Of processes, `weak_memory` searches all executions as well, and comes to what `explorer` does: none of these programs depends on
/// how memory is ordered.
fn decided_by_both(checked: &Checked) -> String {
    let of = |engine: EngineId| checked.explorations.iter().find(|one| one.engine == engine);
    let (Some(explored), Some(graphs)) = (of(EngineId::Explorer), of(EngineId::WeakMemory)) else {
        return "one of the two was not asked\n".to_owned();
    };
    let labels = |of: &Exploration| of.observations.keys().cloned().collect::<Vec<_>>();
    if graphs.coverage.is_exhaustive() && labels(graphs) == labels(explored) {
        return String::new();
    }
    format!(
        "{}: weak_memory {:?}, {:?}; explorer {:?}\n",
        checked.variant.name,
        graphs.coverage,
        labels(graphs),
        labels(explored)
    )
}

/// Reports that do not fit the screen, or do not say which file to repair, as suggested commands are installed and as they
/// are in a checkout.
fn unfit(checked: &[Checked]) -> String {
    let mut wrong = String::new();
    for invocation in [Invocation::INSTALLED, Invocation::new("cargo run --release --")] {
        let report = human::brief(checked, &Layout { invocation, ..Layout::plain(80) });
        wrong += &too_large(&report);
        let broken = checked.iter().find(|one| one.variant.role == Role::Broken).map(|one| one.variant.file);
        if broken.is_some_and(|file| !report.contains(&format!("\n  Repair   {file}, then check again\n"))) {
            let _ = writeln!(wrong, "This does not say what to repair:\n{report}");
        }
    }
    wrong
}

/// A report that does not fit the screen of 80 columns for which it is made.
fn too_large(report: &str) -> String {
    let fits = report.lines().count() <= human::SCREEN && report.lines().all(|line| columns_of(line) <= 80);
    if fits { String::new() } else { format!("This takes more than one screen:\n{report}") }
}

/// What was found out about a variant, in a sentence or two.
fn told(checked: &Checked) -> String {
    let by = |verdict: Verdict| {
        let engines = checked.verdict.engines.iter().filter(move |engine| engine.verdict == verdict);
        engines.filter_map(|engine| checked.explorations.iter().find(|one| one.engine == engine.engine))
    };
    match checked.variant.role {
        Role::Broken => {
            let found: Vec<String> = by(Verdict::Refuted).map(|one| seen_by(one, checked)).collect();
            format!("FOUND {}. Seen by {}.", checked.headline(), listed(&found))
        }
        Role::Fixed => {
            let searched: Vec<String> = by(Verdict::Confirmed).map(searched_by).collect();
            let others: u64 = by(Verdict::Inconclusive).map(|one| one.coverage.executions()).sum();
            format!("HOLDS. Searched to the end by {}; nothing wrong in {others} other runs.", listed(&searched))
        }
    }
}

/// An engine with the number of executions it needed to see the bug.
fn seen_by(exploration: &Exploration, checked: &Checked) -> String {
    let bug = |label: &&String| checked.scenario.grading(checked.variant, label).is_none_or(|graded| graded.is_bug());
    let first = exploration.observations.iter().filter(|(label, _)| bug(label)).map(|(_, seen)| seen.first_seen).min();
    let count: u64 = exploration.observations.iter().filter(|(label, _)| bug(label)).map(|(_, seen)| seen.count).sum();
    let all = exploration.coverage.executions();
    match first {
        Some(first) => format!("{} (at execution {first}; {count} of {all})", exploration.engine),
        None => exploration.engine.to_string(),
    }
}

/// An engine with the number of executions there are for it.
fn searched_by(exploration: &Exploration) -> String {
    match &exploration.coverage {
        Coverage::Exhaustive { executions: 1 } => format!("{} (1 execution)", exploration.engine),
        coverage => format!("{} ({} executions)", exploration.engine, coverage.executions()),
    }
}

fn listed(parts: &[String]) -> String {
    match parts {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

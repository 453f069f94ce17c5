//! `racecourse check`, which is also what `racecourse` alone does.

use std::io::{self, Write};

use crate::args::{Check, Format};
use crate::course::Course;
use crate::jobs::{Job, explore_all};
use crate::replay::failing;
use crate::terminal::Terminal;
use crate::{Error, Exit, names};
use racecourse::budget::Budget;
use racecourse::engine::{self, EngineId};
use racecourse::exploration::{Coverage, Exploration};
use racecourse::failure::FailureKind;
use racecourse::scenario::{Actors, Scenario, Variant};
use racecourse_layout::{Layout, Style};
use racecourse_report::verdict::{Standing, counterexample};
use racecourse_report::{Checked, Forced, Repair, human, json, junit, matrix, sentences};

pub(crate) fn run(check: &Check, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let picked = pick(check, course)?;
    let checked = explore(check, course, &picked);
    let worst = worst(check, &checked);
    let text = match check.format {
        Format::Human => human_text(check, &checked, &terminal.layout()),
        Format::Json => json::document(&checked),
        Format::Junit => junit::document(&checked),
    };
    match out.write_all(text.as_bytes()) {
        // The verdict stands, even if nobody wants to read all of it.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(worst.into()),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(worst.into()),
    }
}

/// The standing that becomes the exit code. Who names scenarios and reads the report may be repairing one, and that it is
/// repaired is no fault; the course as a whole, and whatever a script or a build server asks for, has to be as promised.
fn worst(check: &Check, checked: &[Checked]) -> Standing {
    let exercise = !check.scenarios.is_empty() && check.format == Format::Human;
    let counted = checked.iter().filter(|one| !exercise || one.repair() != Repair::Done);
    counted.map(|one| one.verdict.standing).max().unwrap_or(Standing::AsExpected)
}

type Picked = Vec<(&'static Scenario, &'static Variant)>;

/// The variants that were asked for.
fn pick(check: &Check, course: &Course) -> Result<Picked, Error> {
    let scenarios = names::scenarios(&course.scenarios, &check.scenarios)?;
    let mut picked = Vec::new();
    // With nothing but a variant's name, `--variant broken` means every scenario that has one.
    let lenient = check.scenarios.len() != 1 && !check.variant.is_empty();
    let mut refusal = None;
    for scenario in scenarios {
        match names::variants(scenario, &check.variant) {
            Ok(variants) => picked.extend(variants.into_iter().map(|variant| (scenario, variant))),
            Err(error) if lenient => {
                let known =
                    scenario.variants.iter().filter(|variant| check.variant.iter().any(|name| name == variant.name));
                picked.extend(known.map(|variant| (scenario, variant)));
                refusal = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
    match refusal {
        Some(error) if picked.is_empty() => Err(error),
        _ => Ok(picked),
    }
}

fn explore(check: &Check, course: &Course, picked: &Picked) -> Vec<Checked> {
    let wanted = |engine: &EngineId| {
        let by_itself = EngineId::ALL.contains(engine) && engine::is_built_in(*engine);
        if check.engine.is_empty() { by_itself } else { check.engine.contains(engine) }
    };
    let engines: Vec<EngineId> = EngineId::ALL.into_iter().filter(wanted).collect();
    let jobs: Vec<Job> = picked
        .iter()
        .flat_map(|&(scenario, variant)| engines.iter().map(move |&engine| Job { scenario, variant, engine }))
        .collect();
    let mut results = explore_all(course, &jobs).into_iter();
    let mut judged = |&(scenario, variant): &(&'static Scenario, &'static Variant)| {
        let (mut explorations, times): (Vec<_>, _) = results.by_ref().take(engines.len()).unzip();
        complete(course, scenario, variant, &mut explorations);
        if says_why(check, picked.len()) {
            explain(course, scenario, variant, &mut explorations);
        }
        let mut checked = Checked { times, ..Checked::new(scenario, variant, explorations) };
        // Only where somebody looks at single scenarios with everything there is.
        if !check.scenarios.is_empty() && check.engine.is_empty() && check.format != Format::Junit {
            checked.forced = force(course, &checked);
        }
        checked
    };
    picked.iter().map(&mut judged).collect()
}

/// Follows the schedule of the execution that is to be shown, if no more than that was kept of it.
fn complete(course: &Course, scenario: &'static Scenario, variant: &'static Variant, explorations: &mut [Exploration]) {
    let Some(shown) = counterexample(scenario, variant, explorations) else { return };
    let Some(one) = explorations.iter_mut().find(|one| one.engine == shown.engine) else { return };
    let Some(schedule) = one.schedule_to_show(&shown.label) else { return };
    if let Ok(followed) = course.follow(scenario, variant, &schedule, EngineId::Explorer, &variant.budget) {
        followed.observations.into_values().for_each(|seen| one.show(seen.example.into_execution()));
    }
}

/// Whether the report has room for the reason of a failure.
fn says_why(check: &Check, picked: usize) -> bool {
    match check.format {
        Format::Human => check.verbose || picked == 1 || check.scenarios.len() == 1,
        Format::Json => true,
        Format::Junit => false,
    }
}

/// Asks what comes of other orders of the steps of the execution that is to be shown.
fn explain(course: &Course, scenario: &'static Scenario, variant: &'static Variant, explorations: &mut [Exploration]) {
    let Some(shown) = counterexample(scenario, variant, explorations) else { return };
    if let Some(one) = explorations.iter_mut().find(|one| one.engine == shown.engine) {
        course.explain(scenario, variant, &shown.label, one);
    }
}

/// Real runs that are held to a counterexample's schedule.
const FORCED_RUNS: (u64, u64) = (20, 5);

/// Plays the counterexample's schedule on real threads or processes; `None` if there is nothing to play.
fn force(course: &Course, checked: &Checked) -> Option<Forced> {
    let (scenario, variant) = (checked.scenario, checked.variant);
    let shown = checked.verdict.counterexample.as_ref()?;
    if matches!(shown.engine, EngineId::WeakMemory | EngineId::Loom) {
        let reason = "real runs can be held to an order of steps, and no order of steps leads to this".to_owned();
        return Some(Forced::Impossible { reason });
    }
    let is_race = shown.failure().is_some_and(|failure| failure.kind == FailureKind::DataRace);
    let schedule = if is_race || shown.engine.is_native() {
        failing(course, scenario, variant, EngineId::Gated)?
    } else {
        shown.execution.schedule.clone()
    };
    let runs = match scenario.actors {
        Actors::Threads => FORCED_RUNS.0,
        Actors::Processes => FORCED_RUNS.1,
    };
    let budget = Budget { runs, ..variant.budget.clone() };
    let played = match course.follow(scenario, variant, &schedule, EngineId::Gated, &budget) {
        Ok(played) => played,
        Err(error) => return Some(Forced::Impossible { reason: sentences::refused(&error) }),
    };
    if let Coverage::Interrupted { reason, .. } | Coverage::NotApplicable { reason } = &played.coverage {
        return Some(Forced::Impossible { reason: sentences::reason(reason) });
    }
    let labels = played.observations.iter().map(|(label, seen)| (label.clone(), seen.count)).collect();
    let schedule = (schedule != shown.execution.schedule).then(|| schedule.written().to_owned());
    Some(Forced::Played { runs: played.coverage.executions(), schedule, labels })
}

fn human_text(check: &Check, checked: &[Checked], layout: &Layout) -> String {
    let of_one_scenario = checked.chunk_by(|one, next| one.scenario.id == next.scenario.id).count() == 1;
    match checked {
        // A table with one line would say less than the report above it.
        [one] if check.verbose => human::finding(one, layout),
        _ if check.verbose => {
            let rule = layout.paint(Style::Faint, "─".repeat(layout.width));
            let findings = checked.iter().map(|one| format!("{}\n{rule}\n\n", human::finding(one, layout)));
            findings.collect::<String>() + &matrix::report(checked, layout)
        }
        _ if of_one_scenario && !check.scenarios.is_empty() => human::brief(checked, layout),
        _ => matrix::report(checked, layout),
    }
}

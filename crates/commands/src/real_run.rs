//! `racecourse run`: a scenario on real threads or processes, counted.

use std::io::Write;
use std::thread::available_parallelism;
use std::time::Duration;

use indicatif::ProgressBar;

use crate::args::Run;
use crate::course::Course;
use crate::interrupt::Interrupt;
use crate::terminal::Terminal;
use crate::{Error, Exit, names};
use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::exploration::{Coverage, Exploration, Note, Observation, Reason};
use racecourse::scenario::{Actors, Scenario, Variant};
use racecourse_layout::{Layout, Style, columns_of, count, fill, grouped, hanging, pad};
use racecourse_report::frequency::Frequency;
use racecourse_report::verdict::Verdict;
use racecourse_report::{Checked, human, sentences};

/// How long to run where nobody says how often.
const TIME: Duration = Duration::from_secs(5);
/// How long otherwise: nobody waits so long without pressing Ctrl-C.
const MUCH_TIME: Duration = Duration::from_secs(24 * 60 * 60);
/// Runs without an end that one process may have: threads cannot be killed, their process can.
const STUCK_RUNS: u64 = 64;
/// Processes of which some may be taken along by what they run.
const PROCESSES: usize = 1_000;

pub(crate) fn run(run: &Run, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let scenario = names::scenario(&course.scenarios, &run.scenario)?;
    let variant = match &run.variant {
        Some(name) => names::variant(scenario, name)?,
        None => scenario.variants.first().ok_or_else(|| Error::Usage(format!("{} has no variants", scenario.name)))?,
    };
    let engine = match scenario.actors {
        Actors::Threads => EngineId::Stress,
        Actors::Processes => EngineId::Processes,
    };
    let layout = terminal.layout();
    let begun = course.explorer.now();
    let exploration = make_runs(run, course, scenario, variant, engine);
    let took = course.explorer.now().saturating_sub(begun);
    if let Coverage::NotApplicable { reason } = &exploration.coverage {
        writeln!(out, "{} cannot run {}/{}: {}", engine, scenario.name, variant.name, sentences::reason(reason))?;
        return Ok(Exit::Undecided);
    }
    let checked = Checked::new(scenario, variant, vec![exploration]);
    let heading = format!("{} {} · {}", scenario.id, scenario.title, variant.name);
    writeln!(out, "{}\n", layout.paint(Style::Strong, heading))?;
    let exploration = &checked.explorations[0];
    out.write_all(human::histogram(&checked, exploration, &layout).as_bytes())?;
    out.write_all(paragraph(&ended(exploration), &layout).as_bytes())?;
    if exploration.observations.is_empty() {
        return Ok(Exit::Undecided);
    }
    out.write_all(meanings(&checked, &layout).as_bytes())?;
    let first = first_failure(&checked, exploration);
    if let (true, Some((label, seen))) = (run.until_failure, first) {
        out.write_all(first_in_words(label, seen, engine, &layout).as_bytes())?;
        out.write_all(steps_to(label, course, scenario, variant, &layout).as_bytes())?;
    } else {
        out.write_all(how_often(&checked, exploration, took, &layout).as_bytes())?;
        out.write_all(advice(scenario, &checked, &layout).as_bytes())?;
    }
    Ok(Exit::AsExpected)
}

/// As many runs as are asked for, in as many processes as it takes: a process that a run has taken along, or that has too many
/// threads which do not end, is followed by another one.
fn make_runs(
    run: &Run,
    course: &Course,
    scenario: &'static Scenario,
    variant: &'static Variant,
    engine: EngineId,
) -> Exploration {
    let interrupt = Interrupt::noted();
    let bar = progress(run, scenario, variant);
    let time = if run.runs.is_none() && !run.until_failure { TIME } else { MUCH_TIME };
    let begun = course.explorer.now();
    let asked = run.runs.unwrap_or(u64::MAX);
    let fails = |label: &str| scenario.grading(variant, label).is_none_or(|graded| graded.is_bug());
    let is_enough = |label: Option<&str>| interrupt.was_asked() || run.until_failure && label.is_some_and(fails);
    let mut all: Option<Exploration> = None;
    for _ in 0..PROCESSES {
        let made = all.as_ref().map_or(0, runs_of);
        let left = time.saturating_sub(course.explorer.now().saturating_sub(begun));
        let runs = asked - made;
        let budget = Budget { runs, process_runs: runs, stuck_runs: STUCK_RUNS, ..variant.budget.clone() };
        let part = course.explorer.run(scenario, variant, engine, &budget, left, &is_enough);
        let goes_on = may_go_on(&part);
        match &mut all {
            Some(all) => all.and_then(part),
            None => all = Some(part),
        }
        let Some(all) = &all else { break };
        let is_over = runs_of(all) >= asked || course.explorer.now().saturating_sub(begun) >= time;
        let has_failed = run.until_failure && all.observations.keys().any(|label| fails(label));
        if !goes_on || is_over || has_failed || interrupt.was_asked() {
            break;
        }
    }
    bar.finish_and_clear();
    all.unwrap_or_else(|| Exploration::new(engine, Coverage::Sampled { executions: 0, seed: None }))
}

fn runs_of(exploration: &Exploration) -> u64 {
    exploration.observations.values().map(|seen| seen.count).sum()
}

/// Whether another process would go on from where this one has stopped.
fn may_go_on(part: &Exploration) -> bool {
    let has_got_on = runs_of(part) > 0;
    match &part.coverage {
        Coverage::Interrupted { reason, .. } => match reason {
            Reason::TooLong(_) | Reason::Enough => false,
            Reason::Died(_) | Reason::Silent(_) | Reason::NoThread(_) | Reason::NoRun(_) => has_got_on,
            _ => false,
        },
        Coverage::Sampled { .. } => has_got_on && part.notes.iter().any(|note| matches!(note, Note::LastRun { .. })),
        _ => false,
    }
}

fn progress(run: &Run, scenario: &Scenario, variant: &Variant) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let how_long = match run.runs {
        Some(runs) => count(runs, "run"),
        None if run.until_failure => "until it fails".to_owned(),
        None => count(TIME.as_secs(), "second"),
    };
    bar.set_message(format!("{}/{} for real: {how_long}. Ctrl-C ends it", scenario.name, variant.name));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Why there were no more runs, where that is not what was asked for.
fn ended(exploration: &Exploration) -> String {
    match &exploration.coverage {
        Coverage::Interrupted { reason: Reason::TooLong(_) | Reason::Enough, .. } => String::new(),
        Coverage::Interrupted { reason, .. } => format!("stopped: {}", sentences::reason(reason)),
        _ => String::new(),
    }
}

/// What the labels stand for.
fn meanings(checked: &Checked, layout: &Layout) -> String {
    let seen = checked.explorations.iter().flat_map(|exploration| exploration.observations.keys());
    let graded: Vec<(String, &str)> = seen
        .filter_map(|label| Some((sentences::value(label), checked.scenario.grading(checked.variant, label)?.why)))
        .collect();
    let width = graded.iter().map(|(label, _)| columns_of(label)).max().unwrap_or(0);
    let lines = graded.iter().flat_map(|(label, why)| {
        hanging(&format!("  {}  ", pad(label, width)), (width + 4).min(layout.width / 2), why, layout.width)
    });
    format!("\n{}\n", lines.map(|line| format!("{line}\n")).collect::<String>())
}

/// The labels that ought not to be, with what was seen of them.
fn failures<'a>(
    checked: &'a Checked,
    exploration: &'a Exploration,
) -> impl Iterator<Item = (&'a str, &'a Observation)> {
    let is_wrong = |label: &str| checked.scenario.grading(checked.variant, label).is_none_or(|graded| graded.is_bug());
    let seen = exploration.observations.iter().map(|(label, seen)| (label.as_str(), seen));
    seen.filter(move |(label, _)| is_wrong(label))
}

fn first_failure<'a>(checked: &'a Checked, exploration: &'a Exploration) -> Option<(&'a str, &'a Observation)> {
    failures(checked, exploration).min_by_key(|(_, seen)| seen.first_seen)
}

/// How often it fails here, and how often to expect that.
fn how_often(checked: &Checked, exploration: &Exploration, took: Duration, layout: &Layout) -> String {
    let runs = runs_of(exploration);
    let mut lines = Vec::new();
    for (label, seen) in failures(checked, exploration) {
        let frequency = Frequency { seen: seen.count, runs };
        let label = sentences::value(label);
        let often = format!("{}{}", frequency.in_words(), a_second(seen.count, took));
        lines.extend(hanging(&format!("  {label} "), 4, &format!("{often}."), layout.width));
    }
    if lines.is_empty() {
        let says = format!("A failure was seen {}.", Frequency { seen: 0, runs }.in_words());
        lines.extend(hanging("", 2, &says, layout.width));
    }
    if exploration.engine == EngineId::Stress && available_parallelism().is_ok_and(|cores| cores.get() == 1) {
        let says = "There is one processor here: threads take turns on it, and seldom meet.";
        lines.extend(hanging("", 2, says, layout.width));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// How often that is in a second, if it took long enough to be told.
fn a_second(seen: u64, took: Duration) -> String {
    let rate = (seen as f64 / took.as_secs_f64()).round();
    if took < Duration::from_secs(1) || rate < 2.0 {
        return String::new();
    }
    // It is a small number: so often nobody runs anything in a second.
    format!(", {} times a second", grouped(rate as u64))
}

/// Which run was the first to fail, and what is known of it.
fn first_in_words(label: &str, seen: &Observation, engine: EngineId, layout: &Layout) -> String {
    let actors = if engine == EngineId::Processes { "processes" } else { "threads" };
    let label = sentences::value(label);
    let mut says = match seen.first_seen {
        1 => format!("The first run ended with {label}."),
        nth => format!("{} went well, and run {} ended with {label}.", count(nth - 1, "run"), grouped(nth)),
    };
    match seen.example.failure() {
        Some(failure) => says += &format!(" This is recorded of it: {}", sentences::failure(failure)),
        None => {
            says +=
                &format!(" Which steps its {actors} took in which order is not recorded: that would keep them apart.")
        }
    }
    paragraph(&says, layout)
}

/// The steps by which a model comes to `label`.
fn steps_to(
    label: &str,
    course: &Course,
    scenario: &'static Scenario,
    variant: &'static Variant,
    layout: &Layout,
) -> String {
    let says = |text: &str| format!("\n{}", paragraph(text, layout));
    // For real there is no such failure as a data race, only what comes of it.
    let budget = Budget { past_data_races: true, ..variant.budget.clone() };
    let model = EngineId::Explorer;
    let explored = course.explore(scenario, variant, model, &budget);
    if let Some(blind) = scenario.blind_spot(model, label) {
        return says(&format!("The {model} has no schedule that ends so: {}.", blind.why.trim_end_matches('.')));
    }
    let Some(found) = explored.observations.get(label) else {
        return says(&format!("The {model} has found no schedule that ends so."));
    };
    let schedule = &found.example.schedule;
    match course.follow(scenario, variant, schedule, model, &budget) {
        Ok(mut followed) => {
            course.explain(scenario, variant, label, &mut followed);
            let shortest = found.shortest.is_some_and(|shortest| shortest.proven);
            let which = if shortest { "the schedule with the fewest preemptions" } else { "a schedule" };
            let that = "Not what happened in that run, but how it can happen:";
            says(&format!("{that} {which} by which the {model} ends so."))
                + "\n"
                + &human::replayed(scenario, variant, &followed, layout)
        }
        Err(why) => {
            says(&format!("The schedule that the {model} has found is not followed: {}.", sentences::refused(&why)))
        }
    }
}

fn paragraph(text: &str, layout: &Layout) -> String {
    if text.is_empty() {
        return String::new();
    }
    fill(text, layout.width - 2).iter().map(|line| format!("  {line}\n")).collect()
}

fn advice(scenario: &Scenario, checked: &Checked, layout: &Layout) -> String {
    let says = match checked.verdict.verdict {
        Verdict::Refuted => {
            "That is this machine, now, with threads that set out together: elsewhere it is another number."
        }
        _ => "That proves nothing. Only a search through all executions does.",
    };
    let command = layout.invocation.with(format!("check {} --variant {}", scenario.name, checked.variant.name));
    paragraph(says, layout) + &format!("  Why: {command}\n")
}

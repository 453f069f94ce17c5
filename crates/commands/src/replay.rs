//! `racecourse replay`: a schedule, followed under the model or on real threads and processes.

use std::io::{Read, Write};

use crate::args::{On, Replay};
use crate::course::Course;
use crate::terminal::Terminal;
use crate::{Error, Exit, names};
use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::exploration::{Coverage, Exploration};
use racecourse::scenario::{Actors, Role, Scenario, Variant};
use racecourse::schedule::{MAX_TEXT, Schedule, ScheduleError};
use racecourse_layout::{Layout, fill};
use racecourse_report::verdict;
use racecourse_report::{human, sentences};

pub(crate) fn run(replay: &Replay, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let scenario = names::scenario(&course.scenarios, &replay.scenario)?;
    let variant = match &replay.variant {
        Some(name) => names::variant(scenario, name)?,
        None => scenario.variants.first().ok_or_else(|| Error::Usage(format!("{} has no variants", scenario.name)))?,
    };
    let engine = engine(replay, scenario)?;
    if replay.runs.is_some() && replay.on == On::Model {
        let on = match scenario.actors {
            Actors::Threads => "threads",
            Actors::Processes => "processes",
        };
        let says = format!("`-n` counts real runs, and the model needs only one; add `--on {on}`");
        return Err(Error::Usage(says));
    }
    let layout = terminal.layout();
    let budget = Budget { runs: replay.runs.unwrap_or(DEFAULT_RUNS), ..variant.budget.clone() };
    if let Some(text) = &replay.schedule {
        let schedule: Schedule = read(text)?.parse().map_err(refused)?;
        let follow = |schedule: &Schedule| course.follow(scenario, variant, schedule, engine, &budget);
        let mut followed = schedule.followed_by(follow).map_err(refused)?;
        explain(course, scenario, variant, engine, &mut followed);
        return tell(scenario, variant, &followed, &layout, out);
    }
    // A fix is held against the schedule that breaks what it repairs.
    let first = if variant.role == Role::Broken { Some(variant) } else { broken(scenario) };
    let Some((from, schedule)) = first.and_then(|from| Some((from, failing(course, scenario, from, engine)?))) else {
        return nothing_to_replay(scenario, variant, first.unwrap_or(variant), &layout, out);
    };
    match course.follow(scenario, variant, &schedule, engine, &budget) {
        Ok(mut followed) => {
            explain(course, scenario, variant, engine, &mut followed);
            if from.name != variant.name {
                out.write_all(human::follows(variant, from, &schedule, &layout).as_bytes())?;
            }
            tell(scenario, variant, &followed, &layout, out)
        }
        Err(why) => match why.step().filter(|_| from.name != variant.name) {
            Some(step) => {
                // What it does instead: the same beginning, and then what comes by default.
                let beginning = schedule.beginning(step);
                let instead = course.follow(scenario, variant, &beginning, engine, &budget).ok();
                let says = human::diverges(scenario, variant, from, &why, instead.as_ref(), &layout);
                out.write_all(says.as_bytes())?;
                let fine = instead.is_none_or(|instead| human::all_allowed(scenario, variant, &instead));
                Ok(if fine { Exit::AsExpected } else { Exit::Differs })
            }
            None => Err(refused(why)),
        },
    }
}

/// Real runs where no number is given.
const DEFAULT_RUNS: u64 = 100;

fn engine(replay: &Replay, scenario: &Scenario) -> Result<EngineId, Error> {
    let (asked, are) = match (replay.on, scenario.actors) {
        (On::Model, _) => return Ok(EngineId::Explorer),
        (On::Threads, Actors::Threads) | (On::Processes, Actors::Processes) => return Ok(EngineId::Gated),
        (On::Threads, Actors::Processes) => ("threads", "processes"),
        (On::Processes, Actors::Threads) => ("processes", "threads"),
    };
    let name = scenario.name;
    Err(Error::Usage(format!("the actors of {name} are {are}, not {asked}; use `--on {are}`")))
}

/// The text of the schedule: what was given, or standard input for `-`.
fn read(text: &str) -> Result<String, Error> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    // One byte more than may be there, so that a text that is too long is seen to be.
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_TEXT).unwrap_or(u64::MAX).saturating_add(1);
    let failed = |error| Error::Io("read the schedule".to_owned(), error);
    std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > MAX_TEXT {
        return Err(Error::Usage(format!("the schedule is longer than {MAX_TEXT} bytes")));
    }
    String::from_utf8(bytes).map_err(|error| {
        Error::Usage(format!("the schedule is no text: byte {} is not UTF-8", error.utf8_error().valid_up_to() + 1))
    })
}

fn refused(why: ScheduleError) -> Error {
    Error::Usage(format!("failed to follow the schedule: {}", sentences::refused(&why)))
}

/// Asks what comes of other orders, if it has come to something that is not allowed: then the report says why.
fn explain(
    course: &Course,
    scenario: &'static Scenario,
    variant: &'static Variant,
    engine: EngineId,
    followed: &mut Exploration,
) {
    let Some(label) = followed.observations.keys().next().cloned() else { return };
    if engine == EngineId::Explorer && !human::all_allowed(scenario, variant, followed) {
        course.explain(scenario, variant, &label, followed);
    }
}

fn broken(scenario: &Scenario) -> Option<&'static Variant> {
    scenario.variants.iter().find(|variant| variant.role == Role::Broken)
}

/// The shortest schedule by which the explorer makes `variant` fail; if there is none, and it is not for real runs, one that says
/// which values are old.
pub(crate) fn failing(
    course: &Course,
    scenario: &'static Scenario,
    variant: &'static Variant,
    on: EngineId,
) -> Option<Schedule> {
    // For real there is no such failure as a data race, only what comes of it.
    let budget = Budget { past_data_races: on == EngineId::Gated, ..variant.budget.clone() };
    let by = |engine: EngineId| {
        let explored = course.explore(scenario, variant, engine, &budget);
        Some(verdict::counterexample(scenario, variant, &[explored])?.execution.schedule)
    };
    by(EngineId::Explorer).or_else(|| {
        by(EngineId::WeakMemory).filter(|schedule| on != EngineId::Gated && schedule.first_marked().is_some())
    })
}

fn tell(
    scenario: &Scenario,
    variant: &Variant,
    followed: &Exploration,
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<Exit, Error> {
    out.write_all(human::replayed(scenario, variant, followed, layout).as_bytes())?;
    Ok(match &followed.coverage {
        Coverage::Interrupted { .. } | Coverage::NotApplicable { .. } => Exit::Undecided,
        _ if followed.observations.len() == 1 && followed.notes.is_empty() => Exit::AsExpected,
        _ => Exit::Differs,
    })
}

fn nothing_to_replay(
    scenario: &Scenario,
    variant: &Variant,
    from: &Variant,
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<Exit, Error> {
    let mut says = if from.name == variant.name {
        format!("No order of steps makes {} fail, so there is no schedule to replay.", variant.name)
    } else {
        let (broken, fix) = (from.name, variant.name);
        format!("No order of steps makes even {broken} fail, so there is no schedule to replay {fix} on.")
    };
    for blind in scenario.blind.iter().filter(|blind| blind.engine == EngineId::Explorer) {
        says += &format!(" The explorer cannot show `{}`: {}.", blind.outcome, blind.why.trim_end_matches('.'));
    }
    writeln!(out, "{}", fill(&says, layout.width).join("\n"))?;
    Ok(Exit::Undecided)
}

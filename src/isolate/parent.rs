//! The parent's side: start a child, and have it listened to.

use std::fs;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use nix::unistd::dup;

use racecourse_native::held_directory;
use racecourse_trace::hidden_race::Watched;
use racecourse_trace::wire::{Asked, Job, Which};

use super::confinement::Confinement;
use super::listener::{IsEnough, Listener};
use super::wire::VARIABLE;
use super::worker::Worker;
use super::{Limits, child, known};
use crate::budget::Budget;
use crate::engine::{EngineId, Program};
use crate::exploration::{Coverage, Execution, Exploration, Reason};
use crate::scenario::{Scenario, Variant};
use crate::schedule::{Schedule, ScheduleError};
use crate::state_graph::{GraphError, StateGraph};
use racecourse_engine::graph::Transcript;
use racecourse_engine::has_other_threads;
use racecourse_report::sentences;

/// Runs `variant` of `scenario` on `engine` in a process of its own, as far as `budget` goes and within `limits`.
///
/// The running program must call [`enter_if_child`](super::enter_if_child) first in its `main`; if it does not, that
/// is the reason for which the exploration is interrupted.
pub fn explore(
    scenario: &Scenario,
    variant: &Variant,
    engine: EngineId,
    budget: &Budget,
    limits: &Limits,
) -> Exploration {
    let explored = run(scenario, variant, engine, None, budget, limits);
    explored.unwrap_or_else(|refusal| {
        let coverage = Coverage::Interrupted { executions: 0, reason: Reason::Refused(refusal) };
        Exploration::new(engine, coverage)
    })
}

/// The same, until `is_enough`: asked of each label when it is first seen, and of none every now and then. What has been counted by
/// then is counted, and [`Reason::Enough`] is why it is no more.
pub fn explore_until(
    scenario: &Scenario,
    variant: &Variant,
    engine: EngineId,
    budget: &Budget,
    limits: &Limits,
    is_enough: &dyn Fn(Option<&str>) -> bool,
) -> Exploration {
    let explored = run_until(scenario, variant, engine, None, budget, limits, is_enough);
    explored.unwrap_or_else(|refusal| interrupted(engine, Reason::Refused(refusal)))
}

/// Follows `schedule` under the model, in a process of its own; see [`engine::replay`](crate::engine::replay). What is
/// given back has seen one execution.
///
/// # Errors
///
/// If the variant cannot follow it.
pub fn replay(
    scenario: &Scenario,
    variant: &Variant,
    schedule: &Schedule,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    run(scenario, variant, EngineId::Explorer, Some(schedule), budget, limits)
}

/// Follows `schedule` under the model and asks what comes of other orders of its steps, in a process of its own; see
/// [`engine::explain`](crate::engine::explain). `None` if nothing came of it.
pub fn explain(
    scenario: &Scenario,
    variant: &Variant,
    schedule: &Schedule,
    label: &str,
    budget: &Budget,
    limits: &Limits,
) -> Option<Execution> {
    if std::env::var_os(VARIABLE).is_some() {
        return None;
    }
    let which = Which::Variant { scenario: scenario.name.to_owned(), variant: variant.name.to_owned() };
    let asked = Asked { label: label.to_owned(), repairs: true };
    let job = Job { explains: Some(asked), ..job(which, EngineId::Explorer, Some(schedule), budget, limits) };
    let worker = Worker::started_again(&job, &[]);
    explained(hear(&job, worker, limits, &|_| false))
}

/// The execution that was asked about, if whoever did so came to its end.
fn explained(heard: Result<Exploration, ScheduleError>) -> Option<Execution> {
    let heard = heard.ok().filter(|heard| matches!(heard.coverage, Coverage::Sampled { .. }))?;
    heard.observations.into_values().next().map(|seen| seen.example.into_execution())
}

/// Plays `schedule` on real threads and processes, `budget.runs` times, in a process of its own; see
/// [`engine::play`](crate::engine::play).
///
/// # Errors
///
/// If the variant cannot follow it, under the model or for real.
pub fn play(
    scenario: &Scenario,
    variant: &Variant,
    schedule: &Schedule,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    run(scenario, variant, EngineId::Gated, Some(schedule), budget, limits)
}

/// A variant in another program than the running one, which has called [`enter_if_child_of`](super::enter_if_child_of).
///
/// That program gets nothing of this one's environment but its job.
#[derive(Clone, Copy, Debug)]
pub struct Other<'a> {
    /// The program.
    pub program: &'a Path,
    /// The scenario.
    pub scenario: &'a str,
    /// The variant.
    pub variant: &'a str,
    /// The walls around it, if it is not to be trusted.
    pub confinement: Option<&'a dyn Confinement>,
}

impl Other<'_> {
    fn which(&self) -> Which {
        Which::Variant { scenario: self.scenario.to_owned(), variant: self.variant.to_owned() }
    }
}

/// What `engine` finds out about a variant of another program; see [`explore`]. `explorer` keeps to the budget's preemptions, too.
pub fn explore_other(other: &Other<'_>, engine: EngineId, budget: &Budget, limits: &Limits) -> Exploration {
    let explored = done_by_other(other, engine, None, budget, limits);
    explored.unwrap_or_else(|refusal| interrupted(engine, Reason::Refused(refusal)))
}

/// The same, until `is_enough`; see [`explore_until`].
pub fn explore_other_until(
    other: &Other<'_>,
    engine: EngineId,
    budget: &Budget,
    limits: &Limits,
    is_enough: &dyn Fn(Option<&str>) -> bool,
) -> Exploration {
    let job = job_of(other, engine, None, budget, limits);
    let worker = Worker::of_other(&job, other.program, other.confinement);
    let explored = hear(&job, worker, limits, is_enough);
    explored.unwrap_or_else(|refusal| interrupted(engine, Reason::Refused(refusal)))
}

/// Follows `schedule` in a variant of another program, under the model; see [`replay`].
///
/// # Errors
///
/// If the variant cannot follow it.
pub fn replay_other(
    other: &Other<'_>,
    schedule: &Schedule,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    done_by_other(other, EngineId::Explorer, Some(schedule), budget, limits)
}

/// What comes of other orders of the steps of `schedule`, which comes to `label` in a variant of another program; see [`explain`].
/// What would repair it is not asked. `None` if nothing came of it.
pub fn explain_other(
    other: &Other<'_>,
    schedule: &Schedule,
    label: &str,
    budget: &Budget,
    limits: &Limits,
) -> Option<Execution> {
    let asked = Asked { label: label.to_owned(), repairs: false };
    let job = Job { explains: Some(asked), ..job_of(other, EngineId::Explorer, Some(schedule), budget, limits) };
    let worker = Worker::of_other(&job, other.program, other.confinement);
    explained(hear(&job, worker, limits, &|_| false))
}

/// What a process has taken down.
#[derive(Debug)]
pub struct TakenDown {
    /// All states and moves, or why there are none: too many states, or the process has come to grief or says what is none.
    pub transcript: Result<Transcript, GraphError>,
    /// What came of watching its memory, if it has come so far. A program that was not compiled to tell of it tells of nothing.
    pub watched: Option<Watched>,
}

/// All states of a variant of another program and all moves between them, if there are at most so many states, as they were taken
/// down in its process; see [`transcript_of`](crate::engine::graph::transcript_of).
pub fn transcript_of_other(other: &Other<'_>, budget: &Budget, most: usize, limits: &Limits) -> TakenDown {
    let job = Job { transcribed: Some(most), ..job_of(other, EngineId::Explorer, None, budget, limits) };
    let interrupted = |error: &dyn std::error::Error| GraphError::Interrupted { says: error.to_string() };
    let (text, watched) = match Worker::of_other(&job, other.program, other.confinement) {
        Ok(worker) => Listener::new(worker, &job, limits, &|_| false).transcript(),
        Err(error) => (Err(interrupted(&error)), None),
    };
    let _ = fs::remove_dir_all(&job.files);
    let transcript = text.and_then(|text| serde_json::from_str(&text).map_err(|error| interrupted(&error)));
    TakenDown { transcript, watched }
}

/// All states of a variant of another program, if there are at most so many; see [`states`].
///
/// # Errors
///
/// Why there is no graph; also if the process has come to grief.
pub fn states_of_other(
    other: &Other<'_>,
    budget: &Budget,
    most: usize,
    limits: &Limits,
) -> Result<StateGraph, GraphError> {
    let job = Job { states: Some(most), ..job_of(other, EngineId::Explorer, None, budget, limits) };
    graph_of(&job, Worker::of_other(&job, other.program, other.confinement), limits)
}

/// Plays `schedule` on real threads and processes in a variant of another program; see [`play`].
///
/// # Errors
///
/// If the variant cannot follow it, under the model or for real.
pub fn play_other(
    other: &Other<'_>,
    schedule: &Schedule,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    done_by_other(other, EngineId::Gated, Some(schedule), budget, limits)
}

fn job_of(other: &Other<'_>, engine: EngineId, schedule: Option<&Schedule>, budget: &Budget, limits: &Limits) -> Job {
    let call_filters = other.confinement.map(Confinement::call_filters).unwrap_or_default();
    Job { call_filters, within: budget.preemptions, ..job(other.which(), engine, schedule, budget, limits) }
}

fn done_by_other(
    other: &Other<'_>,
    engine: EngineId,
    schedule: Option<&Schedule>,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    let job = job_of(other, engine, schedule, budget, limits);
    let worker = Worker::of_other(&job, other.program, other.confinement);
    hear(&job, worker, limits, &|_| false)
}

/// All states of `variant`, if there are at most so many, found in a process of its own; see
/// [`states_of`](crate::engine::graph::states_of).
///
/// # Errors
///
/// Why there is no graph; also if the process has come to grief.
pub fn states(
    scenario: &Scenario,
    variant: &Variant,
    budget: &Budget,
    most: usize,
    limits: &Limits,
) -> Result<StateGraph, GraphError> {
    if std::env::var_os(VARIABLE).is_some() {
        return Err(GraphError::Interrupted { says: sentences::reason(&Reason::NotEntered) });
    }
    let which = Which::Variant { scenario: scenario.name.to_owned(), variant: variant.name.to_owned() };
    let job = Job { states: Some(most), ..job(which, EngineId::Explorer, None, budget, limits) };
    graph_of(&job, Worker::started_again(&job, &[]), limits)
}

/// Listens to a worker that finds states, to its end.
fn graph_of(job: &Job, worker: io::Result<Worker>, limits: &Limits) -> Result<StateGraph, GraphError> {
    let graph = match worker {
        Ok(worker) => Listener::new(worker, job, limits, &|_| false).graph(),
        Err(error) => Err(GraphError::Interrupted { says: error.to_string() }),
    };
    let _ = fs::remove_dir_all(&job.files);
    graph
}

/// Runs `program`, a check in the test called `test`, on `engine` in a process of its own.
pub(crate) fn explore_check(
    which: Which,
    test: Option<&str>,
    program: &Program,
    engine: EngineId,
    budget: &Budget,
    limits: &Limits,
) -> Exploration {
    if let Some(path) = child::job().and_then(|job| job.known)
        && let Some(exploration) = known::look_up(&path, &which, engine)
    {
        return exploration;
    }
    let explored = done_as_check(which.clone(), test, program, engine, None, budget, limits);
    let exploration = explored.unwrap_or_else(|refusal| interrupted(engine, Reason::Refused(refusal)));
    known::remember(&which, engine, &exploration);
    exploration
}

/// Holds real threads and processes to `schedule`, for a check. What they print is printed.
///
/// # Errors
///
/// If the program cannot follow it.
pub(crate) fn play_check(
    which: Which,
    test: Option<&str>,
    program: &Program,
    schedule: &Schedule,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    done_as_check(which, test, program, EngineId::Gated, Some(schedule), budget, limits)
}

/// Follows `schedule` under the model, for a check.
///
/// # Errors
///
/// If the program cannot follow it.
pub(crate) fn replay_check(
    which: Which,
    test: Option<&str>,
    program: &Program,
    schedule: &Schedule,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    done_as_check(which, test, program, EngineId::Explorer, Some(schedule), budget, limits)
}

/// Follows `schedule` under the model and asks what comes of other orders of its steps, for a check.
pub(crate) fn explain_check(
    which: Which,
    test: Option<&str>,
    program: &Program,
    schedule: &Schedule,
    label: &str,
    budget: &Budget,
    limits: &Limits,
) -> Option<Execution> {
    let asked = Asked { label: label.to_owned(), repairs: true };
    let job = Job { explains: Some(asked), ..job(which, EngineId::Explorer, Some(schedule), budget, limits) };
    explained(do_as_check(job, test, program, limits))
}

fn done_as_check(
    which: Which,
    test: Option<&str>,
    program: &Program,
    engine: EngineId,
    schedule: Option<&Schedule>,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    let job = Job { within: budget.preemptions, ..job(which, engine, schedule, budget, limits) };
    do_as_check(job, test, program, limits)
}

fn do_as_check(
    mut job: Job,
    test: Option<&str>,
    program: &Program,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    let engine = job.engine;
    // Who follows a schedule wants to see what is printed. A copy of the descriptor is left open for the child.
    let prints = if engine == EngineId::Gated { dup(io::stdout()).ok() } else { None };
    job.prints = prints.as_ref().map(AsRawFd::as_raw_fd);
    let mut held = None;
    let worker = match test {
        // The harness has several threads, and a forked child would have one of them, with the locks of all. What else
        // the harness says in the child is for nobody.
        Some(test) => {
            (held, job.known) = known::leave_for_child(&job.files).unzip();
            Worker::started_again(&job, &[test, "--exact", "--include-ignored", "--nocapture", "--test-threads=1"])
        }
        None if has_other_threads() => {
            return Ok(Exploration::new(engine, Coverage::NotApplicable { reason: Reason::UnknownTest }));
        }
        None => Worker::forked(&job, program),
    };
    drop(prints);
    let heard = hear(&job, worker, limits, &|_| false);
    drop(held);
    heard
}

fn run(
    scenario: &Scenario,
    variant: &Variant,
    engine: EngineId,
    schedule: Option<&Schedule>,
    budget: &Budget,
    limits: &Limits,
) -> Result<Exploration, ScheduleError> {
    run_until(scenario, variant, engine, schedule, budget, limits, &|_| false)
}

fn run_until(
    scenario: &Scenario,
    variant: &Variant,
    engine: EngineId,
    schedule: Option<&Schedule>,
    budget: &Budget,
    limits: &Limits,
    is_enough: IsEnough<'_>,
) -> Result<Exploration, ScheduleError> {
    // A program that does not notice that it is a child would start children of its own, and so on.
    if std::env::var_os(VARIABLE).is_some() {
        return Ok(interrupted(engine, Reason::NotEntered));
    }
    let which = Which::Variant { scenario: scenario.name.to_owned(), variant: variant.name.to_owned() };
    let job = job(which, engine, schedule, budget, limits);
    let worker = Worker::started_again(&job, &[]);
    hear(&job, worker, limits, is_enough)
}

fn job(which: Which, engine: EngineId, schedule: Option<&Schedule>, budget: &Budget, limits: &Limits) -> Job {
    Job {
        which,
        engine,
        schedule: schedule.cloned(),
        explains: None,
        states: None,
        transcribed: None,
        budget: budget.clone(),
        within: None,
        silence_ms: u64::try_from(limits.silence.as_millis()).unwrap_or(u64::MAX),
        memory: limits.memory,
        files: files_of_next_child(),
        prints: None,
        known: None,
        call_filters: Vec::new(),
    }
}

/// Listens to a worker to its end.
fn hear(
    job: &Job,
    worker: io::Result<Worker>,
    limits: &Limits,
    is_enough: IsEnough<'_>,
) -> Result<Exploration, ScheduleError> {
    let exploration = match worker {
        Ok(worker) => Listener::new(worker, job, limits, is_enough).exploration(),
        Err(error) => Ok(interrupted(job.engine, Reason::NoChild(error.to_string()))),
    };
    let _ = fs::remove_dir_all(&job.files);
    exploration
}

fn interrupted(engine: EngineId, reason: Reason) -> Exploration {
    Exploration::new(engine, Coverage::Interrupted { executions: 0, reason })
}

/// A directory that no other child of any process that lives gets.
///
/// The first time, those are removed that nobody uses any more: what is left where everybody was killed at once.
fn files_of_next_child() -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    static SWEPT: Once = Once::new();
    let place = std::env::temp_dir();
    SWEPT.call_once(|| held_directory::remove_unused(&place, is_of_a_child));
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    place.join(format!("racecourse-child-{}-{count}", std::process::id()))
}

/// Whether a directory of this name is one of [`files_of_next_child`].
fn is_of_a_child(name: &str) -> bool {
    let numbers = name.strip_prefix("racecourse-child-").and_then(|rest| rest.split_once('-'));
    numbers.is_some_and(|(parent, count)| [parent, count].iter().all(|it| it.bytes().all(|c| c.is_ascii_digit())))
}

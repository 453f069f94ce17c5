//! Real threads and processes, held at every operation of the facade, so that they follow a schedule.
//!
//! The schedule is first followed under the model. That finds what is wrong with it, says what it must come to, and
//! completes it: on real threads there is no default to rely on, so all decisions are played. Then each run is a child of
//! this process, as for [`processes`](super::processes), also if the scenario has only threads: a run that got stuck can
//! be ended only together with its process.
//!
//! A livelock or starvation is played as often round as the model had to go to be sure of it, and ended there.

use super::processes::{Run, has_other_threads, run_once};
use super::replay::{Replayed, replay};
use super::{EngineId, Program};
use crate::begin::begin;
use racecourse_kernel::{heartbeat, lessons};
use racecourse_native::gates::{self, MOST_ACTORS, Play};
use racecourse_native::record::Naming;
use racecourse_native::{hang, supervision};
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Coverage, Execution, Exploration, Note, Reason};
use racecourse_trace::failure::{Failure, FailureKind};
use racecourse_trace::schedule::{Refusal, Schedule, ScheduleError};

/// Plays `schedule` on real threads and processes, `runs` times. What each run comes to is counted in the result.
///
/// # Errors
///
/// If the program cannot follow it, under the model or for real: the error says at which word, and why not.
pub fn play(program: &Program, schedule: &Schedule, runs: u64, budget: &Budget) -> Result<Exploration, ScheduleError> {
    begin();
    if let Some(step) = schedule.first_marked() {
        return Err(schedule.refused_at(step, Refusal::OldForReal));
    }
    // What is undefined in the language is well defined for what a `RacyCell` really is.
    let model = replay(program, schedule, &Budget { past_data_races: true, ..budget.clone() })?;
    let mut exploration = Exploration::new(EngineId::Gated, Coverage::Sampled { executions: 0, seed: None });
    if has_other_threads() {
        exploration.coverage = Coverage::NotApplicable { reason: Reason::NeedsOneThread };
        return Ok(exploration);
    }
    if model.execution.actors.len() > MOST_ACTORS {
        return Err(ScheduleError::refused(Refusal::TooManyActors { most: MOST_ACTORS }));
    }
    let to_the_end = lasting_failure(&model.execution);
    let play = Play {
        names: model.whole.names().to_vec(),
        steps: model.whole.indices().collect(),
        naming: program.names(),
        turns_are_steps: budget.bypass_bound.is_some(),
        spurious_wakeups: budget.spurious_wakeups,
        hold_at_end: to_the_end.is_some(),
        counted: lessons::places(),
    };
    if let Err(error) = gates::install(play) {
        let reason = Reason::NoGates(error.to_string());
        exploration.coverage = Coverage::Interrupted { executions: 0, reason };
        return Ok(exploration);
    }
    let result = run_all(program, schedule, &model, runs, to_the_end, &mut exploration);
    gates::remove();
    result.map(|()| exploration)
}

/// The failure in which everybody goes on for ever, or could: there is nothing more to see for real than its beginning.
fn lasting_failure(execution: &Execution) -> Option<Failure> {
    let failure = execution.failure.clone()?;
    matches!(failure.kind, FailureKind::Livelock | FailureKind::Starvation).then_some(failure)
}

fn run_all(
    program: &Program,
    schedule: &Schedule,
    model: &Replayed,
    runs: u64,
    to_the_end: Option<Failure>,
    exploration: &mut Exploration,
) -> Result<(), ScheduleError> {
    let names = program.names();
    let naming: Naming<'_> = &|at| names.at(at);
    for nth in 1..=runs {
        let mut run = match run_once(program, naming) {
            Ok(run) => run,
            Err(error) => {
                let reason = Reason::NoRun(error.to_string());
                exploration.coverage = Coverage::Interrupted { executions: nth - 1, reason };
                return Ok(());
            }
        };
        if let Some((step, why)) = departure(&run, model) {
            // What was given is the beginning of what is played.
            let written = if step < schedule.len() { schedule } else { &model.whole };
            return Err(written.refused_at(step, Refusal::ForReal(Box::new(why))));
        }
        run.failure = run.failure.or_else(|| to_the_end.clone());
        let mut execution = hang::execution(naming, &run.seen, run.outcome, run.failure);
        execution.schedule = model.whole.clone();
        let (label, expected) = (execution.label(), model.execution.label());
        if label != expected && exploration.notes.is_empty() {
            let (label, expected) = (label.to_owned(), expected.to_owned());
            exploration.notes.push(Note::Differs { run: nth, label, expected });
        }
        supervision::record(exploration, nth, execution);
        exploration.coverage = Coverage::Sampled { executions: nth, seed: None };
        heartbeat::executions(nth);
    }
    Ok(())
}

/// The step at which the run left the schedule, if it did, and why.
fn departure(run: &Run, model: &Replayed) -> Option<(usize, Refusal)> {
    if run.progress.impossible.is_some() {
        return run.progress.impossible.clone();
    }
    let step = run.progress.steps;
    (step < model.whole.len()).then(|| {
        let label = run.failure.as_ref().map(|failure| failure.kind.label());
        let end = label.or(run.outcome.as_deref());
        (step, Refusal::RunOver(end.map(str::to_owned)))
    })
}

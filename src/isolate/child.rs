//! The child's side: find out what to do, do it, say what came of it, and end.

use std::fs::OpenOptions;
use std::io;
use std::os::fd::{AsFd, FromRawFd, OwnedFd};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::{Pid, dup2_stdin, dup2_stdout, getpid};
use parking_lot::Mutex;

use racecourse_trace::wire::{Job, Message, Which, Wired};

use super::wire::{self, VARIABLE};
use super::{death, warden, watchdog};
use crate::engine::{self, EngineId, Program};
use crate::exploration::{Coverage, Exploration, Reason};
use crate::scenario::{Scenario, Variant, program_of};
use crate::schedule::{Schedule, ScheduleError};
use crate::state_graph::{GraphError, StateGraph};
use racecourse_engine::graph::{states_of, transcript_of};
use racecourse_engine::standstill;
use racecourse_kernel::{hook, tripwire};
use racecourse_native::supervision::Counts;
use racecourse_native::{call_filter, private_directory, process};

/// Does the job and ends the process, if this process was started by [`explore`](super::explore); else does nothing.
///
/// To be called first in `main`, before there is a second thread, or anything in the standard output.
///
/// `scenarios` are all that the program may ask for.
pub fn enter_if_child(scenarios: &[&'static Scenario]) {
    enter_if_child_of(|scenario, variant| find(scenarios, scenario, variant).map(program_of));
}

/// The same, for a program whose variants are found by `program`, by the names of a scenario and of a variant.
pub fn enter_if_child_of(program: impl FnOnce(&str, &str) -> Option<Program>) {
    let Some(job) = job() else { return };
    let Which::Variant { scenario, variant } = &job.which else { return };
    match program(scenario, variant) {
        Some(program) => serve(&job, &program),
        None => {
            let (scenario, variant) = (scenario.clone(), variant.clone());
            begin(&job);
            wire::finish(&Message::Stopped(Reason::UnknownVariant { scenario, variant }))
        }
    }
}

/// Does the job and ends the process, if this process was started for this check.
///
/// A test harness waits in a thread of its own, without a lock, for the end of the test that this is in. So the test's thread
/// can be forked.
pub(crate) fn serve_check(which: &Which, program: &Program) {
    if let Some(job) = job().filter(|job| job.which == *which) {
        serve(&job, program)
    }
}

/// What this process was started for, if it is a child.
pub(super) fn job() -> Option<Job> {
    let text = std::env::var(VARIABLE).ok()?;
    let job = Job::decode(text.as_bytes());
    if job.is_none() {
        eprintln!("error: {VARIABLE} is not meant to be set by hand");
        process::exit_at_once(2);
    }
    job
}

/// Has the job done in a process of its own, over which this one watches, and ends this one when all of that is over.
pub(super) fn serve(job: &Job, program: &Program) -> ! {
    let counts = begin(job);
    hook::silence_process();
    death::by_stack_overflow();
    match explore(job, program, counts) {
        Ok(Done::Explored(mut exploration)) => {
            exploration.observations.retain(|_, seen| seen.example.is_whole());
            wire::finish(&Message::Done(exploration))
        }
        Ok(Done::Mapped(states)) => wire::finish(&Message::States(states)),
        Ok(Done::TakenDown(transcript)) => wire::finish(&Message::Transcript(transcript)),
        Ok(Done::Stopped(reason)) => wire::finish(&Message::Stopped(reason)),
        Err(refusal) => wire::finish(&Message::Refused(refusal)),
    }
}

/// Goes on as the engine's process, sets everything up and says hello. What is seen is to be counted in what this gives back.
fn begin(job: &Job) -> Arc<Counts> {
    // What is copied has no other threads that matter; one that watches over earlier checks of this test would.
    standstill::dismiss();
    let (counts, warden) = warden::watch_over_a_copy(&job.files).unwrap_or_else(|error| fail(&error));
    let memory = set_up(job, warden).unwrap_or_else(|error| fail(&error));
    wire::send(&Message::Hello { pid: getpid().as_raw(), memory });
    counts
}

fn fail(error: &io::Error) -> ! {
    eprintln!("error: failed to set up a child process: {error}");
    process::exit_at_once(2)
}

/// How the job ended.
enum Done {
    Explored(Box<Exploration>),
    Mapped(Box<Result<StateGraph, GraphError>>),
    TakenDown(Box<Result<String, GraphError>>),
    /// What was seen until then has been told.
    Stopped(Reason),
}

/// The variant with these names.
fn find(scenarios: &[&'static Scenario], scenario: &str, variant: &str) -> Option<&'static Variant> {
    let mut named = scenarios.iter().filter(|one| one.name == scenario);
    named.find_map(|one| one.variant(variant))
}

/// Where real runs print, if anybody wants to see it.
static PRINTS: Mutex<Option<OwnedFd>> = Mutex::new(None);

/// This process is a real run: what it prints is to be seen, if anybody wants to. What the model prints, which takes the
/// same steps, is not: everything would be there twice.
pub(super) fn print_again() {
    if let Some(prints) = PRINTS.lock().take() {
        let _ = dup2_stdout(&prints);
    }
}

/// Moves the wire to where a scenario cannot write into it by accident, and sets the limits. Gives back how many bytes of
/// address space this process may use.
fn set_up(job: &Job, warden: Pid) -> io::Result<u64> {
    let wire = io::stdin().as_fd().try_clone_to_owned()?;
    death::with_parent(warden, wire.try_clone()?, job.files.clone());
    wire::open(wire);
    let nowhere = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    dup2_stdin(&nowhere)?;
    if let Some(prints) = job.prints {
        // SAFETY: the parent has left it open for this process, and nobody else here knows of it.
        #[expect(unsafe_code, reason = "an inherited descriptor is a number")]
        let prints = unsafe { OwnedFd::from_raw_fd(prints) };
        *PRINTS.lock() = Some(prints);
    }
    dup2_stdout(&nowhere)?;
    // An abort is expected here, and its core would tell nobody anything.
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    // The machine may give less than is asked for. Where the system has no such limit, the scenario has none.
    let memory = getrlimit(Resource::RLIMIT_AS).map_or(job.memory, |(_, most)| job.memory.min(most));
    let _ = setrlimit(Resource::RLIMIT_AS, memory, memory);
    private_directory::make_them_in(job.files.clone());
    // The last: what was done until here may be forbidden from here on.
    job.call_filters.iter().try_for_each(|filter| call_filter::put_up(filter))?;
    Ok(memory)
}

fn explore(job: &Job, program: &Program, counts: Arc<Counts>) -> Result<Done, ScheduleError> {
    if let Err(error) = watchdog::start(job.engine, program.names(), Duration::from_millis(job.silence_ms), counts) {
        return Ok(Done::Stopped(Reason::NoWatchdog(error.to_string())));
    }
    if !job.call_filters.is_empty() {
        // The watchdog was the last thread that there has to be.
        let _ = setrlimit(Resource::RLIMIT_NPROC, 0, 0);
    }
    let explored = |exploration| Done::Explored(Box::new(exploration));
    let done = panic::catch_unwind(AssertUnwindSafe(|| match (&job.schedule, job.states) {
        _ if job.transcribed.is_some() => Ok(Done::TakenDown(Box::new(take_down(job, program)))),
        (_, Some(most)) => Ok(Done::Mapped(Box::new(states_of(program, &job.budget, most)))),
        (None, None) => Ok(explored(match job.within.filter(|_| job.engine == EngineId::Explorer) {
            Some(most) => racecourse_engine::explore_within(program, &job.budget, most),
            None => engine::explore(program, job.engine, &job.budget),
        })),
        (Some(schedule), None) => follow(job, program, schedule).map(explored),
    }));
    match done {
        Ok(done) => done,
        Err(payload) => Ok(Done::Stopped(Reason::EnginePanicked(hook::panic_text(payload.as_ref())))),
    }
}

/// Takes down all states and moves. Whoever asks for that wants to know what the program does besides, so its memory is watched if it
/// was compiled to tell of it.
fn take_down(job: &Job, program: &Program) -> Result<String, GraphError> {
    tripwire::set();
    let transcript = transcript_of(program, &job.budget, job.transcribed.unwrap_or_default());
    wire::send(&Message::Watched(tripwire::take()));
    let transcript = transcript?;
    serde_json::to_string(&transcript).map_err(|error| GraphError::Interrupted { says: error.to_string() })
}

/// Follows a schedule, for real or under the model.
fn follow(job: &Job, program: &Program, schedule: &Schedule) -> Result<Exploration, ScheduleError> {
    if job.engine == EngineId::Gated {
        return engine::play(program, schedule, job.budget.runs, &job.budget);
    }
    let execution = match &job.explains {
        Some(asked) if asked.repairs => engine::explain(program, schedule, &asked.label, &job.budget),
        Some(asked) => engine::explain_without_repair(program, schedule, &asked.label, &job.budget),
        None => Some(engine::replay(program, schedule, &job.budget)?.execution),
    };
    let mut exploration = Exploration::new(job.engine, Coverage::Sampled { executions: 1, seed: None });
    execution.into_iter().for_each(|execution| {
        exploration.record(1, execution);
    });
    Ok(exploration)
}

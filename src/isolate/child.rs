//! The child's side: find out what to do, do it, say what came of it, and end.

use std::fs::OpenOptions;
use std::io;
use std::os::fd::AsFd;
use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;

use nix::sys::resource::{Resource, setrlimit};
use nix::unistd::{dup2_stdin, dup2_stdout};

use super::job::{Job, VARIABLE};
use super::wire::{self, Message};
use super::{death, watchdog};
use crate::engine::{self, EngineId, Program};
use crate::exploration::{Coverage, Exploration, Reason};
use crate::native::{private_directory, process};
use crate::scenario::{Scenario, Variant};
use crate::schedule::{Schedule, ScheduleError};
use crate::{heartbeat, hook};

/// Does the job and ends the process, if this process was started by [`explore`](super::explore); else does nothing.
///
/// To be called first in `main`, before there is a second thread, or anything in the standard output.
pub fn enter_if_child() {
    enter_if_child_with(&[]);
}

/// The same, for a program that has scenarios of its own besides the course's.
pub fn enter_if_child_with(own: &[&'static Scenario]) {
    let Ok(job) = std::env::var(VARIABLE) else { return };
    let Ok(job) = serde_json::from_str::<Job>(&job) else {
        eprintln!("error: {VARIABLE} is not meant to be set by hand");
        process::exit_at_once(2);
    };
    if let Err(error) = set_up(&job) {
        eprintln!("error: failed to set up a child process: {error}");
        process::exit_at_once(2);
    }
    wire::send(&Message::Hello);
    hook::silence_process();
    death::by_stack_overflow();
    let explored = match find(own, &job) {
        Some(variant) => explore(&job, &Program::from(variant)),
        None => {
            let (scenario, variant) = (job.scenario.clone(), job.variant.clone());
            Ok(interrupted(&job, Reason::UnknownVariant { scenario, variant }))
        }
    };
    match explored {
        Ok(exploration) => wire::finish(exploration),
        Err(refusal) => wire::finish_with(&Message::Refused(refusal)),
    }
}

/// The variant that is asked for: of one of the program's own scenarios, or of one of the course.
fn find(own: &[&'static Scenario], job: &Job) -> Option<&'static Variant> {
    let mut all = own.iter().chain(crate::scenarios::ALL).filter(|scenario| scenario.name == job.scenario);
    all.find_map(|scenario| scenario.variant(&job.variant))
}

/// Moves the wire to where a scenario cannot write into it by accident, and sets the limits.
fn set_up(job: &Job) -> io::Result<()> {
    death::with_parent(job.parent, io::stdin().as_fd().try_clone_to_owned()?, job.files.clone());
    wire::open(io::stdout().as_fd().try_clone_to_owned()?);
    let nowhere = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    dup2_stdin(&nowhere)?;
    dup2_stdout(&nowhere)?;
    // An abort is expected here, and its core would tell nobody anything.
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    // Where the system has no such limit, the scenario has none.
    let _ = setrlimit(Resource::RLIMIT_AS, job.memory, job.memory);
    private_directory::make_them_in(job.files.clone());
    Ok(())
}

fn explore(job: &Job, program: &Program) -> Result<Exploration, ScheduleError> {
    if let Err(error) = watchdog::start(job.engine, program.names(), Duration::from_millis(job.silence_ms)) {
        return Ok(interrupted(job, Reason::NoWatchdog(error.to_string())));
    }
    let explored = panic::catch_unwind(AssertUnwindSafe(|| match &job.schedule {
        None => Ok(engine::explore(program, job.engine, &job.budget)),
        Some(schedule) => follow(job, program, schedule),
    }));
    explored.unwrap_or_else(|payload| Ok(interrupted(job, Reason::EnginePanicked(hook::panic_text(payload.as_ref())))))
}

/// Follows a schedule, for real or under the model.
fn follow(job: &Job, program: &Program, schedule: &Schedule) -> Result<Exploration, ScheduleError> {
    if job.engine == EngineId::Gated {
        return engine::play(program, schedule, job.budget.runs, &job.budget);
    }
    let replayed = engine::replay(program, schedule, &job.budget)?;
    let mut exploration = Exploration::new(job.engine, Coverage::Sampled { executions: 1, seed: None });
    exploration.record(1, replayed.execution);
    Ok(exploration)
}

fn interrupted(job: &Job, reason: Reason) -> Exploration {
    Exploration::new(job.engine, Coverage::Interrupted { executions: heartbeat::ended(), reason })
}

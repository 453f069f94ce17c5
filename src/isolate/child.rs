//! The child's side: find out what to do, do it, say what came of it, and end.

use std::fs::OpenOptions;
use std::io;
use std::os::fd::{AsFd, FromRawFd, OwnedFd};
use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::raise;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, dup2_stdin, dup2_stdout, fork, getppid};

use parking_lot::Mutex;

use racecourse_trace::wire::{Job, Message, Which, Wired};

use super::wire::{self, VARIABLE};
use super::{death, watchdog};
use crate::engine::{self, EngineId, Program};
use crate::exploration::{Coverage, Exploration, Reason};
use crate::scenario::{Scenario, Variant, program_of};
use crate::schedule::{Schedule, ScheduleError};
use racecourse_engine::has_other_threads;
use racecourse_kernel::{heartbeat, hook};
use racecourse_native::{private_directory, process};

/// Does the job and ends the process, if this process was started by [`explore`](super::explore); else does nothing.
///
/// To be called first in `main`, before there is a second thread, or anything in the standard output.
///
/// `scenarios` are all that the program may ask for.
pub fn enter_if_child(scenarios: &[&'static Scenario]) {
    let Some(job) = job() else { return };
    let Which::Variant { scenario, variant } = &job.which else { return };
    match find(scenarios, scenario, variant) {
        Some(variant) => serve(&job, &program_of(variant)),
        None => {
            set_up_or_end(&job);
            let (scenario, variant) = (scenario.clone(), variant.clone());
            wire::finish(interrupted(&job, Reason::UnknownVariant { scenario, variant }));
        }
    }
}

/// Does the job and ends the process, if this process was started for this check.
pub(crate) fn serve_check(which: &Which, program: &Program) {
    let Some(job) = job().filter(|job| job.which == *which) else { return };
    if job.engine.is_native() && has_other_threads() {
        serve_forked(&job, program);
    }
    serve(&job, program)
}

/// Has the job done by a child of this process, which has one thread, and ends as that one does.
///
/// A test harness waits in a thread of its own, without a lock, for the end of the test that this is in.
fn serve_forked(job: &Job, program: &Program) -> ! {
    // SAFETY: the only other thread is the harness's, which waits.
    #[expect(unsafe_code, reason = "there is no safe way to fork")]
    match unsafe { fork() } {
        Ok(ForkResult::Child) => serve(&Job { parent: getppid().as_raw(), ..job.clone() }, program),
        Ok(ForkResult::Parent { child }) => loop {
            match waitpid(child, None) {
                Ok(WaitStatus::Exited(_, code)) => process::exit_at_once(code),
                Ok(WaitStatus::Signaled(_, signal, _)) => {
                    let _ = raise(signal);
                    process::exit_at_once(1);
                }
                Err(error) if error != Errno::EINTR => process::exit_at_once(1),
                _ => {}
            }
        },
        Err(error) => {
            eprintln!("error: failed to fork: {error}");
            process::exit_at_once(2)
        }
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

/// Does the job, says what came of it, and ends the process.
pub(super) fn serve(job: &Job, program: &Program) -> ! {
    set_up_or_end(job);
    hook::silence_process();
    death::by_stack_overflow();
    match explore(job, program) {
        Ok(exploration) => wire::finish(exploration),
        Err(refusal) => wire::finish_with(&Message::Refused(refusal)),
    }
}

/// Sets everything up and says hello.
fn set_up_or_end(job: &Job) {
    if let Err(error) = set_up(job) {
        eprintln!("error: failed to set up a child process: {error}");
        process::exit_at_once(2);
    }
    wire::send(&Message::Hello);
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

/// Moves the wire to where a scenario cannot write into it by accident, and sets the limits.
fn set_up(job: &Job) -> io::Result<()> {
    let wire = io::stdin().as_fd().try_clone_to_owned()?;
    death::with_parent(job.parent, wire.try_clone()?, job.files.clone());
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
        None => Ok(match (&job.which, job.engine, job.budget.preemptions) {
            (Which::Check { .. }, EngineId::Explorer, Some(most)) => {
                racecourse_engine::explore_within(program, &job.budget, most)
            }
            _ => engine::explore(program, job.engine, &job.budget),
        }),
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

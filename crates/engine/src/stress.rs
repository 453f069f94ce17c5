//! Real threads, free to run: what happens here, now, and how often. Never a proof, and never an assertion.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe, Location};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::{EngineId, Program};
use racecourse_kernel::{self as kernel, heartbeat, hook};
use racecourse_native::fair_clock::FairClock;
use racecourse_native::hang::{self, HangDetector};
use racecourse_native::lack;
use racecourse_native::record::{self, Naming, Seen};
use racecourse_native::supervision;
use racecourse_trace::budget::Budget;
use racecourse_trace::exploration::{Coverage, Exploration, Note, Reason};
use racecourse_trace::failure::Failure;
use racecourse_trace::outcome::Outcome;

/// How often a run that takes long is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// How long threads that were left behind have to end.
const GRACE: Duration = Duration::from_millis(100);

/// What `main` came to.
type Ending = Result<Outcome, Failure>;

/// Runs the program `budget.runs` times.
///
/// Threads cannot be killed: a run that gets stuck, or leaves threads behind, is the last one. One that loops for ever
/// outside the facade is not noticed here, but by the watchdog of the process.
pub(super) fn explore(program: &Program, budget: &Budget) -> Exploration {
    let names = program.names();
    let naming: Naming<'_> = &|at| names.at(at);
    let mut exploration = Exploration::new(EngineId::Stress, Coverage::Sampled { executions: 0, seed: None });
    if let Err(error) = record::enable() {
        let reason = Reason::NoRecord(error.to_string());
        exploration.coverage = Coverage::Interrupted { executions: 0, reason };
        return exploration;
    }
    for nth in 1..=budget.runs {
        record::reset();
        lack::forget();
        let (ending, seen) = match start(program).map(|over| (supervise(&over, naming), over)) {
            Ok((ending, _)) => ending,
            Err(error) => {
                let reason = Reason::NoThread(error.to_string());
                exploration.coverage = Coverage::Interrupted { executions: nth - 1, reason };
                break;
            }
        };
        if let Some(error) = lack::noted() {
            exploration.coverage =
                Coverage::Interrupted { executions: nth - 1, reason: Reason::NoRun(error.to_string()) };
            break;
        }
        let is_last = !seen.is_empty();
        let (outcome, failure) = judge_end(ending, &seen);
        supervision::record(&mut exploration, nth, hang::execution(naming, &seen, outcome, failure));
        exploration.coverage = Coverage::Sampled { executions: nth, seed: None };
        heartbeat::executions(nth);
        if is_last {
            exploration.notes.push(Note::LastRun { nth, of: budget.runs });
            break;
        }
    }
    exploration
}

/// Runs the program once, on a thread of its own. The receiver gets what it came to.
fn start(program: &Program) -> std::io::Result<Receiver<Ending>> {
    let (done, over) = channel();
    let (run, main) = (program.body(), record::new_actor(Some("main"), Location::caller()));
    let life = move || {
        let me = main.begin();
        hook::reset();
        let ending = hook::inside(|| panic::catch_unwind(AssertUnwindSafe(|| run())));
        let ending = ending.map_err(|payload: Box<dyn Any + Send>| kernel::panic_failure(payload.as_ref()));
        // From here on it is no longer in the record, so whoever is was left behind.
        drop(me);
        let _ = done.send(ending);
    };
    thread::Builder::new().name("main".to_owned()).spawn(life)?;
    Ok(over)
}

/// Waits for the end of a run, or for the moment when it is clear that there will be none. With those who were left.
fn supervise(over: &Receiver<Ending>, naming: Naming<'_>) -> (Option<Ending>, Vec<Seen>) {
    let mut detector = HangDetector::default();
    loop {
        match over.recv_timeout(LOOK) {
            Ok(ending) => return (Some(ending), left_behind(naming)),
            Err(RecvTimeoutError::Timeout) => {
                if let Some(seen) = detector.hung(naming) {
                    return (None, seen);
                }
            }
            // Only if the thread died without unwinding, and then the process does not live either.
            Err(RecvTimeoutError::Disconnected) => return (None, record::snapshot(naming)),
        }
    }
}

/// Those who are still there some time after `main` has ended.
fn left_behind(naming: Naming<'_>) -> Vec<Seen> {
    let mut clock = FairClock::default();
    loop {
        let seen = record::snapshot(naming);
        if seen.is_empty() || clock.look([std::process::id().cast_signed()]) > GRACE {
            return seen;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// The outcome and the failure of a run that ended so, with these left over.
fn judge_end(ending: Option<Ending>, seen: &[Seen]) -> (Option<String>, Option<Failure>) {
    match ending {
        None => (None, Some(hang::diagnosis(seen))),
        Some(Err(panic)) => (None, Some(panic)),
        Some(Ok(outcome)) => (Some(outcome.label().to_owned()), (!seen.is_empty()).then(|| hang::leak(seen))),
    }
}

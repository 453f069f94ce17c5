//! The child's own look at itself: signs of life to the parent, and a diagnosis if there are none.

use std::panic::Location;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use racecourse_trace::wire::Message;

use super::wire;
use super::{child, death};
use crate::engine::EngineId;
use crate::exploration::{Coverage, Execution, Exploration, Reason};
use crate::failure::{Cause, Evidence, Failure, FailureKind};
use racecourse_kernel::heartbeat;
use racecourse_native::supervision::{self, Watcher};
use racecourse_native::{hang, record};
use racecourse_sources::Names;

/// How often the watchdog looks.
const LOOK: Duration = Duration::from_millis(25);
/// How often the parent is told what has been seen so far.
const TELL: Duration = Duration::from_millis(200);

static DOG: Mutex<Option<Dog>> = Mutex::new(None);

struct Dog {
    engine: EngineId,
    names: Names,
    silence: Duration,
    /// Signs of life so far, and when the last one was seen.
    heard: (u64, Instant),
    /// Executions that the parent knows of, and when it was told.
    told: (u64, Instant),
}

/// Watches this process from now on: with a thread, unless the engine must be the only one.
pub(super) fn start(engine: EngineId, names: Names, silence: Duration) -> std::io::Result<()> {
    let now = Instant::now();
    *DOG.lock() = Some(Dog { engine, names, silence, heard: (0, now), told: (0, now) });
    supervision::watched_by(Watcher { pulse, leave });
    if !matches!(engine, EngineId::Processes | EngineId::Gated) {
        let watch = || loop {
            pulse();
            thread::sleep(LOOK);
        };
        thread::Builder::new().name("watchdog".to_owned()).spawn(watch)?;
    }
    Ok(())
}

/// A forked child is no engine, whatever it has inherited.
fn leave() {
    *DOG.lock() = None;
    wire::close();
    death::forget();
    child::print_again();
}

/// One look.
fn pulse() {
    death::check();
    let mut dog = DOG.lock();
    let Some(dog) = dog.as_mut() else { return };
    let now = Instant::now();
    let executions = heartbeat::ended();
    if executions != dog.told.0 && now.duration_since(dog.told.1) >= TELL {
        dog.told = (executions, now);
        wire::send(&Message::Progress(executions));
        if let Some(so_far) = supervision::so_far() {
            wire::send(&Message::SoFar(Box::new(so_far)));
        }
    }
    let beats = heartbeat::beats() + record::beats();
    if beats != dog.heard.0 {
        dog.heard = (beats, now);
    } else if now.duration_since(dog.heard.1) >= dog.silence {
        wire::finish(dog.hang(executions));
    }
}

impl Dog {
    /// What there is to say when nothing happens any more.
    fn hang(&self, executions: u64) -> Exploration {
        let reason = Reason::Silent(self.silence);
        let coverage = Coverage::Interrupted { executions, reason };
        let mut exploration = supervision::so_far().unwrap_or_else(|| Exploration::new(self.engine, coverage.clone()));
        exploration.coverage = coverage;
        let naming: record::Naming<'_> = &|at: &Location<'_>| self.names.at(at);
        let seen = record::snapshot(naming);
        let execution = if seen.is_empty() {
            Execution { actors: vec!["main".to_owned()], failure: Some(self.hang_in_a_model()), ..Execution::default() }
        } else {
            hang::execution(naming, &seen, None, Some(hang::diagnosis(&seen)))
        };
        exploration.record(executions + 1, execution);
        exploration
    }

    /// In a model only one actor runs at a time, and it is the one that took the last step.
    fn hang_in_a_model(&self) -> Failure {
        let cause = Cause::Silent { silence: self.silence, last: heartbeat::last_site() };
        Failure { kind: FailureKind::Hang, cause, evidence: Evidence::None }
    }
}

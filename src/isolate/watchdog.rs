//! The child's own look at itself: signs of life to the parent, and a diagnosis if there are none.

use std::panic::Location;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;

use racecourse_trace::wire::Message;

use super::wire;
use super::{child, death};
use crate::engine::EngineId;
use crate::exploration::{Execution, Reason};
use crate::failure::{Cause, Evidence, Failure, FailureKind};
use racecourse_engine::standstill::{Finding, Looks};
use racecourse_kernel::heartbeat;
use racecourse_native::fair_clock::FairClock;
use racecourse_native::supervision::{self, Counts, Watcher};
use racecourse_native::{hang, record};
use racecourse_sources::Names;

/// How often the watchdog looks.
const LOOK: Duration = Duration::from_millis(25);

static DOG: Mutex<Option<Dog>> = Mutex::new(None);

struct Dog {
    names: Names,
    silence: Duration,
    /// Signs of life so far, and for how long there could have been another one.
    heard: (u64, FairClock),
    /// What has been seen of the engine's thread.
    looks: Looks,
}

/// Watches this process from now on, with a thread unless the engine must be the only one. What is seen is counted in `counts`.
pub(super) fn start(engine: EngineId, names: Names, silence: Duration, counts: Arc<Counts>) -> std::io::Result<()> {
    *DOG.lock() = Some(Dog { names, silence, heard: (0, FairClock::default()), looks: Looks::default() });
    supervision::watched_by(Watcher { pulse, leave, hear: wire::hear, counts });
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
    let beats = heartbeat::beats() + record::beats();
    if beats != dog.heard.0 {
        dog.heard.0 = beats;
        dog.heard.1.restart();
        return;
    }
    let silent = dog.has_been_silent() >= dog.silence;
    match dog.looks.look(dog.silence).pop() {
        // Its end, with all that it has seen, is the next sign of life.
        Some(Finding::Left) => dog.heard.1.restart(),
        Some(Finding::Stays(failure)) => dog.finish(failure.map(|failure| *failure)),
        // It is asked soon.
        Some(Finding::Sleeps) => {}
        None if silent => dog.finish(None),
        None => {}
    }
}

impl Dog {
    /// For how long nobody has taken a step who could have: a machine that does other things is no hang.
    fn has_been_silent(&mut self) -> Duration {
        let names = &self.names;
        let actors = record::snapshot(&|at: &Location<'_>| names.at(at));
        let forked = actors.iter().map(|actor| actor.pid).filter(|pid| *pid > 0);
        self.heard.1.look(forked.chain([std::process::id().cast_signed()]))
    }

    /// Nothing happens any more, for this reason if it is known.
    fn finish(&self, why: Option<Failure>) -> ! {
        self.tell_of_hang(why);
        wire::finish(&Message::Stopped(Reason::Silent(self.silence)))
    }

    /// What there is to say when nothing happens any more: this execution is the last one.
    fn tell_of_hang(&self, why: Option<Failure>) {
        let naming: record::Naming<'_> = &|at: &Location<'_>| self.names.at(at);
        let seen = record::snapshot(naming);
        let execution = if seen.is_empty() {
            let failure = Some(why.unwrap_or_else(|| self.hang_in_a_model()));
            Execution { actors: vec!["main".to_owned()], failure, ..Execution::default() }
        } else {
            hang::execution(naming, &seen, None, Some(hang::diagnosis(&seen)))
        };
        let label = execution.label().to_owned();
        let slot = supervision::saw(&label, heartbeat::ended() + 1, &execution.into());
        supervision::count_one_more(slot);
    }

    /// In a model only one actor runs at a time, and it is the one that took the last step.
    fn hang_in_a_model(&self) -> Failure {
        let cause = Cause::Silent { silence: self.silence, last: heartbeat::last_site() };
        Failure { kind: FailureKind::Hang, cause, evidence: Evidence::None }
    }
}

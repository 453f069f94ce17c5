//! Noticing that a real run is stuck, and writing down how it ended.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use super::process::Ended;
use super::record::{self, Naming, Seen};
use racecourse_trace::diagnosis::diagnose_knowing;
use racecourse_trace::exploration::{Event, Execution, ObjectInfo, ObjectKind, Remark};
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind};

/// For how long nothing may have changed before we believe that nothing will.
const STILL: Duration = Duration::from_millis(100);

/// Looks at the record again and again.
#[derive(Debug)]
pub struct HangDetector {
    still: Duration,
    since: Option<(Instant, Vec<Seen>)>,
}

impl Default for HangDetector {
    fn default() -> Self {
        Self { still: STILL, since: None }
    }
}

impl HangDetector {
    /// For runs behind gates, where a great many may have to be looked at. Who waits there has to ask again in between,
    /// and whoever has been woken is not asleep for the system: so two looks are enough, if it tells.
    pub fn behind_gates() -> Self {
        let still = if cfg!(target_os = "linux") { Duration::from_millis(3) } else { STILL };
        Self { still, since: None }
    }

    /// Everybody, if all are blocked in the facade for good: nobody's wait ends by itself, nothing has changed for
    /// a while, and the system says that all of them sleep.
    pub fn hung(&mut self, naming: Naming<'_>) -> Option<Vec<Seen>> {
        let now = record::snapshot(naming);
        if !record::everyone_blocked(&now) {
            self.since = None;
            return None;
        }
        match &self.since {
            Some((since, before)) if record::same_look(before, &now) => {
                let still = since.elapsed() >= self.still && record::all_have_asked_again(before, &now);
                (still && record::all_asleep(&now)).then_some(now)
            }
            _ => {
                self.since = Some((Instant::now(), now));
                None
            }
        }
    }
}

/// Why these actors do not go on. One whose wait ends by itself counts as running.
pub fn diagnosis(seen: &[Seen]) -> Failure {
    let state = |actor: &Seen| {
        let mut state = actor.state.clone();
        state.waits = state.waits.filter(|_| actor.blocked);
        state
    };
    let last_site = |name: &str| seen.iter().find(|actor| actor.state.actor == name)?.last_site.clone();
    // Who has used a channel is not in the record, and who has its ends cannot be: so that others have to do with one is known of
    // its maker alone. A sender that lies where nobody will use it is nobody's to be waited for.
    let has_to_do = |name: &str, object: &str| {
        let waits_for_it = |actor: &&Seen| actor.state.waits.as_ref().is_some_and(|waits| waits.object == object);
        let maker = seen.iter().find(waits_for_it).and_then(|actor| actor.waits_for_what_was_made_by);
        maker.is_some_and(|maker| seen.iter().any(|actor| actor.id == maker && actor.state.actor == name))
    };
    diagnose_knowing(seen.iter().map(state).collect(), &last_site, &has_to_do)
}

/// Why a run in which these actors have taken so many steps is not waited for any longer.
pub fn without_end(seen: &[Seen], steps: u64) -> Failure {
    let waits = Evidence::Waits { actors: seen.iter().map(|actor| actor.state.clone()).collect(), cycle: Vec::new() };
    Failure { kind: FailureKind::Hang, cause: Cause::NoEnd { steps }, evidence: waits }
}

/// The execution that came to this end, with the waits of those who are in it as its last events.
pub fn execution(naming: Naming<'_>, seen: &[Seen], outcome: Option<String>, failure: Option<Failure>) -> Execution {
    let mut execution =
        Execution { actors: record::names_of_this_run(naming), outcome, failure, ..Execution::default() };
    for actor in seen {
        let Some(waits) = &actor.state.waits else { continue };
        let name = &actor.state.actor;
        let at = execution.actors.iter().position(|other| other == name).unwrap_or_else(|| {
            execution.actors.push(name.clone());
            execution.actors.len() - 1
        });
        execution.events.push(Event {
            actor: at,
            action: waits.action,
            object: object(&mut execution.objects, &waits.object, actor.waits_for_kind),
            also: None,
            read: None,
            written: None,
            passed: None,
            remark: Remark::Blocks(waits.obstacle),
            site: waits.site.clone(),
        });
    }
    execution
}

/// The place of the object called `name`, which is added if it is new. `None` for no object.
fn object(objects: &mut Vec<ObjectInfo>, name: &str, kind: Option<ObjectKind>) -> Option<usize> {
    let kind = kind.filter(|_| !name.is_empty())?;
    let known = objects.iter().position(|object| object.name == name);
    Some(known.unwrap_or_else(|| {
        objects.push(ObjectInfo { name: name.to_owned(), kind, ..ObjectInfo::default() });
        objects.len() - 1
    }))
}

/// The failure of a scenario that returned while these were still running.
pub fn leak(behind: &[Seen]) -> Failure {
    Failure {
        kind: FailureKind::Leak,
        cause: Cause::StillRunning,
        evidence: Evidence::Waits {
            actors: behind.iter().map(|actor| actor.state.clone()).collect(),
            cycle: Vec::new(),
        },
    }
}

/// The failure of a scenario that ended its process before it returned.
pub fn ended_by_itself(how: Ended) -> Failure {
    let cause = match how {
        Ended::Code(code) => Cause::Exited { code },
        Ended::Signal(signal) => {
            let name = Signal::try_from(signal).ok().map(|signal| signal.as_str().to_owned());
            Cause::Signalled { signal, name }
        }
    };
    Failure { kind: FailureKind::Abort, cause, evidence: Evidence::None }
}

//! A failure in a sentence.

use std::borrow::Borrow;
use std::time::Duration;

use super::deadlock::deadlock;
use super::said::message;
use super::verb::verb;
use racecourse_trace::exploration::Verb;
use racecourse_trace::failure::{
    Access, ActorState, Cause, Evidence, Failure, FailureKind, Handover, Relay, Site, Unordered, Waiting,
};

/// What happened, in one sentence.
pub fn failure(failure: &Failure) -> String {
    match &failure.cause {
        Cause::Evident => evident(failure.kind, &failure.evidence),
        Cause::NotBlocked(running) => not_blocked(running),
        Cause::NobodyThere => "Nothing happened for a long time, outside of all actors.".to_owned(),
        Cause::Silent { silence, last } => {
            let last = match last {
                Some(site) => format!("The last one was at {}", site.short()),
                None => "It has never been seen in the facade".to_owned(),
            };
            format!("No step for {silence:?}: the program neither ends nor waits for anything we can see. {last}.")
        }
        Cause::NoEnd { steps } => {
            let steps = racecourse_layout::count(*steps, "step");
            format!("After {steps} the run had not come to its end, and was left.")
        }
        Cause::BlockedOutside { silence, actor, last, inside } => {
            blocked_outside(*silence, actor, last.as_ref(), inside)
        }
        Cause::Panicked { said, at } if failure.kind == FailureKind::Abort => {
            let at = at.as_ref().map_or_else(String::new, |at| format!(" at {}", at.short()));
            let said = message(said);
            format!("A panic{at} came out where none may, such as from a destructor during another panic: {said}")
        }
        Cause::Panicked { said, at: Some(at) } => format!("The program panicked at {}: {}", at.short(), message(said)),
        Cause::Panicked { said, at: None } => format!("The program panicked: {}", message(said)),
        Cause::Exited { code } => format!("The program ended its process with exit code {code}."),
        Cause::Signalled { signal, name } => signalled(*signal, name.as_deref()),
        Cause::OutOfMemory { limit } => {
            format!("An allocation failed under a limit of {}, which ended the process.", bytes(*limit))
        }
        Cause::NotFinished => {
            format!("The program returned while {} had not finished.", listed(&names(&failure.evidence)))
        }
        Cause::StillRunning => {
            let names = names(&failure.evidence);
            let were = if names.len() == 1 { "was" } else { "were" };
            format!("The program returned while {} {were} still running.", names.join(" and "))
        }
        Cause::Differs { actor, step, before, now } => {
            let then = format!("to {} at {}", verb(before.0), before.1.short());
            let now = now.as_ref().map_or("could do nothing".to_owned(), |(does, site)| {
                format!("was about to {} at {}", verb(*does), site.short())
            });
            format!(
                "The same choices do not lead to the same steps: before step {step}, {actor} was about {then} in one \
                 execution, and {now} in another."
            )
        }
        Cause::ComesToOther { before, now } => format!(
            "The same steps have come to `{}` in one execution and to `{}` in the next.",
            message(before),
            message(now)
        ),
        Cause::Spinning(actors) => spinning(actors, &failure.evidence),
        Cause::Starving(requests) => {
            let parts = requests.iter().map(|(actor, wanted)| format!("{actor} never gets to {wanted}"));
            format!("Others go on for ever and {}.", parts.collect::<Vec<_>>().join(" and "))
        }
        Cause::Loom(says) => format!("loom says: {}", message(says)),
        Cause::InWords(words) => message(words),
    }
}

/// What ended a process, where there is no other evidence.
pub(super) fn cause(cause: &Cause) -> String {
    failure(&Failure { kind: FailureKind::Abort, cause: cause.clone(), evidence: Evidence::None })
}

/// Why nothing orders these two accesses.
pub(crate) fn unordered(first: &Access, second: &Access, why: &Unordered) -> String {
    match why {
        Unordered::NothingBetween => {
            let (one, other) = (&first.actor, &second.actor);
            format!("nothing that {one} changes after its access is looked at by {other} before its own")
        }
        Unordered::NotTakenOver(handover) => {
            let Handover { object, changed, looked, .. } = &**handover;
            let (one, other) = (&first.actor, &second.actor);
            let change = format!("after its access {one} changes {object} at {}", changed.short());
            let look = format!("{other} looks at {object} at {}, before its own", looked.short());
            not_taken_over(&change, &look, handover)
        }
        Unordered::Relayed(relays) => {
            let told = relays.iter().map(|Relay { by, to, handover }| {
                let Handover { object, changed, looked, .. } = handover;
                let change = format!("{by} changes {object} at {}", changed.short());
                let look = format!("{to} looks at it at {}", looked.short());
                not_taken_over(&change, &look, handover)
            });
            let told: Vec<String> = told.collect();
            let (one, other) = (&first.actor, &second.actor);
            format!(
                "messages lead from {one} to {other} through others, and the order is lost on the way: {}",
                told.join("; ")
            )
        }
        Unordered::InWords(words) => message(words),
    }
}

/// What is lacking between a change and a look.
fn not_taken_over(change: &str, look: &str, handover: &Handover) -> String {
    match (handover.releases, handover.acquires) {
        (true, false) => {
            format!(
                "{change}, which publishes the access, and {look}; but that look does not acquire what was published"
            )
        }
        (false, true) => {
            format!("{change}, and {look}, to take over what was published; but that change does not release anything")
        }
        (false, false) => {
            format!("{change}, and {look}; but neither does that change release nor that look acquire")
        }
        (true, true) => format!(
            "{change}, which publishes the access, and {look}; but what it finds there is not what was published with that"
        ),
    }
}

/// The sentence where all is in the evidence.
fn evident(kind: FailureKind, evidence: &Evidence) -> String {
    match evidence {
        Evidence::Waits { actors, cycle, .. } => deadlock(actors, cycle),
        Evidence::Race { object, first, second, .. } => format!(
            "Nothing orders the {} of `{object}` by {} and the {} by {}.",
            verb(first.action),
            first.actor,
            verb(second.action),
            second.actor
        ),
        Evidence::Lasso { waits, .. } if kind == FailureKind::HoldAndPoll => hold_and_poll(waits),
        Evidence::Lasso { repeated, steps, waits, .. } => {
            let again = format!("the same steps repeated {repeated} times, and nothing was completed");
            let joins = |waits: &Waiting| matches!(waits.action, Verb::Join | Verb::WaitFor);
            let blocked = waits.iter().filter_map(|state| Some((&state.actor, state.waits.as_ref()?)));
            let blocked: Vec<String> = blocked
                .filter(|(_, waits)| !joins(waits))
                .map(|(actor, waits)| format!("{actor} waits for {}", waits.object))
                .collect();
            let running: Vec<String> = steps.iter().map(|(actor, _)| actor.clone()).collect();
            let goes = if running.len() == 1 { "goes" } else { "go" };
            if blocked.is_empty() {
                let get = if running.len() == 1 { "gets" } else { "get" };
                return match running.is_empty() {
                    true => format!("Nobody gets anywhere: {again}."),
                    false => format!("{} {goes} round and {get} nowhere: {again}.", listed(&running)),
                };
            }
            format!("{} {goes} round and {}: {again}.", listed(&running), listed(&blocked))
        }
        Evidence::Bypass { actor, wanted, overtaken, bound } => {
            let times = if *overtaken == 1 { "once".to_owned() } else { format!("{overtaken} times") };
            format!("{actor} asked to {wanted} and was overtaken {times} meanwhile; at most {bound} is promised.")
        }
        Evidence::None => format!("There was a {kind}."),
    }
}

/// The sentence for those who go round with what others wait for.
fn hold_and_poll(actors: &[ActorState]) -> String {
    let behind = actors.iter().find_map(|blocked| {
        let waits = blocked.waits.as_ref()?;
        let holder = actors.iter().find(|it| it.waits.is_none() && waits.on.contains(&it.actor))?;
        Some((&holder.actor, &waits.object, &blocked.actor))
    });
    match behind {
        Some((holder, object, blocked)) => format!(
            "{holder} asks again and again while it holds `{object}`, and {blocked}, who waits for `{object}`, can never \
             change the answer."
        ),
        None => "Somebody asks again and again for what only those could change who wait behind it.".to_owned(),
    }
}

/// The sentence for those who are not blocked where we can see it.
fn not_blocked(running: &[(String, Option<Site>)]) -> String {
    let parts = running.iter().map(|(actor, last)| match last {
        Some(site) => format!("{actor} (last seen at {})", site.short()),
        None => format!("{actor} (never seen in the facade)"),
    });
    let who: Vec<String> = parts.collect();
    let them = if who.len() == 1 { "it neither ends nor waits" } else { "they neither end nor wait" };
    format!("No step for a long time from {}: {them} for anything we can see.", who.join(", "))
}

/// The sentences for an actor that is blocked in something that is not the facade's.
fn blocked_outside(
    silence: Duration,
    actor: &str,
    last: Option<&(Verb, Site)>,
    inside: &[(String, Verb, Site)],
) -> String {
    let after = match last {
        Some((does, site)) => format!("after its step at {} ({})", site.short(), verb(*does)),
        None => "before its first step".to_owned(),
    };
    let blocked = format!("{actor} has been blocked for {silence:?} in something outside of the facade, {after}.");
    let others: Vec<String> =
        inside.iter().map(|(who, does, site)| format!("{who} at {} ({})", site.short(), verb(*does))).collect();
    if others.is_empty() {
        return format!(
            "{blocked} Nobody else is in the middle of anything: it waits for what it holds itself, or for something that no \
             actor brings about."
        );
    }
    let (is, one) = if others.len() == 1 { ("is", "that one") } else { ("are", "one of them") };
    format!(
        "{blocked} Meanwhile {} {is} stopped at a step. What {one} holds over it that is not the facade's, such as a lock of \
         `std`, it never gets to give up: all actors of a model share one thread of the system. Take the lock from this crate, or \
         give it up before the step.",
        listed(&others)
    )
}

fn spinning(actors: &[String], evidence: &Evidence) -> String {
    let yields = if actors.len() == 1 { "yields" } else { "yield" };
    let who = listed(actors);
    let Evidence::Lasso { round, repeated, .. } = evidence else { return format!("{who} never {yields}.") };
    let plural = if *round == 1 { "" } else { "s" };
    format!("{who} never {yields}: the same {round} step{plural} came {repeated} times.")
}

fn signalled(signal: i32, name: Option<&str>) -> String {
    match name {
        Some(name @ ("SIGSEGV" | "SIGBUS")) => {
            format!("Signal {signal} ({name}) ended the program's process: in safe Rust, most likely a stack overflow.")
        }
        Some(name) => format!("Signal {signal} ({name}) ended the program's process."),
        None => format!("Signal {signal} ended the program's process."),
    }
}

/// The names of those who are left.
fn names(evidence: &Evidence) -> Vec<String> {
    let actors: &[ActorState] = if let Evidence::Waits { actors, .. } = evidence { actors } else { &[] };
    actors.iter().map(|state| state.actor.clone()).collect()
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed<S: Borrow<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.borrow().to_owned(),
        [all @ .., last] => format!("{} and {}", all.join(", "), last.borrow()),
    }
}

/// The number in the largest unit that leaves none over.
pub(super) fn bytes(count: u64) -> String {
    let units = [(1_u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = units.into_iter().find(|(size, _)| count >= *size && count.is_multiple_of(*size));
    unit.map_or_else(|| format!("{count} bytes"), |(size, name)| format!("{} {name}", count / size))
}

//! Who waits for whom, in a sentence.

use super::remark::obstacle;
use super::verb::verb;
use racecourse_trace::exploration::Verb;
use racecourse_trace::failure::{ActorState, Obstacle, Waiting};

/// Why these actors, all that are left, wait for ever; those in `cycle` for each other.
pub(super) fn deadlock(actors: &[ActorState], cycle: &[String]) -> String {
    if cycle.is_empty() { nobody_left(actors) } else { circle(actors, cycle) }
}

/// The sentence for a circle.
fn circle(actors: &[ActorState], cycle: &[String]) -> String {
    let called = |name: &String| actors.iter().find(|state| state.actor == *name);
    let links: Vec<String> = cycle
        .iter()
        .enumerate()
        .filter_map(|(n, name)| Some(link(called(name)?, called(&cycle[(n + 1) % cycle.len()])?)))
        .collect();
    match cycle {
        [_] => format!("{}: it waits for itself.", links.join("; ")),
        _ => format!("They wait for each other in a cycle: {}.", links.join("; ")),
    }
}

/// One actor's part of a circle.
fn link(waiter: &ActorState, next: &ActorState) -> String {
    let Some(waits) = &waiter.waits else { return waiter.actor.clone() };
    let (who, what) = (&waiter.actor, &waits.object);
    let because = waits.obstacle.as_ref().map_or_else(String::new, |it| format!(" ({})", obstacle(it)));
    if *what == next.actor {
        format!("{who} waits for {what} to end")
    } else if next.holds.iter().any(|held| held.object == *what) {
        format!("{who} waits for {what}, which {} holds", next.actor)
    } else {
        let next = &next.actor;
        match waits.action {
            // Who has the other end of a channel is not known: only that nobody else is there who could use it.
            Verb::Send | Verb::Put | Verb::HandOver => {
                format!("{who} waits for room in {what}{because}, which only {next} is left to make")
            }
            Verb::Receive | Verb::Get | Verb::Offer => {
                format!("{who} waits for something from {what}{because}, which only {next} is left to send")
            }
            Verb::Write => format!("{who} waits for {next} to make room in {what}{because}"),
            Verb::Read => format!("{who} waits for {next} to put something into {what}{because}"),
            action => format!("{who} waits in {} on {what}{because}, for {next} to act", verb(action)),
        }
    }
}

/// The sentence for those who wait without a circle: what they wait for will not come.
fn nobody_left(actors: &[ActorState]) -> String {
    let mut hopes: Vec<(Vec<&str>, String)> = Vec::new();
    let mut others = false;
    let is_there = |name: &String| actors.iter().any(|state| state.actor == *name);
    for actor in actors {
        if actor.waits.as_ref().is_some_and(|waits| waits.on.iter().any(is_there)) {
            others = true;
            continue;
        }
        let hope = hope(actor);
        match hopes.iter_mut().find(|(_, same)| *same == hope) {
            Some((who, _)) => who.push(&actor.actor),
            None => hopes.push((vec![&actor.actor], hope)),
        }
    }
    let part = |(who, hope): &(Vec<&str>, String)| match who.as_slice() {
        [one] => format!("{one} waits for {hope}"),
        many => format!("{} wait for {hope}", many.join(" and ")),
    };
    let parts: Vec<String> = hopes.iter().map(part).collect();
    format!("{}{}.", parts.join("; "), if others { "; all others wait for them" } else { "" })
}

/// What an actor waits for in vain.
fn hope(actor: &ActorState) -> String {
    let Some(waits) = &actor.waits else { return "nothing".to_owned() };
    let what = &waits.object;
    match waits.action {
        Verb::Lock | Verb::ReadLock | Verb::WriteLock | Verb::QueueWriter | Verb::FileLock => {
            format!("{what}, which nobody is left to release")
        }
        Verb::Acquire => format!("permits of {what} that nobody is left to give back"),
        Verb::Send | Verb::Put | Verb::Write => format!("room in {what}, and nobody makes any"),
        Verb::HandOver => format!("somebody to take what it sends into {what}, and nobody is left to do that"),
        Verb::Receive | Verb::Get | Verb::Read | Verb::Offer => {
            format!("something from {what} that nobody is left to send")
        }
        Verb::Join | Verb::WaitFor => format!("{what}, which does not end"),
        Verb::Park => "somebody to unpark it, and nobody is left to do that".to_owned(),
        Verb::Leave => at_barrier(waits),
        // On real threads a barrier is waited at too.
        Verb::Wait if matches!(waits.obstacle, Some(Obstacle::Arrived { .. })) => at_barrier(waits),
        Verb::OnceEnter | Verb::Initialise => format!("what is done once in {what}, which nobody is left to end"),
        Verb::Wait | Verb::Wake if what.is_empty() => "a notification that nobody is left to send".to_owned(),
        Verb::Wait | Verb::Wake => format!("a notification of {what} that nobody is left to send"),
        other => format!("something that nobody is left to do ({} {what})", verb(other)),
    }
}

fn at_barrier(waits: &Waiting) -> String {
    let arrived = waits.obstacle.as_ref().map_or_else(String::new, |it| format!(" ({})", obstacle(it)));
    format!("others to arrive at {}{arrived}, and nobody is left to do that", waits.object)
}

//! From what every actor holds and waits for to the reason why nobody goes on.

use std::collections::VecDeque;

use crate::failure::{ActorState, Evidence, Failure, FailureKind, Site, Waiting};

/// Why these actors, all that are unfinished, do not go on.
///
/// If all of them wait it is a deadlock, else a hang: somebody runs, or is blocked where we cannot see it.
pub(crate) fn diagnose(actors: Vec<ActorState>) -> Failure {
    diagnose_with(actors, &|_| None)
}

/// The same, where `last_site` knows an actor's last step.
pub(crate) fn diagnose_with(actors: Vec<ActorState>, last_site: &dyn Fn(&str) -> Option<Site>) -> Failure {
    if actors.is_empty() {
        return Failure {
            kind: FailureKind::Hang,
            summary: "Nothing happened for a long time, outside of all actors.".to_owned(),
            evidence: Evidence::None,
        };
    }
    let actors = with_the_only_other(actors);
    let running: Vec<&ActorState> = actors.iter().filter(|actor| actor.waits.is_none()).collect();
    let (kind, summary, cycle) = if running.is_empty() {
        let cycle = shortest_cycle(&actors);
        let summary = if cycle.is_empty() { nobody_left(&actors) } else { circle(&actors, &cycle) };
        (FailureKind::Deadlock, summary, cycle)
    } else {
        (FailureKind::Hang, not_blocked(&running, last_site), Vec::new())
    };
    let cycle = cycle.into_iter().map(|at| actors[at].actor.clone()).collect();
    Failure { kind, summary, evidence: Evidence::Waits { actors, cycle, confirmed_by: None } }
}

/// A channel does not know who holds its other end. Where only one other actor is left, and an end is still open, it can
/// only be that one.
fn with_the_only_other(mut actors: Vec<ActorState>) -> Vec<ActorState> {
    if let [one, other] = actors.as_mut_slice() {
        let names = [other.actor.clone(), one.actor.clone()];
        for (state, other) in [one, other].into_iter().zip(names) {
            if let Some(waits) = &mut state.waits
                && waits.on.is_empty()
                && matches!(waits.action.as_str(), "send" | "receive" | "hand over" | "put" | "get")
            {
                waits.on.push(other);
            }
        }
    }
    actors
}

/// The shortest circle of actors that each wait for the next, as places in `actors`.
///
/// One who waits for itself is taken only if there is nothing longer: who has both ends of a pipe could always feed
/// itself, but it is the other one that it counts on.
fn shortest_cycle(actors: &[ActorState]) -> Vec<usize> {
    let circles = (0..actors.len()).filter_map(|start| way_back(actors, start));
    let circle = circles.min_by_key(Vec::len);
    circle
        .or_else(|| (0..actors.len()).find(|at| waits_for(actors, *at).contains(at)).map(|at| vec![at]))
        .unwrap_or_default()
}

/// The shortest way from `start` over at least one other actor back to it.
fn way_back(actors: &[ActorState], start: usize) -> Option<Vec<usize>> {
    let mut came_from = vec![None; actors.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for next in waits_for(actors, at).into_iter().filter(|next| *next != at) {
            if next == start {
                let mut way = vec![at];
                while let Some(before) = came_from[way[way.len() - 1]] {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if came_from[next].is_none() {
                came_from[next] = Some(at);
                queue.push_back(next);
            }
        }
    }
    None
}

/// Those who could end the wait of the actor at `at`.
fn waits_for(actors: &[ActorState], at: usize) -> Vec<usize> {
    let on = actors[at].waits.as_ref().map_or(&[][..], |waits| &waits.on);
    on.iter().filter_map(|name| actors.iter().position(|actor| actor.actor == *name)).collect()
}

/// The sentence for a circle.
fn circle(actors: &[ActorState], cycle: &[usize]) -> String {
    let links: Vec<String> =
        cycle.iter().enumerate().map(|(n, at)| link(&actors[*at], &actors[cycle[(n + 1) % cycle.len()]])).collect();
    match cycle {
        [_] => format!("{}: it waits for itself.", links[0]),
        _ => format!("They wait for each other in a circle: {}.", links.join("; ")),
    }
}

/// One actor's part of a circle.
fn link(waiter: &ActorState, next: &ActorState) -> String {
    let Some(waits) = &waiter.waits else { return waiter.actor.clone() };
    let (who, what) = (&waiter.actor, &waits.object);
    let note = if waits.note.is_empty() { String::new() } else { format!(" ({})", waits.note) };
    if *what == next.actor {
        format!("{who} waits for {what} to end")
    } else if next.holds.iter().any(|held| held.object == *what) {
        format!("{who} waits for {what}, which {} holds", next.actor)
    } else {
        let next = &next.actor;
        match waits.action.as_str() {
            "send" | "put" | "write" | "hand over" => format!("{who} waits for {next} to make room in {what}{note}"),
            "receive" | "get" | "read" => format!("{who} waits for {next} to put something into {what}{note}"),
            action => format!("{who} waits in {action} on {what}{note}, for {next} to act"),
        }
    }
}

/// The sentence for those who wait without a circle: what they wait for will not come.
fn nobody_left(actors: &[ActorState]) -> String {
    let mut hopes: Vec<(Vec<&str>, String)> = Vec::new();
    let mut others = false;
    for (at, actor) in actors.iter().enumerate() {
        if !waits_for(actors, at).is_empty() {
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
    format!("{}{}.", parts.join("; "), if others { "; everybody else waits for them" } else { "" })
}

/// Why an actor cannot take its next step, which it waits for.
pub(crate) fn cannot_go_on(who: &str, waits: &Waiting) -> String {
    let (what, by) = (&waits.object, waits.on.join(" and "));
    match waits.action.as_str() {
        "join" | "wait for" => format!("{who} waits for {what} to end"),
        "lock" | "read lock" | "write lock" | "flock" | "acquire" if !by.is_empty() => {
            format!("{who} waits for {what}, which {by} holds")
        }
        "wait" | "wake" => format!("{who} waits in `wait` on {what}, and nobody has notified it"),
        action if what.is_empty() || *what == who => format!("{who} waits in `{action}`"),
        action if waits.note.is_empty() => format!("{who} waits in `{action}` on {what}"),
        action => format!("{who} waits in `{action}` on {what} ({})", waits.note),
    }
}

/// What an actor waits for in vain.
fn hope(actor: &ActorState) -> String {
    let Some(waits) = &actor.waits else { return "nothing".to_owned() };
    let what = &waits.object;
    match waits.action.as_str() {
        "lock" | "read lock" | "write lock" | "acquire" | "flock" => format!("{what}, which nobody is left to release"),
        "send" | "put" | "write" => format!("room in {what}, and nobody makes any"),
        "receive" | "get" | "read" => format!("something from {what} that nobody is left to send"),
        "join" => format!("{what}, which does not end"),
        _ if what.is_empty() => "a notification that nobody is left to send".to_owned(),
        _ => format!("a notification that nobody is left to send ({what})"),
    }
}

/// The sentence for those who are not blocked where we can see it.
fn not_blocked(running: &[&ActorState], last_site: &dyn Fn(&str) -> Option<Site>) -> String {
    let parts = running.iter().map(|actor| match last_site(&actor.actor) {
        Some(site) => format!("{} (last seen at {})", actor.actor, site.short()),
        None => format!("{} (never seen in the facade)", actor.actor),
    });
    let who: Vec<String> = parts.collect();
    let them = if who.len() == 1 { "it neither ends nor waits" } else { "they neither end nor wait" };
    format!("No step for a long time from {}: {them} for anything we can see.", who.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::{Holding, Waiting};

    fn site(line: u32) -> Site {
        Site { file: "scenarios/test.rs".to_owned(), line }
    }

    fn actor(name: &str, holds: &[&str], waits: Option<(&str, &str, &[&str])>) -> ActorState {
        ActorState {
            actor: name.to_owned(),
            holds: holds.iter().map(|object| Holding { object: (*object).to_owned(), site: site(1) }).collect(),
            waits: waits.map(|(action, object, on)| Waiting {
                action: action.to_owned(),
                object: object.to_owned(),
                site: site(2),
                on: on.iter().map(|name| (*name).to_owned()).collect(),
                note: String::new(),
            }),
        }
    }

    fn cycle_of(failure: &Failure) -> Vec<&str> {
        match &failure.evidence {
            Evidence::Waits { cycle, .. } => cycle.iter().map(String::as_str).collect(),
            other => panic!("no waits in {other:?}"),
        }
    }

    #[test]
    fn two_who_hold_what_the_other_wants_are_a_circle_and_who_joins_them_is_not_in_it() {
        let failure = diagnose(vec![
            actor("main", &[], Some(("join", "left", &["left"]))),
            actor("left", &["account A"], Some(("lock", "account B", &["right"]))),
            actor("right", &["account B"], Some(("lock", "account A", &["left"]))),
        ]);
        assert_eq!(failure.kind, FailureKind::Deadlock);
        assert_eq!(cycle_of(&failure), ["left", "right"]);
        assert_eq!(
            failure.summary,
            "They wait for each other in a circle: left waits for account B, which right holds; \
             right waits for account A, which left holds."
        );
    }

    #[test]
    fn three_in_a_circle_are_named_in_the_order_in_which_they_wait() {
        let failure = diagnose(vec![
            actor("a", &["1"], Some(("lock", "3", &["c"]))),
            actor("b", &["2"], Some(("lock", "1", &["a"]))),
            actor("c", &["3"], Some(("lock", "2", &["b"]))),
        ]);
        assert_eq!(cycle_of(&failure), ["a", "c", "b"]);
    }

    #[test]
    fn a_circle_can_go_through_a_join() {
        let failure = diagnose(vec![
            actor("main", &["results"], Some(("join", "worker", &["worker"]))),
            actor("worker", &[], Some(("lock", "results", &["main"]))),
        ]);
        assert_eq!(cycle_of(&failure), ["main", "worker"]);
        assert!(failure.summary.contains("main waits for worker to end"), "{}", failure.summary);
        assert!(failure.summary.contains("worker waits for results, which main holds"), "{}", failure.summary);
    }

    #[test]
    fn who_waits_for_nobody_waits_for_a_notification_that_nobody_sends() {
        let failure = diagnose(vec![
            actor("main", &[], Some(("join", "consumer", &["consumer"]))),
            actor("consumer", &[], Some(("wait", "not_empty", &[]))),
        ]);
        assert_eq!(failure.kind, FailureKind::Deadlock);
        assert_eq!(cycle_of(&failure), [""; 0]);
        assert_eq!(
            failure.summary,
            "consumer waits for a notification that nobody is left to send (not_empty); everybody else waits for them."
        );
    }

    #[test]
    fn who_locks_twice_waits_for_itself() {
        let failure = diagnose(vec![actor("main", &["state"], Some(("lock", "state", &["main"])))]);
        assert_eq!(cycle_of(&failure), ["main"]);
        assert_eq!(failure.summary, "main waits for state, which main holds: it waits for itself.");
    }

    #[test]
    fn a_longer_circle_goes_before_one_who_could_feed_itself() {
        let failure = diagnose(vec![
            actor("parent", &[], Some(("wait", "child", &["child"]))),
            actor("child", &[], Some(("write", "pipe", &["child", "parent"]))),
        ]);
        assert_eq!(cycle_of(&failure), ["parent", "child"]);
    }

    #[test]
    fn somebody_who_does_not_wait_makes_it_a_hang_and_is_named_with_the_last_step() {
        let actors = vec![actor("main", &[], Some(("join", "spinner", &["spinner"]))), actor("spinner", &[], None)];
        let failure = diagnose_with(actors, &|_| Some(site(14)));
        assert_eq!(failure.kind, FailureKind::Hang);
        assert!(failure.summary.contains("spinner (last seen at test.rs:14)"), "{}", failure.summary);
    }

    #[test]
    fn the_other_end_of_a_channel_is_with_the_only_other_actor() {
        let failure = diagnose(vec![
            actor("main", &[], Some(("join", "worker", &["worker"]))),
            actor("worker", &[], Some(("send", "results", &[]))),
        ]);
        assert_eq!(cycle_of(&failure), ["main", "worker"]);
        assert!(failure.summary.contains("worker waits for main to make room in results"), "{}", failure.summary);
    }

    #[test]
    fn among_several_nobody_is_said_to_have_the_other_end() {
        let failure = diagnose(vec![
            actor("main", &[], Some(("join", "one", &["one"]))),
            actor("one", &[], Some(("send", "results", &[]))),
            actor("two", &[], Some(("send", "results", &[]))),
        ]);
        assert_eq!(cycle_of(&failure), [""; 0]);
    }
}

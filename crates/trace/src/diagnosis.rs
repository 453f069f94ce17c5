//! From what every actor holds and waits for to the reason why nobody goes on.

use std::collections::VecDeque;

use crate::failure::{ActorState, Cause, Evidence, Failure, FailureKind, Site};
use crate::verb::Verb;

/// Why these actors, all that are unfinished, do not go on.
///
/// If all of them wait it is a deadlock, else a hang: somebody runs, or is blocked where we cannot see it.
pub fn diagnose(actors: Vec<ActorState>) -> Failure {
    diagnose_with(actors, &|_| None)
}

/// The same, where `last_site` knows an actor's last step.
pub fn diagnose_with(actors: Vec<ActorState>, last_site: &dyn Fn(&str) -> Option<Site>) -> Failure {
    diagnose_knowing(actors, last_site, &|_, _| true)
}

/// The same, where `has_to_do` knows whether an actor, by its name, has ever had to do with an object, by its name.
pub fn diagnose_knowing(
    actors: Vec<ActorState>,
    last_site: &dyn Fn(&str) -> Option<Site>,
    has_to_do: &dyn Fn(&str, &str) -> bool,
) -> Failure {
    if actors.is_empty() {
        return Failure { kind: FailureKind::Hang, cause: Cause::NobodyThere, evidence: Evidence::None };
    }
    let actors = with_the_only_other(actors, has_to_do);
    let running: Vec<&ActorState> = actors.iter().filter(|actor| actor.waits.is_none()).collect();
    let (kind, cause, cycle) = if running.is_empty() {
        (FailureKind::Deadlock, Cause::Evident, shortest_cycle(&actors))
    } else {
        let seen = running.into_iter().map(|actor| (actor.actor.clone(), last_site(&actor.actor)));
        (FailureKind::Hang, Cause::NotBlocked(seen.collect()), Vec::new())
    };
    let cycle = cycle.into_iter().map(|at| actors[at].actor.clone()).collect();
    Failure { kind, cause, evidence: Evidence::Waits { actors, cycle } }
}

/// A channel does not know who holds its other end. Where only one other actor is left, and an end is still open, it can
/// only be that one; unless it has never had to do with that channel: then the end lies where nobody will look for it.
fn with_the_only_other(mut actors: Vec<ActorState>, has_to_do: &dyn Fn(&str, &str) -> bool) -> Vec<ActorState> {
    if let [one, other] = actors.as_mut_slice() {
        let names = [other.actor.clone(), one.actor.clone()];
        for (state, other) in [one, other].into_iter().zip(names) {
            if let Some(waits) = &mut state.waits
                && waits.on.is_empty()
                && matches!(waits.action, Verb::Send | Verb::Receive | Verb::HandOver | Verb::Put | Verb::Get)
                && has_to_do(&other, &waits.object)
            {
                waits.on.push(other);
            }
        }
    }
    actors
}

/// The shortest cycle of actors that each wait for the next, as places in `actors`.
///
/// One who waits for itself is taken only if there is nothing longer: who has both ends of a pipe could always feed
/// itself, but it is the other one that it counts on.
fn shortest_cycle(actors: &[ActorState]) -> Vec<usize> {
    let cycles = (0..actors.len()).filter_map(|start| way_back(actors, start));
    let cycle = cycles.min_by_key(Vec::len);
    cycle
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::{Holding, Waiting};

    fn site(line: u32) -> Site {
        Site { file: "scenarios/test.rs".to_owned(), line }
    }

    fn actor(name: &str, holds: &[&str], waits: Option<(Verb, &str, &[&str])>) -> ActorState {
        ActorState {
            actor: name.to_owned(),
            holds: holds.iter().map(|object| Holding { object: (*object).to_owned(), site: site(1) }).collect(),
            waits: waits.map(|(action, object, on)| Waiting {
                action,
                object: object.to_owned(),
                site: site(2),
                on: on.iter().map(|name| (*name).to_owned()).collect(),
                obstacle: None,
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
    fn two_who_hold_what_the_other_wants_are_a_cycle_and_who_joins_them_is_not_in_it() {
        let failure = diagnose(vec![
            actor("main", &[], Some((Verb::Join, "left", &["left"]))),
            actor("left", &["account A"], Some((Verb::Lock, "account B", &["right"]))),
            actor("right", &["account B"], Some((Verb::Lock, "account A", &["left"]))),
        ]);
        assert_eq!(failure.kind, FailureKind::Deadlock);
        assert_eq!(cycle_of(&failure), ["left", "right"]);
    }

    #[test]
    fn three_in_a_cycle_are_named_in_the_order_in_which_they_wait() {
        let failure = diagnose(vec![
            actor("a", &["1"], Some((Verb::Lock, "3", &["c"]))),
            actor("b", &["2"], Some((Verb::Lock, "1", &["a"]))),
            actor("c", &["3"], Some((Verb::Lock, "2", &["b"]))),
        ]);
        assert_eq!(cycle_of(&failure), ["a", "c", "b"]);
    }

    #[test]
    fn a_cycle_can_go_through_a_join() {
        let failure = diagnose(vec![
            actor("main", &["results"], Some((Verb::Join, "worker", &["worker"]))),
            actor("worker", &[], Some((Verb::Lock, "results", &["main"]))),
        ]);
        assert_eq!(cycle_of(&failure), ["main", "worker"]);
    }

    #[test]
    fn who_waits_for_nobody_waits_for_a_notification_that_nobody_sends() {
        let failure = diagnose(vec![
            actor("main", &[], Some((Verb::Join, "consumer", &["consumer"]))),
            actor("consumer", &[], Some((Verb::Wait, "not_empty", &[]))),
        ]);
        assert_eq!(failure.kind, FailureKind::Deadlock);
        assert_eq!(cycle_of(&failure), [""; 0]);
    }

    #[test]
    fn who_locks_twice_waits_for_itself() {
        let failure = diagnose(vec![actor("main", &["state"], Some((Verb::Lock, "state", &["main"])))]);
        assert_eq!(cycle_of(&failure), ["main"]);
    }

    #[test]
    fn a_longer_cycle_goes_before_one_who_could_feed_itself() {
        let failure = diagnose(vec![
            actor("parent", &[], Some((Verb::Wait, "child", &["child"]))),
            actor("child", &[], Some((Verb::Write, "pipe", &["child", "parent"]))),
        ]);
        assert_eq!(cycle_of(&failure), ["parent", "child"]);
    }

    #[test]
    fn somebody_who_does_not_wait_makes_it_a_hang_and_is_named_with_the_last_step() {
        let actors = vec![actor("main", &[], Some((Verb::Join, "spinner", &["spinner"]))), actor("spinner", &[], None)];
        let failure = diagnose_with(actors, &|_| Some(site(14)));
        assert_eq!(failure.kind, FailureKind::Hang);
    }

    #[test]
    fn the_other_end_of_a_channel_is_with_the_only_other_actor() {
        let failure = diagnose(vec![
            actor("main", &[], Some((Verb::Join, "worker", &["worker"]))),
            actor("worker", &[], Some((Verb::Send, "results", &[]))),
        ]);
        assert_eq!(cycle_of(&failure), ["main", "worker"]);
    }

    #[test]
    fn who_never_had_to_do_with_a_channel_is_not_waited_for_because_of_it() {
        let actors = vec![
            actor("main", &[], Some((Verb::Join, "worker", &["worker"]))),
            actor("worker", &[], Some((Verb::Receive, "reply", &[]))),
        ];
        let failure = diagnose_knowing(actors, &|_| None, &|actor, _| actor == "worker");
        assert_eq!(cycle_of(&failure), [""; 0]);
    }

    #[test]
    fn among_several_nobody_is_said_to_have_the_other_end() {
        let failure = diagnose(vec![
            actor("main", &[], Some((Verb::Join, "one", &["one"]))),
            actor("one", &[], Some((Verb::Send, "results", &[]))),
            actor("two", &[], Some((Verb::Send, "results", &[]))),
        ]);
        assert_eq!(cycle_of(&failure), [""; 0]);
    }
}

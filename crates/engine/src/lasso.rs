//! Executions that go round in circles.
//!
//! A cycle is fair if everybody who could go on somewhere in it also did. A fair cycle in which nothing is completed is
//! a livelock; one in which others complete things while somebody who asked never gets a turn is starvation. In the terms
//! of CHESS (Musuvathi and Qadeer, PLDI 2008) such a schedule is the scheduler's fault only if it is unfair.
//!
//! States are compared by what can be seen from outside the actors ([`World::fingerprint`]); local variables are not
//! seen. So a cycle is believed only after many rounds.

use std::collections::BTreeSet;

use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::World;
use racecourse_meaning::ActorId;
use racecourse_sources::Names;
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind};

/// Rounds after which a cycle is believed. The explorer's `sleep_sets` follows a fair one for longer.
pub(crate) const ROUNDS: usize = 20;

/// The state before one decision.
#[derive(Clone, Debug)]
pub(crate) struct Passed {
    pub(crate) fingerprint: u64,
    pub(crate) enabled: BTreeSet<ActorId>,
    /// Records made so far.
    pub(crate) events: usize,
}

impl Passed {
    pub(crate) fn now(world: &World, enabled: &[ActorId]) -> Self {
        Self {
            fingerprint: world.fingerprint(),
            enabled: enabled.iter().copied().collect(),
            events: world.steps_recorded(),
        }
    }
}

/// Whether everybody who could go on in the cycle did: `passed` are its states, `took` its decisions.
pub(crate) fn is_fair(passed: &[Passed], took: &[ActorId]) -> bool {
    passed.iter().flat_map(|state| &state.enabled).all(|actor| took.contains(actor))
}

/// Ends the execution with what a fair cycle means, if it means anything bad. `stem` and `round` count records.
pub(crate) fn conclude(world: &mut World, stem: usize, round: usize, repeated: usize, names: &Names) {
    let in_cycle = |at: usize| at > stem;
    let progressed: BTreeSet<ActorId> =
        world.progress.iter().filter(|(at, _)| in_cycle(*at)).map(|(_, actor)| *actor).collect();
    let starving: Vec<(String, String)> = world
        .requesters()
        .filter(|(actor, _)| !progressed.contains(actor))
        .map(|(actor, wanted)| (world.actor_name(actor, names), wanted.to_owned()))
        .collect();
    let spinning = world.spinning_since(stem);
    let kind = match (progressed.is_empty(), starving.is_empty()) {
        (true, _) if !spinning.is_empty() => FailureKind::Spin,
        (true, _) => FailureKind::Livelock,
        (false, false) => FailureKind::Starvation,
        (false, true) => {
            world.stop = Some(Stop::Abandoned(Why::Repeats));
            return;
        }
    };
    world.keep_records(stem + 2 * round);
    let steps = world.steps_by_actor(stem + round, names);
    let cause = match kind {
        FailureKind::Spin => Cause::Spinning(spinning.iter().map(|&actor| world.actor_name(actor, names)).collect()),
        FailureKind::Starvation => Cause::Starving(starving),
        _ => Cause::Evident,
    };
    let progressed = progressed.into_iter().map(|actor| world.actor_name(actor, names)).collect();
    let evidence = Evidence::Lasso { stem, round, repeated, steps, progressed };
    world.fail(Failure { kind, cause, evidence });
}

/// The states a fair schedule has passed through.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    passed: Vec<Passed>,
    /// Who went on in each.
    took: Vec<ActorId>,
}

impl Tail {
    pub(crate) fn len(&self) -> usize {
        self.passed.len()
    }

    pub(crate) fn push(&mut self, world: &World, enabled: &[ActorId]) {
        self.passed.push(Passed::now(world, enabled));
    }

    /// In the state pushed last, `actor` goes on.
    pub(crate) fn took(&mut self, actor: ActorId) {
        self.took.push(actor);
    }

    /// Looks for a cycle at the end of a long execution, and concludes what it means.
    pub(crate) fn judge(&self, world: &mut World, names: &Names) {
        let Some((stem, period)) = cycle(&self.passed) else { return };
        let rounds = (self.passed.len() - stem) / period;
        let states = &self.passed[stem..stem + period];
        if is_fair(states, &self.took[stem..stem + period]) {
            let first = states[0].events;
            let round = self.passed[stem + period].events - first;
            conclude(world, first, round, rounds, names);
        }
    }
}

/// The start and the length of the shortest cycle in which `passed` ends, if it goes round often enough.
fn cycle(passed: &[Passed]) -> Option<(usize, usize)> {
    let states: Vec<u64> = passed.iter().map(|state| state.fingerprint).collect();
    let longest = states.len() / (ROUNDS + 1);
    (1..=longest).find_map(|period| {
        let repeats = |at: &usize| states[*at] == states[*at + period];
        let unbroken = (0..states.len() - period).rev().take_while(repeats).count();
        let stem = states.len() - period - unbroken;
        (unbroken >= period * ROUNDS).then_some((stem, period))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(fingerprints: &[u64]) -> Vec<Passed> {
        let state =
            |fingerprint: &u64| Passed { fingerprint: *fingerprint, enabled: BTreeSet::from([0, 1]), events: 0 };
        fingerprints.iter().map(state).collect()
    }

    #[test]
    fn a_cycle_is_found_with_its_stem() {
        let mut path = vec![9, 8];
        (0..ROUNDS + 2).for_each(|_| path.extend([1, 2, 3]));
        assert_eq!(cycle(&states(&path)), Some((2, 3)));
    }

    #[test]
    fn a_path_that_repeats_only_a_few_times_is_no_cycle() {
        assert_eq!(cycle(&states(&[1, 2, 1, 2, 1, 2, 3])), None);
    }

    #[test]
    fn a_cycle_without_one_who_could_go_on_is_unfair() {
        assert!(!is_fair(&states(&[1, 2]), &[0, 0]));
        assert!(is_fair(&states(&[1, 2]), &[0, 1]));
    }
}

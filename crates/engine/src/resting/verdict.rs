//! What it is called when nobody gets anywhere any more.

use std::collections::BTreeSet;

use super::Cycle;
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId};
use racecourse_sources::Names;
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind};

/// Ends an execution that goes round for ever, and has gone round so often, with what that means, if it means anything bad.
pub(crate) fn conclude(world: &mut World, cycle: Cycle, repeated: usize, names: &Names) {
    let Cycle { stem: (stem, mut decisions), round: (round, decided) } = cycle;
    if world.has_failed() {
        // What has gone wrong before is what is told.
        world.settle_failure();
        return;
    }
    let movers: BTreeSet<ActorId> = world.transcript.entries[stem..].iter().map(|entry| entry.actor).collect();
    let in_cycle = |at: usize| at > stem;
    let progressed: BTreeSet<ActorId> =
        world.progress.iter().filter(|(at, _)| in_cycle(*at)).map(|(_, actor)| *actor).collect();
    let starving: Vec<(String, String)> = world
        .requesters()
        .filter(|(actor, _)| !progressed.contains(actor))
        .map(|(actor, wanted)| (world.actor_name(actor, names), wanted.to_owned()))
        .collect();
    let spinning: Vec<ActorId> =
        movers.iter().copied().filter(|&actor| never_offers_its_turn(world, actor, stem)).collect();
    let kind = if is_somebody_behind(world, &movers) {
        FailureKind::HoldAndPoll
    } else {
        match (progressed.is_empty(), starving.is_empty()) {
            (true, _) if !spinning.is_empty() => FailureKind::Spin,
            (true, _) => FailureKind::Livelock,
            (false, false) => FailureKind::Starvation,
            (false, true) => {
                world.stop = Some(Stop::Abandoned(Why::Repeats));
                world.settle_failure();
                return;
            }
        }
    };
    // What was done before is part of the cycle as far as it is the same.
    let same = |at: usize| {
        let [one, other] = [at, at + round].map(|at| &world.transcript.entries[at]);
        one.actor == other.actor && one.op == other.op && one.done == other.done
    };
    let mut stem = stem;
    while round > 0 && stem >= round && (stem - round..stem).all(same) {
        stem -= round;
        decisions = decisions.saturating_sub(decided);
    }
    world.keep_records(stem + 2 * round);
    world.decisions.truncate(decisions + 2 * decided);
    let steps = world.steps_by_actor(stem + round, names);
    let cause = match kind {
        FailureKind::Spin => Cause::Spinning(spinning.iter().map(|&actor| world.actor_name(actor, names)).collect()),
        FailureKind::Starvation => Cause::Starving(starving),
        _ => Cause::Evident,
    };
    let progressed = progressed.into_iter().map(|actor| world.actor_name(actor, names)).collect();
    let waits = world.actor_states(names);
    let evidence = Evidence::Lasso { stem, round, repeated, steps, progressed, waits };
    world.fail(Failure { kind, cause, evidence });
    world.settle_failure();
}

/// Whether the rounds of `actor` have nothing in them that lets others go first.
fn never_offers_its_turn(world: &World, actor: ActorId, stem: usize) -> bool {
    let mut own =
        world.transcript.entries[stem..].iter().filter(|entry| entry.actor == actor).map(|entry| entry.op.action);
    own.all(|action| action.only_reads() || matches!(action, Action::Update(_)))
}

/// Whether somebody is blocked on what one of these has who go round.
fn is_somebody_behind(world: &World, movers: &BTreeSet<ActorId>) -> bool {
    world.born.actors.iter().filter(|actor| !world.actors[**actor].is_gone() && !movers.contains(actor)).any(|&actor| {
        let Some(op) = world.actors[actor].pending.filter(|_| !world.can_step(actor)) else { return false };
        let held = |holder: &ActorId| {
            let object = op.object();
            movers.contains(holder) && world.actors[*holder].holds.iter().any(|(it, _)| Some(*it) == object)
        };
        world.waited_for(actor, &op).iter().any(held)
    })
}

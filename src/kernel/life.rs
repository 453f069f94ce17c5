//! What an actor's life is made of, whichever host it runs on.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

use super::current::{Backend, Stopped, backend, must_unwind, names, world};
use super::meaning::Effect;
use super::operation::{Action, ActorId, Operation, Trace};
use super::world::{Status, World};

/// What an actor adds to a step of its own in the moment in which it takes it.
#[derive(Default)]
pub(crate) struct Beside<'a> {
    /// How much it asks for, where that depends on what is there by then.
    pub(super) exactly: Option<&'a mut dyn FnMut() -> usize>,
    /// What a report shows of it that only the actor knows: what it has done with what a lock guards, what the message says.
    pub(super) shows: Option<&'a mut dyn FnMut(&Effect) -> Trace>,
}

/// The act of a step that every actor takes in one piece. `found` is what a load or an update finds, where it is not the last
/// value.
pub(super) fn act(world: &mut World, op: &Operation, beside: &mut Beside<'_>, found: Option<u64>) -> Effect {
    world.begin_step();
    let op = match &mut beside.exactly {
        Some(exactly) => &op.amount(exactly()),
        None => op,
    };
    world.note_ends(op);
    let effect = world.perform(op, found);
    if op.action.is_decision() {
        world.changed = effect.changed;
    }
    // One that exits may have ended its process, itself included.
    if op.action == Action::Exit || !world.is_killed(world.running) {
        let shown = match &mut beside.shows {
            Some(shows) if world.rules.recorded => shows(&effect),
            _ => Trace::default(),
        };
        world.record(op, &effect, shown);
        if world.rules.recorded {
            look_for_races(world);
        }
    }
    effect
}

/// In loom's executions loom looks for races, and our order of the steps only says who the other one was.
fn look_for_races(world: &mut World) {
    let race = world.follow_order();
    if let Some(race) = &race
        && backend() != Backend::Loom
        && !world.rules.past_data_races
    {
        world.fail(world.race_failure(race, &names()));
    }
    world.note_race(race);
}

/// The life of an actor, on the host's thread for it. If its execution is over before it begins, it only has to `leave`.
pub(super) fn live(actor: ActorId, leave: fn() -> !, body: Box<dyn FnOnce() + Send>) {
    world(|world| {
        world.running = actor;
        world.actors[actor].status = Status::Running;
    });
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        if must_unwind() {
            leave();
        }
        body();
    }));
    world(|world| world.running = actor);
    if let Err(payload) = result {
        note_panic(actor, payload.as_ref());
    }
}

/// A panic that left an actor's body; the end of an execution is none.
fn note_panic(actor: ActorId, payload: &(dyn Any + Send)) {
    if !payload.is::<Stopped>() {
        world(|world| world.actors[actor].panicked = true);
    }
}

/// Stops the execution as stuck if nobody can go on.
pub(crate) fn stop_if_stuck(world: &mut World) {
    if world.stop.is_none() && world.is_stuck() {
        let names = names();
        world.fail_stuck(&names);
    }
}

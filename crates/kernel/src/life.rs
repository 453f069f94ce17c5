//! What an actor's life is made of, whichever host it runs on.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

use super::current::{Stopped, host, must_unwind, names, world};
#[cfg(any(feature = "loom", feature = "shuttle"))]
use super::current::{is_over, refuse_other_process, unwind};
use super::host::Beside;
use super::shown::Trace;
use super::world::{Status, World};
use racecourse_meaning::{Action, ActorId, Effect, Operation};

/// The running actor announces a step, on a host that is not ours. Unwinds if its execution is over.
#[cfg(any(feature = "loom", feature = "shuttle"))]
pub(super) fn announce(op: Operation) {
    let over = world(|world| {
        let over = is_over(world);
        if !over {
            refuse_other_process(world, &op);
            world.announce(op);
        }
        over
    });
    if over {
        unwind();
    }
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
        world.came_to = effect;
    }
    // One that exits may have ended its process, itself included.
    if op.action == Action::Exit || !world.is_killed(world.running) {
        let shown = || beside.shows.as_mut().map_or_else(Trace::default, |shows| shows(&effect));
        world.record(op, &effect, shown);
        if world.rules.recorded {
            look_for_races(world);
        }
    }
    effect
}

/// A race ends the execution, if the host has it so.
fn look_for_races(world: &mut World) {
    if let Some(race) = world.follow_order()
        && host().is_ended_by(&race)
        && !world.rules.past_data_races
    {
        world.fail(world.race_failure(&race, &names()));
    }
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
pub fn stop_if_stuck(world: &mut World) {
    if world.stop.is_none() && world.is_stuck() {
        let names = names();
        world.fail_stuck(&names);
    }
}

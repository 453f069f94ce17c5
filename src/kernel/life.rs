//! What an actor's life is made of, whichever host it runs on.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

use super::current::{Stopped, must_unwind, names, world};
use super::operation::{ActorId, Operation};
use super::world::{Act, Status, World};

/// The act of a step that every actor takes in one piece.
pub(super) fn act(world: &mut World, op: &Operation, f: Act<'_>) {
    world.begin_step();
    world.note_ends(op);
    let trace = f(world);
    let silent = world.is_killed(world.running);
    if !silent {
        world.record(op, trace);
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
pub(crate) fn stop_if_stuck(world: &mut World) {
    if world.stop.is_none() && world.is_stuck() {
        let names = names();
        world.fail_stuck(&names);
    }
}

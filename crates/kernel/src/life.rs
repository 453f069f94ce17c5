//! What an actor's life is made of, whichever host it runs on.

use std::panic::{self, AssertUnwindSafe};

#[cfg(any(feature = "loom", feature = "shuttle"))]
use super::current::{clear_up, is_over, must_leave, refuse_other_process, try_world};
use super::current::{host, names, world};
use super::host::Beside;
use super::locals;
use super::shown::Trace;
use super::stacks;
use super::world::{Status, World};
use racecourse_meaning::{Action, ActorId, Effect, Operation};

/// The running actor announces a step, on a host that is not ours. Leaves if its execution is over.
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
        stacks::leave();
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
    if let (Action::Exit | Action::Kill | Action::Bury, Some(process)) = (op.action, op.object()) {
        world.note_end_of(process);
    }
    let effect = world.perform(op, found);
    if world.is_decision(world.running, op) {
        world.came_to = effect;
    }
    // One that exits may have ended its process, itself included; and who is buried was killed.
    if matches!(op.action, Action::Exit | Action::Bury) || !world.is_killed(world.running) {
        let shown = || beside.shows.as_mut().map_or_else(Trace::default, |shows| shows(&effect));
        world.record(op, &effect, shown);
        if world.rules.recorded {
            look_for_races(world);
        }
    }
    effect
}

/// If the running actor is all that is left of a process that was killed, the system takes back what that had; whether it is.
/// Nothing of this runs on the stack of the actor, which is where it was when it was killed.
pub(super) fn bury(world: &mut World) -> bool {
    let pending = world.actors[world.running].pending.as_ref();
    let Some(op) = pending.filter(|op| op.action == Action::Bury && world.stop.is_none()).copied() else {
        return false;
    };
    act(world, &op, &mut Beside::default(), None);
    true
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

/// The life of an actor, on a stack of its own.
pub(super) fn live(actor: ActorId, body: Box<dyn FnOnce() + Send>) {
    world(|world| {
        world.running = actor;
        world.actors[actor].status = Status::Running;
    });
    let result = panic::catch_unwind(AssertUnwindSafe(body));
    if locals::are_there() {
        end_locals(actor);
    }
    if stacks::is_unwinding() {
        return;
    }
    world(|world| {
        world.running = actor;
        // A body catches what its program does; what comes here is a fault of the facade or the host.
        world.actors[actor].panicked |= result.is_err();
    });
}

/// Drops what `actor` has for itself, unless its whole process has ended.
fn end_locals(actor: ActorId) {
    if !stacks::is_unwinding() && world(|world| world.is_done_for(world.actors[actor].process)) {
        locals::abandon(actor);
    } else {
        locals::end(actor);
    }
}

/// Does what may let others run, on a host that resumes its actors itself. Then the thread is this actor's again.
#[cfg(any(feature = "loom", feature = "shuttle"))]
pub(super) fn across<R>(switches: impl FnOnce() -> R) -> R {
    // When loom lets the last ones end there may be no world any more.
    let me = try_world(|world| world.running);
    let stopping = stacks::Stopping::here();
    let result = switches();
    if let Some(me) = me {
        try_world(|world| world.running = me);
    }
    stopping.end();
    result
}

/// The life of `actor` on the thread that a host has for it, up to its end in the world.
#[cfg(any(feature = "loom", feature = "shuttle"))]
#[expect(unsafe_code, reason = "`main` borrows what it is to run, and others borrow nothing")]
pub(super) fn live_on_thread(actor: ActorId, body: Box<dyn FnOnce() + Send>) {
    let life = move || live(actor, body);
    if must_leave() {
        // It has not begun, and does not.
        stacks::start(actor, life);
    } else {
        // SAFETY: it borrows nothing.
        unsafe { stacks::run(actor, life) };
    }
    world(|world| {
        world.running = actor;
        bury(world);
        world.finish(actor);
    });
}

/// The life of `main` on the thread that a host has for it, and what comes after: everybody else ends or leaves, as
/// `let_others_end` has it, and the execution is over.
#[cfg(any(feature = "loom", feature = "shuttle"))]
#[expect(unsafe_code, reason = "`main` borrows what it is to run, and others borrow nothing")]
pub(super) fn live_as_main(main: &mut dyn FnMut(), has_ended: impl FnOnce(), let_others_end: impl Fn()) {
    // SAFETY: what it borrows lives until this function returns, and who has left is cleared up before that.
    unsafe { stacks::run(0, main) };
    world(|world| {
        world.running = 0;
        world.actors[0].status = Status::Finished;
        world.actors[0].pending = None;
    });
    has_ended();
    for actor in 1..world(|world| world.actors.len()) {
        while world(|world| !world.actors[actor].is_gone()) {
            let_others_end();
            world(|world| world.running = 0);
        }
    }
    world(World::settle_order);
    clear_up();
}

/// Stops the execution as stuck if nobody can go on.
pub fn stop_if_stuck(world: &mut World) {
    if world.stop.is_none() && world.is_stuck() {
        let names = names();
        world.fail_stuck(&names);
    }
}

//! The kernel on shuttle's runtime.
//!
//! Only two things of shuttle's are used: its tasks and its bare scheduling point. Which tasks can go on is the world's
//! business: the scheduler that shuttle is given asks it before it picks one. The sampling engines, `depth_first` and
//! replays run here.

use std::time::Duration;

use super::current::{must_unwind, unwind, world};
use super::life::{Beside, act, live};
use racecourse_meaning::Effect;
use racecourse_meaning::{Action, ActorId, Operation};

/// shuttle's scheduling point without an operation of its own: its `sleep` takes no time.
fn switch() {
    shuttle::thread::sleep(Duration::ZERO);
}

pub(super) fn begin() {
    bind(0);
}

fn bind(actor: ActorId) {
    let task = usize::from(shuttle::current::me());
    world(|world| world.actors[actor].task = Some(task));
}

pub(super) fn take_step(op: &Operation, beside: &mut Beside<'_>) -> Effect {
    let me = world(|world| world.running);
    if op.action == Action::Yield {
        shuttle::thread::yield_now();
    } else {
        switch();
    }
    world(|world| world.running = me);
    if must_unwind() {
        unwind();
    }
    world(|world| {
        debug_assert!(world.can_step(me), "{op:?} was chosen although it is not possible");
        act(world, op, beside, None)
    })
}

pub(super) fn spawn(actor: ActorId, body: Box<dyn FnOnce() + Send>) {
    shuttle::thread::spawn(move || {
        world(|world| world.running = actor);
        bind(actor);
        live(actor, unwind, body);
        world(|world| world.finish(actor));
    });
}

/// Lets tasks of an execution that is over unwind.
pub(super) fn let_others_end() {
    switch();
}

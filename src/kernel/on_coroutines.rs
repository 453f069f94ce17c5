//! The kernel on coroutines of its own.
//!
//! Each actor is a coroutine, and a [`Driver`] decides who goes on. Nothing else happens between two steps, so this is the
//! host for searches of very many executions: the explorer's, and that for simpler examples.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::ptr::NonNull;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::current::{can_abandon, must_unwind, take_world, try_world, unwind, world};
use super::life::{Beside, act, live, stop_if_stuck};
use super::meaning::Effect;
use super::operation::{ActorId, Operation};
use super::stop::{Stop, Why};
use super::world::{Status, World};

/// Stack of an actor, in bytes: as large as that of a thread of the standard library. What is not used takes no memory.
pub(crate) const STACK: usize = 0x20_0000;

type Life = Coroutine<(), (), (), DefaultStack>;
type Point = Yielder<(), ()>;

/// Decides who goes on, in every execution of an exploration.
pub(crate) trait Driver {
    /// The actor that takes its announced step next, one of `enabled`, which is not empty; `None` if the world has been
    /// stopped instead.
    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId>;

    /// Told of a step that `actor` takes without a choice, because it commutes with everything.
    fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation);

    /// Told, at least once, that no more steps will be taken in this execution, before anybody unwinds.
    fn over(&mut self, world: &World);
}

thread_local! {
    /// The coroutines of the running execution, by actor.
    static LIVES: RefCell<Vec<Option<Life>>> = const { RefCell::new(Vec::new()) };
    /// Stacks for new ones.
    static STACKS: RefCell<Vec<DefaultStack>> = const { RefCell::new(Vec::new()) };
    /// Where the running coroutine can stop.
    static POINT: Cell<Option<NonNull<Point>>> = const { Cell::new(None) };
    /// Whether the running coroutine stops for good.
    static ABANDONED: Cell<bool> = const { Cell::new(false) };
}

/// Stops the running coroutine until its actor is chosen.
#[expect(unsafe_code, reason = "the place where a coroutine stops is on its own stack, many calls below")]
fn switch() {
    let point = POINT.get().expect("an actor runs in a coroutine");
    // SAFETY: `start` has put this here as the running coroutine's own point, which lives until its body has returned, and
    // `resume` takes it away before anybody else runs.
    unsafe { point.as_ref() }.suspend(());
    POINT.set(Some(point));
}

/// A coroutine that runs `body`, not started yet.
fn start(body: impl FnOnce() + 'static) -> Life {
    let stack = STACKS.with_borrow_mut(Vec::pop);
    let stack = stack.unwrap_or_else(|| DefaultStack::new(STACK).expect("there is memory for another stack"));
    Coroutine::with_stack(stack, move |point: &Point, ()| {
        POINT.set(Some(NonNull::from(point)));
        body();
    })
}

/// Leaves the running actor where it is, for ever. What it owns is never dropped.
fn abandon() -> ! {
    ABANDONED.set(true);
    switch();
    unreachable!("an actor that was abandoned is not resumed")
}

/// Keeps a coroutine that has stopped, unless it was for good: others may have borrowed from its stack, so that stays.
fn keep(actor: ActorId, life: Life) {
    if ABANDONED.take() {
        std::mem::forget(life);
        world(|world| {
            world.actors[actor].status = Status::Finished;
            world.actors[actor].pending = None;
        });
    } else {
        LIVES.with_borrow_mut(|lives| lives[actor] = Some(life));
    }
}

/// Lets `actor` go on until it stops.
fn resume(actor: ActorId) {
    let mut life = LIVES.with_borrow_mut(|lives| lives[actor].take()).expect("it has not ended");
    world(|world| world.running = actor);
    let result = life.resume(());
    POINT.set(None);
    match result {
        CoroutineResult::Yield(()) => keep(actor, life),
        CoroutineResult::Return(()) => STACKS.with_borrow_mut(|stacks| stacks.push(life.into_stack())),
    }
}

pub(super) fn take_step(op: &Operation, beside: &mut Beside<'_>) -> Effect {
    switch();
    if must_unwind() {
        unwind();
    }
    world(|world| {
        debug_assert!(world.can_step(world.running), "{op:?} was chosen although it is not possible");
        act(world, op, beside, None)
    })
}

pub(super) fn spawn(actor: ActorId, body: Box<dyn FnOnce() + Send>) {
    let life = start(move || {
        live(actor, unwind, body);
        world(|world| world.finish(actor));
    });
    LIVES.with_borrow_mut(|lives| {
        if lives.len() <= actor {
            lives.resize_with(actor + 1, || None);
        }
        lives[actor] = Some(life);
    });
}

/// Lets actors of an execution that is over unwind.
pub(super) fn let_others_end() {
    switch();
}

/// One execution, in which `run` is what `main` does; the finished world is returned.
///
/// # Errors
///
/// What the driver's panic said. The execution has ended in an orderly way all the same.
pub(crate) fn execute(
    driver: &mut impl Driver,
    run: impl FnOnce() + 'static,
) -> (Option<Box<World>>, Result<(), String>) {
    can_abandon(abandon);
    LIVES.with_borrow_mut(|lives| {
        lives.clear();
        lives.push(Some(start(run)));
    });
    // `main` makes its world and runs to its first step.
    let begun = panic::catch_unwind(AssertUnwindSafe(begin));
    let mut trouble = begun.err();
    let mut enabled = Vec::new();
    while let Some(next) = {
        let next = AssertUnwindSafe(|| try_world(|world| next(world, driver, &mut enabled)).flatten());
        panic::catch_unwind(next).unwrap_or_else(|payload| {
            trouble.get_or_insert(payload);
            try_world(|world| {
                world.stop = Some(Stop::Abandoned(Why::SchedulerFailed));
                ending(world)
            })
            .flatten()
        })
    } {
        if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| resume(next))) {
            trouble.get_or_insert(payload);
            try_world(|world| world.stop = Some(Stop::Abandoned(Why::KernelFailed)));
        }
    }
    let trouble = trouble.map_or(Ok(()), |payload| Err(crate::hook::panic_text(payload.as_ref())));
    try_world(|world| {
        world.settle_order();
        world.settle_failure();
    });
    (take_world(), trouble)
}

/// Runs `main` to its first stop. There is no world before it.
fn begin() {
    let mut life = LIVES.with_borrow_mut(|lives| lives[0].take()).expect("it has been put there");
    let result = life.resume(());
    POINT.set(None);
    match result {
        CoroutineResult::Yield(()) => keep(0, life),
        CoroutineResult::Return(()) => STACKS.with_borrow_mut(|stacks| stacks.push(life.into_stack())),
    }
}

/// Who goes on; `None` if everybody has ended.
fn next(world: &mut World, driver: &mut impl Driver, enabled: &mut Vec<ActorId>) -> Option<ActorId> {
    if world.stop.is_none() {
        enabled.clear();
        for actor in 0..world.actors.len() {
            let it = &world.actors[actor];
            if it.is_gone() {
                continue;
            }
            let Some(op) = &it.pending else { return Some(actor) };
            if world.is_killed(actor) {
                return Some(actor);
            }
            if !world.can_step(actor) {
                continue;
            }
            if op.action.commutes_with_all() || op.action.is_local() {
                let op = *op;
                driver.forced_step(world, actor, &op);
                return Some(actor);
            }
            enabled.push(actor);
        }
        if enabled.is_empty() {
            driver.over(world);
            stop_if_stuck(world);
        } else if let Some(actor) = driver.choose(world, enabled) {
            return Some(actor);
        } else if world.stop.is_none() {
            world.stop = Some(Stop::Abandoned(Why::NobodyChosen));
        }
    }
    if world.stop.is_some() {
        driver.over(world);
    }
    ending(world)
}

/// In an execution that is over: the youngest of those that have not unwound yet, because older ones may wait for it.
fn ending(world: &World) -> Option<ActorId> {
    LIVES.with_borrow(|lives| (0..world.actors.len().min(lives.len())).rev().find(|&actor| lives[actor].is_some()))
}

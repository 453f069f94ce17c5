//! The kernel on coroutines of its own.
//!
//! Each actor is a coroutine, and a [`Driver`] decides who goes on. Nothing else happens between two steps, so this is the
//! host for searches of very many executions: the explorer's, and that for simpler examples.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::ptr::NonNull;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::current::{can_abandon, is_over, refuse_other_process, take_world, try_world, unwind, with_host, world};
use super::host::{Beside, Host};
use super::life::{act, live, stop_if_stuck};
use super::stop::{Stop, Why};
use super::world::{Status, World};
use racecourse_meaning::{ActorId, Effect, Operation};
use racecourse_sources::Names;

/// Stack of an actor, in bytes: as large as that of a thread of the standard library. What is not used takes no memory.
pub const STACK: usize = 0x20_0000;

type Life = Coroutine<(), (), (), DefaultStack>;
type Point = Yielder<(), ()>;

/// Decides who goes on, in every execution of an exploration.
pub trait Driver {
    /// Whether the running actor takes the step that it has announced at once, on its own stack: so it costs no switch. Others
    /// may not have announced what they do next. A driver that says so takes note of the step as if it had been chosen.
    fn goes_on(&mut self, _world: &mut World) -> bool {
        false
    }

    /// The actor whose turn it is whatever the others announce, if that is known already.
    fn wants(&self, _world: &World) -> Option<ActorId> {
        None
    }

    /// Whether this step of `actor` that nobody else notices, such as to yield, is taken at once. Else it is a choice like any
    /// other.
    fn takes_in_passing(&self, _actor: ActorId) -> bool {
        true
    }

    /// The actor that takes its announced step next, one of `enabled`, which is not empty; `None` if the world has been
    /// stopped instead.
    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId>;

    /// Told of a step that `actor` takes without a choice, because it commutes with everything or nobody notices it.
    fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation);

    /// Told, at least once, that no more steps will be taken in this execution, before anybody unwinds.
    fn over(&mut self, world: &World);
}

/// The host on coroutines of our own.
struct OnCoroutines;

/// Does `f`, in which executions are run by [`execute`], with these names for actors and objects.
///
/// # Panics
///
/// As `f` does.
pub fn within<R>(names: Names, f: impl FnOnce() -> R) -> R {
    with_host(&OnCoroutines, names, f)
}

impl Host for OnCoroutines {
    fn is_on_coroutines(&self) -> bool {
        true
    }

    fn take_step(&self, op: Operation, beside: &mut Beside<'_>) -> Effect {
        take_step(op, beside)
    }

    fn spawn(&self, actor: ActorId, body: Box<dyn FnOnce() + Send>) {
        spawn(actor, body);
    }

    fn let_others_end(&self) {
        switch();
    }
}

thread_local! {
    /// The coroutines of the running execution, by actor.
    static LIVES: RefCell<Vec<Option<Life>>> = const { RefCell::new(Vec::new()) };
    /// Stacks for new ones.
    static STACKS: RefCell<Vec<DefaultStack>> = const { RefCell::new(Vec::new()) };
    /// Where the running coroutine can stop.
    static POINT: Cell<Option<NonNull<Point>>> = const { Cell::new(None) };
    /// Who decides in the running execution.
    static DRIVER: Cell<Option<NonNull<dyn Driver>>> = const { Cell::new(None) };
    /// What the driver's panic said, if it was asked on an actor's stack.
    static TROUBLE: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Whether the step that the resumed actor has announced was chosen.
    static GRANTED: Cell<bool> = const { Cell::new(false) };
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
    // There is no world before `main` has made it.
    try_world(|world| world.running = actor);
    let result = life.resume(());
    POINT.set(None);
    match result {
        CoroutineResult::Yield(()) => keep(actor, life),
        CoroutineResult::Return(()) => STACKS.with_borrow_mut(|stacks| stacks.push(life.into_stack())),
    }
}

pub(super) fn take_step(op: Operation, beside: &mut Beside<'_>) -> Effect {
    let announced = world(|world| {
        if is_over(world) {
            return None;
        }
        refuse_other_process(world, &op);
        world.announce(op);
        Some(goes_on(world).then(|| (act(world, &op, beside, None), is_over(world))))
    });
    let Some(taken) = announced else { unwind() };
    let (effect, over) = taken.unwrap_or_else(|| {
        loop {
            switch();
            let granted = GRANTED.take();
            let asked = world(|world| {
                if is_over(world) {
                    return None;
                }
                debug_assert!(
                    !granted || world.can_step(world.running),
                    "{op:?} is chosen although it is not possible"
                );
                let goes_on = granted || goes_on(world);
                Some(goes_on.then(|| (act(world, &op, beside, None), is_over(world))))
            });
            match asked {
                None => unwind(),
                Some(Some(taken)) => return taken,
                Some(None) => {}
            }
        }
    });
    if over {
        unwind();
    }
    effect
}

/// The driver's business, at a moment in which nobody else talks to it.
#[expect(unsafe_code, reason = "the driver is asked from the stacks of actors, which it outlives")]
fn driver<R>(f: impl FnOnce(&mut dyn Driver) -> R) -> Option<R> {
    let mut driver = DRIVER.get()?;
    // SAFETY: `execute` has put this here, borrows the driver exclusively until it returns, and takes it away before that. Only
    // this function reaches the driver meanwhile, and what it is given to do neither switches to another actor nor comes
    // back here.
    Some(f(unsafe { driver.as_mut() }))
}

/// Whether the running actor takes its announced step at once.
fn goes_on(world: &mut World) -> bool {
    // A panic here would unwind through the program, and be taken for its own.
    let asked = panic::catch_unwind(AssertUnwindSafe(|| driver(|driver| driver.goes_on(world)) == Some(true)));
    asked.unwrap_or_else(|payload| {
        TROUBLE.with_borrow_mut(|trouble| {
            trouble.get_or_insert(crate::hook::panic_text(payload.as_ref()));
        });
        world.stop = Some(Stop::Abandoned(Why::SchedulerFailed));
        false
    })
}

fn spawn(actor: ActorId, body: Box<dyn FnOnce() + Send>) {
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

/// One execution, in which `run` is what `main` does; the finished world is returned.
///
/// # Errors
///
/// What the driver's panic said. The execution has ended in an orderly way all the same.
#[expect(unsafe_code, reason = "the driver is asked from the stacks of actors, which it outlives")]
pub fn execute(driver: &mut dyn Driver, run: impl FnOnce() + 'static) -> (Option<Box<World>>, Result<(), String>) {
    can_abandon(abandon);
    let driver: NonNull<dyn Driver + '_> = NonNull::from(driver);
    // SAFETY: only the lifetime changes. It is taken away again before this function returns, also if it panics.
    let driver = unsafe { std::mem::transmute::<NonNull<dyn Driver + '_>, NonNull<dyn Driver + 'static>>(driver) };
    DRIVER.set(Some(driver));
    let _until_the_end = NoDriver;
    LIVES.with_borrow_mut(|lives| {
        lives.clear();
        lives.push(Some(start(run)));
    });
    // `main` makes its world and runs to its first step.
    let mut next = Some(0);
    while let Some(actor) = next {
        // Somebody panics here only through a fault of the kernel or of the driver: an actor's own panic stays with it.
        if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| resume_all(actor))) {
            TROUBLE.with_borrow_mut(|trouble| {
                trouble.get_or_insert(crate::hook::panic_text(payload.as_ref()));
            });
            try_world(|world| world.stop = Some(Stop::Abandoned(Why::KernelFailed)));
        }
        next = try_world(|world| ending(world)).flatten();
    }
    try_world(|world| {
        world.settle_order();
        world.settle_failure();
    });
    (take_world(), TROUBLE.take().map_or(Ok(()), Err))
}

/// Takes the driver away.
struct NoDriver;

impl Drop for NoDriver {
    fn drop(&mut self) {
        DRIVER.set(None);
    }
}

/// Resumes one after the other, `first` to begin with, until nobody is left.
fn resume_all(first: ActorId) {
    let mut enabled = Vec::new();
    let mut next = Some(first);
    while let Some(actor) = next {
        resume(actor);
        next = try_world(|world| next_of(world, &mut enabled)).flatten();
    }
}

/// Who goes on; `None` if everybody has ended.
fn next_of(world: &mut World, enabled: &mut Vec<ActorId>) -> Option<ActorId> {
    if world.stop.is_none() {
        let wanted = driver(|driver| driver.wants(world)).flatten();
        if let Some(actor) = wanted.filter(|&actor| world.can_step(actor)) {
            return Some(actor);
        }
        enabled.clear();
        let mut in_passing = None;
        // In the order in which the other hosts have it: who is started third has that number in a schedule.
        for &actor in &world.born.actors {
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
            if op.action.commutes_with_all() {
                let op = *op;
                driver(|driver| driver.forced_step(world, actor, &op));
                GRANTED.set(true);
                return Some(actor);
            }
            if op.action.is_local() && driver(|driver| driver.takes_in_passing(actor)) == Some(true) {
                in_passing = in_passing.or(Some((actor, *op)));
            } else {
                enabled.push(actor);
            }
        }
        if let Some((actor, op)) = in_passing {
            driver(|driver| driver.forced_step(world, actor, &op));
            GRANTED.set(true);
            return Some(actor);
        }
        enabled.sort_unstable();
        if enabled.is_empty() {
            driver(|driver| driver.over(world));
            stop_if_stuck(world);
        } else if let Some(actor) = driver(|driver| driver.choose(world, enabled)).flatten() {
            GRANTED.set(true);
            return Some(actor);
        } else if world.stop.is_none() {
            world.stop = Some(Stop::Abandoned(Why::NobodyChosen));
        }
    }
    if world.stop.is_some() {
        driver(|driver| driver.over(world));
    }
    ending(world)
}

/// In an execution that is over: the youngest of those that have not unwound yet, because older ones may wait for it.
fn ending(world: &World) -> Option<ActorId> {
    LIVES.with_borrow(|lives| (0..world.actors.len().min(lives.len())).rev().find(|&actor| lives[actor].is_some()))
}

//! The kernel on coroutines of its own.
//!
//! Each actor is a coroutine, and a [`Driver`] decides who goes on. Nothing else happens between two steps, so this is the
//! host for searches of very many executions: the explorer's, and that for simpler examples.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, Location};
use std::ptr::NonNull;

use smallvec::SmallVec;

use super::current::{clear_up, is_over, refuse_other_process, take_world, try_world, world};
use super::host::{Beside, Host};
use super::life::{act, bury, live, stop_if_stuck};
use super::stacks::{is_unwinding, leave, resume, start, switch, unwind};
use super::stop::{Stop, Why};
use super::tripwire;
use super::within::with_host;
use super::world::World;
use racecourse_meaning::{ActorId, Effect, End, ObjectId, Operation, Order, ProcessId};
use racecourse_sources::Names;

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

    /// Told before it is looked who can go on. A driver that answers steps itself, and so has its own idea of what an object is, puts
    /// right what it has left in the world to be found by somebody else.
    fn before_a_look(&mut self, _world: &mut World) {}

    /// The actor that takes its announced step next, one of `enabled`, which is not empty; `None` if the world has been
    /// stopped instead.
    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId>;

    /// Whom the system buries next, one of `dead`, when the scenario has returned. Nobody notices that any more, but it could have
    /// come before what others did. `None` if that is no matter.
    fn buries(&mut self, _world: &mut World, _dead: &[ActorId]) -> Option<ActorId> {
        None
    }

    /// Told of a step that `actor` takes without a choice, because it commutes with everything or nobody notices it.
    fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation);

    /// Told of a fence, which is no step.
    fn fence(&mut self, _actor: ActorId, _order: Order, _site: &'static Location<'static>) {}

    /// Told that `actor` has made another end of a channel, which is no step.
    fn opened(&mut self, _actor: ActorId, _channel: ObjectId, _end: End, _site: &'static Location<'static>) {}

    /// Told that `parent` forks a process, which has the ends of pipes that it has itself.
    fn forked(&mut self, _world: &World, _parent: ActorId, _child: ProcessId) {}

    /// Told that `parent` has started `child`.
    fn spawned(&mut self, _parent: ActorId, _child: ActorId, _site: &'static Location<'static>) {}

    /// Told, at least once, that no more steps will be taken in this execution.
    fn over(&mut self, world: &World);

    /// Everybody has ended or left. A driver that judges what has happened by itself says so now.
    fn settle(&mut self, _world: &mut World) {}
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
        let (parent, site) = world(|world| {
            let (parent, process) = (world.running, world.actors[actor].process);
            if process != world.actors[parent].process {
                driver(|driver| driver.forked(world, parent, process));
            }
            (parent, world.actors[actor].spawned)
        });
        driver(|driver| driver.spawned(parent, actor, site));
        spawn(actor, body);
    }

    fn fence(&self, order: Order, site: &'static Location<'static>) {
        let actor = world(|world| world.running);
        driver(|driver| driver.fence(actor, order, site));
    }

    fn opened(&self, channel: ObjectId, end: End, site: &'static Location<'static>) {
        let actor = world(|world| world.running);
        driver(|driver| driver.opened(actor, channel, end, site));
    }
}

thread_local! {
    /// Who decides in the running execution.
    static DRIVER: Cell<Option<NonNull<dyn Driver>>> = const { Cell::new(None) };
    /// What the driver's panic said, if it was asked on an actor's stack.
    static TROUBLE: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Whether the step that the resumed actor has announced was chosen.
    static GRANTED: Cell<bool> = const { Cell::new(false) };
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
    let Some(taken) = announced else { leave() };
    let (effect, over) = taken.unwrap_or_else(|| {
        loop {
            switch();
            if is_unwinding() {
                unwind();
            }
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
                None => leave(),
                Some(Some(taken)) => return taken,
                Some(None) => {}
            }
        }
    });
    if over {
        leave();
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
    if world.somebody_is_new() || world.somebody_has_ended {
        return false;
    }
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
    let stack = start(actor, move || {
        live(actor, body);
        try_world(|world| world.finish(actor));
    });
    // It may have been another actor's.
    tripwire::is_free(stack);
}

/// One execution, in which `run` is what `main` does; the finished world is returned.
///
/// # Errors
///
/// What the driver's panic said. The execution has ended in an orderly way all the same.
#[expect(unsafe_code, reason = "the driver is asked from the stacks of actors, which it outlives")]
pub fn execute(driver: &mut dyn Driver, run: impl FnOnce() + 'static) -> (Option<Box<World>>, Result<(), String>) {
    let driver: NonNull<dyn Driver + '_> = NonNull::from(driver);
    // SAFETY: only the lifetime changes. It is taken away again before this function returns, also if it panics.
    let driver = unsafe { std::mem::transmute::<NonNull<dyn Driver + '_>, NonNull<dyn Driver + 'static>>(driver) };
    DRIVER.set(Some(driver));
    let _until_the_end = NoDriver;
    start(0, run);
    // Somebody panics here only through a fault of the kernel or of the driver: an actor's own panic stays with it. `main` makes
    // its world and runs to its first step.
    if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| resume_all(0))) {
        TROUBLE.with_borrow_mut(|trouble| {
            trouble.get_or_insert(crate::hook::panic_text(payload.as_ref()));
        });
        try_world(|world| world.stop = Some(Stop::Abandoned(Why::KernelFailed)));
    }
    clear_up();
    try_world(|world| {
        driver_settles(world);
        world.settle_order();
        world.settle_failure();
    });
    (take_world(), TROUBLE.take().map_or(Ok(()), Err))
}

/// The driver judges what has happened. A panic in it is its own.
fn driver_settles(world: &mut World) {
    let settled = panic::catch_unwind(AssertUnwindSafe(|| driver(|driver| driver.settle(world))));
    if let Err(payload) = settled {
        TROUBLE.with_borrow_mut(|trouble| {
            trouble.get_or_insert(crate::hook::panic_text(payload.as_ref()));
        });
        world.stop = Some(Stop::Abandoned(Why::SchedulerFailed));
    }
}

/// Takes the driver away.
struct NoDriver;

impl Drop for NoDriver {
    fn drop(&mut self) {
        DRIVER.set(None);
    }
}

/// Some of the actors; so many that there is mostly room for all.
type Actors = SmallVec<[ActorId; 16]>;

/// Resumes one after the other, `first` to begin with, until the execution is over.
fn resume_all(first: ActorId) {
    let mut enabled = Actors::new();
    let mut next = Some(first);
    while let Some(actor) = next {
        // There is no world before `main` has made it.
        let buried = try_world(|world| {
            world.running = actor;
            let buried = bury(world);
            if buried {
                GRANTED.set(false);
                world.finish(actor);
            }
            buried
        });
        if buried != Some(true) {
            resume(actor);
        }
        next = try_world(|world| next_of(world, &mut enabled)).flatten();
    }
}

/// The one whose turn it is whatever there is to choose.
fn wanted(world: &World) -> Option<ActorId> {
    let wanted = driver(|driver| driver.wants(world)).flatten();
    wanted.filter(|&actor| world.can_step(actor) && !world.awaits_burial(actor))
}

/// Who goes on; `None` if the execution is over.
fn next_of(world: &mut World, enabled: &mut Actors) -> Option<ActorId> {
    end_killed(world);
    if world.stop.is_none() {
        driver(|driver| driver.before_a_look(world));
        let is_to_begin = world.somebody_is_new();
        let at_once = is_to_begin || world.somebody_has_ended;
        if !at_once && let Some(actor) = wanted(world) {
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
            let commutes = world.commutes(actor, op);
            // Where somebody is to begin, nobody else is asked what is a choice.
            if (is_to_begin && !commutes) || !world.can_step(actor) {
                continue;
            }
            if commutes {
                let op = *op;
                world.somebody_has_ended = false;
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
        world.somebody_has_ended = false;
        if at_once && let Some(actor) = wanted(world) {
            return Some(actor);
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
    bury_the_rest(world, enabled);
    if world.stop.is_some() {
        driver(|driver| driver.over(world));
    }
    None
}

/// Once the scenario has returned, buries those who are still to be, for a driver that has to know of it.
fn bury_the_rest(world: &mut World, dead: &mut Actors) {
    while matches!(world.stop, Some(Stop::Returned)) {
        dead.clear();
        dead.extend(world.born.actors.iter().copied().filter(|&actor| world.awaits_burial(actor)));
        dead.sort_unstable();
        if dead.is_empty() {
            return;
        }
        let Some(actor) = driver(|driver| driver.buries(world, dead)).flatten() else { return };
        world.bury_unseen(actor);
    }
}

/// Whose process was killed takes no more steps. It has not been asked, and stays where it is. One of each process may have to
/// wait until the system takes back what that has.
fn end_killed(world: &mut World) {
    if !world.somebody_is_killed() {
        return;
    }
    for nth in 0..world.born.actors.len() {
        let actor = world.born.actors[nth];
        if world.is_killed(actor) && !world.actors[actor].is_gone() && !world.awaits_burial(actor) {
            world.finish(actor);
        }
    }
}

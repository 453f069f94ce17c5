//! The execution that is running on this thread: its world and its host.

use std::cell::{Cell, RefCell, RefMut};
use std::rc::Rc;

use super::host::Host;
use super::stacks;
use super::world::{Rules, World};
use racecourse_meaning::{ActorId, Operation};
use racecourse_sources::Names;

thread_local! {
    /// What runs the actors of a model; none if what is done is done for real.
    static HOST: Cell<Option<&'static dyn Host>> = const { Cell::new(None) };
    /// Whether that is the one on coroutines.
    static ON_COROUTINES: Cell<bool> = const { Cell::new(false) };
    /// Never given back: so a borrow of it needs no closure. There are some six hundred places that look at the world, and
    /// each closure given to `LocalKey::with` is compiled into ten functions. It is one small allocation for each thread
    /// that has ever run a model.
    static WORLD: &'static RefCell<Option<Box<World>>> = Box::leak(Box::default());
    /// The world of the last execution, whose memory the next one uses again.
    static SPARE: Cell<Option<Box<World>>> = const { Cell::new(None) };
    static NAMES: RefCell<Rc<Names>> = RefCell::default();
    /// The number of the running execution among all there are; 0 if none is running.
    static EXECUTION: Cell<u64> = const { Cell::new(0) };
}

/// Whether this thread runs a model. Else the facade's primitives are the real things.
pub fn in_model() -> bool {
    HOST.get().is_some()
}

/// The host of the model that this thread runs.
///
/// # Panics
///
/// If it runs none.
pub(crate) fn host() -> &'static dyn Host {
    HOST.get().expect("a model is running")
}

/// Whether that is the one on coroutines.
pub(super) fn is_on_coroutines() -> bool {
    ON_COROUTINES.get()
}

/// What this thread was before it ran a model: nothing, or another one.
pub(super) struct Outside {
    host: Option<&'static dyn Host>,
    on_coroutines: bool,
    names: Rc<Names>,
}

/// From here on this thread runs a model on `host`, with these names.
pub(super) fn enter(host: &'static dyn Host, names: Names) -> Outside {
    if let Some(mut spare) = SPARE.take() {
        spare.forget_numbers();
        SPARE.set(Some(spare));
    }
    Outside {
        host: HOST.replace(Some(host)),
        on_coroutines: ON_COROUTINES.replace(host.is_on_coroutines()),
        names: NAMES.replace(Rc::new(names)),
    }
}

/// From here on it is again what it was before.
pub(super) fn come_out(outside: Outside) {
    HOST.set(outside.host);
    ON_COROUTINES.set(outside.on_coroutines);
    NAMES.set(outside.names);
    take_world();
}

/// The place of the current execution on this thread.
fn place() -> &'static RefCell<Option<Box<World>>> {
    WORLD.with(|world| *world)
}

fn borrowed() -> RefMut<'static, World> {
    match RefMut::filter_map(place().borrow_mut(), Option::as_deref_mut) {
        Ok(world) => world,
        Err(none) => {
            drop(none);
            no_world()
        }
    }
}

#[cold]
fn no_world() -> ! {
    if stacks::is_unwinding() {
        stacks::stay();
    }
    panic!("an object of a model is used outside of its execution")
}

/// The current execution. Never held across a switch to another actor. Who unwinds because its execution is over does not come
/// back from here.
pub fn world<R>(f: impl FnOnce(&mut World) -> R) -> R {
    f(&mut borrowed())
}

/// The current execution, if there is one.
pub fn try_world<R>(f: impl FnOnce(&mut World) -> R) -> Option<R> {
    taken().as_deref_mut().map(f)
}

/// The place of the current execution, for the caller alone. What is generic is compiled with a program, whose memory may be watched:
/// that the place is taken is not the program's doing.
#[inline(never)]
fn taken() -> RefMut<'static, Option<Box<World>>> {
    place().borrow_mut()
}

/// The same, if nobody is looking at it just now.
pub(super) fn try_world_if_free<R>(f: impl FnOnce(&mut World) -> R) -> Option<R> {
    place().try_borrow_mut().ok()?.as_deref_mut().map(f)
}

/// The running actor, if that can be said: not while the world is being looked at.
pub(super) fn running() -> Option<ActorId> {
    place().try_borrow().ok()?.as_ref().map(|world| world.running)
}

/// What the program that runs here calls its actors and objects.
pub fn names() -> Rc<Names> {
    NAMES.with_borrow(Rc::clone)
}

/// An execution begins, by these rules.
pub(super) fn begin_world(rules: Rules) {
    let mut world = SPARE.take().unwrap_or_else(|| Box::new(World::new(rules)));
    world.rules = rules;
    world.begin();
    *place().borrow_mut() = Some(world);
}

/// What is in a finished execution is not needed any more; what memory it took is.
pub fn recycle(world: Box<World>) {
    SPARE.set(Some(world));
}

/// The number of the execution that is running on this thread; 0 if none is.
#[inline]
pub(super) fn execution() -> u64 {
    EXECUTION.get()
}

pub(super) fn put_execution(number: u64) {
    EXECUTION.set(number);
}

/// Takes the finished execution out.
pub fn take_world() -> Option<Box<World>> {
    EXECUTION.set(0);
    place().take()
}

/// Takes the stacks of all who have left the execution, which is over. It is not there for those who unwind meanwhile.
pub(super) fn clear_up() {
    let world = place().take();
    stacks::clear_up();
    *place().borrow_mut() = world;
}

/// Whether the running actor's execution is over, or its process was killed, so that it has to leave.
#[cfg(any(feature = "loom", feature = "shuttle"))]
pub(super) fn must_leave() -> bool {
    world(|world| is_over(world))
}

/// The same of a world that is at hand.
pub(super) fn is_over(world: &World) -> bool {
    world.stop.is_some() || world.is_killed(world.running)
}

/// Memory of one process is out of reach for another: a scenario that tries has captured what it should have inherited.
pub(super) fn refuse_other_process(world: &World, op: &Operation) {
    let mine = world.actors[world.running].process;
    if world.processes.len() == 1 {
        return;
    }
    for object in op.objects() {
        if let Some(home) = world.objects[object].home
            && home != mine
        {
            panic!(
                "{} uses an object in the memory of another process; pass it to `process::fork` as memory, so that \
                 the child gets its own copy",
                op.site
            );
        }
    }
}

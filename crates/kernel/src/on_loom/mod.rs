//! The kernel on loom's runtime.
//!
//! A step on a sync object is a read-modify-write of a loom atomic that stands for the object: that gives loom a branch
//! point and the happens-before edges, and loom's search is complete for read-modify-writes. Waiting is `park`, waking is
//! `unpark`. loom's own Mutex, Condvar, channels and `join` are not used: `try_lock` there never fails, a receiver never
//! hears of its last sender's end, and joins make the state space explode.

mod lessons;
mod memory;
mod strength;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::Location;
use std::rc::Rc;

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread::Thread;

use self::lessons::{found_a_kill, somebody_kills};
use self::memory::Memory;
use super::current::{must_leave, names, try_world, world};
use super::host::{Beside, Host};
use super::life::{across, act, announce, live_as_main, live_on_thread, stop_if_stuck};
use super::stacks::{STACK, leave};
use super::stop::{Stop, Why};
use super::within::with_host;
use super::world::{Race, Status, World};
use racecourse_meaning::{Action, ActorId, Effect, ObjectId, Operation, Order, State};
use racecourse_sources::Names;
use racecourse_trace::failure::{Failure, FailureKind};

pub use self::lessons::{forget_lessons, learn_lessons};
pub use self::strength::{REMEMBERED, used};

/// Stack of the thread that carries an actor, in machine words (loom's documentation says bytes; the runtime counts words). A
/// deadlock may be explained on it.
const STACK_WORDS: usize = STACK / size_of::<usize>();

/// The host on loom's runtime.
struct OnLoom;

/// Does `f`, which calls loom's model checker: the executions that this makes are the kernel's, with these names for actors and objects.
///
/// # Panics
///
/// As `f` does.
pub fn within<R>(names: Names, f: impl FnOnce() -> R) -> R {
    with_host(&OnLoom, names, f)
}

impl Host for OnLoom {
    fn begin(&self) {
        drop(SIDE.take());
        make_token(0);
        sync_objects();
        bind(0);
    }

    /// Each wakes everybody when it has ended or left.
    fn run_main(&self, main: &mut dyn FnMut()) {
        let has_ended = || {
            drain();
            wake_all();
        };
        live_as_main(main, has_ended, loom::thread::park);
    }

    fn take_step(&self, op: Operation, beside: &mut Beside<'_>) -> Effect {
        announce(op);
        let effect = match memory_of(&op) {
            Some(memory) => access(&memory, &op, beside),
            None => take_step(&op, beside),
        };
        if must_leave() {
            leave();
        }
        effect
    }

    fn spawn(&self, actor: ActorId, body: Box<dyn FnOnce() + Send>) {
        spawn(actor, body);
    }

    fn objects_made(&self) {
        sync_objects();
    }

    fn peek(&self, object: ObjectId) -> Option<u64> {
        if let Some(copied) = SIDE.with_borrow(|side| side.copied.get(&object).copied()) {
            return Some(copied);
        }
        let memory = SIDE.with_borrow(|side| side.memories[object].clone())?;
        across(|| memory.peek())
    }

    fn fence(&self, order: Order, _: &'static Location<'static>) {
        strength::fenced();
        across(|| loom::sync::atomic::fence(order.into()));
    }

    /// loom looks for races by itself. Our order of the steps only says who the other one was.
    fn is_ended_by(&self, race: &Race) -> bool {
        SIDE.with_borrow_mut(|side| side.race = Some(race.clone()));
        false
    }

    fn has_turns(&self) -> bool {
        false
    }

    fn looks_who_is_left(&self) -> bool {
        look_at_children();
        true
    }
}

#[derive(Default)]
struct LoomSide {
    /// For each object of the world, the atomic that stands for it.
    objects: Vec<Rc<AtomicUsize>>,
    /// For each that is memory, what loom has in its place.
    memories: Vec<Option<Rc<Memory>>>,
    /// For each actor the atomic that stands for its park token, once there is one.
    tokens: BTreeMap<ActorId, Rc<AtomicUsize>>,
    threads: Vec<Option<Thread>>,
    /// The values of atomics that somebody is about to copy for a child.
    copied: BTreeMap<ObjectId, u64>,
    /// The race that the last access was, by our order of the steps.
    race: Option<Race>,
    /// Actors that are parked until their step becomes possible.
    parked: BTreeSet<ActorId>,
    /// Actors at their end whom nobody has joined yet.
    lingering: BTreeSet<ActorId>,
    /// Joiners that have called a lingering actor and wait for its answer, by the actor joined.
    awaiting: BTreeMap<ActorId, ActorId>,
}

thread_local! {
    static SIDE: RefCell<LoomSide> = RefCell::default();
}

fn bind(actor: ActorId) {
    let thread = loom::thread::current();
    SIDE.with_borrow_mut(|side| {
        if side.threads.len() <= actor {
            side.threads.resize(actor + 1, None);
        }
        side.threads[actor] = Some(thread);
    });
}

/// Makes the loom atomic for the park token of an actor who does not live yet. The token comes when somebody asks for it, who may
/// be anybody; what stands for it has to be there before all of them, or loom takes their uses of it for a race with its making.
fn make_token(actor: ActorId) {
    let atomic = Rc::new(AtomicUsize::new(0));
    SIDE.with_borrow_mut(|side| side.tokens.insert(actor, atomic));
}

/// Makes loom atomics for objects that have none yet.
fn sync_objects() {
    let objects = world(|world| world.objects.len());
    while SIDE.with_borrow(|side| side.objects.len()) < objects {
        let next = SIDE.with_borrow(|side| side.objects.len());
        let memory = world(|world| Memory::of(&world.states[next], world.objects[next].created)).map(Rc::new);
        let owner = world(|world| match world.states[next] {
            State::Token { owner, .. } => Some(owner),
            _ => None,
        });
        let token = owner.and_then(|owner| SIDE.with_borrow(|side| side.tokens.get(&owner).cloned()));
        let atomic = token.unwrap_or_else(|| Rc::new(AtomicUsize::new(0)));
        SIDE.with_borrow_mut(|side| {
            side.objects.push(atomic);
            side.memories.push(memory);
        });
    }
}

/// Leaves. A killed actor first does what its next step would have begun with: loom learns only from what is done that
/// the kill could have come later.
fn end_here() -> ! {
    if world(|world| world.is_killed(world.running)) {
        mortal_point();
    }
    end_at_mortal_point()
}

/// The same right behind a mortal point.
fn end_at_mortal_point() -> ! {
    burial_points();
    leave()
}

/// The branch points of the burial of the running actor's process, if that comes with its end: also after all is over, for loom
/// learns only from what is done that it could have come sooner. The burial itself comes when the actor has left.
fn burial_points() {
    let released: Vec<ObjectId> = world(|world| {
        let me = world.running;
        let released = world.states.released_by(world.actors[me].process);
        released.filter(|_| world.awaits_burial(me)).collect()
    });
    released.into_iter().for_each(point);
}

/// A branch point of a child process's step, if somebody may kill it.
fn mortal_point() {
    if somebody_kills() {
        let process = world(|world| world.actors[world.running].process);
        if process != 0 {
            point(world(|world| world.processes[process].object));
        }
    }
}

/// A branch point of loom's on `object`.
fn point(object: ObjectId) {
    point_ordered(object, Ordering::AcqRel);
}

/// The same, which orders only so much.
fn point_ordered(object: ObjectId, order: Ordering) {
    let atomic = SIDE.with_borrow(|side| Rc::clone(&side.objects[object]));
    across(|| atomic.fetch_add(1, order));
}

/// What `me` copies by a fork: loom hears that this depends on all of it, and the values are kept until the copy is made. Its
/// atomics are read one after the other.
fn look_at_memory(me: ActorId) {
    let copied: Vec<ObjectId> = world(|world| world.copied_by(me).collect());
    for object in copied {
        let memory = SIDE.with_borrow(|side| side.memories[object].clone());
        if let Some(value) = memory.and_then(|memory| across(|| memory.newest())) {
            SIDE.with_borrow_mut(|side| side.copied.insert(object, value));
        } else {
            point(object);
        }
    }
}

fn memory_of(op: &Operation) -> Option<Rc<Memory>> {
    let object = op.object()?;
    SIDE.with_borrow(|side| side.memories[object].clone())
}

/// A step on anything but memory.
fn take_step(op: &Operation, beside: &mut Beside<'_>) -> Effect {
    let me = world(|world| world.running);
    let ends_others = || op.action == Action::Exit && world(|world| world.leaves_threads(world.running));
    if op.action == Action::Kill || ends_others() {
        found_a_kill();
    }
    loop {
        mortal_point();
        if must_leave() {
            end_at_mortal_point();
        }
        match op.action {
            Action::Yield => across(loom::thread::yield_now),
            Action::Join => {}
            Action::CopyMemory => look_at_memory(me),
            // Clones order nothing, and drops only what comes before the last one.
            Action::Share(_) => op.objects().for_each(|object| point_ordered(object, op.order.into())),
            _ => op.objects().for_each(point),
        }
        if must_leave() {
            end_here();
        }
        if world(|world| world.can_step(me)) {
            if let (Action::Join, Some(end)) = (op.action, op.object()) {
                call_lingering(me, end);
            }
            let effect = world(|world| act(world, op, beside, None));
            if effect.acquires && matches!(op.action, Action::Share(_)) {
                loom::sync::atomic::fence(Ordering::Acquire);
            }
            wake_enabled();
            return effect;
        }
        SIDE.with_borrow_mut(|side| side.parked.insert(me));
        let stopped = world(|world| {
            stop_if_stuck(world);
            world.stop.is_some()
        });
        if stopped {
            wake_all();
        }
        while is_parked(me) && !must_leave() {
            across(loom::thread::park);
        }
        if must_leave() {
            end_here();
        }
    }
}

/// A step on memory, with loom's branch points inside.
fn access(memory: &Memory, op: &Operation, beside: &mut Beside<'_>) -> Effect {
    mortal_point();
    if must_leave() {
        end_at_mortal_point();
    }
    let me = world(|world| world.running);
    let found = across(|| memory.access(me, op));
    if must_leave() {
        end_here();
    }
    SIDE.with_borrow_mut(|side| side.race = None);
    let effect = world(|world| act(world, op, beside, found.as_ref().ok().copied().flatten()));
    if let Err(race) = found {
        world(|world| end_by_race(world, *race));
        leave();
    }
    wake_enabled();
    effect
}

/// loom has seen that the last step races; our order of the steps says with which.
fn end_by_race(world: &mut World, seen: Failure) {
    let race = SIDE.with_borrow_mut(|side| side.race.take());
    let named = race.map(|race| world.race_failure(&race, &names()));
    world.fail(named.unwrap_or(seen));
}

/// Before the scenario's return: whether a child nobody waited for is still running depends on its exit.
fn look_at_children() {
    let left: Vec<ObjectId> =
        world(|world| world.processes[1..].iter().filter(|it| !it.waited_for).map(|it| it.object).collect());
    for process in left {
        point(process);
    }
    if must_leave() {
        leave();
    }
}

/// Lets actors that outlive the scenario go on to their ends, although the execution has failed by their doing so: loom
/// learns only from what is done that they could have ended earlier. What they do is not recorded.
fn drain() {
    let leaked = world(|world| match &world.stop {
        Some(Stop::Failed(failure)) if failure.kind == FailureKind::Leak => world.stop.take(),
        _ => None,
    });
    let Some(leaked) = leaked else { return };
    let (events, choices) = world(|world| (world.steps_recorded(), (world.choices.len(), world.decisions.len())));
    let going_on = |world: &mut World| {
        stop_if_stuck(world);
        world.stop.is_none() && world.actors[1..].iter().any(|actor| !actor.is_gone())
    };
    while world(going_on) {
        loom::thread::park();
        world(|world| world.running = 0);
    }
    world(|world| {
        world.stop = Some(leaked);
        world.keep_records(events);
        world.choices.truncate(choices.0);
        world.decisions.truncate(choices.1);
    });
}

fn is_parked(actor: ActorId) -> bool {
    SIDE.with_borrow(|side| side.parked.contains(&actor))
}

fn unpark(actor: ActorId) {
    let thread = SIDE.with_borrow(|side| side.threads.get(actor).cloned().flatten());
    if let Some(thread) = thread {
        across(|| thread.unpark());
    }
}

/// Wakes those whose step has become possible, or everybody if the execution is over.
fn wake_enabled() {
    if world(|world| world.stop.is_some()) {
        wake_all();
        return;
    }
    let enabled: Vec<ActorId> = world(|world| {
        let enabled = |&actor: &ActorId| world.can_step(actor) || world.is_killed(actor);
        SIDE.with_borrow_mut(|side| side.parked.extract_if(.., enabled).collect())
    });
    enabled.into_iter().for_each(unpark);
}

/// Wakes everybody, to leave.
fn wake_all() {
    let threads = SIDE.with_borrow(|side| side.threads.len());
    let me = try_world(|world| world.running);
    (0..threads).filter(|&actor| Some(actor) != me).for_each(unpark);
}

fn spawn(actor: ActorId, body: Box<dyn FnOnce() + Send>) {
    if actor >= loom::MAX_THREADS {
        world(|world| {
            world.stop = Some(Stop::Abandoned(Why::TooManyActors));
            // It never lives, so nobody has to wait for it.
            world.finish(actor);
        });
        wake_all();
        leave();
    }
    SIDE.with_borrow_mut(|side| side.copied.clear());
    make_token(actor);
    sync_objects();
    let life = move || {
        world(|world| world.running = actor);
        bind(actor);
        if world(|world| world.is_killed(actor)) {
            // It is as if it had begun.
            mortal_point();
            burial_points();
        }
        live_on_thread(actor, body);
        let stopped = world(|world| {
            stop_if_stuck(world);
            world.stop.is_some()
        });
        if stopped {
            wake_all();
        } else {
            let joined = world(|world| {
                let end = world.actors[actor].end;
                let waits = |other: ActorId| {
                    is_parked(other) && world.actors[other].pending.is_some_and(|op| op.object() == Some(end))
                };
                (0..world.actors.len()).any(waits)
            });
            wake_enabled();
            if world(|world| world.actors[0].status == Status::Finished) {
                // The scenario has returned and sees the rest out.
                unpark(0);
            }
            if !joined {
                linger(actor);
            }
        }
    };
    across(|| loom::thread::Builder::new().stack_size(STACK_WORDS).spawn(life)).expect("loom starts a thread");
}

/// Stays until somebody joins, so that the joiner gets its happens-before edge from an `unpark` and loom needs no branch
/// point for it. An `unpark` given beforehand would order things that nothing orders yet.
fn linger(me: ActorId) {
    SIDE.with_borrow_mut(|side| side.lingering.insert(me));
    let called = || SIDE.with_borrow(|side| !side.lingering.contains(&me));
    while !called() && !try_world(|world| world.stop.is_some()).unwrap_or(true) {
        loom::thread::park();
    }
    if let Some(joiner) = SIDE.with_borrow_mut(|side| side.awaiting.remove(&me)) {
        unpark(joiner);
    }
}

fn call_lingering(me: ActorId, end: ObjectId) {
    let actor = world(|world| world.actors.iter().position(|actor| actor.end == end));
    let Some(actor) = actor else { return };
    if !SIDE.with_borrow_mut(|side| side.lingering.remove(&actor)) {
        return;
    }
    SIDE.with_borrow_mut(|side| side.awaiting.insert(actor, me));
    unpark(actor);
    while SIDE.with_borrow(|side| side.awaiting.contains_key(&actor)) {
        across(loom::thread::park);
    }
}

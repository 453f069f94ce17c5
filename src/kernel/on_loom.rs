//! The kernel on loom's runtime.
//!
//! A step on a sync object is a read-modify-write of a loom atomic that stands for the object: that gives loom a branch
//! point and the happens-before edges, and loom's search is complete for read-modify-writes. Waiting is `park`, waking is
//! `unpark`. loom's own Mutex, Condvar, channels and `join` are not used: `try_lock` there never fails, a receiver never
//! hears of its last sender's end, and joins make the state space explode.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::Location;
use std::rc::Rc;
use std::sync::atomic::AtomicBool;

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread::Thread;

use super::current::{must_unwind, try_world, unwind, world};
use super::life::{act, live, stop_if_stuck};
use super::on_coroutines::STACK;
use super::operation::{Action, ActorId, ObjectId, Operation};
use super::stop::{Stop, Why};
use super::world::{Act, Status, World};
use crate::failure::FailureKind;

/// Stack of a spawned actor, in machine words (loom's documentation says bytes; the runtime counts words). `main` has what
/// loom gives it, which is 4096 of them.
const STACK_WORDS: usize = STACK / size_of::<usize>();

#[derive(Default)]
struct LoomSide {
    /// For each object of the world, the atomic that stands for it.
    objects: Vec<Rc<AtomicUsize>>,
    threads: Vec<Option<Thread>>,
    /// Actors at their end whom nobody has joined yet.
    lingering: BTreeSet<ActorId>,
    /// Joiners that have called a lingering actor and wait for its answer, by the actor joined.
    awaiting: BTreeMap<ActorId, ActorId>,
}

/// Where an object was made, in a form that can be kept from one execution to the next.
pub(crate) type MadeAt = (&'static str, u32, u32);

/// The form of `at` that is kept.
pub(crate) fn made_at(at: &'static Location<'static>) -> MadeAt {
    (at.file(), at.line(), at.column())
}

thread_local! {
    static SIDE: RefCell<LoomSide> = RefCell::default();
    /// What earlier explorations of the program have taught, and what this one has found. A change in the middle would
    /// confuse loom, so what is found counts from the next one on.
    static KNOWN: RefCell<Lessons> = RefCell::default();
    static FOUND: RefCell<Lessons> = RefCell::default();
}

/// Things about a program that decide how it has to be shown to loom.
#[derive(Clone, Default, PartialEq, Eq)]
struct Lessons {
    /// Where atomics are made that are both stored to and updated by read-modify-writes; see `sync::atomic`.
    mixed: BTreeSet<MadeAt>,
    /// Whether processes are killed: then every step of a child has to be dependent on the kill.
    kills: bool,
}

/// How one atomic has been used in this execution.
#[derive(Default)]
pub(crate) struct Uses {
    stored: AtomicBool,
    updated: AtomicBool,
}

impl Uses {
    pub(crate) fn stored(&self, at: MadeAt) {
        self.stored.store(true, Ordering::Relaxed);
        self.note_if_mixed(at);
    }

    pub(crate) fn updated(&self, at: MadeAt) {
        self.updated.store(true, Ordering::Relaxed);
        self.note_if_mixed(at);
    }

    fn note_if_mixed(&self, at: MadeAt) {
        if self.stored.load(Ordering::Relaxed) && self.updated.load(Ordering::Relaxed) {
            FOUND.with_borrow_mut(|found| found.mixed.insert(at));
        }
    }
}

/// Whether stores to an atomic made at `at` are to be swaps.
pub(crate) fn stores_by_swap(at: MadeAt) -> bool {
    KNOWN.with_borrow(|known| known.mixed.contains(&at))
}

/// Forgets what earlier programs have taught.
pub(crate) fn forget_lessons() {
    KNOWN.take();
    FOUND.take();
}

/// After an exploration: whether it has taught something that needs another one.
pub(crate) fn learn_lessons() -> bool {
    let mut found = FOUND.take();
    KNOWN.with_borrow_mut(|known| {
        found.mixed.extend(known.mixed.iter().copied());
        found.kills |= known.kills;
        std::mem::replace(known, found.clone()) != found
    })
}

pub(super) fn begin() {
    drop(SIDE.take());
    sync_objects();
    bind(0);
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

/// Makes loom atomics for objects that have none yet.
pub(super) fn sync_objects() {
    let objects = world(|world| world.objects.len());
    while SIDE.with_borrow(|side| side.objects.len()) < objects {
        let atomic = Rc::new(AtomicUsize::new(0));
        SIDE.with_borrow_mut(|side| side.objects.push(atomic));
    }
}

/// Unwinds. A killed actor first does what its next step would have begun with: loom learns only from what is done that
/// the kill could have come later.
pub(super) fn end_here() -> ! {
    if world(|world| world.is_killed(world.running)) {
        mortal_point();
    }
    unwind()
}

/// A branch point of a child process's step, if somebody may kill it.
fn mortal_point() {
    if KNOWN.with_borrow(|known| known.kills) {
        let process = world(|world| world.actors[world.running].process);
        if process != 0 {
            point(world(|world| world.processes[process].object));
        }
    }
}

/// A branch point of loom's on `object`.
fn point(object: ObjectId) {
    let atomic = SIDE.with_borrow(|side| Rc::clone(&side.objects[object]));
    atomic.fetch_add(1, Ordering::AcqRel);
}

pub(super) fn take_step(op: &Operation, f: Act<'_>) {
    let me = world(|world| world.running);
    if op.action == Action::Kill {
        FOUND.with_borrow_mut(|found| found.kills = true);
    }
    loop {
        mortal_point();
        world(|world| world.running = me);
        if must_unwind() {
            end_here();
        }
        match op.action {
            Action::Yield => loom::thread::yield_now(),
            Action::Join => {}
            _ => [op.also, op.object].into_iter().flatten().for_each(point),
        }
        world(|world| world.running = me);
        if must_unwind() {
            end_here();
        }
        if world(|world| world.can_step(me)) {
            if let (Action::Join, Some(end)) = (op.action, op.object) {
                call_lingering(me, end);
            }
            world(|world| act(world, op, f));
            wake_enabled();
            return;
        }
        let stopped = world(|world| {
            world.actors[me].parked = true;
            stop_if_stuck(world);
            world.stop.is_some()
        });
        if stopped {
            wake_all();
        }
        while world(|world| world.actors[me].parked && world.stop.is_none() && !world.is_killed(me)) {
            loom::thread::park();
            world(|world| world.running = me);
        }
        if must_unwind() {
            end_here();
        }
    }
}

/// A step whose effect is an operation of loom's own, with loom's branch points inside.
pub(super) fn take_host_step(op: &Operation, effect: &mut dyn FnMut(), f: Act<'_>) {
    let me = world(|world| world.running);
    mortal_point();
    world(|world| world.running = me);
    if must_unwind() {
        end_here();
    }
    effect();
    world(|world| world.running = me);
    if must_unwind() {
        end_here();
    }
    world(|world| act(world, op, f));
    wake_enabled();
}

/// Before the scenario's return: whether a child nobody waited for is still running depends on its exit.
pub(super) fn look_at_children() {
    let left: Vec<ObjectId> =
        world(|world| world.processes[1..].iter().filter(|it| !it.waited_for).map(|it| it.object).collect());
    for process in left {
        point(process);
        world(|world| world.running = 0);
    }
    if must_unwind() {
        unwind();
    }
}

/// Lets actors that outlive the scenario go on to their ends, although the execution has failed by their doing so: loom
/// learns only from what is done that they could have ended earlier. What they do is not recorded.
pub(super) fn drain() {
    let leaked = world(|world| match &world.stop {
        Some(Stop::Failed(failure)) if failure.kind == FailureKind::Leak => world.stop.take(),
        _ => None,
    });
    let Some(leaked) = leaked else { return };
    let (events, choices) = world(|world| (world.steps_recorded(), (world.choices.len(), world.decisions.len())));
    let going_on = |world: &mut World| {
        stop_if_stuck(world);
        world.stop.is_none() && world.actors[1..].iter().any(|actor| actor.status != Status::Finished)
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

fn unpark(actor: ActorId) {
    let thread = SIDE.with_borrow(|side| side.threads.get(actor).cloned().flatten());
    if let Some(thread) = thread {
        thread.unpark();
    }
}

/// Wakes those whose step has become possible, or everybody if the execution is over.
fn wake_enabled() {
    if world(|world| world.stop.is_some()) {
        wake_all();
        return;
    }
    let enabled: Vec<ActorId> = world(|world| {
        let parked = (0..world.actors.len()).filter(|&actor| world.actors[actor].parked);
        let enabled: Vec<ActorId> = parked.filter(|&actor| world.can_step(actor) || world.is_killed(actor)).collect();
        enabled.iter().for_each(|&actor| world.actors[actor].parked = false);
        enabled
    });
    enabled.into_iter().for_each(unpark);
}

/// Wakes everybody, to unwind.
pub(super) fn wake_all() {
    let threads = SIDE.with_borrow(|side| side.threads.len());
    let me = try_world(|world| world.running);
    (0..threads).filter(|&actor| Some(actor) != me).for_each(unpark);
}

pub(super) fn spawn(actor: ActorId, body: Box<dyn FnOnce() + Send>) {
    if actor >= loom::MAX_THREADS {
        world(|world| {
            world.stop = Some(Stop::Abandoned(Why::TooManyActors));
            // It never lives, so nobody has to wait for it.
            world.finish(actor);
        });
        wake_all();
        unwind();
    }
    sync_objects();
    let life = move || {
        world(|world| world.running = actor);
        bind(actor);
        live(actor, end_here, body);
        let stopped = world(|world| {
            world.finish(actor);
            stop_if_stuck(world);
            world.stop.is_some()
        });
        if stopped {
            wake_all();
        } else {
            let joined = world(|world| {
                let end = world.actors[actor].end;
                let waits = |other: &super::world::Actor| {
                    other.parked && other.pending.is_some_and(|op| op.object == Some(end))
                };
                world.actors.iter().any(waits)
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
    loom::thread::Builder::new().stack_size(STACK_WORDS).spawn(life).expect("loom starts a thread");
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
        loom::thread::park();
    }
    world(|world| world.running = me);
}

/// Lets actors of an execution that is over unwind; each wakes everybody when it has.
pub(super) fn let_others_end() {
    loom::thread::park();
}

//! The kernel under the model arms of the facade: one small set of operations, and three hosts for it: loom's
//! runtime, shuttle's, and coroutines of our own.
//!
//! Every shared operation of a model goes through [`step`]: the actor announces what it is about to do, the host picks
//! who goes on, and only when the step is possible and chosen is it taken. So each engine sees every actor's *next*
//! operation, no engine's own locks are involved (loom's `try_lock` never fails, shuttle's locks block unseen), and all
//! hosts agree on what is possible.
//!
//! A failure never aborts the host. The world is stopped instead, and every actor unwinds at its next operation, so that
//! the execution ends in an orderly way and the engine goes on with the next one.

// What a step is, and what it changes.
pub(crate) mod clock;
pub(crate) mod lock_order;
pub(crate) mod meaning;
pub(crate) mod object;
pub(crate) mod operation;
pub(crate) mod section;
pub(crate) mod stop;
pub(crate) mod world;

// One execution on this thread, on one of three hosts.
mod current;
mod life;
pub(crate) mod made;
pub(crate) mod on_coroutines;
mod on_loom;
mod on_shuttle;

use std::any::Any;
use std::cell::OnceCell;
use std::panic::{self, AssertUnwindSafe, Location};

use self::current::{is_over, must_unwind, put_world, unwind};
use self::meaning::Effect;
use self::meaning::State;
use self::operation::{Action, ActorId, ObjectId, Operation, ProcessId, Trace, Value};
use self::world::{Act, Rules, Status, World};
use crate::exploration::Remark;
use crate::failure::{Cause, Evidence, Failure, FailureKind};
use crate::outcome::Outcome;

pub(crate) use self::current::{Backend, Stopped, backend, names, take_world, try_world, with_backend, world};
pub(crate) use self::life::stop_if_stuck;
pub(crate) use self::on_loom::{MadeAt, Uses, forget_lessons, learn_lessons, made_at, stores_by_swap};

/// Adds an object to the running execution.
pub(crate) fn add_object(state: State, created: &'static Location<'static>, shared: bool) -> ObjectId {
    let id = world(|world| world.add_object(state, created, shared));
    if backend() == Backend::Loom {
        on_loom::sync_objects();
    }
    id
}

/// Takes one step: announces it, lets others go first, and acts once the step is possible and chosen.
///
/// During a panic there is no announcing and no waiting: destructors run through, because switching actors in the middle
/// of an unwind would mix up their panics.
pub(crate) fn step<R>(op: Operation, act: impl FnOnce(&mut World) -> (R, Trace)) -> R {
    let (mut act, mut result) = (Some(act), None);
    take(op, &mut |world| {
        let act = act.take().expect("a step is taken once");
        let (value, trace) = act(world);
        result = Some(value);
        trace
    });
    result.expect("a step that was taken has a result")
}

/// Takes one step that means what its object says.
pub(crate) fn perform(op: Operation) -> Effect {
    perform_showing(op, &mut |_| Trace::default())
}

/// The same, where `shows` moves what moves within the step, and says what of it is shown.
pub(crate) fn perform_showing(op: Operation, shows: &mut dyn FnMut(&Effect) -> Trace) -> Effect {
    let mut effect = None;
    take(op, &mut |world| {
        let done = world.perform(&op);
        effect = Some(done);
        let trace = shows(&done);
        if trace.remark == Remark::Nothing { Trace { remark: done.remark, ..trace } } else { trace }
    });
    effect.expect("a step that was taken has an effect")
}

fn take(op: Operation, act: Act<'_>) {
    if !prepare(op) {
        world(act);
        return;
    }
    match backend() {
        Backend::Loom => on_loom::take_step(&op, act),
        Backend::Coroutines => on_coroutines::take_step(&op, act),
        _ => on_shuttle::take_step(&op, act),
    }
    if must_unwind() {
        unwind();
    }
}

/// Like [`step`], for a step whose effect is an operation that loom itself models, such as an atomic access: `effect`
/// does it, and `act` records it.
pub(crate) fn host_step<V>(op: Operation, effect: impl FnOnce() -> V, act: impl FnOnce(&mut World, &V) -> Trace) -> V {
    let (mut effect, mut act, value) = (Some(effect), Some(act), OnceCell::new());
    let mut effect = || {
        let effect = effect.take().expect("an effect is had once");
        let _ = value.set(effect());
    };
    let mut act = |world: &mut World| {
        let act = act.take().expect("a step is taken once");
        act(world, value.get().expect("the effect comes before its record"))
    };
    take_on_host(op, &mut effect, &mut act);
    value.into_inner().expect("a step that was taken has a value")
}

fn take_on_host(op: Operation, effect: &mut dyn FnMut(), act: Act<'_>) {
    if !prepare(op) {
        return effect();
    }
    let mut whole = |world: &mut World| {
        effect();
        act(world)
    };
    match backend() {
        Backend::Loom => on_loom::take_host_step(&op, effect, act),
        Backend::Coroutines => on_coroutines::take_step(&op, &mut whole),
        _ => on_shuttle::take_step(&op, &mut whole),
    }
    if must_unwind() {
        unwind();
    }
}

/// A step on plain memory. In loom's executions loom looks for races, and our vector clocks only say who the other one
/// was; in all others the clocks look for them.
pub(crate) fn plain_step<V>(
    op: Operation,
    object: ObjectId,
    writes: bool,
    effect: impl FnOnce() -> V,
    trace: impl FnOnce(&V) -> Trace,
) -> V {
    let names = names();
    if backend() != Backend::Loom {
        return host_step(op, effect, |world, value| {
            let race = world.plain_access(&op, object, writes, &names);
            let trace = trace(value);
            if let Some(race) = race.filter(|_| !world.rules.past_data_races) {
                world.record(&op, trace.clone());
                world.fail(race);
            }
            trace
        });
    }
    let checked = || {
        let race = world(|world| world.plain_access(&op, object, writes, &names));
        panic::catch_unwind(AssertUnwindSafe(effect)).unwrap_or_else(|payload| {
            let failure = host_failure(payload.as_ref());
            let Some(failure) = failure else { panic::resume_unwind(payload) };
            world(|world| {
                world.record(&op, Trace::default());
                world.fail(race.unwrap_or(failure));
            });
            unwind()
        })
    };
    host_step(op, checked, |_, value| trace(value))
}

/// The failure that loom reports by a panic of its own.
fn host_failure(payload: &(dyn Any + Send)) -> Option<Failure> {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied())?;
    let says = text.split_once("Causality violation: ")?.1.lines().next()?;
    Some(Failure { kind: FailureKind::DataRace, cause: Cause::Loom(says.to_owned()), evidence: Evidence::None })
}

/// Announces a step; `false` if it is to be done at once because its actor is unwinding.
fn prepare(op: Operation) -> bool {
    crate::heartbeat::beat(op.site);
    if std::thread::panicking() {
        return false;
    }
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
    true
}

/// Memory of one process is out of reach for another: a scenario that tries has captured what it should have inherited.
fn refuse_other_process(world: &World, op: &Operation) {
    let mine = world.actors[world.running].process;
    for object in [op.object, op.also].into_iter().flatten() {
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

/// Records something that is no decision: a spawn, a fence, a mark of progress.
pub(crate) fn note(action: Action, object: Option<ObjectId>, text: Value, site: &'static Location<'static>) {
    world(|world| {
        if world.stop.is_none() {
            let op = Operation { object, ..Operation::alone(action, site) };
            world.record(&op, Trace::written(text));
        }
    });
}

/// Records that the running actor has panicked, and where.
pub(crate) fn note_panic() {
    note(Action::Panic, None, Value::None, Location::caller());
    world(|world| world.panicked(crate::hook::last_panic()));
}

/// A step that is about turns, and records `text`. What it counts comes after its record.
pub(crate) fn turn_step(op: Operation, text: Value, count: impl FnOnce(&mut World)) {
    step(op, |_| ((), Trace::written(text)));
    if !std::thread::panicking() {
        world(count);
    }
}

/// Starts an actor; it runs `body` on the host.
pub(crate) fn spawn(
    name: Option<String>,
    process: Option<ProcessId>,
    site: &'static Location<'static>,
    body: Box<dyn FnOnce() + Send>,
) -> ActorId {
    if !std::thread::panicking() && must_unwind() {
        unwind();
    }
    let me = world(|world| world.running);
    let child = world(|world| {
        let process = process.unwrap_or(world.actors[world.running].process);
        let child = world.add_actor(name, process, site);
        let action = if process == world.actors[world.running].process { Action::Spawn } else { Action::Fork };
        let end = world.actors[child].end;
        let op = Operation::on(action, end, site);
        world.actors[world.running].clocks.now.tick(world.running);
        world.record(&op, Trace::default());
        child
    });
    match backend() {
        Backend::Loom => on_loom::spawn(child, body),
        Backend::Coroutines => on_coroutines::spawn(child, body),
        _ => on_shuttle::spawn(child, body),
    }
    world(|world| world.running = me);
    child
}

/// Waits until `actor` has unwound, in an execution that is over. For those who lent it their stack.
pub(crate) fn outlive(actor: ActorId) {
    let me = world(|world| world.running);
    while world(|world| world.actors[actor].status != Status::Finished) {
        match backend() {
            Backend::Loom => on_loom::let_others_end(),
            Backend::Coroutines => on_coroutines::let_others_end(),
            _ => on_shuttle::let_others_end(),
        }
        world(|world| world.running = me);
    }
}

/// Runs a scenario once, from inside the host's closure. The finished world is left for [`take_world`].
pub(crate) fn run_execution(rules: Rules, run: &dyn Fn() -> Outcome) {
    made::begin_execution();
    put_world(World::new(rules));
    match backend() {
        Backend::Loom => on_loom::begin(),
        Backend::Shuttle => on_shuttle::begin(),
        Backend::Coroutines | Backend::Native => {}
    }
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        let outcome = run();
        match backend() {
            Backend::Loom => on_loom::look_at_children(),
            _ => return_last(),
        }
        outcome
    }));
    let names = names();
    world(|world| {
        world.running = 0;
        match result {
            Ok(outcome) => match made::stranger() {
                None => world.returned(outcome.to_string(), &names),
                Some((said, at)) => {
                    let cause = Cause::Panicked { said: said.to_owned(), at: Some(at) };
                    world.fail(Failure { kind: FailureKind::Panic, cause, evidence: Evidence::None });
                }
            },
            Err(payload) if payload.is::<Stopped>() => {}
            Err(payload) => world.fail(panic_failure(payload.as_ref())),
        }
        world.actors[0].status = Status::Finished;
        world.actors[0].pending = None;
    });
    if backend() == Backend::Loom {
        on_loom::drain();
        on_loom::wake_all();
    }
    for actor in 1..world(|world| world.actors.len()) {
        outlive(actor);
    }
}

/// If nobody has waited for some actor, whether it ends before the scenario returns is a question of schedule like any
/// other. (Asking whether it has ended would make the question's being asked depend on the schedule.)
fn return_last() {
    if world(|world| world.has_loose_ends()) {
        step(Operation::alone(Action::Return, Location::caller()), |_| ((), Trace::default()));
    }
}

/// The failure that a panic out of the scenario is.
pub(crate) fn panic_failure(payload: &(dyn Any + Send)) -> Failure {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a value that is no text");
    let cause = match crate::hook::panic_that_said(text) {
        Some((said, at)) => Cause::Panicked { said, at: Some(at) },
        None => Cause::Panicked { said: text.to_owned(), at: None },
    };
    Failure { kind: FailureKind::Panic, cause, evidence: Evidence::None }
}

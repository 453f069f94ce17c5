//! The door to the execution on this thread: what the facade asks of it, and how an engine lets it run.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe, Location};

use super::current::{begin_world, host, in_model, is_on_coroutines, is_over, names, try_world, world};
use super::host::Beside;
use super::shown::{Trace, Value};
use super::stacks;
use super::world::{MARK, Rules, Status, World};
use super::{heartbeat, hook, lessons, locals, made, on_coroutines, tripwire};
use racecourse_meaning::{Action, ActorId, Effect, End, ObjectId, Operation, Order, ProcessId, State};
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind};
use racecourse_trace::outcome::Outcome;

/// Adds an object to the running execution.
pub fn add_object(state: State, created: &'static Location<'static>, shared: bool) -> ObjectId {
    let id = world(|world| world.add_object(state, created, shared));
    host().objects_made();
    id
}

/// The park token of `actor`, of the running one if it is `None`.
pub fn token_of(actor: Option<ActorId>) -> ObjectId {
    if stacks::is_unwinding() {
        // Nothing is done with it.
        return 0;
    }
    let token = world(|world| world.token_of(actor.unwrap_or(world.running)));
    host().objects_made();
    token
}

/// Takes one step: announces it, lets others go first, and acts once the step is possible and chosen. It means what its
/// objects say.
///
/// A destructor in the middle of a panic takes its steps like any other code. In an execution that is over, whose actors at most
/// unwind, nothing is done, and who needs an answer goes no further.
pub fn perform(op: Operation) -> Effect {
    take(op, &mut Beside::default())
}

/// The same, where `shows` says what only its actor can say of it, if somebody wants to know.
pub fn perform_showing(op: Operation, shows: &mut dyn FnMut(&Effect) -> Trace) -> Effect {
    take(op, &mut Beside { shows: Some(shows), exactly: None })
}

/// The same, where `exactly` says how much it asks for when it is taken: that depends on what is there by then.
pub fn perform_exactly(op: Operation, exactly: &mut dyn FnMut() -> usize) -> Effect {
    take(op, &mut Beside { exactly: Some(exactly), shows: None })
}

fn take(op: Operation, beside: &mut Beside<'_>) -> Effect {
    if stacks::is_unwinding() {
        stacks::go_on_in_vain(op.action.asks_nothing());
        return Effect::DONE;
    }
    heartbeat::beat(op.site);
    if is_on_coroutines() {
        return on_coroutines::take_step(op, beside);
    }
    host().take_step(op, beside)
}

/// The running actor is about to copy the memory of its process for a child. Where others use that memory too, it matters when
/// this is.
pub fn copy_memory(site: &'static Location<'static>) {
    if world(|world| world.shares_memory(world.running)) {
        perform(Operation::alone(Action::CopyMemory, site));
    }
}

/// The number of a value in words in the running execution.
pub fn text(text: String) -> u64 {
    world(|world| {
        let known = world.texts.iter().position(|it| *it == text);
        let number = known.unwrap_or_else(|| {
            world.texts.push(text);
            world.texts.len() - 1
        });
        number as u64
    })
}

/// The value of an atomic or of plain memory, without a step: for who is alone with it.
pub fn peek(object: ObjectId) -> u64 {
    if stacks::is_unwinding() {
        stacks::stay();
    }
    let value = host().peek(object);
    value.unwrap_or_else(|| world(|world| world.states[object].value().map_or(0, |(_, value)| value)))
}

/// A fence: it orders memory, and is no decision.
pub fn fence(order: Order, site: &'static Location<'static>) {
    if stacks::is_unwinding() {
        return;
    }
    host().fence(order, site);
    let op = Operation::alone(Action::Fence, site).ordered(order);
    note(op, || Value::Order(order));
}

/// A channel has another end: it is no step, because who has one end can have made two at once.
pub fn open_end(channel: ObjectId, end: End, site: &'static Location<'static>) {
    if stacks::is_unwinding() {
        return;
    }
    world(|world| {
        if let State::Channel(channel) = &mut world.states[channel] {
            channel.open(end);
        }
    });
    host().opened(channel, end, site);
}

/// Records something that is no decision: a fence, a mark of progress, and what is said of it.
pub fn note(op: Operation, text: impl FnOnce() -> Value) {
    if stacks::is_unwinding() {
        return;
    }
    world(|world| {
        if world.stop.is_none() {
            world.record(&op, &MARK, || Trace::written(text()));
        }
    });
}

/// Whether who takes a lock is to note what it guards, to compare that with what it is in the end.
pub fn looks_inside() -> bool {
    in_model() && !stacks::is_unwinding() && try_world(|world| world.rules.looks_inside).unwrap_or(false)
}

/// The running actor gives up a lock, and what that guards is not what it was.
pub fn has_changed_inside() {
    try_world(|world| {
        world.changes_inside += 1;
        world.actors[world.running].changes_inside += 1;
    });
    may_have_changed_inside();
}

/// The running actor gives up a lock, and what that guards may not be what it was: it has been reached for to be changed, and what it
/// owns elsewhere cannot be looked at.
pub fn may_have_changed_inside() {
    try_world(|world| world.actors[world.running].unsure_inside += 1);
}

/// Records that the running actor has panicked, and where.
pub fn note_panic() {
    note(Operation::alone(Action::Panic, Location::caller()), || Value::None);
    world(|world| {
        let at = hook::last_panic(world.running);
        world.panicked(at);
    });
}

/// What asking for a turn and getting it are steps on, if they are some.
pub fn turns() -> Option<ObjectId> {
    world(|world| world.turns).filter(|_| host().has_turns())
}

/// A step that is about turns, and what the turn is for. What it counts comes after its record.
pub fn turn_step(op: Operation, what: &str, count: impl FnOnce(&mut World)) {
    perform_showing(op, &mut |_| Trace::written(Value::Text(what.to_owned())));
    world(count);
}

/// Starts an actor; it runs `body` on the host.
pub fn spawn(
    name: Option<&str>,
    process: Option<ProcessId>,
    site: &'static Location<'static>,
    body: Box<dyn FnOnce() + Send>,
) -> ActorId {
    if world(|world| is_over(world)) {
        stacks::leave();
    }
    let (me, child) = world(|world| {
        let me = world.running;
        let mine = world.actors[me].process;
        let process = process.unwrap_or(mine);
        let child = world.add_actor(name.map(|name| name.to_owned().into()), process, site);
        let action = if process == mine { Action::Spawn } else { Action::Fork };
        let op = Operation::on(action, world.actors[child].end, site).amount(child);
        world.record(&op, &MARK, Trace::default);
        if process != mine {
            world.goes_on_in_child(me, child, site);
            locals::copy(me, child);
        }
        (me, child)
    });
    host().spawn(child, if lessons::returns_in_a_step(site) { and_returns(child, body) } else { body });
    world(|world| world.running = me);
    child
}

/// What a thread does of which somebody may ask whether it has ended. What it has for itself it drops later.
fn and_returns(thread: ActorId, body: Box<dyn FnOnce() + Send>) -> Box<dyn FnOnce() + Send> {
    Box::new(move || {
        body();
        let (end, spawned) = world(|world| (world.actors[thread].end, world.actors[thread].spawned));
        perform(Operation::on(Action::Finish, end, spawned));
    })
}

/// Runs a scenario once, from inside the host's closure. The finished world is left for [`take_world`](super::take_world).
pub fn run_execution(rules: Rules, run: &dyn Fn() -> Outcome) {
    locals::abandon_all();
    made::begin_execution();
    tripwire::begin_execution();
    begin_world(rules);
    host().begin();
    host().run_main(&mut || {
        let result = panic::catch_unwind(AssertUnwindSafe(|| {
            let outcome = run();
            locals::end(0);
            if !host().looks_who_is_left() {
                return_last();
            }
            outcome
        }));
        if stacks::is_unwinding() {
            locals::end(0);
        } else {
            end_main(result);
        }
    });
}

/// `main` has ended like this.
fn end_main(result: std::thread::Result<Outcome>) {
    let names = names();
    world(|world| {
        world.running = 0;
        match result {
            Ok(outcome) => match made::stranger() {
                None => world.returned(outcome, &names),
                Some((said, at)) => {
                    let cause = Cause::Panicked { said: said.to_owned(), at: Some(at) };
                    world.fail(Failure { kind: FailureKind::Panic, cause, evidence: Evidence::None });
                }
            },
            Err(payload) => world.fail(panic_failure(payload.as_ref())),
        }
        world.actors[0].status = Status::Finished;
        world.actors[0].pending = None;
    });
}

/// If nobody has waited for some actor, whether it ends before the scenario returns is a question of schedule like any
/// other. (Asking whether it has ended would make the question's being asked depend on the schedule.)
fn return_last() {
    if world(|world| world.has_loose_ends()) {
        perform(Operation::alone(Action::Return, Location::caller()));
    }
}

/// The failure that a panic out of the scenario is.
pub fn panic_failure(payload: &(dyn Any + Send)) -> Failure {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a value that is no text");
    let text = racecourse_trace::cut::cut(text);
    let cause = match hook::panic_that_said(&text) {
        Some((said, at)) => Cause::Panicked { said, at: Some(at) },
        None => Cause::Panicked { said: text, at: None },
    };
    Failure { kind: FailureKind::Panic, cause, evidence: Evidence::None }
}

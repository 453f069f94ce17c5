//! What a step that an actor has announced is to the graph.

use super::processes;
use racecourse_graphs::Request;
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, Operation, State, Update};
use racecourse_trace::exploration::Verb;

/// The request that a step is.
///
/// # Errors
///
/// What the step is called, if it is not known how to decide it.
pub(super) fn request_of(world: &World, actor: ActorId, op: Operation) -> Result<Request, Verb> {
    if !is_known(op.action) {
        return Err(op.action.verb());
    }
    let plain = Request { process: world.actors[actor].process, ..Request::new(op) };
    if op.action.awaits_an_end() {
        return Ok(join(world, op).unwrap_or(plain));
    }
    Ok(Request {
        weak: op.action == Action::Update(Update::WeakExchange),
        spurious: world.spurious_wake_possible(actor, &op),
        ..plain
    })
}

/// The wait for the end of an actor, or for that of a process, which is that of its first actor.
pub(super) fn join(world: &World, op: Operation) -> Option<Request> {
    let actor = match world.states[op.object()?] {
        State::End { actor, .. } => actor,
        State::Process { process, .. } if op.action == Action::WaitChild => processes::first_of(world, process)?,
        _ => return None,
    };
    Some(Request::new(Operation::alone(Action::Join, op.site).amount(actor)))
}

/// The second half of a wait on a condition variable, which gives up the mutex.
pub(super) fn unlock_after(op: &Operation) -> Option<Request> {
    op.also().map(|mutex| Request::new(Operation::on(Action::Unlock, mutex, op.site)))
}

const fn is_known(action: Action) -> bool {
    !matches!(action, Action::CopyMemory | Action::Return)
}

/// Whether two steps are the same, one of the graph and one that is announced now. Values in words have their numbers by
/// who was first.
pub(super) fn is_same(recorded: &Operation, announced: &Operation) -> bool {
    // To wait for a process is to wait for an actor, and that a process ends is on no object.
    match (recorded.action, announced.action) {
        (Action::Join, Action::WaitChild) => return std::ptr::eq(recorded.site, announced.site),
        (Action::Exit, Action::Exit) => {
            return std::ptr::eq(recorded.site, announced.site) && recorded.operands == announced.operands;
        }
        _ => {}
    }
    let same_place = (recorded.action, recorded.object(), recorded.order)
        == (announced.action, announced.object(), announced.order)
        && std::ptr::eq(recorded.site, announced.site);
    let plain = matches!(recorded.action, Action::CellRead | Action::CellWrite);
    same_place && (plain || recorded.operands == announced.operands)
}

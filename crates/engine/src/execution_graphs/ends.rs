//! The ends of threads that nobody waits for, and a scenario that returns before or after them.
//!
//! Whether somebody is left when the scenario returns depends on which threads have ended by then. In a graph the end of a thread
//! is a write to an object of its own, and the return reads these, one after the other, until it finds a thread that goes on: then
//! that one is left. All that has a say in who is asked comes before in the graph, so it is the same in each graph in which the
//! return comes after the same events.
//!
//! A thread ends with its last step, and its end in the graph says no more than that. So a thread that is left has a step that
//! comes after the return, or that could: an execution of the graph has it there ([`returns_early`]). A graph in which all its steps
//! come before the return is no execution ([`is_no_execution`]), and another one has that the thread has ended.
//!
//! What comes after the return does not happen any more. Two accesses of which one need not come before it race in another graph, in
//! which the thread has ended, if it can.
//!
//! So it is only where the scenario returns like this at all, which an execution shows: then the search begins anew.

use racecourse_graphs::{Clock, Event, Graph, Kind, Request, Spot};
use racecourse_kernel::world::World;
use racecourse_meaning::{ALTOGETHER, Action, ActorId, Operation, State};

/// The end of a thread as what it asks for last; `None` if that is in the graph already.
pub(super) fn end_of(graph: &Graph, world: &World, actor: ActorId) -> Option<Request> {
    let it = &world.actors[actor];
    let is_there = graph.events_of(actor).last().is_some_and(is_end);
    let end = Operation::on(Action::Finish, it.end, it.spawned).amount(ALTOGETHER);
    (!is_there).then(|| Request { process: it.process, ..Request::new(end) })
}

/// Whether it is part of the end of a thread, which is no step of its own.
pub(super) fn is_end(event: &Event) -> bool {
    event.request.op.action == Action::Finish && event.request.op.count() == ALTOGETHER
}

/// Whether it is part of a return of the scenario, which looks whether a thread has ended.
pub(super) fn is_look(event: &Event) -> bool {
    event.request.op.action == Action::Return
}

/// What the scenario asks for that returns at `op` when it has come so far: whether a thread has ended that it would leave.
pub(super) fn look(graph: &Graph, world: &World, actor: ActorId, op: &Operation) -> Option<Request> {
    let last = graph.events_of(actor).len().checked_sub(1)?;
    let left = next_left(graph, Spot::new(actor, last))?;
    let look = Operation::on(Action::Return, world.actors[left].end, op.site).amount(left);
    Some(Request { process: world.actors[actor].process, ..Request::new(look) })
}

/// Whether the scenario returns with this look: it has found somebody that goes on, or nobody is left.
pub(super) fn is_decided(graph: &Graph, spot: Spot, found: &State) -> bool {
    let goes_on = matches!(found, State::End { finished: false, .. });
    goes_on || next_left(graph, Spot::new(spot.actor(), spot.index() + 1)).is_none()
}

/// The first thread that was started before the event at `spot`, and whose end nobody has waited for or looked at before that.
fn next_left(graph: &Graph, spot: Spot) -> Option<ActorId> {
    let before = graph.event(spot).causes();
    let of = |actor: ActorId| graph.events_of(actor).iter().take(before.of(actor));
    let is_seen = |it: ActorId| (0..graph.actors()).flat_map(of).any(|event| end_seen_by(event) == Some(it));
    let is_started = |it: ActorId| graph.start_of(it).is_some_and(|start| before.has(start));
    (1..graph.actors()).find(|&it| is_started(it) && !is_seen(it))
}

/// The look by which the scenario has found somebody that goes on, and whom.
fn left(graph: &Graph) -> Option<(Spot, ActorId)> {
    let mut events = graph.events_of(0).iter().enumerate().rev();
    let (index, look) = events.find(|(_, event)| event.kind == Kind::Read && is_look(event))?;
    let (spot, left) = (Spot::new(0, index), look.request.op.count());
    let events = graph.events_of(left);
    let has_ended = events.last().is_some_and(is_end) && look.causes().of(left) == events.len();
    (!has_ended).then_some((spot, left))
}

/// Whether somebody is left of whom all that it does comes before.
pub(super) fn is_no_execution(graph: &Graph) -> bool {
    left(graph).is_some_and(|(look, left)| {
        let before = graph.event(look).causes().of(left);
        let steps = graph.events_of(left).iter().take_while(|event| !is_end(event)).count();
        graph.events_of(left).last().is_some_and(is_end) && before == steps
    })
}

/// Has the scenario return before all that need not come before, if somebody is left.
pub(super) fn returns_early(graph: &Graph, order: &mut [Spot]) {
    if let Some(before) = before_return(graph) {
        order.sort_by_key(|spot| !before.has(*spot));
    }
}

/// What has to come before the return of the scenario, if somebody is left by that.
pub(super) fn before_return(graph: &Graph) -> Option<&Clock> {
    left(graph).map(|(look, _)| graph.event(look).causes())
}

/// Whose end it has waited for, or looked at.
fn end_seen_by(event: &Event) -> Option<ActorId> {
    match event.kind {
        Kind::Join(child) => Some(child.into()),
        Kind::Read if is_look(event) => Some(event.request.op.count()),
        _ => None,
    }
}

//! Processes: what a graph has of them besides what their actors do.
//!
//! A process that ends closes what it has open and gives up its file locks, all at once. In a graph each of these is a step of its own, on
//! one object, right behind the end. Where somebody may be killed, it is part of each step of a process that it lives: a step on the
//! process's own object, right before. A kill is a step on the same object, so it comes between two others; who comes after it finds the
//! process dead and does nothing more, and the first actor has what is left taken back, as by an end.
//!
//! What belongs together is a *unit*. The search knows nothing of that, so it also comes to graphs in which somebody would have to be
//! in the middle of one: after its first part and before its last. These are no executions, and are found out when they are complete
//! ([`is_no_execution`]). All others can be told with each unit in one piece ([`in_units`]).
//!
//! To wait for a process is to wait for the end of its first actor.

use racecourse_graphs::{EndsMade, Event, Graph, Kind, Model, Request, Search, Spot};
use racecourse_kernel as kernel;
use racecourse_kernel::numbers::Kind as Numbered;
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation, ProcessId, State};

/// What is next of an actor of a process.
pub(super) enum Next {
    /// What it has announced.
    Own,
    /// Something that is no step of its own.
    Aside(Request),
    /// Nothing any more.
    Ended,
    /// It ends its process while others in it may go on, and that is not decided.
    LeavesOthers,
}

/// Whether it is part of a step or of an end, and no step itself.
pub(super) fn is_aside(event: &Event) -> bool {
    let is_of_an_end = matches!(event.request.op.action, Action::Exit | Action::Bury) && event.kind != Kind::Ends;
    event.request.op.action == Action::Live || is_of_an_end
}

/// What is next of `actor`.
pub(super) fn next(search: &Search, world: &World, actor: ActorId) -> Next {
    let process = world.actors[actor].process;
    if process == 0 {
        return Next::Own;
    }
    let graph = search.graph();
    let line = graph.events_of(actor);
    let object = world.processes[process].object;
    let own = world.actors[actor].pending;
    let request = |op: Operation| Next::Aside(Request { process, ..Request::new(op) });
    if let Some(end) = line.iter().find(|event| event.kind == Kind::Ends) {
        let is_lost = |lost: &ObjectId| line.iter().any(|it| is_aside(it) && it.object() == Some(*lost));
        let left = held(search, world, process).into_iter().find(|lost| !is_lost(lost));
        let op = &end.request.op;
        return left.map_or(Next::Ended, |lost| request(Operation::on(op.action, lost, op.site)));
    }
    if is_dead(search, world, actor) {
        let site = own.map_or(world.actors[actor].spawned, |op| op.site);
        let is_first = first_of(world, process) == Some(actor);
        return if is_first { request(Operation::alone(Action::Bury, site)) } else { Next::Ended };
    }
    let Some(op) = own else { return if world.actors[actor].is_gone() { Next::Ended } else { Next::Own } };
    let may_be_killed = kernel::lessons::processes_are_killed();
    if op.action == Action::Exit {
        let has_lived = line.iter().any(|event| event.object() == Some(object) && is_aside(event) && is_exit(event));
        return match () {
            () if may_be_killed && !has_lived => request(op),
            () if !others_have_ended(graph, world, actor) => Next::LeavesOthers,
            () => request(Operation::alone(Action::Exit, op.site).operand(op.operands[0])),
        };
    }
    let comes_by_itself = world.commutes(actor, &op) || op.action.is_local();
    if !may_be_killed || comes_by_itself || is_in_the_middle(graph, actor) {
        return Next::Own;
    }
    request(Operation::on(Action::Live, object, op.site))
}

const fn is_exit(event: &Event) -> bool {
    matches!(event.request.op.action, Action::Exit)
}

/// Whether `actor` has found that its process lives, and has not taken the step.
pub(super) fn is_in_the_middle(graph: &Graph, actor: ActorId) -> bool {
    graph.events_of(actor).last().is_some_and(|event| event.exclusive && event.request.op.action == Action::Live)
}

/// Whether `actor` has found that its process is dead.
fn is_dead(search: &Search, world: &World, actor: ActorId) -> bool {
    let object = world.processes[world.actors[actor].process].object;
    search.graph().events_of(actor).iter().any(|event| finds_it_dead(search, object, event))
}

/// Whether an actor of the process whose object this is finds there that it is dead.
pub(super) fn finds_it_dead(search: &Search, object: ObjectId, event: &Event) -> bool {
    let looks = event.kind == Kind::Read && event.object() == Some(object) && is_aside(event);
    looks && search.state(event.value, &EndsMade::default()).is_done_for()
}

/// Whether nothing of `actor`, who takes no more steps, is missing in the graph.
pub(super) fn is_over(search: &Search, world: &World, actor: ActorId) -> bool {
    match next(search, world, actor) {
        Next::Own => world.actors[actor].is_gone(),
        Next::Ended => true,
        Next::Aside(_) | Next::LeavesOthers => false,
    }
}

/// The first actor of a process, which is there as long as the process is.
pub(super) fn first_of(world: &World, process: ProcessId) -> Option<ActorId> {
    world.born.actors.iter().copied().find(|&actor| world.actors[actor].process == process)
}

/// Whether all others that have been part of the process of `actor` have come to their ends before what `actor` has done last.
fn others_have_ended(graph: &Graph, world: &World, actor: ActorId) -> bool {
    let process = world.actors[actor].process;
    let mut others = world.born.actors.iter().copied().filter(|&it| it != actor && world.actors[it].process == process);
    let Some(last) = graph.events_of(actor).last() else { return others.next().is_none() };
    let before = last.causes();
    others.all(|it| {
        let is_awaited = |event: &Event| matches!(event.kind, Kind::Join(child) if usize::from(child) == it);
        (0..graph.actors()).any(|by| graph.events_of(by).iter().take(before.of(by)).any(is_awaited))
    })
}

/// What the end of a process changes, as far as that has not been changed by it: pipes of which it has an end open, and file locks.
fn held(search: &Search, world: &World, process: ProcessId) -> Vec<ObjectId> {
    let graph = search.graph();
    let members: Vec<ActorId> =
        world.born.actors.iter().copied().filter(|&actor| world.actors[actor].process == process).collect();
    let mut held: Vec<ObjectId> = world.processes[process].pipes.to_vec();
    held.retain(|&pipe| {
        let maker = world.origin(Numbered::Object, pipe).map(|(maker, _)| world.actors[maker].process);
        let made_with = if maker == Some(process) { 2 } else { 0 };
        let is_its = |event: &&Event| {
            let op = &event.request.op;
            matches!(event.kind, Kind::Opens(_)) && op.object() == Some(pipe) && op.operands[0] == process as u64
        };
        let inherited = (0..graph.actors()).flat_map(|actor| graph.events_of(actor)).filter(is_its).count();
        let closes = |event: &&Event| {
            let is_close = event.request.op.action == Action::PipeClose && event.kind == Kind::Read;
            is_close && event.object() == Some(pipe)
        };
        let closed = members.iter().flat_map(|&actor| graph.events_of(actor)).filter(closes).count();
        made_with + inherited > closed
    });
    for &actor in &members {
        let line = graph.events_of(actor);
        for (index, event) in line.iter().enumerate().filter(|(_, event)| event.kind == Kind::Write) {
            let Some(object) = event.object() else { continue };
            let is_last = !line[index + 1..].iter().any(|later| later.object() == Some(object));
            if is_last
                && matches!(world.states[object], State::FileLock { .. })
                && search.state(event.value, &EndsMade::default())
                    == (State::FileLock { owner: Some((process, actor)) })
            {
                held.push(object);
            }
        }
    }
    held.sort_unstable();
    held
}

/// For each event of an actor, the first of its unit.
fn units(line: &[Event]) -> Vec<usize> {
    let is_life = |index: usize| line[index].exclusive && line[index].request.op.action == Action::Live;
    let mut units = Vec::with_capacity(line.len());
    // The unit that goes on with what comes next.
    let mut open: Option<usize> = None;
    let mut has_ended = false;
    for (index, event) in line.iter().enumerate() {
        let looks_whether_it_lives = is_aside(event) && !has_ended && !event.exclusive;
        let unit = match event.kind {
            _ if event.exclusive => units[index - 1],
            _ if looks_whether_it_lives => {
                let lives = line.get(index + 1).is_some_and(|next| next.exclusive);
                open = lives.then_some(index);
                index
            }
            // A burial is a step of its own.
            Kind::Ends if event.request.op.action == Action::Bury => index,
            // That a thread has ended is taken note of whenever it is.
            Kind::Join(_) if index == 0 || !is_life(index - 1) => index,
            _ => open.unwrap_or(index),
        };
        match event.kind {
            Kind::Join(_) => open = None,
            Kind::Ends => (open, has_ended) = (Some(unit), true),
            _ => {}
        }
        units.push(unit);
    }
    units
}

/// Whether there is anything in a graph that is part of a step or of an end.
pub(super) fn are_in(graph: &Graph) -> bool {
    graph.spots().iter().any(|spot| is_aside(graph.event(*spot)) || graph.event(*spot).kind == Kind::Ends)
}

/// The events in an order with each unit in one piece, as near to this one as can be; `None` if there is none.
pub(super) fn in_units(graph: &Graph, order: &[Spot], model: Model) -> Option<Vec<Spot>> {
    let units: Vec<Vec<usize>> = (0..graph.actors()).map(|actor| units(graph.events_of(actor))).collect();
    let first = |spot: Spot| Spot::new(spot.actor(), units[spot.actor()][spot.index()]);
    let mut done: Vec<usize> = vec![0; graph.actors()];
    let mut told = Vec::with_capacity(order.len());
    while told.len() < order.len() {
        let is_done = |done: &[usize], it: Spot| done[it.actor()] > it.index();
        let is_next = |spot: &&Spot| {
            let unit = first(**spot);
            let line = &units[spot.actor()];
            let members = (unit.index()..line.len()).take_while(|&index| line[index] == unit.index());
            done[spot.actor()] == unit.index()
                && **spot == unit
                && members
                    .map(|index| Spot::new(spot.actor(), index))
                    .all(|member| before(graph, member, model).all(|it| is_done(&done, it) || first(it) == unit))
        };
        let next = order.iter().filter(|spot| !is_done(&done, **spot)).find(is_next).copied()?;
        let line = &units[next.actor()][next.index()..];
        let members = line.iter().take_while(|unit| **unit == next.index()).count();
        told.extend((0..members).map(|nth| Spot::new(next.actor(), next.index() + nth)));
        done[next.actor()] = next.index() + members;
    }
    Some(told)
}

/// What has to come before an event: in its actor, by what it reads and whom it awaits; and where all steps are in one order, what it
/// overwrites, and what has read that.
fn before(graph: &Graph, spot: Spot, model: Model) -> impl Iterator<Item = Spot> {
    let event = graph.event(spot);
    let mut before: Vec<Spot> = Vec::new();
    match spot.index().checked_sub(1) {
        Some(index) => before.push(Spot::new(spot.actor(), index)),
        None => before.extend(graph.start_of(spot.actor())),
    }
    before.extend(event.reads.filter(|_| event.kind == Kind::Read));
    if let Kind::Join(child) = event.kind {
        let child = usize::from(child);
        before.extend(graph.events_of(child).len().checked_sub(1).map(|last| Spot::new(child, last)));
    }
    if model == Model::Sc
        && event.kind == Kind::Write
        && let Some(object) = event.object()
        && let Some(place) = graph.place(spot)
    {
        let overwritten = place.checked_sub(2).map(|at| graph.writes_to(object)[at]);
        before.extend(overwritten);
        let reads = |other: &&Spot| {
            let it = graph.event(**other);
            let is_half = other.actor() == spot.actor() && other.index() + 1 == spot.index() && event.exclusive;
            it.kind == Kind::Read && !it.blocked && it.object() == Some(object) && it.reads == overwritten && !is_half
        };
        before.extend(graph.spots().iter().filter(reads).copied());
    }
    before.into_iter()
}

/// Whether the graph, which is complete, is no execution: somebody would have to be in the middle of a unit, or is about to take a step
/// although its process was killed, which is told as one that was not begun.
pub(super) fn is_no_execution(search: &Search, world: &World, model: Model) -> bool {
    if world.processes.len() < 2 {
        return false;
    }
    let graph = search.graph();
    let is_begun_in_vain =
        world.born.actors.iter().copied().filter(|&actor| world.actors[actor].process != 0).any(|actor| {
            let object = world.processes[world.actors[actor].process].object;
            let line = graph.events_of(actor);
            let steps = line.len() - usize::from(graph.is_blocked(actor));
            let begins = steps > 0 && line[steps - 1].exclusive && line[steps - 1].request.op.action == Action::Live;
            let is_dead =
                || search.state(graph.value(object, graph.newest(object)), &EndsMade::default()).is_done_for();
            begins && is_dead()
        });
    is_begun_in_vain || in_units(graph, &graph.in_order(), model).is_none()
}

//! The kernel keeps numbers for actors and objects that a program may never make. A reader of the graph is to see no gaps.

use racecourse_trace::state_graph::{StateGraph, Value};

/// Closes the gaps: of actors and objects that are in no state nothing is left.
pub(super) fn close(graph: &mut StateGraph) {
    let actors = Places::of(graph.actors.iter().map(|actor| !actor.standings.is_empty()));
    let objects = Places::of(graph.objects.iter().map(|object| !object.values.is_empty()));
    for standing in graph.actors.iter_mut().flat_map(|actor| &mut actor.standings) {
        let next = standing.next.iter_mut();
        let named = next.flat_map(|step| [&mut step.object, &mut step.also]).flatten();
        named.chain(standing.holds.iter_mut().map(|held| &mut held.object)).for_each(|object| objects.renumber(object));
        standing.waits_for.iter_mut().for_each(|actor| actors.renumber(actor));
    }
    for value in graph.objects.iter_mut().flat_map(|object| &mut object.values) {
        renumber_in(value, &actors);
    }
    for state in &mut graph.states {
        actors.close(&mut state.actors);
        objects.close(&mut state.objects);
        state.moves.iter_mut().for_each(|step| actors.renumber(&mut step.actor));
    }
    actors.close(&mut graph.actors);
    objects.close(&mut graph.objects);
}

fn renumber_in(value: &mut Value, actors: &Places) {
    let (one, many): (&mut Option<usize>, Vec<&mut Vec<usize>>) = match value {
        Value::Lock { owner: one } | Value::Once { runner: one, .. } => (one, Vec::new()),
        Value::RwLock { writer, readers, queue } => (writer, vec![readers, queue]),
        Value::Condvar { waiters, notified } => (&mut None, std::iter::once(waiters).chain(notified).collect()),
        Value::Barrier { arrived, released, .. } => (&mut None, vec![arrived, released]),
        Value::Semaphore { holders, .. } => (&mut None, vec![holders]),
        Value::Memory { .. }
        | Value::Channel { .. }
        | Value::Token { .. }
        | Value::Thread { .. }
        | Value::Process { .. }
        | Value::Pipe { .. }
        | Value::File { .. }
        | Value::Pointer { .. }
        | Value::Turns => return,
    };
    one.iter_mut().chain(many.into_iter().flatten()).for_each(|actor| actors.renumber(actor));
}

/// For each number where it is without the gaps; `None` for a gap.
struct Places(Vec<Option<usize>>);

impl Places {
    fn of(are_there: impl Iterator<Item = bool>) -> Self {
        let mut next = 0..;
        Self(are_there.map(|is_there| if is_there { next.next() } else { None }).collect())
    }

    fn renumber(&self, number: &mut usize) {
        *number = self.0[*number].expect("only what is there is named");
    }

    /// Takes the gaps out of what is listed by number.
    fn close<T>(&self, all: &mut Vec<T>) {
        let mut places = self.0.iter();
        all.retain(|_| places.next().is_some_and(Option::is_some));
    }
}

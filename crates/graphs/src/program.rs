//! Programs that are functions: what an actor does next follows from what it has been answered so far.

use racecourse_meaning::{ActorId, ObjectId, State};

use super::{Graph, Kind, Leaf, Model, Pending, Preference, Request, Search, Step};

/// What a request was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Answered {
    /// The value that was found, of what reads an atomic; nothing else says one.
    pub value: u64,
    /// Whether it has written, of a read-modify-write; whether it has changed the object, of a step on a lock or the like, so
    /// that one which was only tried says what came of it; of anything else that it has been done.
    pub done: bool,
}

/// A program.
pub trait Program {
    /// How many actors it has.
    fn actors(&self) -> usize;

    /// Whether `actor` is there from the beginning; else somebody starts it.
    fn is_there(&self, _actor: ActorId) -> bool {
        true
    }

    /// What an object is at first.
    fn initial(&self, object: ObjectId) -> State;

    /// What `actor` asks for when it has been answered this; `None` at its end.
    fn next(&self, actor: ActorId, answered: &[Answered]) -> Option<Request>;
}

/// How a graph of a program ends.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'a> {
    /// The search whose graph it is.
    pub search: &'a Search,
    /// How it ends.
    pub leaf: Leaf,
    /// What each actor has been answered.
    pub answered: &'a [Vec<Answered>],
}

/// Shows all graphs of `program` that `model` allows to `seen`.
pub fn explore(program: &impl Program, model: Model, preference: Preference, mut seen: impl FnMut(Ended<'_>)) {
    let mut search = Search::new(model, preference);
    let mut walk = Walk::through(program);
    while let Some(leaf) = walk.next(program, &mut search) {
        seen(Ended { search: &search, leaf, answered: walk.answered() });
    }
}

/// A walk through the graphs of a program, of one search or of several.
#[derive(Clone, Debug)]
pub struct Walk {
    runs: Vec<Run>,
    answered: Vec<Vec<Answered>>,
    pending: Vec<Pending>,
}

impl Walk {
    /// A walk through graphs of this program.
    pub fn through(program: &impl Program) -> Self {
        let count = program.actors();
        Self {
            runs: vec![Run { answered: Vec::new(), pending: Pending::Nothing }; count],
            answered: vec![Vec::new(); count],
            pending: vec![Pending::Nothing; count],
        }
    }

    /// Goes on to the next graph of a search, and says how it ends; `None` if that was the last one.
    pub fn next(&mut self, program: &impl Program, search: &mut Search) -> Option<Leaf> {
        if !search.begin() {
            return None;
        }
        let Self { runs, answered, pending } = self;
        runs.iter_mut().for_each(Run::forget);
        let leaf = loop {
            for actor in 0..program.actors() {
                if runs[actor].pending == Pending::Nothing {
                    runs[actor].catch_up(program, search, actor);
                }
                pending[actor].clone_from(&runs[actor].pending);
            }
            match search.step(pending) {
                Step::Taken(actor) | Step::Blocked(actor) => runs[actor].pending = Pending::Nothing,
                Step::Over(leaf) => break leaf,
            }
        };
        for (run, answered) in runs.iter_mut().zip(answered) {
            std::mem::swap(&mut run.answered, answered);
        }
        Some(leaf)
    }

    /// What each actor has been answered in the last graph.
    pub fn answered(&self) -> &[Vec<Answered>] {
        &self.answered
    }
}

#[derive(Clone, Debug)]
struct Run {
    answered: Vec<Answered>,
    pending: Pending,
}

impl Run {
    fn forget(&mut self) {
        self.answered.clear();
        self.pending = Pending::Nothing;
    }

    fn catch_up(&mut self, program: &impl Program, search: &mut Search, actor: ActorId) {
        let graph = search.graph();
        if !program.is_there(actor) && graph.start_of(actor).is_none() {
            return;
        }
        answers_in(graph, actor, &mut self.answered);
        if graph.is_blocked(actor) {
            return;
        }
        self.pending = match program.next(actor, &self.answered) {
            None => Pending::Ended,
            Some(request) => {
                if let Some(object) = request.op.object()
                    && graph.is_untouched(object)
                {
                    search.declare(object, &program.initial(object));
                }
                Pending::Asks(request)
            }
        };
    }
}

/// What the requests of `actor` have been answered in `graph`, in their order.
fn answers_in(graph: &Graph, actor: ActorId, answered: &mut Vec<Answered>) {
    answered.clear();
    let events = graph.events_of(actor);
    for (index, event) in events.iter().enumerate() {
        // The other half of a read-modify-write is no answer of its own, and who waits has none.
        if event.exclusive || event.blocked {
            continue;
        }
        let is_read = event.kind == Kind::Read;
        let says = is_read && event.object().is_some_and(|object| !graph.is_chain(object));
        let half = events.get(index + 1).filter(|next| next.exclusive);
        let wrote = half.is_some_and(|next| says || next.value != event.value);
        let value = if says { event.value } else { 0 };
        answered.push(Answered { value, done: !is_read || wrote });
    }
}

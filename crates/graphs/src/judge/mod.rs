//! Brute force: all graphs of a program by adding events in every order, each graph judged by relations that are computed as they
//! are written down. It shares nothing with the search but what objects mean, and is for small programs.

mod relation;
mod rules;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use racecourse_meaning::{Action, End, ObjectId, Order, State, Who};

use super::{Answered, Graph, Kind, Leaf, Model, Program, Request, Spot};

/// What makes one graph another: for each actor what it does and what that reads, for each object the order of its writes.
/// Events are named by actor and place. Reads that wait are not part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    actors: Vec<Vec<Told>>,
    writes: BTreeMap<ObjectId, Vec<(usize, usize)>>,
}

/// What an event does, and what it reads.
type Told = (&'static str, Option<(usize, usize)>);

impl Shape {
    /// That of a graph of the search.
    pub fn of(graph: &Graph, actors: usize) -> Self {
        let name = |spot: Spot| (spot.actor(), spot.index());
        let line = |actor: usize| {
            let events = graph.events_of(actor).iter().filter(|event| !event.blocked);
            events.map(|event| (kind_name(event.kind, event.exclusive), event.reads.map(name))).collect()
        };
        let written = (0..graph.objects()).filter(|object| !graph.writes_to(*object).is_empty());
        let writes = written.map(|object| (object, graph.writes_to(object).iter().copied().map(name).collect()));
        Self { actors: (0..actors).map(line).collect(), writes: writes.collect() }
    }
}

fn kind_name(kind: Kind, exclusive: bool) -> &'static str {
    match kind {
        Kind::Write if exclusive => "update",
        Kind::Read => "read",
        Kind::Write => "write",
        Kind::Fence => "fence",
        Kind::PlainRead => "plain read",
        Kind::PlainWrite => "plain write",
        Kind::Spawn(_) => "spawn",
        Kind::Join(_) => "join",
        Kind::Opens(_) => "opens",
        Kind::Ends => "ends",
    }
}

/// An event, as the judge keeps it.
#[derive(Clone, Debug)]
struct Event {
    kind: Kind,
    object: Option<ObjectId>,
    action: Action,
    order: Order,
    /// What a write leaves: the state of its object.
    leaves: Option<State>,
    reads: Option<(usize, usize)>,
    exclusive: bool,
    is_chain: bool,
}

/// More ends than a channel has in any program here.
const MANY: usize = 1_000;

/// A graph, as the judge keeps it.
#[derive(Clone, Debug, Default)]
struct Draft {
    actors: Vec<Vec<Event>>,
    answered: Vec<Vec<Answered>>,
    writes: BTreeMap<ObjectId, Vec<(usize, usize)>>,
    /// By which event each actor was started.
    starts: Vec<Option<(usize, usize)>>,
}

/// A graph that is not continued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// How it ends: never as `Stale`.
    pub leaf: Leaf,
    /// What each actor was answered.
    pub answered: Vec<Vec<Answered>>,
    /// Whether two accesses to plain memory race in it.
    pub races: bool,
}

/// All graphs of `program` that `model` allows; `None` if more than `most` have to be looked at for it.
pub fn judge(program: &impl Program, model: Model, most: usize) -> Option<BTreeMap<Shape, Judged>> {
    let actors = program.actors();
    let empty = Draft {
        actors: vec![Vec::new(); actors],
        answered: vec![Vec::new(); actors],
        writes: BTreeMap::new(),
        starts: vec![None; actors],
    };
    let mut open = vec![empty];
    let mut known: HashSet<Shape> = HashSet::new();
    let mut found = BTreeMap::new();
    while let Some(draft) = open.pop() {
        let next = Next::of(program, &draft);
        if next.everybody_waits {
            let leaf = if next.all_ended { Leaf::Complete } else { Leaf::Stuck };
            let races = rules::races(&draft);
            found.insert(draft.shape(), Judged { leaf, answered: draft.answered.clone(), races });
        }
        for longer in next.drafts {
            if rules::allows(&longer, model) && known.insert(longer.shape()) {
                open.push(longer);
            }
        }
        if known.len() > most {
            return None;
        }
    }
    Some(found)
}

/// What can come after a draft.
struct Next {
    drafts: Vec<Draft>,
    everybody_waits: bool,
    all_ended: bool,
}

impl Next {
    fn of(program: &impl Program, draft: &Draft) -> Self {
        let mut next = Self { drafts: Vec::new(), everybody_waits: true, all_ended: true };
        let asks = |actor: usize| program.next(actor, &draft.answered[actor]);
        let is_there = |actor: usize| program.is_there(actor) || draft.starts[actor].is_some();
        for actor in (0..program.actors()).filter(|actor| is_there(*actor)) {
            let Some(request) = asks(actor) else { continue };
            next.all_ended = false;
            let initial = |object: ObjectId| program.initial(object);
            if request.opens.is_some() {
                next.everybody_waits = false;
                next.drafts.push(draft.with_mark(actor, &request));
                continue;
            }
            match request.op.action {
                Action::Join if !is_there(request.op.count()) || asks(request.op.count()).is_some() => {}
                Action::Fence | Action::Spawn | Action::Join | Action::CellRead | Action::CellWrite => {
                    next.everybody_waits = false;
                    next.drafts.push(draft.with_mark(actor, &request));
                }
                Action::Store => {
                    next.everybody_waits = false;
                    next.drafts.extend(draft.with_store(actor, &request, &initial));
                }
                _ => {
                    let (drafts, waits) = draft.with_read(actor, &request, &initial);
                    next.everybody_waits &= waits;
                    next.drafts.extend(drafts);
                }
            }
        }
        next
    }
}

impl Draft {
    fn shape(&self) -> Shape {
        let line = |events: &Vec<Event>| {
            events.iter().map(|event| (kind_name(event.kind, event.exclusive), event.reads)).collect()
        };
        let writes = self.writes.iter().filter(|(_, writes)| !writes.is_empty());
        Shape {
            actors: self.actors.iter().map(line).collect(),
            writes: writes.map(|(object, writes)| (*object, writes.clone())).collect(),
        }
    }

    fn with_mark(&self, actor: usize, request: &Request) -> Self {
        let mut longer = self.clone();
        let kind = match request.op.action {
            _ if request.opens.is_some() => Kind::Opens(request.opens.expect("it was asked")),
            Action::Fence => Kind::Fence,
            Action::CellRead => Kind::PlainRead,
            Action::CellWrite => Kind::PlainWrite,
            Action::Spawn => {
                longer.starts[request.op.count()] = Some((actor, self.actors[actor].len()));
                Kind::Spawn(request.op.count() as u16)
            }
            _ => Kind::Join(request.op.count() as u16),
        };
        let is_on_one = matches!(kind, Kind::PlainRead | Kind::PlainWrite | Kind::Opens(_));
        let object = if is_on_one { request.op.object() } else { None };
        longer.push(actor, request, kind, object, request.op.order);
        longer.answered[actor].push(Answered { value: 0, done: true });
        longer
    }

    fn push(
        &mut self,
        actor: usize,
        request: &Request,
        kind: Kind,
        object: Option<ObjectId>,
        order: Order,
    ) -> &mut Event {
        self.actors[actor].push(Event {
            kind,
            object,
            action: request.op.action,
            order,
            leaves: None,
            reads: None,
            exclusive: false,
            is_chain: false,
        });
        self.actors[actor].last_mut().expect("it has just been added")
    }

    fn with_store(&self, actor: usize, request: &Request, initial: &dyn Fn(ObjectId) -> State) -> Vec<Self> {
        let object = request.op.object().expect("a store is on an object");
        let places = self.writes.get(&object).map_or(0, Vec::len);
        let at = |place: usize| {
            let mut longer = self.clone();
            let mut state = initial(object);
            state.apply(Who { actor, process: request.process }, &request.op).expect("a store does not wait");
            let write = (actor, self.actors[actor].len());
            longer.push(actor, request, Kind::Write, Some(object), request.op.order).leaves = Some(state);
            longer.writes.entry(object).or_default().insert(place, write);
            longer.answered[actor].push(Answered { value: 0, done: true });
            longer
        };
        (0..=places).map(at).collect()
    }

    /// A channel as it is now, with all ends that have been made, and not those that were closed before.
    fn as_it_is(&self, object: ObjectId, mut kept: State) -> State {
        if let State::Channel(channel) = &mut kept {
            channel.senders = channel.senders + self.opened(object, End::Sender) - MANY;
            channel.receivers = channel.receivers + self.opened(object, End::Receiver) - MANY;
        }
        kept
    }

    /// The same as it is kept: what a step leaves does not know of the ends that are made meanwhile.
    fn to_keep(&self, object: ObjectId, mut state: State) -> State {
        if let State::Channel(channel) = &mut state {
            channel.senders = channel.senders + MANY - self.opened(object, End::Sender);
            channel.receivers = channel.receivers + MANY - self.opened(object, End::Receiver);
        }
        state
    }

    fn opened(&self, object: ObjectId, end: End) -> usize {
        let is_it = |event: &&Event| event.object == Some(object) && event.kind == Kind::Opens(end);
        self.actors.iter().flatten().filter(is_it).count()
    }

    /// With a read of each write; and whether the last one is none that it can go on with.
    fn with_read(&self, actor: usize, request: &Request, initial: &dyn Fn(ObjectId) -> State) -> (Vec<Self>, bool) {
        let object = request.op.object().expect("a read is on an object");
        let none = Vec::new();
        let writes = self.writes.get(&object).unwrap_or(&none);
        let mut drafts = Vec::new();
        let mut waits = false;
        for place in 0..=writes.len() {
            let from = place.checked_sub(1).map(|at| writes[at]);
            let kept = match from {
                None => Draft::default().to_keep(object, initial(object)),
                Some((actor, index)) => self.actors[actor][index].leaves.clone().expect("a write leaves something"),
            };
            let state = self.as_it_is(object, kept);
            let (ways, waits_here) = ways(actor, request, &state);
            waits = waits_here;
            for way in ways {
                let mut longer = self.clone();
                let is_chain = state.value().is_none();
                let read = longer.push(actor, request, Kind::Read, Some(object), way.read);
                read.reads = from;
                read.is_chain = is_chain;
                if let Some(left) = &way.leaves {
                    let write = (actor, longer.actors[actor].len());
                    let event = longer.push(actor, request, Kind::Write, Some(object), way.write);
                    event.leaves = Some(self.to_keep(object, left.clone()));
                    event.exclusive = true;
                    event.is_chain = is_chain;
                    longer.writes.entry(object).or_default().insert(place, write);
                }
                let value = state.value().map_or(0, |(_, value)| value);
                let done = way.leaves.is_some_and(|left| !is_chain || left != state);
                longer.answered[actor].push(Answered { value, done });
                drafts.push(longer);
            }
        }
        (drafts, waits)
    }
}

/// What may come of finding a state.
struct Way {
    read: Order,
    write: Order,
    leaves: Option<State>,
}

/// All that may come of it, and whether the first of them would be to wait.
fn ways(actor: usize, request: &Request, state: &State) -> (Vec<Way>, bool) {
    let op = &request.op;
    let who = Who { actor, process: request.process };
    let is_atomic = state.value().is_some();
    let looks = |order: Order| Way { read: order, write: order, leaves: None };
    if is_atomic && request.refuses.is_some() && request.refuses == state.value().map(|(_, value)| value) {
        return (Vec::new(), true);
    }
    if is_atomic && op.action == Action::Load {
        return (vec![looks(op.order)], false);
    }
    let mut after = state.clone();
    let Some(effect) = after.apply(who, op) else {
        let refused = request.spurious.then(|| {
            let effect = after.apply_refused(who, op);
            let (read, write) = of_chain(effect.acquires, effect.releases);
            Way { read, write, leaves: Some(after) }
        });
        return (refused.into_iter().collect(), true);
    };
    if !is_atomic {
        let (read, write) = of_chain(effect.acquires, effect.releases);
        return (vec![Way { read, write, leaves: Some(after) }], false);
    }
    if !effect.is_done() {
        return (vec![looks(op.on_failure)], false);
    }
    let read = match op.order {
        Order::Release => Order::Relaxed,
        Order::AcqRel => Order::Acquire,
        order => order,
    };
    let write = match op.order {
        Order::Acquire => Order::Relaxed,
        Order::AcqRel => Order::Release,
        order => order,
    };
    let mut ways = vec![Way { read, write, leaves: Some(after) }];
    if request.weak && op.expected().is_some() {
        ways.push(looks(op.on_failure));
    }
    (ways, false)
}

fn of_chain(acquires: bool, releases: bool) -> (Order, Order) {
    let read = if acquires { Order::Acquire } else { Order::Relaxed };
    let write = if releases { Order::Release } else { Order::Relaxed };
    (read, write)
}

/// All shapes and outcomes of a search, in the form of the judge's: what it found twice, and how many graphs were stale.
pub fn searched(
    program: &impl Program,
    model: Model,
    preference: super::Preference,
) -> (BTreeMap<Shape, Judged>, BTreeSet<Shape>, usize) {
    let (mut found, mut twice, mut stale) = (BTreeMap::new(), BTreeSet::new(), 0);
    super::explore(program, model, preference, |ended| {
        if ended.leaf == Leaf::Stale {
            stale += 1;
            return;
        }
        let graph = ended.search.graph();
        let shape = Shape::of(graph, program.actors());
        let answered = ended.answered.to_vec();
        let races = super::races(graph).next().is_some();
        if found.insert(shape.clone(), Judged { leaf: ended.leaf, answered, races }).is_some() {
            twice.insert(shape);
        }
    });
    (found, twice, stale)
}

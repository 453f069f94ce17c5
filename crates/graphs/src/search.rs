//! Every execution graph of a program that a model allows, each once.
//!
//! This is TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis, *Truly Stateless, Optimal Dynamic Partial Order Reduction*,
//! POPL 2022). Events are added one by one. A read is tried with each write that it may read, a write at each place at which
//! it may stand; and a write that comes after a read is also tried as what that read reads, in the graph without what was
//! added since and does not lead to the write. That a graph is made only once is seen to by what may be taken away: only what
//! would have come about by itself, because it is what is tried first (*maximal*).
//!
//! Three things are added to it:
//!
//! - A step on a lock, or on anything else that is no atomic, is a read-modify-write of its state, which waits while the state
//!   does not allow it (see `racecourse_meaning`). So is that of who is refused: it is ordered among the others. Who has to wait
//!   adds nothing while somebody else can go on. Only at a standstill it does, with the last state, which it cannot go on with,
//!   and with each older one that it could have gone on with: without these, executions of programs that may get stuck would
//!   be missed.
//! - An exchange that may fail for no reason, and whoever may wake up for no reason, is a choice of two, of which the first counts
//!   as maximal.
//! - To make another end of a channel is no step, because who has one can have made two at once. It is an event of its actor alone,
//!   and the state of a channel is kept by how many ends are closed. Whether all are is the same in each graph that has the last
//!   closing: whoever makes another one has one that is open, and the closing of that comes after it. So this holds of programs
//!   in which nobody closes more ends than it has, as no Rust program does; of others the search misses graphs.
//! - Plain memory takes no part in it: what is read there is what was written last, and whether there was a race is asked of
//!   the whole graph ([`races`](super::races)).
//!
//! It goes depth first. What is left to be tried is kept as a number of events up to which the graph at hand is the same, and
//! what is done there; only where a read comes to read a later write the graph is copied. So the memory it takes does not grow
//! with the number of graphs.

use racecourse_meaning::{Action, ActorId, ObjectId, Order, State};

use super::answer::{Answer, Answers, Meanings};
use super::event::{gives_back_lock, takes_lock};
use super::model::{agrees, holds};
use super::progress::Progress;
use super::{Clock, EndsMade, Event, Graph, Kind, Model, Request, Spot};

/// How far an actor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pending {
    /// It has not been started, or it waits for good.
    Nothing,
    /// It asks for this.
    Asks(Request),
    /// It has come to its end.
    Ended,
}

/// Who goes on where several could. It makes no difference to what is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preference {
    /// The actor with the lowest number.
    #[default]
    First,
    /// The one with the highest.
    Last,
    /// Who writes, if somebody does.
    Writes,
}

/// What the search has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// This actor has got what it has asked for.
    Taken(ActorId),
    /// This actor will wait for good: it has got an event that says so.
    Blocked(ActorId),
    /// Nobody goes on.
    Over(Leaf),
}

/// How a graph ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// All have come to their ends.
    Complete,
    /// Somebody waits, and what it waits for never comes.
    Stuck,
    /// Somebody waits although it has come: another graph is what would have become of it. It says nothing.
    Stale,
}

/// A search through all graphs of a program.
#[derive(Debug)]
pub struct Search {
    model: Model,
    preference: Preference,
    meanings: Meanings,
    /// Graphs with what is left to be tried from them; the last one is that at hand.
    branches: Vec<Branch>,
    begun: bool,
    progress: Progress,
}

#[derive(Debug, Default)]
struct Branch {
    graph: Graph,
    left: Vec<Item>,
}

/// What is to be tried.
#[derive(Debug)]
enum Item {
    /// From this moment on, this actor reads this.
    Read { moment: u32, actor: ActorId, request: Request, from: Option<Spot>, nth: usize, blocked: bool },
    /// This write, which was the last that was added up to this moment, stands here.
    Place { moment: u32, write: Spot, place: usize, read: Option<Spot> },
    /// This write, the last that was added up to this moment, is what this earlier read reads.
    Revisit { moment: u32, write: Spot, read: Spot, nth: usize },
}

impl Search {
    /// A search that has not begun.
    pub fn new(model: Model, preference: Preference) -> Self {
        let (meanings, progress) = (Meanings::default(), Progress::default());
        Self { model, preference, meanings, branches: Vec::new(), begun: false, progress }
    }

    /// Prepares the next graph; `false` if there is none. What is in it already has been decided: actors have to come as far as
    /// they are in it before [`step`](Self::step) is asked for more.
    pub fn begin(&mut self) -> bool {
        if !std::mem::replace(&mut self.begun, true) {
            self.branches.push(Branch::default());
            self.progress.begins();
            return true;
        }
        self.progress.ends();
        while let Some(branch) = self.branches.last_mut() {
            let Some(item) = branch.left.pop() else {
                self.branches.pop();
                continue;
            };
            if self.is_possible(item) {
                self.progress.begins();
                return true;
            }
            self.progress.is_in_vain();
        }
        false
    }

    /// Of each graph from which something is left to be tried, on the way to the one that is prepared: how much has been tried with all
    /// that came of it, and how much there is to try, the graph itself included. From that it follows about how many there
    /// are; mostly there are more.
    pub fn tried(&self) -> impl Iterator<Item = (usize, usize)> {
        self.progress.tried()
    }

    /// Gives away a part of what is left to be tried, as a search of its own: what would be tried last, with a copy of the graph
    /// that it begins with. `None` if nothing is left.
    ///
    /// The graphs of the two together are those that this one would have come to, each once.
    pub fn split(&mut self) -> Option<Self> {
        let branch = self.branches.iter_mut().find(|branch| !branch.left.is_empty())?;
        let half = branch.left.len().div_ceil(2);
        let left = branch.left.drain(..half).collect();
        // What is left begins with a part of the graph that all that comes before it leaves as it is.
        let branches = vec![Branch { graph: branch.graph.clone(), left }];
        let (meanings, progress) = (self.meanings.clone(), self.progress.gives_away(half));
        Some(Self { model: self.model, preference: self.preference, meanings, branches, begun: true, progress })
    }

    /// The graph at hand.
    ///
    /// # Panics
    ///
    /// If there is none, because the search has not begun or is over.
    pub fn graph(&self) -> &Graph {
        &self.branches.last().expect("the search goes on").graph
    }

    fn graph_mut(&mut self) -> &mut Graph {
        &mut self.branches.last_mut().expect("the search goes on").graph
    }

    fn later(&mut self, item: Item) {
        self.progress.finds(1);
        self.branches.last_mut().expect("the search goes on").left.push(item);
    }

    /// Says what an object is at first. Whoever asks for a step on an object on which nothing has happened yet says so before.
    pub fn declare(&mut self, object: ObjectId, state: &State) {
        let (initial, is_chain) = self.meanings.learn(object, state);
        self.graph_mut().declare(object, initial, is_chain, EndsMade::of(state));
    }

    /// The state that this is the number of, where values are such numbers; of an object that has had these ends so far.
    pub fn state(&self, number: u64, ends_made: &EndsMade) -> State {
        self.meanings.state(number, ends_made)
    }

    /// Adds what comes next to the graph: who goes on is decided by the graph and by what each actor asks for, in the order of
    /// their numbers.
    pub fn step(&mut self, pending: &[Pending]) -> Step {
        self.graph_mut().make_room(pending.len());
        let mut free: Option<(ActorId, Request)> = None;
        let mut waits: Option<(ActorId, Request)> = None;
        let mut last: Option<(ActorId, Request)> = None;
        for nth in 0..pending.len() {
            let actor = if self.preference == Preference::Last { pending.len() - 1 - nth } else { nth };
            let Pending::Asks(request) = &pending[actor] else { continue };
            if self.graph().is_blocked(actor) || !may_begin(request, pending) {
                continue;
            }
            if request.last {
                last = last.or(Some((actor, *request)));
                continue;
            }
            if self.has_to_wait(actor, request) {
                waits = waits.or(Some((actor, *request)));
                continue;
            }
            let writes = request.op.action == Action::Store;
            match free {
                None => free = Some((actor, *request)),
                Some((_, first)) if self.preference == Preference::Writes => {
                    if writes && first.op.action != Action::Store {
                        free = Some((actor, *request));
                    }
                }
                Some(_) => {}
            }
            if free.is_some() && self.preference != Preference::Writes {
                break;
            }
        }
        if let Some((actor, request)) = free.or(last) {
            self.extend(actor, request, false);
            return Step::Taken(actor);
        }
        if let Some((actor, request)) = waits {
            self.extend(actor, request, true);
            return Step::Blocked(actor);
        }
        Step::Over(self.leaf(pending))
    }

    /// Adds what is no choice, at once: a fence, a start, an end that has come and is awaited, another end of a channel.
    ///
    /// # Panics
    ///
    /// If `request` is anything else.
    pub fn mark(&mut self, actor: ActorId, request: Request) {
        let kind = kind_of(&request);
        assert!(matches!(kind, Kind::Fence | Kind::Spawn(_) | Kind::Join(_) | Kind::Opens(_)), "it is no choice");
        let event = Graph::new_event(kind, request, request.op.order);
        self.graph_mut().add(actor, event);
    }

    /// Whether the last write to its object is none that it could go on with.
    pub fn has_to_wait(&mut self, actor: ActorId, request: &Request) -> bool {
        let Some(object) = request.op.object().filter(|_| kind_of(request) == Kind::Read) else { return false };
        let graph = self.graph();
        let newest = graph.value(object, graph.newest(object));
        self.answers(actor, request, newest)[0] == Answer::Waits
    }

    fn leaf(&self, pending: &[Pending]) -> Leaf {
        let graph = self.graph();
        // Somebody may wait for the end of another one that never comes.
        let waits = pending.iter().any(|pending| matches!(pending, Pending::Asks(_)));
        let mut leaf = if waits { Leaf::Stuck } else { Leaf::Complete };
        for actor in 0..graph.actors() {
            if !graph.is_blocked(actor) {
                continue;
            }
            leaf = Leaf::Stuck;
            // What it looks at again and again is all as new as can be: what it waits for is the newest, and what it has looked at
            // before that it would find again. A look may have another half, by which it leaves what it found.
            let events = graph.events_of(actor);
            let round = events.last().map_or(1, |event| event.request.round.into());
            let looks = events.iter().rev().filter(|event| event.kind == Kind::Read).take(round);
            let is_old = |(back, look): (usize, &Event)| {
                let is_same = if back == 0 { is_newest } else { would_be_found_again };
                look.object().is_some_and(|object| !is_same(graph, object, look))
            };
            if looks.enumerate().any(is_old) {
                return Leaf::Stale;
            }
        }
        leaf
    }

    // What is added.

    fn extend(&mut self, actor: ActorId, request: Request, at_standstill: bool) {
        match kind_of(&request) {
            Kind::Read => self.extend_by_read(actor, request, at_standstill),
            Kind::Write => {
                let mut event = Graph::new_event(Kind::Write, request, request.op.order);
                event.value = request.op.operands[0];
                let write = self.graph_mut().add(actor, event);
                self.extend_by_write(write);
            }
            kind => {
                let event = Graph::new_event(kind, request, request.op.order);
                self.graph_mut().add(actor, event);
            }
        }
    }

    /// The read reads the last write, and all else is left for later.
    fn extend_by_read(&mut self, actor: ActorId, request: Request, at_standstill: bool) {
        let object = request.op.object().expect("a read is on an object");
        let moment = self.graph().now();
        let oldest = self.oldest_for(actor, object);
        let count = self.graph().writes_to(object).len();
        for place in oldest..=count {
            let from = place.checked_sub(1).map(|at| self.graph().writes_to(object)[at]);
            let value = self.graph().value(object, from);
            for (nth, answer) in self.answers(actor, &request, value).into_iter().enumerate() {
                let is_first = place == count && nth == 0;
                if !is_first && answer != Answer::Waits {
                    self.later(Item::Read { moment, actor, request, from, nth, blocked: false });
                }
            }
        }
        let newest = self.graph().newest(object);
        if at_standstill {
            self.add_read(actor, request, newest, 0, true);
        } else {
            let possible = self.read(actor, request, newest, 0, false);
            debug_assert!(possible, "to read the last write and to be the last one is always possible");
        }
    }

    /// The oldest write that an event of `actor` may read or stand after, if it does not come after more than what the actor has
    /// done.
    fn oldest_for(&self, actor: ActorId, object: ObjectId) -> usize {
        let graph = self.graph();
        let last = graph.events_of(actor).last();
        let last = last.or_else(|| graph.start_of(actor).map(|start| graph.event(start)));
        last.map_or(0, |event| graph.oldest_seen(object, event.happens_after()))
    }

    fn answers(&mut self, actor: ActorId, request: &Request, value: u64) -> Answers {
        let made = ends_made(self.graph(), request);
        self.meanings.answers(actor, request, value, &made)
    }

    fn add_read(
        &mut self,
        actor: ActorId,
        request: Request,
        from: Option<Spot>,
        nth: usize,
        blocked: bool,
    ) -> (Spot, Answer) {
        let object = request.op.object().expect("a read is on an object");
        let value = self.graph().value(object, from);
        let answer = self.answers(actor, &request, value)[nth];
        let mut event = Graph::new_event(Kind::Read, request, order_of(&request, answer));
        event.value = value;
        event.reads = from;
        event.blocked = blocked;
        event.by_choice = nth > 0;
        (self.graph_mut().add(actor, event), answer)
    }

    /// Adds a read of this write, and the write that is its other half if it has one. Whether the model allows it.
    fn read(&mut self, actor: ActorId, request: Request, from: Option<Spot>, nth: usize, blocked: bool) -> bool {
        let (read, answer) = self.add_read(actor, request, from, nth, blocked);
        holds(self.graph(), self.model) && self.complete(read, answer)
    }

    /// Adds the write that is the other half of this read, the last event of its actor, if it has one. Whether it can be.
    fn complete(&mut self, read: Spot, answer: Answer) -> bool {
        let Answer::Writes { value, write: order, .. } = answer else { return true };
        let graph = self.graph_mut();
        let request = graph.event(read).request;
        let mut event = Graph::new_event(Kind::Write, request, order);
        event.value = value;
        event.exclusive = true;
        let write = graph.add(read.actor(), event);
        self.plan_revisits(write);
        let graph = self.graph_mut();
        let object = request.op.object().expect("a write is on an object");
        let Some(place) = graph.place(read) else { return false };
        if graph.is_closed_after(object, place) {
            // Another one stands there already. That one reads this one instead, in other graphs.
            return false;
        }
        graph.put(write, place + 1);
        holds(self.graph(), self.model)
    }

    /// The write stands last, and all else is left for later.
    fn extend_by_write(&mut self, write: Spot) {
        let graph = self.graph();
        let moment = graph.now();
        let object = graph.event(write).object().expect("a write is on an object");
        let oldest = graph.oldest_seen(object, graph.event(write).happens_after());
        let count = graph.writes_to(object).len();
        for place in oldest + 1..=count {
            if !self.graph().is_closed_after(object, place - 1) {
                self.later(Item::Place { moment, write, place, read: None });
            }
        }
        self.plan_revisits(write);
        self.graph_mut().put(write, count + 1);
    }

    /// Plans that earlier reads read this write, which has no place yet.
    fn plan_revisits(&mut self, write: Spot) {
        let graph = &self.branches.last().expect("the search goes on").graph;
        let moment = graph.now();
        let it = graph.event(write);
        let (object, value, before) = (it.object(), it.value, it.causes());
        let mut items = Vec::new();
        for &spot in graph.spots().iter().rev() {
            // What leads to the write stays.
            if before.has(spot) {
                continue;
            }
            let event = graph.event(spot);
            if !is_maximal(graph, spot, event, before) {
                break;
            }
            if event.kind == Kind::Read && event.object() == object {
                let made = ends_made(graph, &event.request);
                let answers = self.meanings.answers(spot.actor(), &event.request, value, &made);
                let items_of = (0..answers.len()).map(|nth| Item::Revisit { moment, write, read: spot, nth });
                items.extend(items_of);
            }
        }
        self.progress.finds(items.len());
        self.branches.last_mut().expect("the search goes on").left.append(&mut items);
    }

    // What is tried later.

    /// Does this, and says whether it can be.
    fn is_possible(&mut self, item: Item) -> bool {
        match item {
            Item::Read { moment, actor, request, from, nth, blocked } => {
                self.graph_mut().truncate(moment);
                self.read(actor, request, from, nth, blocked)
            }
            Item::Place { moment, write, place, read } => {
                let graph = self.graph_mut();
                graph.truncate(moment);
                graph.displace(write);
                graph.put(write, place);
                self.is_placed(read)
            }
            Item::Revisit { moment, write, read, nth } => {
                self.graph_mut().truncate(moment);
                self.revisit(write, read, nth);
                false
            }
        }
    }

    /// Whether the model allows the graph at hand, where a write has got its place and this read reads it.
    fn is_placed(&mut self, read: Option<Spot>) -> bool {
        let graph = self.graph();
        if let Some(read) = read {
            let object = graph.event(read).object().expect("a read is on an object");
            let agreed = graph.place(read).is_some_and(|place| agrees(graph, read, object, place));
            if !agreed {
                return false;
            }
        }
        if !holds(graph, self.model) {
            return false;
        }
        let Some(read) = read else { return true };
        let event = self.graph().event(read);
        let (request, value, nth, blocked) = (event.request, event.value, usize::from(event.by_choice), event.blocked);
        if blocked {
            return true;
        }
        let answer = self.answers(read.actor(), &request, value)[nth];
        self.complete(read, answer)
    }

    /// Prepares that this earlier read reads this write, in the graph without what was added in between and does not lead to
    /// the write.
    fn revisit(&mut self, write: Spot, read: Spot, nth: usize) {
        let graph = self.graph();
        let since = graph.event(read).stamp;
        let before = graph.event(write).causes().clone();
        let value = graph.event(write).value;
        let request = graph.event(read).request;
        let answer = self.answers(read.actor(), &request, value)[nth];
        let blocked = answer == Answer::Waits;
        let branch = self.branches.last_mut().expect("the search goes on");
        // If nothing else is left to be tried from it, the graph itself is used.
        let mut graph = match branch.left.is_empty() {
            true => std::mem::take(&mut branch.graph),
            false => branch.graph.clone(),
        };
        graph.displace(write);
        graph.restrict(|spot, event| event.stamp <= since || before.has(spot));
        graph.read_instead(read, write, |event| {
            event.value = value;
            event.order = order_of(&request, answer);
            event.blocked = blocked;
            event.by_choice = nth > 0;
        });
        let moment = graph.now();
        let mut left = Vec::new();
        let event = graph.event(write);
        let object = event.object().expect("a write is on an object");
        let count = graph.writes_to(object).len();
        let mut plan = |place: usize| {
            // Who still waits would wait for something newer, if it is not the last.
            if !graph.is_closed_after(object, place - 1) && (!blocked || place == count + 1) {
                left.push(Item::Place { moment, write, place, read: Some(read) });
            }
        };
        if event.exclusive {
            let other_half = Spot::new(write.actor(), write.index() - 1);
            if let Some(place) = graph.place(other_half) {
                plan(place + 1);
            }
        } else {
            let oldest = graph.oldest_seen(object, event.happens_after());
            (oldest + 1..=count + 1).for_each(&mut plan);
        }
        self.progress.finds(left.len());
        self.branches.push(Branch { graph, left });
    }
}

/// Which ends the object has had so far that this is on.
pub(crate) fn ends_made(graph: &Graph, request: &Request) -> EndsMade {
    let object = request.op.object().filter(|object| graph.is_chain(*object));
    object.map_or_else(EndsMade::default, |object| graph.ends_made(object))
}

/// Whether what this asks for can be at all: the end of an actor has to have come before it is awaited.
fn may_begin(request: &Request, pending: &[Pending]) -> bool {
    match kind_of(request) {
        Kind::Join(child) => pending.get(usize::from(child)) == Some(&Pending::Ended),
        _ => true,
    }
}

/// What kind of event comes of this first.
pub(crate) fn kind_of(request: &Request) -> Kind {
    if let Some(end) = request.opens {
        return Kind::Opens(end);
    }
    let number = |of: usize| u16::try_from(of).expect("a graph has fewer actors than that");
    match request.op.action {
        Action::Store => Kind::Write,
        Action::Fence => Kind::Fence,
        Action::CellRead => Kind::PlainRead,
        Action::CellWrite => Kind::PlainWrite,
        Action::Spawn => Kind::Spawn(number(request.op.count())),
        Action::Join => Kind::Join(number(request.op.count())),
        Action::Exit | Action::Bury if request.op.object().is_none() => Kind::Ends,
        _ => Kind::Read,
    }
}

/// How a read orders that comes to this.
pub(crate) fn order_of(request: &Request, answer: Answer) -> Order {
    match answer {
        Answer::Leaves(order) | Answer::Writes { read: order, .. } => order,
        // It has come after nothing yet.
        Answer::Waits if request.op.action == Action::Load => request.op.order,
        Answer::Waits => Order::Relaxed,
    }
}

/// Whether a read that waits has found the newest.
fn is_newest(graph: &Graph, object: ObjectId, read: &Event) -> bool {
    read.reads == graph.newest(object)
}

/// Whether a read would find now what it has found: since what it has read there are only read-modify-writes that leave it, its own
/// other half or that of another one that looks. A lock that is free and has the version that it had is found as it was, whoever has
/// had it meanwhile.
fn would_be_found_again(graph: &Graph, object: ObjectId, read: &Event) -> bool {
    let action = read.request.op.action;
    if gives_back_lock(action) {
        return true;
    }
    if takes_lock(action) {
        return graph.value(object, graph.newest(object)) == read.value;
    }
    let Some(place) = graph.position(object, read.reads) else { return false };
    graph.writes_to(object)[place..].iter().all(|newer| {
        let newer = graph.event(*newer);
        newer.exclusive && newer.value == read.value
    })
}

/// Whether the event would have come about by itself, given what was there when it was added and what leads to a write: those in
/// `before`.
fn is_maximal(graph: &Graph, spot: Spot, event: &Event, before: &Clock) -> bool {
    let was_there = |other: Spot| graph.event(other).stamp <= event.stamp || before.has(other);
    match event.kind {
        Kind::Read | Kind::Write => {}
        _ => return true,
    }
    if event.by_choice {
        return false;
    }
    let Some(object) = event.object() else { return true };
    let counts = if event.kind == Kind::Write {
        let has_been_read_late = |other: &&Spot| graph.event(**other).revisited_by == Some(spot) && was_there(**other);
        if graph.spots().iter().any(|other| has_been_read_late(&other)) {
            return false;
        }
        Some(spot)
    } else {
        if event.reads.is_some_and(|write| !was_there(write)) {
            return false;
        }
        event.reads
    };
    // The write itself whose revisits are planned has no place yet.
    let Some(place) = graph.position(object, counts) else { return true };
    graph.writes_to(object)[place..].iter().all(|newer| !was_there(*newer))
}

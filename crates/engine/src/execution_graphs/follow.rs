//! Executions that follow a graph, and ask for more where it ends.

use std::collections::{HashMap, HashSet};
use std::panic::Location;

use super::ends;
use super::orderings::Orderings;
use super::processes::{self, Next as NextOf};
use super::requests::{is_same, join, request_of, unlock_after};
use super::rounds::{Look, Made, Rounds, Tryout, has_only_looked, last_round};
use super::told::{Access, first_race, odd_steps};
use crate::resting::{Cycle, ROUNDS, conclude};
use crate::search::{Executions, share_done};
use racecourse_graphs::lesson::line_up;
use racecourse_graphs::{
    EndsMade, Event, Graph, Kind, Leaf, Model, Pending, Preference, Request, Search, Spot, Step, gives_back_lock, races,
};
use racecourse_kernel as kernel;
use racecourse_kernel::on_coroutines::Driver;
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::{Found, World};
use racecourse_meaning::{Action, ActorId, End, Frames, ObjectId, Operation, Order, ProcessId, State, Who};
use racecourse_sources::site;
use racecourse_trace::exploration::{OddStep, Verb};
use racecourse_trace::failure::{Cause, Failure, FailureKind};
use racecourse_trace::schedule::{Mark, Schedule};

/// The search, with the execution at hand.
pub(super) struct Follow {
    model: Model,
    search: Search,
    /// What is ordered otherwise than the program says.
    orderings: Orderings,
    rounds: Rounds,
    /// What comes next: another graph, or the one at hand again.
    next: Next,
    /// The graph at hand, in the order in which it is followed, and how far that has come.
    order: Vec<Spot>,
    at: usize,
    /// How many events of each actor have been.
    taken: Vec<usize>,
    /// Of each channel and each pipe the ends that have been made since it was.
    opened: HashMap<ObjectId, EndsMade>,
    /// What each actor does next that is no step of its own: it gives up the mutex with which it waits.
    owed: Vec<Option<Request>>,
    pending: Vec<Pending>,
    leaf: Option<Leaf>,
    tryout: Option<Tryout>,
    /// What is to be tried out in the next execution, when it has come as far as the actor has seen.
    planned: Option<Tryout>,
    was_tryout: bool,
    /// Of each actor, how often it had given up a lock under which something may have been changed, when it took its last step.
    unsure_inside: Vec<usize>,
    last: Option<LastRounds>,
    /// Which entries of the record are which events.
    told: Vec<(Spot, usize)>,
    /// How many entries the record had, and how many decisions there were, after each plain access.
    accesses: Vec<Access>,
    /// Which decisions are which events.
    decided: Vec<(usize, Spot)>,
    difference: Option<Cause>,
    /// Whether the execution at hand was given up because it goes another way than its graph, as it may where there is a race.
    has_diverged: bool,
    undecided: Option<Verb>,
    /// Whether the process has ended before its actors had, and whether that has happened at all: what the others would have done
    /// is in no graph, so it is not known what else there could have been found.
    is_cut: bool,
    has_been_cut: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Graph,
    /// The same graph, from which something has been tried out.
    Same,
}

/// What those do for ever who wait by looking.
struct LastRounds {
    looks: Vec<(ActorId, Look)>,
    at: usize,
    rounds: usize,
    cycle: Cycle,
}

impl Follow {
    pub(super) fn new(model: Model) -> Self {
        Self::with(model, Orderings::default())
    }

    /// The same as if the program had these orderings.
    pub(super) fn with(model: Model, orderings: Orderings) -> Self {
        Self {
            model,
            search: Search::new(model, Preference::First),
            orderings,
            rounds: Rounds::default(),
            next: Next::Graph,
            order: Vec::new(),
            at: 0,
            taken: Vec::new(),
            opened: HashMap::new(),
            owed: Vec::new(),
            pending: Vec::new(),
            leaf: None,
            tryout: None,
            planned: None,
            was_tryout: false,
            unsure_inside: Vec::new(),
            last: None,
            told: Vec::new(),
            accesses: Vec::new(),
            decided: Vec::new(),
            difference: None,
            has_diverged: false,
            undecided: None,
            is_cut: false,
            has_been_cut: false,
        }
    }

    /// Whether an execution has ended with its process, before its actors had come to their ends.
    pub(super) fn has_been_cut(&self) -> bool {
        self.has_been_cut
    }

    /// The graph at hand.
    pub(super) fn graph(&self) -> &Graph {
        self.search.graph()
    }

    /// The steps of the execution at hand that no schedule has at their places, of which so many were recorded.
    pub(super) fn odd_steps(&self, steps: usize) -> Vec<OddStep> {
        let recorded = self.told.iter().filter(|(_, step)| *step < steps).copied().collect::<Vec<_>>();
        odd_steps(self.graph(), &recorded)
    }

    /// The schedule of the execution at hand, with marks at the steps that no schedule has at their places.
    pub(super) fn with_marks(&self, schedule: &Schedule) -> Schedule {
        let graph = self.graph();
        let mut marks = vec![Mark::default(); schedule.len()];
        let mut written: HashSet<Spot> = HashSet::new();
        for &(at, spot) in &self.decided {
            let event = graph.event(spot);
            let Some(object) = event.object().filter(|object| event.is_access() && !graph.is_chain(*object)) else {
                continue;
            };
            let Some(place) = graph.place(spot) else { continue };
            let back = graph.writes_to(object)[place..].iter().filter(|write| written.contains(write)).count();
            let fails = event.by_choice;
            if let Some(mark) = marks.get_mut(at) {
                *mark = Mark { back: u16::try_from(back).unwrap_or(u16::MAX), fails };
            }
            if event.kind == Kind::Write {
                written.insert(spot);
            } else if graph.write_after(spot).is_some() {
                written.insert(Spot::new(spot.actor(), spot.index() + 1));
            }
        }
        Schedule::of_marked(schedule.iter().zip(marks))
    }

    /// How the graph at hand ends; `None` if the execution was given up before.
    pub(super) fn leaf(&self) -> Option<Leaf> {
        self.leaf
    }

    /// A step that it is not known how to decide.
    pub(super) fn undecided(&self) -> Option<Verb> {
        self.undecided
    }

    /// How many loops are taken to wait.
    pub(super) fn loops(&self) -> usize {
        self.rounds.believed()
    }

    /// Prepares an execution of the graph at hand.
    fn prepare(&mut self, mut order: Vec<Spot>) {
        ends::returns_early(self.search.graph(), &mut order);
        if processes::are_in(self.search.graph())
            && let Some(whole) = processes::in_units(self.search.graph(), &order, self.model)
        {
            order = whole;
        }
        if let Some(planned) = &self.planned
            && let Some(last) = self.search.graph().events_of(planned.actor).last()
        {
            // What a lock guards is what it was then.
            order.retain(|spot| last.causes().has(*spot));
        }
        self.order = order;
        self.at = 0;
        self.unsure_inside.clear();
        self.taken.clear();
        self.owed.clear();
        self.opened.clear();
        self.tryout = None;
        self.was_tryout = false;
        self.has_diverged = false;
        self.last = None;
        self.told.clear();
        self.accesses.clear();
        self.decided.clear();
    }

    fn taken(&mut self, actor: ActorId) -> &mut usize {
        if self.taken.len() <= actor {
            self.taken.resize(actor + 1, 0);
            self.owed.resize(actor + 1, None);
            self.unsure_inside.resize(actor + 1, 0);
        }
        &mut self.taken[actor]
    }

    /// Whether all events of `actor` in the graph have been.
    fn is_beyond(&mut self, actor: ActorId) -> bool {
        *self.taken(actor) >= self.search.graph().events_of(actor).len()
    }

    /// What is no choice happens: it is in the graph, or it is added.
    fn mark(&mut self, actor: ActorId, request: Request) {
        self.mark_after(None, actor, request);
    }

    /// The same, before which somebody's end has come, which may have to be in the graph.
    fn mark_after(&mut self, end: Option<(ActorId, Request)>, actor: ActorId, request: Request) {
        // A round that does more than look, or that has come to the end of its actor, for which somebody has waited.
        self.end_tryout(false);
        if self.was_tryout || self.last.is_some() || self.undecided.is_some() || self.difference.is_some() {
            return;
        }
        if self.is_beyond(actor) {
            if self.leaf.is_none() {
                if let Some((child, end)) = end {
                    self.ends(child, end);
                }
                self.search.mark(actor, request);
                *self.taken(actor) += 1;
            }
            return;
        }
        let index = *self.taken(actor);
        *self.taken(actor) += 1;
        let event = &self.search.graph().events_of(actor)[index];
        if !matches!(event.kind, Kind::Fence | Kind::Spawn(_) | Kind::Join(_) | Kind::Opens(_)) {
            let before = (event.request.op.action.verb(), site(event.request.op.site));
            let now = Some((request.op.action.verb(), site(request.op.site)));
            let actor = format!("actor {actor}");
            self.difference = Some(Cause::Differs { actor, step: index + 1, before, now });
        }
    }

    /// There is another end of a channel or a pipe.
    fn has_opened(&mut self, actor: ActorId, end: End, open: Operation) {
        if let Some(object) = open.object() {
            self.opened.entry(object).or_default().open(end, &open);
        }
        self.mark(actor, Request { opens: Some(end), ..Request::new(open) });
    }

    /// What is left of a process that has ended is added to the graph: the line of its first actor, which somebody has waited for.
    fn come_to_an_end(&mut self, world: &World, actor: ActorId) {
        if self.was_tryout || self.last.is_some() || self.undecided.is_some() || self.leaf.is_some() {
            return;
        }
        while let NextOf::Aside(request) = processes::next(&self.search, world, actor) {
            self.declare(world, &request);
            let mut pending = vec![Pending::Nothing; actor + 1];
            pending[actor] = Pending::Asks(request);
            if let Step::Over(leaf) = self.search.step(&pending) {
                self.leaf = Some(leaf);
                break;
            }
        }
        *self.taken(actor) = self.search.graph().events_of(actor).len();
    }

    /// The end of a thread is added to the graph.
    fn ends(&mut self, actor: ActorId, end: Request) {
        self.declare_end(&end.op, actor);
        let mut pending = vec![Pending::Nothing; actor + 1];
        pending[actor] = Pending::Asks(end);
        let step = self.search.step(&pending);
        debug_assert!(step == Step::Taken(actor), "it waits for nothing");
        *self.taken(actor) += 2;
    }

    /// What the end of a thread is at first. In the world it may have come by itself already.
    fn declare_end(&mut self, op: &Operation, actor: ActorId) {
        let Some(end) = op.object() else { return };
        if self.search.graph().is_untouched(end) {
            self.search.declare(end, &State::End { actor, returned: false, finished: false });
        }
    }

    /// A mutex that a wait gives up is free for the kernel from the wait on, so that it asks who goes on; whoever finds it is
    /// told what the graph says.
    fn free_owed(&self, world: &mut World) {
        for mutex in self.owed.iter().flatten().filter_map(|owed| owed.op.object()) {
            world.states[mutex] = State::Mutex { owner: None };
        }
    }

    fn give_up(&mut self, world: &mut World, why: Why) -> Option<ActorId> {
        world.stop = Some(Stop::Abandoned(why));
        None
    }

    /// Who goes on; `None` if the execution is over.
    fn who(&mut self, world: &mut World) -> Option<ActorId> {
        if self.undecided.is_some() || self.difference.is_some() {
            return self.give_up(world, Why::NobodyChosen);
        }
        if self.was_tryout {
            return self.give_up(world, Why::TriedOut);
        }
        loop {
            if self.tryout.is_some() {
                return self.try_out(world);
            }
            if self.last.is_some() {
                return self.go_round(world);
            }
            if self.at < self.order.len() {
                let spot = self.order[self.at];
                self.at += 1;
                if let Some(chosen) = self.followed(world, spot) {
                    return chosen;
                }
                continue;
            }
            if let Some(planned) = self.planned.take() {
                self.tryout = Some(planned);
                continue;
            }
            if let Some(leaf) = self.leaf {
                return self.end(world, leaf);
            }
            if !self.ask(world) {
                if self.tryout.is_some() {
                    continue;
                }
                return self.give_up(world, Why::NobodyChosen);
            }
            match self.search.step(&self.pending) {
                Step::Over(leaf) => self.leaf = Some(leaf),
                Step::Blocked(_) => {}
                Step::Taken(actor) => {
                    let index = *self.taken(actor);
                    if let Some(chosen) = self.takes(world, Spot::new(actor, index)) {
                        return Some(chosen);
                    }
                }
            }
        }
    }

    /// The next event of the graph; `None` if that is no step, or has been.
    fn followed(&mut self, world: &mut World, spot: Spot) -> Option<Option<ActorId>> {
        let actor = spot.actor();
        if *self.taken(actor) > spot.index() {
            return None;
        }
        let event = self.search.graph().event(spot);
        if event.blocked {
            return None;
        }
        let recorded = event.request.op;
        let is_part = processes::is_aside(event) || recorded.action == Action::Bury;
        let is_alone = self.owed[actor].is_none() && !ends::is_end(event) && !is_part;
        if is_alone {
            let announced = world.actors.get(actor).and_then(|it| it.pending).map(|op| self.orderings.of(op));
            let is_look = ends::is_look(event) && announced.is_some_and(|announced| announced.action == Action::Return);
            if !is_look && !announced.is_some_and(|announced| is_same(&recorded, &announced)) {
                return Some(self.differs(world, spot, &recorded, announced));
            }
        }
        self.takes(world, spot).map(Some)
    }

    /// The program does something else than before. Where plain memory is raced for that is no wonder, and told as what it is.
    fn differs(
        &mut self,
        world: &mut World,
        spot: Spot,
        recorded: &Operation,
        announced: Option<Operation>,
    ) -> Option<ActorId> {
        if races(self.search.graph()).next().is_some() {
            self.has_diverged = true;
            self.leaf = Some(Leaf::Complete);
            world.stop = Some(Stop::Returned);
            return None;
        }
        let told = |op: &Operation| (op.action.verb(), site(op.site));
        let name = world.actor_name(spot.actor(), &kernel::names());
        let now = announced.map(|op| told(&op));
        self.difference = Some(Cause::Differs { actor: name, step: spot.index() + 1, before: told(recorded), now });
        self.give_up(world, Why::NobodyChosen)
    }

    /// The event at `spot` happens now: its actor is told what it finds. `None` if it is no step of its actor.
    fn takes(&mut self, world: &mut World, spot: Spot) -> Option<ActorId> {
        let actor = spot.actor();
        let graph = self.search.graph();
        let event = graph.event(spot);
        let op = event.request.op;
        let is_whole = graph.write_after(spot).is_some();
        let is_aside = processes::is_aside(event);
        let is_burial = event.kind == Kind::Ends && op.action == Action::Bury;
        let finds_it_dead = is_aside && self.finds_it_dead(world, spot);
        let object = op.object().filter(|_| event.kind == Kind::Read);
        let (value, by_choice) = (event.value, event.by_choice);
        let is_plain = matches!(event.kind, Kind::PlainRead | Kind::PlainWrite);
        let (is_end, is_look) = (ends::is_end(event), ends::is_look(event));
        *self.taken(actor) += 1 + usize::from(is_whole);
        if is_end {
            return None;
        }
        if let Some(object) = object {
            if self.search.graph().is_chain(object) {
                // The end of a thread or of a process is in the world what it is in the graph, and it comes by itself.
                if !matches!(world.states[object], State::End { .. } | State::Process { .. }) {
                    world.states[object] = self.state(object, value);
                }
            } else {
                world.found = Some(Found { value, fails: by_choice });
            }
        }
        if is_aside {
            // The step itself is none of the world's: it finds the object as it is left.
            if let Some(object) = object
                && is_whole
                && !matches!(world.states[object], State::Process { .. })
            {
                let left = self.search.graph().event(Spot::new(actor, spot.index() + 1)).value;
                world.states[object] = self.state(object, left);
            }
            // The first actor of a process that was killed stays until the system takes back what that has.
            if finds_it_dead && processes::first_of(world, world.actors[actor].process) != Some(actor) {
                world.dies(actor);
            }
            return None;
        }
        if is_burial && !world.is_buried_next(actor, op.site) {
            return None;
        }
        if op.action == Action::Exit {
            // A kill that comes later in the graph may have been taken already.
            let process = world.actors[actor].process;
            let object = world.processes[process].object;
            world.states[object] = State::running_process(process);
        }
        if is_look
            && let Some(object) = object
            && !ends::is_decided(self.search.graph(), spot, &self.state(object, value))
        {
            return None;
        }
        if world.rules.recorded {
            self.told.push((spot, world.steps_recorded()));
            self.decided.push((world.decisions.len(), spot));
        }
        if is_plain {
            self.accesses.push((spot, world.steps_recorded() + 1, world.decisions.len() + 1));
        }
        if self.owed[actor].take().is_some() {
            let write = self.search.graph().event(Spot::new(actor, spot.index() + 1)).value;
            if let Some(object) = object {
                world.states[object] = self.state(object, write);
            }
            return None;
        }
        if op.action == Action::Wait
            && let Some(unlock) = unlock_after(&op)
        {
            let changes = kernel::lessons::locks_are_looked_into();
            self.owed[actor] = Some(Request { process: world.actors[actor].process, changes, ..unlock });
        }
        self.unsure_inside[actor] = world.actors[actor].unsure_inside;
        Some(actor)
    }

    /// Whether an actor may have changed something under the lock that it gives back by `op`.
    fn changes(&self, world: &World, actor: ActorId, op: &Operation) -> bool {
        let is_given_back = gives_back_lock(op.action) && kernel::lessons::locks_are_looked_into();
        is_given_back
            && (world.actors[actor].unsure_inside != self.unsure_inside[actor]
                || !has_only_looked(self.search.graph(), actor, op))
    }

    /// Asks all actors what they do next; `false` if somebody does what cannot be decided, or a round is to be tried out.
    fn ask(&mut self, world: &World) -> bool {
        self.pending.clear();
        self.pending.resize(world.actors.len(), Pending::Nothing);
        // Who has entered itself among those that wait gives up the mutex before anything else happens that is new.
        if let Some(actor) = self.owed.iter().position(Option::is_some)
            && let Some(owed) = self.owed[actor]
        {
            self.pending[actor] = Pending::Asks(owed);
            return true;
        }
        // So does who has ended: nobody finds it going on.
        if let Some((actor, end)) = self.due_end(world) {
            self.pending[actor] = Pending::Asks(end);
            return true;
        }
        // And who is in the middle of a step, if it can.
        let is_in_the_middle = |actor: &ActorId| processes::is_in_the_middle(self.search.graph(), *actor);
        let first = world.born.actors.iter().copied().find(is_in_the_middle);
        let first = first.filter(|&actor| !self.has_to_wait(world, actor));
        let only = |actor: ActorId| first.is_none_or(|first| first == actor);
        for &actor in world.born.actors.iter().filter(|&&actor| only(actor)) {
            self.taken(actor);
            let it = &world.actors[actor];
            if self.search.graph().is_blocked(actor) {
                continue;
            }
            match processes::next(&self.search, world, actor) {
                NextOf::Own => {}
                NextOf::Ended => {
                    self.pending[actor] = Pending::Ended;
                    continue;
                }
                NextOf::LeavesOthers => {
                    self.undecided = Some(Verb::Exit);
                    return false;
                }
                NextOf::Aside(request) => {
                    self.declare(world, &request);
                    let last = self.has_to_wait(world, actor);
                    self.pending[actor] = Pending::Asks(Request { last, ..request });
                    continue;
                }
            }
            let Some(op) = &it.pending else {
                if it.is_gone() {
                    self.pending[actor] = Pending::Ended;
                }
                continue;
            };
            if op.action == Action::Return {
                if world.processes.len() > 1 {
                    self.undecided = Some(op.action.verb());
                    return false;
                }
                if !kernel::lessons::ends_are_looked_at() {
                    kernel::lessons::threads_are_left();
                    self.was_tryout = true;
                    return false;
                }
                if let Some(look) = ends::look(self.search.graph(), world, actor, op) {
                    self.declare_end(&look.op, look.op.count());
                    self.pending[actor] = Pending::Asks(look);
                    continue;
                }
            }
            let changes = self.changes(world, actor, op);
            let request = match request_of(world, actor, self.orderings.of(*op)) {
                Ok(request) => Request { changes, ..request },
                Err(verb) => {
                    self.undecided = Some(verb);
                    return false;
                }
            };
            if request.op.action == Action::Kill && !kernel::lessons::processes_are_killed() {
                kernel::lessons::a_process_is_killed();
                self.was_tryout = true;
                return false;
            }
            self.declare(world, &request);
            if self.is_changed_aside(world, &request.op) {
                self.undecided = Some(request.op.action.verb());
                return false;
            }
            match self.rounds.make(self.search.graph(), actor, request) {
                Made::Request(request) => self.pending[actor] = Pending::Asks(request),
                Made::TryOut(tryout) => {
                    self.tryout = Some(tryout);
                    return false;
                }
                Made::Later(tryout) => {
                    self.planned = Some(tryout);
                    self.was_tryout = true;
                    return false;
                }
                Made::AfterLookingInside => {
                    kernel::lessons::a_lock_is_looked_into();
                    self.was_tryout = true;
                    return false;
                }
            }
        }
        true
    }

    /// The first end that has come, has to be in the graph, and is not yet.
    fn due_end(&mut self, world: &World) -> Option<(ActorId, Request)> {
        if !kernel::lessons::ends_are_looked_at() {
            return None;
        }
        let gone = world.born.actors.iter().copied().filter(|&actor| world.actors[actor].is_gone());
        gone.collect::<Vec<_>>().into_iter().find_map(|actor| Some((actor, self.end_in_graph(world, actor)?)))
    }

    /// The end of `actor`, who has come to it, if that has to be in the graph and is not yet.
    fn end_in_graph(&mut self, world: &World, actor: ActorId) -> Option<Request> {
        let is_asked_for = actor > 0 && kernel::lessons::ends_are_looked_at();
        let end = ends::end_of(self.search.graph(), world, actor).filter(|_| is_asked_for)?;
        self.declare_end(&end.op, actor);
        Some(end)
    }

    /// Says what the object of a request is at first, if nothing has been done to it.
    fn declare(&mut self, world: &World, request: &Request) {
        let Some(object) = request.op.object() else { return };
        match &world.states[object] {
            State::End { actor, .. } => self.declare_end(&request.op, *actor),
            _ if !self.search.graph().is_untouched(object) => {}
            // In the world it may have come to its end by itself already.
            State::Process { process, .. } => self.search.declare(object, &State::running_process(*process)),
            state => self.search.declare(object, state),
        }
    }

    fn finds_it_dead(&self, world: &World, spot: Spot) -> bool {
        let process = world.actors[spot.actor()].process;
        processes::finds_it_dead(&self.search, world.processes[process].object, self.search.graph().event(spot))
    }

    /// Whether `actor` would have to wait with what it has announced.
    fn has_to_wait(&mut self, world: &World, actor: ActorId) -> bool {
        let Some(op) = world.actors[actor].pending.filter(|op| op.action != Action::Bury) else { return false };
        let Ok(request) = request_of(world, actor, self.orderings.of(op)) else { return false };
        if request.op.action == Action::Join {
            return !processes::is_over(&self.search, world, request.op.count());
        }
        self.declare(world, &request);
        self.search.has_to_wait(actor, &request)
    }

    /// The state of an object by its number, with what is no step of what has been done so far.
    fn state(&self, object: ObjectId, number: u64) -> State {
        let mut made = self.search.graph().first_ends(object);
        if let Some(opened) = self.opened.get(&object) {
            made = made.and(opened);
        }
        self.search.state(number, &made)
    }

    /// Whether the object of a step is another than what has been done to it has made it, or only who sees its bytes knows what it
    /// is.
    fn is_changed_aside(&self, world: &World, op: &Operation) -> bool {
        let graph = self.search.graph();
        let Some(object) = op.object().filter(|object| graph.is_chain(*object)) else { return false };
        match (&world.states[object], self.state(object, graph.value(object, graph.newest(object)))) {
            // These come by themselves.
            (State::End { .. } | State::Process { .. }, _) => false,
            (State::Pipe(now), State::Pipe(told)) => {
                let is_torn = now.frames.as_ref().is_some_and(Frames::are_torn);
                is_torn || (now.queued, &now.frames) != (told.queued, &told.frames)
            }
            (now, told) => *now != told,
        }
    }

    fn try_out(&mut self, world: &mut World) -> Option<ActorId> {
        let tryout = self.tryout.as_mut()?;
        let actor = tryout.actor;
        world.rules.steps += 1;
        let announced = world.actors[actor].pending.map(|op| self.orderings.of(op));
        if tryout.passes(announced) {
            return Some(actor);
        }
        let next = tryout.next(announced);
        match next {
            Some(Some(look)) => {
                self.finds(world, look);
                Some(actor)
            }
            _ => {
                self.end_tryout(next == Some(None));
                self.give_up(world, Why::TriedOut)
            }
        }
    }

    fn end_tryout(&mut self, for_ever: bool) {
        if let Some(tryout) = self.tryout.take() {
            self.rounds.learn(tryout, for_ever);
            self.was_tryout = true;
        }
    }

    // How it ends.

    /// Nobody goes on any more.
    fn end(&mut self, world: &mut World, leaf: Leaf) -> Option<ActorId> {
        match leaf {
            Leaf::Stale => return self.give_up(world, Why::Redundant),
            Leaf::Complete => return self.give_up(world, Why::NobodyChosen),
            Leaf::Stuck => {}
        }
        if world.has_failed() {
            world.settle_failure();
            return None;
        }
        let graph = self.search.graph();
        let is_free = |actor: ActorId, event: &Event| {
            let who = Who { actor, process: world.actors[actor].process };
            let object = event.object().expect("it is on a lock");
            self.state(object, event.value).apply(who, &event.request.op).is_some()
        };
        let looks: Vec<(ActorId, Look)> = (0..graph.actors())
            .filter_map(|actor| Some((actor, last_round(graph, actor, &|event| is_free(actor, event))?)))
            .flat_map(|(actor, looks)| looks.into_iter().map(move |look| (actor, look)))
            .collect();
        if looks.is_empty() {
            world.fail_stuck(&kernel::names());
            return None;
        }
        world.rules.steps += 2 * looks.len();
        self.last = Some(LastRounds { looks, at: 0, rounds: 0, cycle: Cycle::begins(world) });
        self.go_round(world)
    }

    /// Those who wait by looking do so, twice, and are told what that is.
    fn go_round(&mut self, world: &mut World) -> Option<ActorId> {
        let last = self.last.as_mut()?;
        if last.at == last.looks.len() {
            last.at = 0;
            last.rounds += 1;
            if last.rounds == 1 {
                last.cycle.has_come_round(world);
            } else {
                conclude(world, last.cycle, ROUNDS, &kernel::names());
                return None;
            }
        }
        let (actor, look) = last.looks[last.at];
        let announced = world.actors[actor].pending.map(|op| self.orderings.of(op));
        // What is read under a lock is no look.
        if last.at > 0 && announced.is_some_and(|op| op.action == Action::CellRead) {
            world.rules.steps += 1;
            return Some(actor);
        }
        if announced != Some(look.0) {
            // It has found all that it had found before, and does something else.
            let step = self.search.graph().events_of(actor).len();
            return self.differs(world, Spot::new(actor, step), &look.0, announced);
        }
        last.at += 1;
        self.finds(world, look);
        Some(actor)
    }

    /// Who takes this step next finds this.
    fn finds(&self, world: &mut World, (op, found): Look) {
        match op.object().filter(|object| self.search.graph().is_chain(*object)) {
            // That of a process comes by itself.
            Some(object) if !matches!(world.states[object], State::Process { .. }) => {
                world.states[object] = self.state(object, found.value);
            }
            Some(_) => {}
            None => world.found = Some(found),
        }
    }

    /// The first race of an execution that is over, if it happens: what comes after the return of the scenario does not. Where the
    /// others come to their ends, another graph has it before.
    fn race(&mut self, world: &World) -> Option<(Failure, usize, usize)> {
        let Some(before) = ends::before_return(self.search.graph()).filter(|_| !self.has_diverged) else {
            return first_race(self.search.graph(), world, &self.accesses, &|_| true);
        };
        let race = first_race(self.search.graph(), world, &self.accesses, &|spot| before.has(spot));
        if race.is_some() || self.leaf == Some(Leaf::Complete) {
            return race;
        }
        // It is one or the other, and told as the race: so it is not known whether anything comes of the other.
        let race = first_race(self.search.graph(), world, &self.accesses, &|_| true);
        self.has_been_cut |= race.is_some();
        race
    }
}

impl Executions for Follow {
    fn share_done(&self) -> Option<f64> {
        Some(share_done(self.search.tried()))
    }

    fn begin(&mut self) -> bool {
        if self.next == Next::Graph {
            if self.undecided.is_some() || !self.search.begin() {
                return false;
            }
            self.leaf = None;
            self.is_cut = false;
        }
        self.next = Next::Graph;
        let order = self.search.graph().in_order();
        self.prepare(order);
        true
    }

    fn difference(&self) -> Option<&Cause> {
        self.difference.as_ref()
    }

    fn is_discarded(&self) -> bool {
        self.was_tryout
    }

    fn begin_again(&mut self) -> bool {
        if self.leaf.is_none() && !self.is_cut {
            return false;
        }
        // As it is told.
        let order = line_up(self.search.graph()).into_iter().map(|told| told.spot).collect();
        self.prepare(order);
        true
    }

    fn keeps_order(&self) -> bool {
        false
    }

    fn looks_inside(&self) -> bool {
        kernel::lessons::locks_are_looked_into()
    }
}

impl Driver for Follow {
    fn before_a_look(&mut self, world: &mut World) {
        self.free_owed(world);
    }

    fn choose(&mut self, world: &mut World, _: &[ActorId]) -> Option<ActorId> {
        // Whoever was killed stops where the graph says so.
        world.rules.deaths_are_told = true;
        self.who(world)
    }

    fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation) {
        if let Some(request) = join(world, *op) {
            let child = request.op.count();
            if op.action == Action::WaitChild && self.is_beyond(actor) {
                self.come_to_an_end(world, child);
            }
            let end = self.end_in_graph(world, child).map(|end| (child, end));
            self.mark_after(end, actor, request);
        }
    }

    fn fence(&mut self, actor: ActorId, order: Order, site: &'static Location<'static>) {
        let fence = Operation::alone(Action::Fence, site).ordered(order);
        self.mark(actor, Request::new(self.orderings.of(fence)));
    }

    fn opened(&mut self, actor: ActorId, channel: ObjectId, end: End, site: &'static Location<'static>) {
        let open = Operation::on(Action::Send, channel, site);
        self.has_opened(actor, end, open);
    }

    fn forked(&mut self, world: &World, parent: ActorId, child: ProcessId) {
        for &pipe in &world.processes[child].pipes {
            let State::Pipe(it) = &world.states[pipe] else { continue };
            for (end, ends) in [(End::Sender, &it.writers), (End::Receiver, &it.readers)] {
                for (_, handle) in ends.iter().filter(|(holder, _)| *holder == child) {
                    let site = world.actors[parent].spawned;
                    let open = Operation::on(Action::Fork, pipe, site).both(child as u64, *handle as u64);
                    self.has_opened(parent, end, open);
                }
            }
        }
    }

    fn spawned(&mut self, parent: ActorId, child: ActorId, site: &'static Location<'static>) {
        self.mark(parent, Request::new(Operation::alone(Action::Spawn, site).amount(child)));
    }

    fn over(&mut self, _: &World) {}

    fn settle(&mut self, world: &mut World) {
        // It has come to an end, so it does not go on for ever.
        self.end_tryout(false);
        if self.was_tryout {
            self.next = Next::Same;
            world.stop = Some(Stop::Abandoned(Why::TriedOut));
            return;
        }
        if self.undecided.is_some() || self.difference.is_some() || matches!(world.stop, Some(Stop::Abandoned(_))) {
            return;
        }
        let ends_the_process = |stop: &Stop| matches!(stop, Stop::Failed(it) if it.kind == FailureKind::Abort);
        if self.leaf.is_none() && world.stop.as_ref().is_some_and(ends_the_process) {
            self.is_cut = true;
            self.has_been_cut = true;
            return;
        }
        // Who waits for what never comes waits in the graph too, and who could have gone on earlier is tried so.
        while self.leaf.is_none() && self.ask(world) {
            match self.search.step(&self.pending) {
                Step::Over(leaf) => self.leaf = Some(leaf),
                Step::Blocked(_) => {}
                Step::Taken(actor) => {
                    let spot = Spot::new(actor, *self.taken(actor));
                    let chosen = self.takes(world, spot);
                    // The system may still take back what a process had.
                    let event = self.search.graph().event(spot);
                    if chosen.is_some() && event.kind != Kind::Ends {
                        // It has come to an end that it did not come to by the same choices before.
                        let planned = event.request.op;
                        self.differs(world, spot, &planned, None);
                        return;
                    }
                }
            }
        }
        if ends::is_no_execution(self.search.graph()) || processes::is_no_execution(&self.search, world, self.model) {
            self.leaf = Some(Leaf::Stale);
        }
        if self.leaf == Some(Leaf::Stale) {
            world.stop = Some(Stop::Abandoned(Why::Redundant));
            return;
        }
        if let Some((failure, entries, decisions)) = self.race(world) {
            if world.rules.recorded {
                world.keep_records(entries);
            }
            world.decisions.truncate(decisions);
            world.fail_earlier(failure);
        }
    }
}

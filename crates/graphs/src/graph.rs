//! An execution as a graph: events in the order of each actor, what each read reads, and in which order the writes to each
//! object count.
//!
//! Events are added last in the order of their actor, and taken away from its end. So what comes before an event is known when
//! it is added, and stays as it is.

use racecourse_meaning::{ActorId, ObjectId, Order};

use super::event::Row;
use super::{Clock, EndsMade, Event, Kind, Request, Spot};

/// An execution, or the beginning of one.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    actors: Vec<Line>,
    objects: Vec<Object>,
    /// All events in the order in which they were added.
    added: Vec<Spot>,
    stamps: u32,
}

/// What one actor does.
#[derive(Clone, Debug, Default)]
struct Line {
    /// By which event it is started; `None` of who is there from the beginning.
    start: Option<Spot>,
    events: Vec<Event>,
}

#[derive(Clone, Debug, Default)]
struct Object {
    /// What is there at first.
    initial: u64,
    /// Whether each step on it comes after the one before it, as on a lock.
    is_chain: bool,
    writes: Vec<Spot>,
    /// How many events are on it, plain ones not counted.
    accesses: usize,
    /// The ends of a pipe that it was made with, and those of a channel or a pipe that have been made since.
    first: EndsMade,
    opened: EndsMade,
}

impl Graph {
    // What it says.

    /// How many actors it has room for. Some of them may have done nothing.
    pub fn actors(&self) -> usize {
        self.actors.len()
    }

    /// How many objects it has room for.
    pub fn objects(&self) -> usize {
        self.objects.len()
    }

    /// What `actor` does, in its order.
    #[inline]
    pub fn events_of(&self, actor: ActorId) -> &[Event] {
        self.actors.get(actor).map_or(&[], |line| &line.events)
    }

    /// By which event `actor` is started; `None` of who is there from the beginning, or not at all.
    pub fn start_of(&self, actor: ActorId) -> Option<Spot> {
        self.actors.get(actor)?.start
    }

    /// The event at this place.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[inline]
    pub fn event(&self, spot: Spot) -> &Event {
        &self.actors[spot.actor()].events[spot.index()]
    }

    /// All events, in the order in which they were added.
    pub fn spots(&self) -> &[Spot] {
        &self.added
    }

    /// The writes to `object` in the order in which they count, without what was there at first.
    #[inline]
    pub fn writes_to(&self, object: ObjectId) -> &[Spot] {
        self.objects.get(object).map_or(&[], |object| &object.writes)
    }

    /// What was in `object` at first.
    #[inline]
    pub fn initial(&self, object: ObjectId) -> u64 {
        self.objects.get(object).map_or(0, |object| object.initial)
    }

    /// Whether each step on `object` comes after the one before it, as on a lock.
    #[inline]
    pub fn is_chain(&self, object: ObjectId) -> bool {
        self.objects.get(object).is_some_and(|object| object.is_chain)
    }

    /// What is read of this write; `None` is what was there at first.
    #[inline]
    pub fn value(&self, object: ObjectId, write: Option<Spot>) -> u64 {
        write.map_or_else(|| self.initial(object), |write| self.event(write).value)
    }

    /// The last of the writes to `object`; `None` is what was there at first.
    #[inline]
    pub fn newest(&self, object: ObjectId) -> Option<Spot> {
        self.writes_to(object).last().copied()
    }

    /// Where a write stands among those to its object: 0 is what was there at first. `None` if it has no place yet.
    #[inline]
    pub fn position(&self, object: ObjectId, write: Option<Spot>) -> Option<usize> {
        let Some(write) = write else { return Some(0) };
        self.writes_to(object).iter().rposition(|other| *other == write).map(|at| at + 1)
    }

    /// Where an access stands among the writes to its object: a read where what it reads does.
    #[inline]
    pub fn place(&self, spot: Spot) -> Option<usize> {
        let event = self.event(spot);
        let object = event.object().filter(|_| event.is_access())?;
        let write = if event.kind == Kind::Write { Some(spot) } else { event.reads };
        self.position(object, write)
    }

    /// Whether `first` comes before `second` in program order, in the same actor.
    #[inline]
    pub fn is_earlier(&self, first: Spot, second: Spot) -> bool {
        first.actor() == second.actor() && first.index() < second.index()
    }

    /// Whether `first` happens before `second`.
    #[inline]
    pub fn happens_before(&self, first: Spot, second: Spot) -> bool {
        first != second && self.event(second).row.happens.has(first)
    }

    /// The write that goes with a read, if this is followed by it: the other half of a read-modify-write.
    #[inline]
    pub fn write_after(&self, read: Spot) -> Option<&Event> {
        self.events_of(read.actor()).get(read.index() + 1).filter(|next| next.exclusive)
    }

    /// Whether `actor` waits: its last event is a read that found what it cannot go on with.
    #[inline]
    pub fn is_blocked(&self, actor: ActorId) -> bool {
        self.events_of(actor).last().is_some_and(|event| event.blocked)
    }

    /// The first place among the writes to `object` from which on an event that comes after all in `after` may stand or read:
    /// it sees what happens before it, or something newer.
    pub fn oldest_seen(&self, object: ObjectId, after: &Clock) -> usize {
        let last_seen = |actor: ActorId| {
            let count = after.of(actor);
            let events = &self.actors[actor].events[..count.min(self.actors[actor].events.len())];
            let on_it = |event: &Event| event.is_access() && event.object() == Some(object);
            let places = events.iter().enumerate().rev().filter(|(_, event)| on_it(event));
            // A write that has no place yet says nothing.
            places.filter_map(|(index, _)| self.place(Spot::new(actor, index))).next()
        };
        (0..self.actors.len()).filter_map(last_seen).max().unwrap_or(0)
    }

    /// Whether nothing stands between the write at `place` and the one after it, because that is the other half of a
    /// read-modify-write.
    #[inline]
    pub fn is_closed_after(&self, object: ObjectId, place: usize) -> bool {
        self.writes_to(object).get(place).is_some_and(|next| self.event(*next).exclusive)
    }

    /// All events in an order in which each comes after what it depends on; among those that could come next the one that
    /// was added first.
    pub fn in_order(&self) -> Vec<Spot> {
        let mut taken = vec![0; self.actors.len()];
        let mut order = Vec::with_capacity(self.added.len());
        let mut left = self.added.clone();
        while !left.is_empty() {
            let is_next =
                |spot: &Spot| spot.index() == taken[spot.actor()] && self.is_ready(*spot, |actor| taken[actor]);
            let next = left.iter().position(is_next).expect("no event depends on itself");
            let spot = left.remove(next);
            taken[spot.actor()] += 1;
            order.push(spot);
        }
        order
    }

    /// Whether all that this event depends on in other actors is among the first that are `taken` of each.
    pub(crate) fn is_ready(&self, spot: Spot, taken: impl Fn(ActorId) -> usize) -> bool {
        let event = self.event(spot);
        let is_there = |other: Spot| taken(other.actor()) > other.index();
        let begun = |actor: ActorId| self.start_of(actor).is_none_or(is_there);
        let has_ended = |child: ActorId| begun(child) && taken(child) == self.events_of(child).len();
        (spot.index() > 0 || begun(spot.actor()))
            && event.reads.is_none_or(is_there)
            && !matches!(event.kind, Kind::Join(child) if !has_ended(child.into()))
    }

    // What changes it.

    /// What is in `object` at first, and whether its steps come one after the other. Whoever asks for something on an object
    /// on which nothing has happened yet says so first.
    pub(crate) fn declare(&mut self, object: ObjectId, initial: u64, is_chain: bool, ends: EndsMade) {
        if self.objects.len() <= object {
            self.objects.resize_with(object + 1, Object::default);
        }
        let it = &mut self.objects[object];
        it.initial = initial;
        it.is_chain = is_chain;
        it.first = ends.named_besides(&it.opened);
    }

    /// Whether nothing has happened on `object` yet.
    pub fn is_untouched(&self, object: ObjectId) -> bool {
        self.objects.get(object).is_none_or(|object| object.accesses == 0)
    }

    /// The ends that a channel or a pipe has had so far, closed ones included.
    pub(crate) fn ends_made(&self, object: ObjectId) -> EndsMade {
        self.objects.get(object).map_or_else(EndsMade::default, |object| object.first.clone().and(&object.opened))
    }

    /// The ends of a pipe that it was made with.
    pub fn first_ends(&self, object: ObjectId) -> EndsMade {
        self.objects.get(object).map_or_else(EndsMade::default, |object| object.first.clone())
    }

    /// The ends that the object of `event` has got since it was made, if that is about one.
    fn opened(&mut self, event: &Event) -> Option<&mut EndsMade> {
        if !matches!(event.kind, Kind::Opens(_)) {
            return None;
        }
        let object = event.request.op.object()?;
        if self.objects.len() <= object {
            self.objects.resize_with(object + 1, Object::default);
        }
        Some(&mut self.objects[object].opened)
    }

    pub(crate) fn make_room(&mut self, actors: usize) {
        if self.actors.len() < actors {
            self.actors.resize_with(actors, Line::default);
        }
    }

    /// How far the adding of events has come, to come back to.
    #[inline]
    pub(crate) const fn now(&self) -> u32 {
        self.stamps
    }

    /// Adds an event last in the order of its actor. A write has no place among those to its object yet.
    pub(crate) fn add(&mut self, actor: ActorId, mut event: Event) -> Spot {
        self.make_room(actor + 1);
        let spot = Spot::new(actor, self.actors[actor].events.len());
        self.stamps += 1;
        event.stamp = self.stamps;
        event.row = self.row(spot, &event);
        if let Kind::Spawn(child) = event.kind {
            self.make_room(usize::from(child) + 1);
            self.actors[usize::from(child)].start = Some(spot);
        }
        if let Some(object) = event.object().filter(|_| event.is_access()) {
            self.objects[object].accesses += 1;
        }
        if let Kind::Opens(end) = event.kind
            && let Some(opened) = self.opened(&event)
        {
            opened.open(end, &event.request.op);
        }
        self.actors[actor].events.push(event);
        self.added.push(spot);
        spot
    }

    /// A new event of this kind, as `request` has it.
    pub(crate) fn new_event(kind: Kind, request: Request, order: Order) -> Event {
        Event {
            kind,
            request,
            order,
            value: 0,
            reads: None,
            exclusive: false,
            blocked: false,
            by_choice: false,
            revisited_by: None,
            stamp: 0,
            row: Row::default(),
        }
    }

    /// Puts a write that has no place at this one among those to its object.
    pub(crate) fn put(&mut self, write: Spot, place: usize) {
        let object = self.event(write).object().expect("a write is on an object");
        self.objects[object].writes.insert(place - 1, write);
    }

    /// Takes the place of a write away, if it has one.
    pub(crate) fn displace(&mut self, write: Spot) {
        let object = self.event(write).object().expect("a write is on an object");
        self.objects[object].writes.retain(|other| *other != write);
    }

    /// Takes away all events that were added after this moment.
    pub(crate) fn truncate(&mut self, moment: u32) {
        while let Some(&spot) = self.added.last()
            && self.event(spot).stamp > moment
        {
            self.added.pop();
            self.take(spot);
        }
    }

    /// Takes the last event of an actor away.
    fn take(&mut self, spot: Spot) {
        let Some(event) = self.actors[spot.actor()].events.pop() else { return };
        if let Some(object) = event.object().filter(|_| event.is_access()) {
            self.objects[object].accesses -= 1;
            if event.kind == Kind::Write {
                self.objects[object].writes.retain(|other| *other != spot);
            }
        }
        if let Kind::Spawn(child) = event.kind {
            self.actors[usize::from(child)].start = None;
        }
        if let Kind::Opens(end) = event.kind
            && let Some(opened) = self.opened(&event)
        {
            opened.take_back(end, &event.request.op);
        }
    }

    /// Takes away all events but those that are kept, which are the first ones of each actor.
    pub(crate) fn restrict(&mut self, is_kept: impl Fn(Spot, &Event) -> bool) {
        let mut gone: Vec<Spot> = Vec::new();
        let actors = &self.actors;
        self.added.retain(|&spot| {
            let kept = is_kept(spot, &actors[spot.actor()].events[spot.index()]);
            if !kept {
                gone.push(spot);
            }
            kept
        });
        gone.sort_unstable();
        for spot in gone.into_iter().rev() {
            self.take(spot);
        }
    }

    /// A read, the last event of its actor, reads something else.
    pub(crate) fn read_instead(&mut self, read: Spot, write: Spot, change: impl FnOnce(&mut Event)) {
        let mut event = self.event(read).clone();
        event.reads = Some(write);
        event.revisited_by = Some(write);
        change(&mut event);
        event.row = self.row(read, &event);
        self.actors[read.actor()].events[read.index()] = event;
    }

    /// Changes how an event orders, and says whether there is still such an execution: whether nothing depends on itself.
    ///
    /// So it can be asked whether a model would still allow it.
    #[must_use]
    pub fn with_order(&self, spot: Spot, order: Order) -> Option<Self> {
        let mut changed = self.clone();
        changed.actors[spot.actor()].events[spot.index()].order = order;
        changed.settle().then_some(changed)
    }

    /// Works out anew what comes before what; `false` if something depends on itself.
    pub(crate) fn settle(&mut self) -> bool {
        let mut taken = vec![0; self.actors.len()];
        let mut left = self.added.len();
        while left > 0 {
            let before = left;
            for actor in 0..self.actors.len() {
                while taken[actor] < self.actors[actor].events.len() {
                    let spot = Spot::new(actor, taken[actor]);
                    if !self.is_ready(spot, |actor| taken[actor]) {
                        break;
                    }
                    let row = self.row(spot, self.event(spot));
                    self.actors[actor].events[spot.index()].row = row;
                    taken[actor] += 1;
                    left -= 1;
                }
            }
            if left == before {
                return false;
            }
        }
        true
    }

    /// What comes before `event` at `spot`, if what it depends on is known.
    fn row(&self, spot: Spot, event: &Event) -> Row {
        let line = &self.actors[spot.actor()];
        let mut row = match spot.index().checked_sub(1).map(|before| &line.events[before]) {
            Some(before) => Row { publishes: Clock::default(), ..before.row.clone() },
            // Fences order what their own actor does after them.
            None => line.start.map_or_else(Row::default, |start| {
                let Row { causes, happens, .. } = &self.event(start).row;
                Row { causes: causes.clone(), happens: happens.clone(), ..Row::default() }
            }),
        };
        row.causes.add(spot);
        row.happens.add(spot);
        let is_chain = event.object().is_some_and(|object| self.is_chain(object));
        match event.kind {
            Kind::Read => {
                if let Some(write) = event.reads {
                    let from = &self.event(write).row;
                    row.causes.join(&from.causes);
                    if event.order.acquires() {
                        row.happens.join(&from.publishes);
                    }
                    if !is_chain {
                        row.seen.join(&from.publishes);
                    }
                }
            }
            Kind::Write => {
                if event.order.releases() {
                    row.publishes = row.happens.clone();
                } else if !is_chain {
                    row.publishes = row.fenced.clone();
                }
                let before = event.exclusive.then(|| line.events[spot.index() - 1].reads).flatten();
                if let Some(before) = before {
                    // A read-modify-write passes on what it has found.
                    row.publishes.join(&self.event(before).row.publishes);
                }
            }
            Kind::Fence => {
                if event.order.acquires() {
                    row.happens.join(&row.seen);
                }
                if event.order.releases() {
                    row.fenced = row.happens.clone();
                }
            }
            Kind::Join(child) => {
                let child = usize::from(child);
                // Its end, which is no event, is known by the place where one more would be.
                row.happens.add(Spot::new(child, self.events_of(child).len()));
                let end = self.events_of(child).last().map(|event| &event.row);
                let end = end.or_else(|| Some(&self.event(self.start_of(child)?).row));
                if let Some(end) = end {
                    row.causes.join(&end.causes);
                    row.happens.join(&end.happens);
                }
            }
            Kind::Spawn(_) | Kind::Opens(_) | Kind::Ends | Kind::PlainRead | Kind::PlainWrite => {}
        }
        row
    }
}

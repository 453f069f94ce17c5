//! Loops that wait by looking again and again.
//!
//! An actor that comes back to a step without having changed anything, and without anything it has looked at having
//! changed, would go round for ever if it were let. Such a loop is *awaited*: the actor does not look again until
//! something it has looked at changes. Its local variables are not seen, so a loop is first watched for
//! [`ROUNDS`] rounds, and then let go on alone for many steps more, once. One that leaves its
//! cycle by itself counts its rounds, and is explored as it stands.
//! (The idea is that of awaits in stateless model checking: Jonsson and others, *Awaiting for Godot*, 2022, from memory.)

use std::collections::HashSet;
use std::panic::Location;

use super::super::lasso::ROUNDS;
use super::trace::EventId;
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation};

/// Where a loop comes back to: the step's place in the program and what it does.
type Place = (&'static Location<'static>, Action);

/// A look that found, or left, everything as it was.
#[derive(Debug)]
struct Look {
    place: Place,
    object: ObjectId,
    version: u32,
    event: EventId,
}

/// What every actor has looked at since it last changed something.
#[derive(Debug, Default)]
struct Looks {
    by_actor: Vec<Vec<Look>>,
    /// How often each object has been changed.
    versions: Vec<u32>,
    /// Places known to come round again and again.
    known: HashSet<Place>,
    /// Places whose loops have been seen to end by themselves.
    counted: HashSet<Place>,
}

/// What is known about an actor that is about to look again.
#[derive(Debug)]
pub(super) struct Again {
    /// What it has looked at in its last round.
    pub(super) awaited: Vec<(ObjectId, EventId)>,
    /// Whether any of that has changed since.
    pub(super) changed: bool,
    /// Whether this is the first time that its loop is seen to come round without an end.
    pub(super) news: bool,
}

/// Follows an execution step by step, to see who only looks.
#[derive(Debug, Default)]
pub(super) struct Watch {
    looks: Looks,
    /// The step whose effect has not been looked at yet.
    last: Option<Taken>,
    /// Marks of progress seen so far in this execution.
    progress: usize,
    /// Who has yielded since the last choice.
    yielded: Option<ActorId>,
    /// Whether something was learned that changes what was done so far.
    start_again: bool,
    /// The cycles of those who are let go on, to see whether they leave them.
    cycles: Vec<(ActorId, Vec<Place>)>,
    /// Whether somebody has left its cycle in this execution.
    gone_on: bool,
    /// Whose loop was seen last to come round without an end, for the first time.
    news: Option<ActorId>,
}

/// A step that was chosen.
#[derive(Clone, Copy, Debug)]
struct Taken {
    actor: ActorId,
    op: Operation,
    /// Its number; `None` while actors take turns, to see whether they only look.
    event: Option<EventId>,
}

impl Watch {
    /// A new execution begins.
    pub(super) fn clear(&mut self) {
        self.looks.clear();
        self.last = None;
        self.progress = 0;
        self.yielded = None;
        self.news = None;
        self.cycles.clear();
        self.gone_on = false;
    }

    /// How many loops are awaited.
    pub(super) fn awaited(&self) -> usize {
        self.looks.known.len()
    }

    /// Whether what was done so far has to be done again, because something was learned about the program. Asked once.
    pub(super) fn starts_again(&mut self) -> bool {
        std::mem::take(&mut self.start_again)
    }

    /// The same, without forgetting it.
    pub(super) fn will_start_again(&self) -> bool {
        self.start_again
    }

    /// The actor that has yielded since the last choice.
    pub(super) fn yielded(&self) -> Option<ActorId> {
        self.yielded
    }

    /// `actor` takes the step it has announced, as this event, unless actors are taking turns.
    pub(super) fn takes(&mut self, world: &World, actor: ActorId, event: Option<EventId>) {
        let op = world.actors[actor].pending.expect("only announced steps are chosen");
        if event.is_none() && self.cycles.iter().all(|(who, _)| *who != actor) {
            self.cycles.push((actor, self.looks.cycle(actor)));
        }
        self.last = Some(Taken { actor, op, event });
        self.yielded = None;
    }

    /// `actor` takes a step that is nobody's choice.
    pub(super) fn forced_step(&mut self, actor: ActorId, op: &Operation) {
        if op.action.is_local() {
            self.yielded = Some(actor);
        }
    }

    /// Takes note of what the last step did: its event, and whether it left everything as it was.
    pub(super) fn settle(&mut self, world: &World) -> Option<(EventId, bool)> {
        let settled = self.last.take().and_then(|taken| self.settle_step(world, &taken));
        // One that gets on with its work does not only wait, even if it changes nothing that others see.
        for (_, actor) in &world.progress[self.progress..] {
            self.looks.changed(*actor, std::iter::empty());
        }
        self.progress = world.progress.len();
        settled
    }

    /// Something was learned about the program, so the search has to begin again.
    pub(super) fn start_again(&mut self) {
        self.start_again = true;
    }

    /// `actor` has changed `object` in passing.
    pub(super) fn changes_aside(&mut self, actor: ActorId, object: ObjectId) {
        self.looks.changed(actor, std::iter::once(object));
    }

    fn settle_step(&mut self, world: &World, taken: &Taken) -> Option<(EventId, bool)> {
        let Taken { actor, op, event } = taken;
        // Steps that are for changing something count as changes, even if they find it as they leave it.
        let unchanged = op.action.only_reads() || (op.action.may_leave_unchanged() && !world.changed);
        match *event {
            Some(event) if unchanged => self.looks.looked(*actor, op, event),
            // The end of a process changes more than it names.
            Some(_) if matches!(op.action, Action::Kill | Action::Exit) => {
                self.looks.changed(*actor, 0..world.objects.len());
            }
            Some(_) => self.looks.changed(*actor, op.objects()),
            None if unchanged && self.looks.knows(*actor, op) => {}
            None => self.has_gone_on(*actor),
        }
        event.map(|event| (event, unchanged))
    }

    /// An actor that seemed to look for ever has left its cycle by itself.
    pub(super) fn has_gone_on(&mut self, actor: ActorId) {
        let cycle = self.cycles.iter().find(|(who, _)| *who == actor).map_or(&[][..], |(_, places)| places);
        self.looks.learn_counted(cycle);
        self.start_again = true;
        self.gone_on = true;
    }

    /// Whether somebody has left its cycle in this execution.
    pub(super) fn somebody_has_gone_on(&self) -> bool {
        self.gone_on
    }

    /// Whether `actor`, about to do `op`, is going round without having changed anything.
    pub(super) fn again(&self, actor: ActorId, op: &Operation) -> Option<Again> {
        self.looks.again(actor, op)
    }

    /// Whether `actor` would only look again at what has not changed.
    pub(super) fn only_polls(&mut self, world: &World, actor: ActorId) -> bool {
        let Some(op) = world.actors[actor].pending else { return false };
        let Some(again) = self.looks.again(actor, &op) else { return false };
        if again.news {
            self.looks.known.insert((op.site, op.action));
            self.start_again = true;
            self.news = Some(actor);
        }
        !again.changed
    }

    /// Whose loop has just been seen for the first time to come round without an end. Asked once.
    pub(super) fn take_news(&mut self) -> Option<ActorId> {
        self.news.take()
    }
}

impl Looks {
    /// A new execution begins.
    fn clear(&mut self) {
        self.by_actor.iter_mut().for_each(Vec::clear);
        self.versions.fill(0);
    }

    /// The actor's `event` changed `objects`.
    fn changed(&mut self, actor: ActorId, objects: impl Iterator<Item = ObjectId>) {
        for object in objects {
            if self.versions.len() <= object {
                self.versions.resize(object + 1, 0);
            }
            self.versions[object] += 1;
        }
        if let Some(looks) = self.by_actor.get_mut(actor) {
            looks.clear();
        }
    }

    /// The actor's `event` left everything as it was.
    fn looked(&mut self, actor: ActorId, op: &Operation, event: EventId) {
        let Some(object) = op.object() else { return };
        if self.by_actor.len() <= actor {
            self.by_actor.resize_with(actor + 1, Vec::new);
        }
        let version = self.version(object);
        let versions = &self.versions;
        let now = |object: ObjectId| versions.get(object).copied().unwrap_or(0);
        let looks = &mut self.by_actor[actor];
        if looks.iter().any(|look| now(look.object) != look.version) {
            looks.clear();
        }
        looks.push(Look { place: (op.site, op.action), object, version, event });
    }

    fn version(&self, object: ObjectId) -> u32 {
        self.versions.get(object).copied().unwrap_or(0)
    }

    /// Whether `actor`, about to do `op`, is going round without having changed anything.
    fn again(&self, actor: ActorId, op: &Operation) -> Option<Again> {
        let looks = self.by_actor.get(actor)?;
        let place = (op.site, op.action);
        let same = |look: &&Look| look.place == place && Some(look.object) == op.object();
        let last = looks.iter().rposition(|look| same(&look))?;
        if self.counted.contains(&place) {
            return None;
        }
        let known = self.known.contains(&place);
        if !known && looks.iter().filter(same).count() < ROUNDS {
            return None;
        }
        let mut awaited: Vec<(ObjectId, EventId)> = Vec::new();
        for look in &looks[last..] {
            match awaited.iter_mut().find(|(object, _)| *object == look.object) {
                Some((_, since)) => *since = look.event,
                None => awaited.push((look.object, look.event)),
            }
        }
        let changed = looks[last..].iter().any(|look| self.version(look.object) != look.version);
        Some(Again { awaited, changed, news: !known && !changed })
    }

    /// Whether `actor` has been at this step of its cycle before.
    fn knows(&self, actor: ActorId, op: &Operation) -> bool {
        let same = |look: &Look| look.place == (op.site, op.action) && Some(look.object) == op.object();
        self.by_actor.get(actor).is_some_and(|looks| looks.iter().any(same))
    }

    /// Where `actor` has looked since it last changed something.
    fn cycle(&self, actor: ActorId) -> Vec<Place> {
        self.by_actor.get(actor).map_or(Vec::new(), |looks| looks.iter().map(|look| look.place).collect())
    }

    /// A loop through `cycle` ends by itself after all.
    fn learn_counted(&mut self, cycle: &[Place]) {
        for place in cycle {
            self.known.remove(place);
            self.counted.insert(*place);
        }
    }
}

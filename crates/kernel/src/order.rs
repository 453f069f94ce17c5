//! Which step of an execution comes before which, told from the transcript: what races, in which order locks are taken, and
//! which stretches ran at the same time.
//!
//! It looks at what was done and at nothing else, so it can be asked while an execution goes on or when it is over.

use super::clock::{ActorClocks, Clock, ObjectClocks, PlainAccess};
use super::transcript::Entry;
use racecourse_meaning::{Action, ActorId, ObjectId, States};

/// The clocks of all actors and objects after a beginning of a transcript.
#[derive(Debug, Default)]
pub(crate) struct Order {
    actors: Vec<ActorClocks>,
    objects: Vec<Option<ObjectClocks>>,
}

impl Order {
    /// An execution begins, in which only `main` is.
    pub(crate) fn clear(&mut self) {
        self.actors.clear();
        self.objects.clear();
        self.actors.push(ActorClocks::default());
        self.actors[0].now.tick(0);
    }

    /// Whether `actor` has been met.
    pub(super) fn has(&self, actor: ActorId) -> bool {
        actor < self.actors.len()
    }

    /// What `actor` knows.
    pub(super) fn knows(&self, actor: ActorId) -> &Clock {
        &self.actors[actor].now
    }

    /// What is over for `actor`, as far as it can tell; what it knows of is, and what it has seen the end of.
    pub(super) fn over(&self, actor: ActorId) -> Clock {
        self.actors[actor].over()
    }

    /// What it knows whatever the schedule.
    pub(super) fn causes(&self, actor: ActorId) -> &Clock {
        &self.actors[actor].causes
    }

    /// Something is over that is an event of its own, though no step.
    pub(super) fn tick(&mut self, actor: ActorId) {
        self.actors[actor].now.tick(actor);
    }

    /// `actor` has ended. What it has done since its last step comes before that.
    pub(super) fn ended(&mut self, states: &States, actor: ActorId, end: ObjectId) {
        self.tick(actor);
        let (object, actor) = self.both(states, end, actor);
        object.release(actor);
    }

    /// What comes next in the transcript, at this place in it; an earlier access with which it races, if there is one.
    pub(super) fn follow(&mut self, states: &States, entry: &Entry, place: usize) -> Option<PlainAccess> {
        let (me, op) = (entry.actor, &entry.op);
        match op.action {
            Action::Spawn | Action::Fork => {
                self.spawned(me, op.count());
                return None;
            }
            Action::Fence => {
                self.tick(me);
                self.actors[me].fence(op.order);
                return None;
            }
            Action::Panic => return None,
            Action::Request | Action::Granted | Action::Progress if op.object().is_none() => return None,
            _ => {}
        }
        self.tick(me);
        if let Some(mutex) = op.also() {
            let (object, actor) = self.both(states, mutex, me);
            object.release(actor);
        }
        let object = op.object()?;
        let (object, actor) = self.both(states, object, me);
        match op.action {
            Action::Load if states[op.object()?].value().is_some() => object.load(actor, op.order),
            Action::Store => object.store(actor, op.order),
            Action::Update(update) if update.is_exchange() && !entry.done => object.load(actor, op.on_failure),
            Action::Update(_) => object.update(actor, op.order),
            Action::IsFinished if entry.done => object.look(actor),
            Action::CellRead | Action::CellWrite => {
                let writes = op.action == Action::CellWrite;
                return object.access(me, &actor.now, writes, (op.site, place));
            }
            _ => {
                if entry.acquires {
                    object.acquire(actor);
                }
                if entry.releases {
                    object.release(actor);
                }
            }
        }
        None
    }

    fn spawned(&mut self, parent: ActorId, child: ActorId) {
        self.tick(parent);
        let clocks = self.actors[parent].for_child(child);
        if self.actors.len() <= child {
            self.actors.resize_with(child + 1, ActorClocks::default);
        }
        self.actors[child] = clocks;
    }

    fn both(&mut self, states: &States, object: ObjectId, actor: ActorId) -> (&mut ObjectClocks, &mut ActorClocks) {
        if self.objects.len() <= object {
            self.objects.resize_with(object + 1, || None);
        }
        let clocks = self.objects[object].get_or_insert_with(|| ObjectClocks::new(states[object].orders_for_good()));
        (clocks, &mut self.actors[actor])
    }
}

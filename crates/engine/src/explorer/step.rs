//! A step as the search sees it: who takes it, and what it touches.

use smallvec::SmallVec;

use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation, Share, State};

/// An object that a step touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Touch {
    pub(super) object: ObjectId,
    pub(super) how: How,
}

/// How a step touches an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum How {
    /// It leaves it as it is.
    Reads,
    /// It may change it, or be possible or not because of its state.
    Writes,
    /// It adds to a count, or takes away from it where it does not matter that it may be the last: with others that do, in any
    /// order, it comes to the same.
    Adds,
    /// It takes away from a count, and may be the last.
    Drops {
        /// Whether it matters who that is.
        weighs: bool,
    },
    /// It adds to a count if that is not at its end.
    Upgrades,
    /// It takes away what a process had of it that is over: in any order with the end of another process it comes to the same.
    LetsGo,
}

impl How {
    pub(super) const fn of(writes: bool) -> Self {
        if writes { How::Writes } else { How::Reads }
    }

    const fn of_share(share: Share) -> Self {
        match share {
            Share::Clone | Share::Downgrade | Share::CloneWeak | Share::DropWeak => How::Adds,
            Share::Drop { weighs } => How::Drops { weighs },
            Share::Upgrade => How::Upgrades,
            Share::Count | Share::CountWeak | Share::GetMut => How::Reads,
            Share::TryUnwrap | Share::IntoInner | Share::MakeMut => How::Writes,
        }
    }

    /// Whether the object may be another one after it.
    pub(super) const fn changes(self) -> bool {
        !matches!(self, How::Reads)
    }

    /// Whether it depends on every other use that changes the object.
    pub(super) const fn writes(self) -> bool {
        matches!(self, How::Writes)
    }

    /// Whether the order of two uses of one object can matter.
    ///
    /// Who clones a pointer has one, so a drop beside it is not that of the last; who upgrades a weak one need not.
    pub(super) const fn depends_on(self, other: Self) -> bool {
        !matches!(
            (self, other),
            (How::Reads, How::Reads)
                | (How::Adds, How::Adds | How::Drops { .. } | How::Upgrades)
                | (How::Drops { .. } | How::Upgrades, How::Adds)
                | (How::Drops { weighs: false }, How::Drops { weighs: false })
                | (How::Upgrades, How::Upgrades)
                | (How::LetsGo, How::LetsGo)
        )
    }
}

/// Whether changes of `object` may come to the same in any order, so that the last one is not after all others.
pub(super) fn may_commute(world: &World, object: ObjectId) -> bool {
    matches!(world.states[object], State::Pointer(_) | State::Pipe(_) | State::FileLock { .. })
}

/// What a step touches; mostly one object, or one and its process.
pub(super) type Touches = SmallVec<[Touch; 3]>;

/// A step that has been taken or could be.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) actor: ActorId,
    pub(super) op: Operation,
    pub(super) touches: Touches,
    /// Whether it is possible in any state, because its actor may wake for no reason.
    pub(super) wakes_anyway: bool,
    /// Whether it is possible only because of that.
    pub(super) by_chance: bool,
    /// Whether its actor's process can be killed.
    in_process: bool,
}

impl Step {
    /// The step that `actor` has announced.
    pub(super) fn announced(world: &World, actor: ActorId) -> Option<Self> {
        world.actors[actor].pending.map(|op| Self::of(world, actor, op))
    }

    /// This step, if `actor` takes it now.
    pub(super) fn of(world: &World, actor: ActorId, op: Operation) -> Self {
        let wakes_anyway = world.spurious_wake_possible(actor, &op);
        let by_chance = wakes_anyway && !world.states.allow(actor, &op);
        let touches = touches(world, actor, &op);
        Self { actor, op, touches, wakes_anyway, by_chance, in_process: world.actors[actor].process != 0 }
    }

    /// Whether it is the same of the same actor, on the same object and at the same place.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        let told = |it: &Self| (it.actor, it.op.action, it.op.object(), std::ptr::from_ref(it.op.site));
        told(self) == told(other)
    }

    /// It may change `object` as well, or depend on it.
    pub(super) fn also_touches(&mut self, object: ObjectId, how: How) {
        match self.touches.iter_mut().find(|touch| touch.object == object) {
            // Whatever it is besides, there is nothing on which it does not depend then.
            Some(touch) if touch.how != how => touch.how = How::Writes,
            Some(_) => {}
            None => self.touches.push(Touch { object, how }),
        }
    }

    /// Whether there are states in which it is not possible.
    pub(super) fn may_be_impossible(&self) -> bool {
        self.in_process || (self.op.action.may_block() && !self.wakes_anyway)
    }

    /// Whether the object at `touch`, in `state`, lets it be.
    pub(super) fn is_possible(&self, touch: &Touch, state: &State) -> bool {
        let own = self.op.objects().any(|object| object == touch.object);
        if own && self.op.action != Action::Exit {
            return self.wakes_anyway || state.allows(self.actor, &self.op);
        }
        // In a process that has been killed nothing is, not even its own exit.
        !state.is_done_for()
    }

    /// Whether the object at `touch`, in `state`, keeps it from being anything but a wake-up for no reason.
    pub(super) fn is_by_chance(&self, touch: &Touch, state: &State) -> bool {
        self.wakes_anyway
            && self.op.objects().any(|object| object == touch.object)
            && !state.allows(self.actor, &self.op)
    }

    /// It would find this value, if it is an exchange.
    pub(super) fn would_find(&mut self, value: u64) {
        let own = self.op.object();
        if let Some(touch) = self.touches.iter_mut().find(|touch| Some(touch.object) == own) {
            touch.how = How::of(!fails(&self.op, value));
        }
    }

    /// Whether the order of the two steps, of different actors, can matter.
    pub(super) fn depends_on(&self, other: &Step) -> bool {
        // Whatever the other one does, it may do it before the scenario returns or too late; or before somebody asks who has
        // ended.
        if self.op.action.depends_on_all() || other.op.action.depends_on_all() {
            return true;
        }
        self.touches.iter().any(|mine| {
            other.touches.iter().any(|theirs| mine.object == theirs.object && mine.how.depends_on(theirs.how))
        })
    }
}

/// Whether it is an exchange that does not find what it expects: then it is a read, like any other.
fn fails(op: &Operation, value: u64) -> bool {
    op.expected().is_some_and(|expected| value != expected)
}

fn touches(world: &World, actor: ActorId, op: &Operation) -> Touches {
    let found = op.object().filter(|_| op.expected().is_some()).and_then(|object| world.states[object].value());
    let reads = op.action.only_reads() || op.action.awaits_an_end() || found.is_some_and(|(_, value)| fails(op, value));
    let touch = |object: ObjectId, writes: bool| Touch { object, how: How::of(writes) };
    let own = op.objects();
    let mut touches: Touches = own.map(|object| touch(object, !reads)).collect();
    if let (Action::Share(share), Some(own)) = (op.action, touches.first_mut()) {
        own.how = How::of_share(share);
    }
    if let Some(process) = op.object().and_then(|object| world.process_of(object)) {
        // Its end closes its files and frees its file locks. What it has then is its own doing, up to its last step. A kill
        // alone frees nothing.
        if matches!(op.action, Action::Exit | Action::Bury) {
            let lets_go = |object: ObjectId| Touch { object, how: How::LetsGo };
            touches.extend(world.states.released_by(process).map(lets_go));
        }
    }
    if op.action == Action::CopyMemory {
        touches.extend(world.copied_by(actor).map(|object| touch(object, false)));
    }
    let process = world.actors[actor].process;
    let process = world.processes[process].object;
    if world.actors[actor].process != 0 && op.object() != Some(process) {
        // A kill takes away every further step of its process.
        touches.push(touch(process, false));
    }
    touches
}

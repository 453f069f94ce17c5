//! A step as the search sees it: who takes it, and what it touches.

use smallvec::SmallVec;

use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation, State};

/// An object that a step touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Touch {
    pub(super) object: ObjectId,
    /// Whether it may change it, or be possible or not because of its state.
    pub(super) writes: bool,
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
    /// Whether its actor's process can be killed.
    in_process: bool,
}

impl Step {
    /// The step that `actor` has announced.
    pub(super) fn announced(world: &World, actor: ActorId, values: Values) -> Option<Self> {
        world.actors[actor].pending.map(|op| Self::of(world, actor, op, values))
    }

    /// This step, if `actor` takes it now.
    pub(super) fn of(world: &World, actor: ActorId, op: Operation, values: Values) -> Self {
        let wakes_anyway = world.spurious_wake_possible(actor, &op);
        let mut touches = touches(world, actor, &op, values);
        if let Some(chance) = world.chance.filter(|_| wakes_anyway && !world.states.allow(actor, &op)) {
            touches.push(Touch { object: chance, writes: true });
        }
        Self { actor, op, touches, wakes_anyway, in_process: world.actors[actor].process != 0 }
    }

    /// It may change `object` as well, or depend on it.
    pub(super) fn also_touches(&mut self, object: ObjectId, writes: bool) {
        match self.touches.iter_mut().find(|touch| touch.object == object) {
            Some(touch) => touch.writes |= writes,
            None => self.touches.push(Touch { object, writes }),
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

    /// Whether the order of the two steps, of different actors, can matter.
    pub(super) fn depends_on(&self, other: &Step) -> bool {
        // Whatever the other one does, it may do it before the scenario returns or too late; or before somebody asks who has
        // ended.
        if self.op.action.depends_on_all() || other.op.action.depends_on_all() {
            return true;
        }
        self.touches.iter().any(|mine| {
            other.touches.iter().any(|theirs| mine.object == theirs.object && (mine.writes || theirs.writes))
        })
    }
}

/// Whether a step's effect is judged by the values there are when it is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// No: a compare-exchange counts as a write, whatever it finds.
    Ignored,
    /// Yes: a compare-exchange that fails counts as a read.
    Seen,
}

fn touches(world: &World, actor: ActorId, op: &Operation, values: Values) -> Touches {
    let fails = || match (op.expected(), op.object().and_then(|object| world.states[object].value())) {
        (Some(expected), Some((_, value))) => value != expected,
        _ => false,
    };
    let reads = op.action.only_reads() || (values == Values::Seen && fails());
    let touch = |object: ObjectId, writes: bool| Touch { object, writes };
    let own = op.objects();
    let mut touches: Touches = own.map(|object| touch(object, !reads)).collect();
    if let Some(process) = op.object().and_then(|object| world.process_of(object)) {
        // Its end closes its files and frees its file locks. What it has then is its own doing, up to its last step. A kill
        // alone frees nothing.
        if matches!(op.action, Action::Exit | Action::Bury) {
            touches.extend(world.states.released_by(process).map(|object| touch(object, true)));
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

//! The steps of an execution, as far as they tell whether somebody goes round in circles.

use std::cell::Cell;

use smallvec::SmallVec;

use super::ROUNDS;
use super::circle::{Belief, Returns};
use super::loops::Loops;
use racecourse_kernel as kernel;
use racecourse_kernel::world::World;
use racecourse_meaning::{ActorId, ObjectId, Operation, Way};
use racecourse_sources::site;
use racecourse_trace::failure::Cause;

/// A step that was chosen, with what it has come to.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) said: Said,
    /// The objects that it was on.
    pub(super) objects: SmallVec<[ObjectId; 2]>,
    /// Whether it was for changing them. What only looks, and what has tried in vain, has left them as they were.
    pub(super) changes: bool,
    /// Whether it was possible only because somebody may wake up for no reason.
    pub(crate) optional: bool,
}

/// What an actor has asked, and what it was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) actor: ActorId,
    pub(crate) op: Operation,
    pub(super) way: Way,
    pub(super) number: u64,
    /// Whether the actor has then left what a lock guards changed, before its next step. Of an actor that goes round, those rounds in
    /// which it finds something to do under a lock and those in which it finds nothing are not the same.
    pub(super) changes_inside: bool,
}

impl Said {
    /// A number that is the same for what is the same. Of its place only the line counts: equal places have equal lines.
    pub(super) fn hashed(&self) -> u64 {
        let Self { actor, op, way, number, changes_inside } = self;
        let object = op.object().map_or(0, |object| object as u64 + 1);
        let all = [
            *actor as u64,
            object,
            op.operands[0],
            op.operands[1],
            op.site.line().into(),
            u64::from(way.is_final()) + 2 * u64::from(*changes_inside),
            *number,
        ];
        all.into_iter().fold(0, |mixed: u64, it| (mixed.rotate_left(5) ^ it).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }
}

/// A step among those of its actor.
#[derive(Debug)]
struct Own {
    /// Equal steps have equal numbers.
    number: u64,
    /// Where it is among the steps of all.
    place: usize,
    /// What is known of the round that it ends, if the step with this number is next.
    round: Cell<(u64, LastRound)>,
}

/// What an actor has done since it was last at the step that is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LastRound {
    /// Nothing is known of it.
    Unknown,
    /// It was never there.
    None,
    /// It is a round; whether that comes to an end, as was known after so many lessons.
    Ends(usize, bool),
}

/// The steps of the execution at hand.
#[derive(Debug, Default)]
pub(crate) struct Path {
    steps: Vec<Taken>,
    /// For each actor its steps.
    own: Vec<Vec<Own>>,
    /// The step whose effect has not been looked at yet.
    last: Option<(ActorId, Operation, bool)>,
    /// For each actor how many steps that nobody else notices it has taken since its last one that was chosen.
    local: Vec<usize>,
    /// Who has yielded since the last choice.
    yielded: Option<ActorId>,
    /// How many steps of the execution have been taken.
    taken: usize,
    /// How often somebody has left what a lock guards changed, as far as that has been noted: in all, and for each actor.
    changes: (usize, Vec<usize>),
    /// What is not as it was when these steps were taken before.
    difference: Option<Cause>,
}

impl Path {
    /// A new execution begins with the first so many of these steps.
    pub(super) fn begin(&mut self, kept: usize) {
        for step in self.steps.drain(kept.min(self.steps.len())..) {
            self.own[step.said.actor].pop();
        }
        self.last = None;
        self.local.fill(0);
        self.yielded = None;
        self.taken = 0;
        self.changes.0 = 0;
        self.changes.1.fill(0);
    }

    /// The actor that has yielded since the last choice.
    pub(crate) fn yielded(&self) -> Option<ActorId> {
        self.yielded
    }

    pub(crate) fn steps(&self) -> &[Taken] {
        &self.steps
    }

    /// `actor` takes the step that it has announced, as the step with this number.
    pub(crate) fn takes(&mut self, world: &World, actor: ActorId, number: usize) {
        self.moves(actor);
        self.taken = number.saturating_add(1);
        let Some(op) = world.actors[actor].pending else { return };
        match self.steps.get(number) {
            None => self.last = Some((actor, op, !world.must_go(actor))),
            Some(step) if step.said.actor == actor && step.said.op == op => {}
            Some(step) => {
                let Said { actor, op, .. } = step.said;
                self.differs_from(world, actor, &op, number);
            }
        }
    }

    /// `actor` was to take this step as the one with this number, and does something else.
    #[cold]
    pub(crate) fn differs_from(&mut self, world: &World, actor: ActorId, op: &Operation, number: usize) {
        self.difference.get_or_insert_with(|| difference(world, actor, op, number));
    }

    /// What is not as it was when these steps were taken before.
    pub(crate) fn difference(&self) -> Option<&Cause> {
        self.difference.as_ref()
    }

    /// `actor` does something else than to yield.
    pub(super) fn moves(&mut self, actor: ActorId) {
        self.yielded = None;
        if let Some(local) = self.local.get_mut(actor) {
            *local = 0;
        }
    }

    /// `actor` takes a step that is nobody's choice.
    pub(crate) fn passes(&mut self, actor: ActorId, op: &Operation) {
        if op.action.is_local() {
            self.yielded = Some(actor);
            if self.local.len() <= actor {
                self.local.resize(actor + 1, 0);
            }
            self.local[actor] += 1;
        }
    }

    /// Whether `actor` has done nothing but to yield for so long that it is believed to do so for ever.
    pub(crate) fn only_yields(&self, actor: ActorId) -> bool {
        self.local.get(actor).is_some_and(|local| *local >= ROUNDS)
    }

    /// Takes note of what the last step has come to.
    pub(crate) fn settle(&mut self, world: &World) {
        if let Some((actor, op, optional)) = self.last.take() {
            self.keep(world, actor, op, optional);
        }
        if world.changes_inside != self.changes.0 {
            self.note_changes(world);
        }
    }

    fn keep(&mut self, world: &World, actor: ActorId, op: Operation, optional: bool) {
        let effect = &world.came_to;
        let unchanged = op.action.only_reads() || (op.action.may_leave_unchanged() && !effect.changed);
        if self.own.len() <= actor {
            self.own.resize_with(actor + 1, Vec::new);
        }
        self.own[actor].push(Own {
            number: number_of(&op),
            place: self.steps.len(),
            round: Cell::new((0, LastRound::Unknown)),
        });
        self.steps.push(Taken {
            said: Said { actor, op, way: effect.way, number: effect.number, changes_inside: false },
            objects: op.objects().collect(),
            changes: !unchanged,
            optional,
        });
    }

    /// Some have left what a lock guards changed, since their last steps that were chosen. Of steps that are taken again this is known.
    fn note_changes(&mut self, world: &World) {
        self.changes.0 = world.changes_inside;
        self.changes.1.resize(world.actors.len(), 0);
        for &actor in &world.born.actors {
            let now = world.actors[actor].changes_inside;
            let is_news = std::mem::replace(&mut self.changes.1[actor], now) != now && self.taken >= self.steps.len();
            if let Some(last) = self.own.get(actor).and_then(|own| own.last()).filter(|_| is_news) {
                self.steps[last.place].said.changes_inside = true;
            }
        }
    }

    /// What `actor` has only looked at since it was last at this step.
    pub(crate) fn looked_at(&self, actor: ActorId, op: &Operation) -> impl Iterator<Item = ObjectId> {
        let start = self.steps.iter().rposition(|step| step.said.actor == actor && step.said.op == *op);
        let since = &self.steps[start.unwrap_or(self.steps.len())..];
        let looks = since.iter().filter(move |step| step.said.actor == actor && !step.changes);
        looks.flat_map(|step| step.objects.iter().copied())
    }

    /// Whether `actor` has been at this step before.
    #[inline]
    pub(crate) fn has_been_at(&self, actor: ActorId, op: &Operation) -> bool {
        // Two that have the same number by chance are looked at for nothing.
        let number = number_of(op);
        self.own.get(actor).is_some_and(|own| own.iter().any(|own| own.number == number))
    }

    /// Adds the places at which `actor`, about to do `op`, has been at this step before; none if its last round is known to come to an
    /// end, whoever disturbs it. Most loops count, and that is found out soon.
    pub(super) fn add_returns(&self, actor: ActorId, op: &Operation, loops: &Loops, returns: &mut Returns) {
        let own = self.own.get(actor).map_or(&[][..], Vec::as_slice);
        let Some(last) = own.last() else { return };
        let (number, lessons) = (number_of(op), loops.lessons());
        // Two that have the same number by chance are compared.
        let is_here = |own: &&Own| own.number == number && self.steps[own.place].said.op == *op;
        // It is the same round as long as the actor stays where it is.
        let known = Some(last.round.get()).filter(|(next, _)| *next == number).map(|(_, round)| round);
        let ends = match known {
            Some(LastRound::None) => return,
            Some(LastRound::Ends(known, ends)) if known == lessons => ends,
            _ => {
                let Some(start) = own.iter().rposition(|own| is_here(&own)) else {
                    last.round.set((number, LastRound::None));
                    return;
                };
                let round: SmallVec<[Said; 4]> = own[start..].iter().map(|own| self.steps[own.place].said).collect();
                let ends = loops.belief(&round) == Belief::Ends;
                last.round.set((number, LastRound::Ends(lessons, ends)));
                ends
            }
        };
        if !ends {
            returns.extend(own.iter().filter(is_here).map(|own| (own.place, actor)));
        }
    }
}

/// That `actor` was to take this step as the one with this number, and does something else.
#[cold]
pub(crate) fn difference(world: &World, actor: ActorId, op: &Operation, number: usize) -> Cause {
    let names = kernel::names();
    let told = |op: &Operation| (op.action.waiting_verb(), site(op.site));
    let is_there = world.actors.get(actor).is_some_and(|actor| !actor.is_gone());
    Cause::Differs {
        actor: if is_there { world.actor_name(actor, &names) } else { "an actor".to_owned() },
        step: number + 1,
        before: told(op),
        now: world.actors.get(actor).and_then(|actor| actor.pending).map(|op| told(&op)),
    }
}

/// A number for a step, in few instructions: it is asked for at every choice.
#[inline]
fn number_of(op: &Operation) -> u64 {
    let place = std::ptr::from_ref(op.site).addr() as u64;
    let object = op.object().map_or(0, |object| object as u64 + 1);
    let mixed = place ^ object.rotate_left(48) ^ op.operands[0].rotate_left(24) ^ op.operands[1].rotate_left(12);
    mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

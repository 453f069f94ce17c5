//! Circles: what some actors have done since each was where it is now, if doing it again would change nothing.

use smallvec::SmallVec;

use super::path::{Said, Taken};
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation, State, States, Who};

/// What is asked and answered on the way round.
pub(crate) type Word = Vec<Said>;

/// Some actors that would go round.
#[derive(Clone, Debug)]
pub(crate) struct Circle {
    pub(crate) members: Members,
    pub(crate) word: Word,
}

/// Who goes round together; mostly one.
pub(crate) type Members = SmallVec<[ActorId; 2]>;

/// A moment of an execution, or of one in which some steps have not been taken.
pub(crate) struct Moment<'a> {
    /// The steps up to here.
    pub(crate) steps: &'a [&'a Taken],
    /// What each actor will do next, if it has announced something.
    pub(crate) next: &'a dyn Fn(ActorId) -> Option<Operation>,
    /// What an object is now.
    pub(crate) state: &'a dyn Fn(ObjectId) -> State,
    /// Who is part of which process.
    pub(crate) world: &'a World,
}

/// More than so many who are back where they were are not looked at together.
const MOST_TOGETHER: usize = 5;

/// Those who rest at this moment, each circle with the fewest members that make one, if `believed` says that their local
/// variables do not matter.
pub(crate) fn circles(moment: &Moment<'_>, believed: &mut dyn FnMut(&Word) -> bool) -> Vec<Circle> {
    let mut found: Vec<Circle> = Vec::new();
    let rests = |found: &[Circle], actor: ActorId| found.iter().any(|circle| circle.members.contains(&actor));
    // Who has moved since, with what it did first.
    let mut movers: SmallVec<[(ActorId, Operation); 8]> = SmallVec::new();
    for (from, step) in moment.steps.iter().enumerate().rev() {
        let Said { actor, op, .. } = step.said;
        match movers.iter_mut().find(|(mover, _)| *mover == actor) {
            Some((_, first)) => *first = op,
            None => movers.push((actor, op)),
        }
        if (moment.next)(actor) != Some(op) {
            continue;
        }
        let is_back = |(mover, first): &(ActorId, Operation)| *mover != actor && (moment.next)(*mover) == Some(*first);
        let others: Members = movers.iter().filter(|mover| is_back(mover)).map(|(mover, _)| *mover).collect();
        for members in those_with(actor, &others) {
            if members.iter().all(|member| rests(&found, *member)) {
                continue;
            }
            if let Some(word) = circle(moment, from, &members).filter(|word| believed(word)) {
                found.push(Circle { members, word });
            }
        }
    }
    found
}

/// `actor` alone, then it and some of `others`: few before many.
fn those_with(actor: ActorId, others: &[ActorId]) -> Vec<Members> {
    let others = &others[..others.len().min(MOST_TOGETHER)];
    let mut all: Vec<Members> = (0..1_usize << others.len())
        .map(|chosen| {
            let with = others.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
            std::iter::once(actor).chain(with.map(|(_, other)| *other)).collect()
        })
        .collect();
    all.sort_by_key(Members::len);
    all
}

/// What `members` have done from the step `from` on, if they would rest for it.
fn circle(moment: &Moment<'_>, from: usize, members: &[ActorId]) -> Option<Word> {
    let since = &moment.steps[from..];
    let own = || since.iter().filter(|step| members.contains(&step.said.actor));
    // What fails soonest comes first: most loops change something in every round.
    if !is_vain(moment, own().copied()) || !is_undisturbed(since, members) {
        return None;
    }
    if own().any(|step| step.changes) && !is_remembered(moment, from, members) {
        return None;
    }
    Some(own().map(|step| step.said).collect())
}

/// Whether such a step can be one of a circle at all.
const fn may_come_round(op: &Operation) -> bool {
    !matches!(op.action, Action::Exit | Action::Kill | Action::Bury | Action::Return | Action::CopyMemory)
}

/// Whether nothing that others did since depends on it: nobody has touched what these had changed by then, nobody has changed
/// what they had touched, even if it is back to what it was.
fn is_undisturbed(since: &[&Taken], members: &[ActorId]) -> bool {
    let mut touched: SmallVec<[(ObjectId, bool); 8]> = SmallVec::new();
    for step in since {
        if members.contains(&step.said.actor) {
            touched.extend(step.objects.iter().map(|object| (*object, step.changes)));
        } else if touched.iter().any(|&(object, changed)| step.touches(object) && (changed || step.changes)) {
            return false;
        }
    }
    true
}

/// Whether each of these has come to the beginning of the circle by the round by which it has come here.
fn is_remembered(moment: &Moment<'_>, from: usize, members: &[ActorId]) -> bool {
    members.iter().all(|&member| {
        let next = (moment.next)(member);
        let last_round = |steps: &[&Taken]| -> Option<Word> {
            let start = steps.iter().rposition(|step| step.said.actor == member && Some(step.said.op) == next)?;
            Some(steps[start..].iter().filter(|step| step.said.actor == member).map(|step| step.said).collect())
        };
        let before = last_round(&moment.steps[..from]);
        before.is_some() && before == last_round(moment.steps)
    })
}

/// Whether these steps, taken now by nobody else, are answered the same and leave all objects as they are.
fn is_vain<'s>(moment: &Moment<'_>, mut steps: impl Iterator<Item = &'s Taken>) -> bool {
    let mut try_out = TryOut::new(moment);
    let same = |step: &Taken| !step.optional && may_come_round(&step.said.op) && try_out.takes(&step.said);
    steps.all(same) && try_out.is_as_before()
}

/// Whether nobody but `members` has to go anywhere on the way through `word`, so that the others are not passed over.
pub(crate) fn is_fair(moment: &Moment<'_>, word: &Word, members: &[ActorId]) -> bool {
    let world = moment.world;
    let is_other = |actor: &ActorId| !world.actors[*actor].is_gone() && !members.contains(actor);
    let others: Vec<(ActorId, Operation)> = (0..world.actors.len())
        .filter(is_other)
        .filter_map(|actor| (moment.next)(actor).map(|op| (actor, op)))
        .collect();
    let mut try_out = TryOut::new(moment);
    word.iter().all(|said| {
        let left_alone = others.iter().all(|(actor, op)| !try_out.allows(*actor, op));
        left_alone && try_out.takes(said)
    })
}

/// A copy of the objects, on which steps are tried out.
struct TryOut<'a, 'm> {
    moment: &'a Moment<'m>,
    /// The objects that have been asked for, as they were.
    before: SmallVec<[(ObjectId, State); 4]>,
    states: States,
}

impl<'a, 'm> TryOut<'a, 'm> {
    fn new(moment: &'a Moment<'m>) -> Self {
        Self { moment, before: SmallVec::new(), states: States::default() }
    }

    /// Copies what `op` is on, if that has not been done.
    fn fetch(&mut self, op: &Operation) {
        for object in op.objects() {
            if self.before.iter().all(|(it, _)| *it != object) {
                let state = (self.moment.state)(object);
                self.states.put(object, state.clone());
                self.before.push((object, state));
            }
        }
    }

    fn allows(&mut self, actor: ActorId, op: &Operation) -> bool {
        self.fetch(op);
        self.states.allow(actor, op)
    }

    /// Takes a step; whether it is possible and is answered as before.
    fn takes(&mut self, said: &Said) -> bool {
        self.fetch(&said.op);
        let who = Who { actor: said.actor, process: self.moment.world.actors[said.actor].process };
        let effect = self.states.allow(said.actor, &said.op).then(|| self.states.apply(who, &said.op)).flatten();
        effect.is_some_and(|effect| effect.way == said.way && effect.number == said.number)
    }

    fn is_as_before(&self) -> bool {
        self.before.iter().all(|(object, state)| self.states[*object] == *state)
    }
}

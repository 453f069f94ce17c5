//! Circles: what some actors have done since each was where it is now, if doing it again would change nothing.

use std::borrow::Cow;
use std::cell::Cell;

use smallvec::SmallVec;

use super::path::{Said, Taken};
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation, State, States, Way, Who};

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
    pub(crate) steps: Steps<'a>,
    /// What each actor will do next, if it has announced something.
    pub(crate) next: &'a dyn Fn(ActorId) -> Option<Operation>,
    /// What an object is now.
    pub(crate) state: &'a dyn Fn(ObjectId) -> Cow<'a, State>,
    /// Who is part of which process.
    pub(crate) world: &'a World,
}

/// Steps in the order in which they are taken.
#[derive(Clone, Copy)]
pub(crate) enum Steps<'a> {
    /// All of an execution.
    All(&'a [Taken]),
    /// Those of them that have been taken.
    Some(&'a [&'a Taken]),
}

impl<'a> Steps<'a> {
    fn len(self) -> usize {
        match self {
            Self::All(steps) => steps.len(),
            Self::Some(steps) => steps.len(),
        }
    }

    fn at(self, place: usize) -> &'a Taken {
        match self {
            Self::All(steps) => &steps[place],
            Self::Some(steps) => steps[place],
        }
    }

    fn range(self, places: std::ops::Range<usize>) -> impl DoubleEndedIterator<Item = &'a Taken> + Clone {
        places.map(move |place| self.at(place))
    }

    fn since(self, from: usize) -> impl DoubleEndedIterator<Item = &'a Taken> + Clone {
        self.range(from..self.len())
    }
}

/// Places in the steps at which an actor was where it is now, the last one first.
pub(crate) type Returns = SmallVec<[(usize, ActorId); 8]>;

impl Moment<'_> {
    /// Where actors were where they are now.
    pub(crate) fn returns(&self) -> Returns {
        let said = |place: usize| self.steps.at(place).said;
        let is_return = |place: &usize| (self.next)(said(*place).actor) == Some(said(*place).op);
        (0..self.steps.len()).rev().filter(is_return).map(|place| (place, said(place).actor)).collect()
    }
}

/// More than so many who are back where they were are not looked at together.
const MOST_TOGETHER: usize = 5;
/// A round of one is looked for so many times back to where it is, and one of several in so many steps: else who goes on for ever, and
/// never comes back to how things were, would be looked at longer and longer.
const MOST_RETURNS: usize = 32;
const MOST_STEPS: usize = 128;

/// What is known of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Belief {
    /// It is gone for ever, as long as nobody disturbs it.
    ForEver,
    /// It comes to an end: its loop counts, or looks at what cannot be seen.
    Ends,
    /// Nothing yet.
    Unknown,
}

/// Whether the last round of an actor, which can be asked for, comes to an end.
type Ends<'a> = dyn Fn(ActorId, &dyn Fn() -> Word) -> bool + 'a;

/// Those who rest at this moment, each circle with the fewest members that make one, by what is `known` of their rounds. They
/// have come back at `returns`. Of a round that `ends`, the last one of an actor, it is known already that it comes to an end, whoever
/// disturbs it.
pub(crate) fn circles(
    moment: &Moment<'_>,
    returns: &Returns,
    ends: &Ends<'_>,
    known: &mut dyn FnMut(&Word) -> Belief,
) -> Vec<Circle> {
    let mut found = Vec::new();
    // Of whom nothing more is to be asked, and who comes to an end alone, although nobody disturbs it: so it does with others.
    let (mut done, mut ending) = (Members::new(), Members::new());
    let mut looked_at: SmallVec<[(ActorId, usize); 8]> = SmallVec::new();
    for &(from, actor) in returns {
        if done.contains(&actor) {
            continue;
        }
        if let Some((_, times)) = looked_at.iter_mut().find(|(it, _)| *it == actor) {
            *times += 1;
            if *times == MOST_RETURNS {
                done.push(actor);
            }
        } else {
            // Its last round. Most loops count, and that is found out soon.
            looked_at.push((actor, 1));
            let own = || moment.steps.since(from).filter(|step| step.said.actor == actor);
            if ends(actor, &|| own().map(|step| step.said).collect()) {
                ending.push(actor);
                done.push(actor);
                continue;
            }
        }
        if !may_be_remembered(moment, returns, from, actor) {
            continue;
        }
        let members = Members::from_slice(&[actor]);
        match circle(moment, from, &members) {
            Round::Disturbed => done.push(actor),
            Round::None => {}
            Round::Of(word) => match known(&word) {
                Belief::ForEver => {
                    found.push(Circle { members, word });
                    done.push(actor);
                }
                Belief::Ends => {
                    ending.push(actor);
                    done.push(actor);
                }
                Belief::Unknown => {}
            },
        }
    }
    let mut others = returns.iter().map(|(_, actor)| actor).filter(|actor| !ending.contains(actor));
    if let Some(one) = others.next()
        && others.any(|other| other != one)
    {
        circles_of_several(moment, returns, known, &ending, &mut found);
    }
    found
}

/// The circles of several together, of whom none is `ending` by itself.
fn circles_of_several(
    moment: &Moment<'_>,
    returns: &Returns,
    known: &mut dyn FnMut(&Word) -> Belief,
    ending: &[ActorId],
    found: &mut Vec<Circle>,
) {
    let rests = |found: &[Circle], actor: ActorId| found.iter().any(|circle| circle.members.contains(&actor));
    // Who has moved since, with the place of what it did first.
    let mut movers: SmallVec<[(ActorId, usize); 8]> = SmallVec::new();
    let is_back =
        |(from, actor): &(usize, ActorId)| !ending.contains(actor) && may_be_remembered(moment, returns, *from, *actor);
    let mut left = returns.iter().copied().filter(is_back).peekable();
    for from in (0..moment.steps.len()).rev().take(MOST_STEPS) {
        let Some(&(place, _)) = left.peek() else { break };
        let actor = moment.steps.at(from).said.actor;
        if ending.contains(&actor) {
            continue;
        }
        match movers.iter_mut().find(|(mover, _)| *mover == actor) {
            Some((_, first)) => *first = from,
            None => movers.push((actor, from)),
        }
        if place != from {
            continue;
        }
        left.next();
        let is_back = |&&(mover, first): &&(ActorId, usize)| mover != actor && returns.contains(&(first, mover));
        let others: Members = movers.iter().filter(is_back).map(|(mover, _)| *mover).collect();
        for members in those_with(actor, &others) {
            if members.iter().all(|member| rests(found, *member)) {
                continue;
            }
            if let Round::Of(word) = circle(moment, from, &members)
                && !hand_messages_over(&word)
                && known(&word) == Belief::ForEver
            {
                found.push(Circle { members, word });
            }
        }
    }
}

/// Whether one of these takes more messages out of a channel than it puts in, or fewer. What one puts in and another one takes out
/// is mostly one message after the other, and not the same one again: such a round would be tried out in vain of every two who
/// work together.
fn hand_messages_over(word: &Word) -> bool {
    use Action::{Receive, Send, TryReceive, TrySend};
    let mut balances: SmallVec<[(ActorId, Option<ObjectId>, isize); 4]> = SmallVec::new();
    for said in word.iter().filter(|said| said.way == Way::Done) {
        let one = match said.op.action {
            Send | TrySend => 1,
            Receive { .. } | TryReceive => -1,
            _ => continue,
        };
        let (actor, channel) = (said.actor, said.op.object());
        match balances.iter_mut().find(|it| (it.0, it.1) == (actor, channel)) {
            Some((.., balance)) => *balance += one,
            None => balances.push((actor, channel, one)),
        }
    }
    balances.iter().any(|(.., balance)| *balance != 0)
}

/// `actor` and some of `others`: few before many.
fn those_with(actor: ActorId, others: &[ActorId]) -> Vec<Members> {
    let others = &others[..others.len().min(MOST_TOGETHER)];
    let mut all: Vec<Members> = (1..1_usize << others.len())
        .map(|chosen| {
            let with = others.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
            std::iter::once(actor).chain(with.map(|(_, other)| *other)).collect()
        })
        .collect();
    all.sort_by_key(Members::len);
    all
}

/// What some actors have done since a step.
enum Round {
    /// Nothing for which they would rest.
    None,
    /// The same, and neither is what they have done since any step before that: somebody has come in between.
    Disturbed,
    /// What they would rest for.
    Of(Word),
}

/// What `members` have done from the step `from` on.
fn circle(moment: &Moment<'_>, from: usize, members: &[ActorId]) -> Round {
    let own = || moment.steps.since(from).filter(|step| members.contains(&step.said.actor));
    // This first: it spares a look at what was done since any step before.
    if is_woken_by_others(own()) || !is_undisturbed(moment.steps.since(from), members) {
        return Round::Disturbed;
    }
    if !begins_as_before(moment, &moment.steps.at(from).said) {
        return Round::None;
    }
    let Some(word) = in_vain(moment, own()) else { return Round::None };
    if own().any(|step| step.changes) && !is_remembered(moment, from, members) {
        return Round::None;
    }
    Round::Of(word)
}

/// Whether nothing that others did since depends on it: nobody has touched what these had changed by then, nobody has changed
/// what they had touched, even if it is back to what it was.
///
/// An end of a process takes away what it had of other objects too, but whom that concerns is answered otherwise from then on, and
/// what a circle changes for a while makes no difference to an end.
fn is_undisturbed<'s>(since: impl Iterator<Item = &'s Taken>, members: &[ActorId]) -> bool {
    let mut uses: SmallVec<[Use; 8]> = SmallVec::new();
    for step in since {
        let mut these = step.objects.iter().map(|object| Use::of(step, *object));
        if members.contains(&step.said.actor) {
            // In a long round the same ones come again and again.
            these.for_each(|it| {
                if !uses.contains(&it) {
                    uses.push(it);
                }
            });
        } else if these.any(|it| uses.iter().any(|own| own.is_disturbed_by(&it))) {
            return false;
        }
    }
    true
}

/// What a step does with an object.
#[derive(PartialEq, Eq)]
struct Use {
    object: ObjectId,
    changes: bool,
    part: Part,
}

/// As what a step is part of something that others may not be able to tell from nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Of a wait on a condition variable, until its time is over.
    Waiting,
    /// A writer joins the queue of a lock.
    Queueing,
    /// It is what else writers do with the lock.
    Writing,
    Other,
}

impl Use {
    fn of(step: &Taken, object: ObjectId) -> Self {
        let part = match step.said.op.action {
            _ if step.said.op.object() != Some(object) => Part::Other,
            Action::Wait => Part::Waiting,
            Action::Wake { .. } if step.said.way == Way::Refused => Part::Waiting,
            _ if is_queueing(&step.said) => Part::Queueing,
            Action::QueueWriter | Action::WriteLock | Action::TryWriteLock | Action::WriteUnlock => Part::Writing,
            _ => Part::Other,
        };
        Self { object, changes: step.changes, part }
    }

    /// Whether it makes a difference to one of the two that there is the other one. Who waits on a condition variable until its time is
    /// over is noticed by whoever notifies, and not by another one who does the same; a writer in the queue is noticed by
    /// readers.
    fn is_disturbed_by(&self, other: &Self) -> bool {
        let passes_by = matches!(
            (self.part, other.part),
            (Part::Waiting, Part::Waiting)
                | (Part::Queueing, Part::Queueing | Part::Writing)
                | (Part::Writing, Part::Queueing)
        );
        self.object == other.object && (self.changes || other.changes) && !passes_by
    }
}

/// Whether it is that of a writer who joins the queue. Its program is not told: it goes on once it has the lock.
fn is_queueing(said: &Said) -> bool {
    said.op.action == Action::QueueWriter && said.way == Way::Refused
}

/// What the program of its actor is told of a step: nothing of a queue that it has had to join.
fn told(step: &Taken) -> Option<Said> {
    let mut said = step.said;
    if said.op.action == Action::WriteLock {
        said.op.action = Action::QueueWriter;
    }
    (!is_queueing(&said)).then_some(said)
}

/// Whether what `actor` has done since it was back at `from` can be remembered, as far as that shows at a glance: it was there before
/// as well, or has changed nothing since.
fn may_be_remembered(moment: &Moment<'_>, returns: &Returns, from: usize, actor: ActorId) -> bool {
    returns.iter().any(|&(earlier, other)| other == actor && earlier < from)
        || !moment.steps.since(from).any(|step| step.said.actor == actor && step.changes)
}

/// Whether each of these has come to the beginning of the circle by the round by which it has come here, and nobody else has changed
/// meanwhile what a lock guards that it has taken: what it is told of a lock is the same before and after that, and what it sees is not.
fn is_remembered(moment: &Moment<'_>, from: usize, members: &[ActorId]) -> bool {
    members.iter().all(|&member| {
        let next = (moment.next)(member);
        let is_its = |step: &&Taken| step.said.actor == member;
        let last_round = |until: usize| {
            let mut places = (0..until).rev();
            let start = places.find(|&place| {
                let step = moment.steps.at(place);
                step.said.actor == member && Some(step.said.op) == next
            })?;
            Some((start, moment.steps.range(start..until).filter(is_its)))
        };
        let (before, now) = (last_round(from), last_round(moment.steps.len()));
        before.zip(now).is_some_and(|((start, before), (_, now))| {
            before.filter_map(told).eq(now.clone().filter_map(told))
                && !is_changed_inside(moment, start..moment.steps.len(), members, now)
        })
    })
}

/// Whether somebody else than `members` has changed at these places what a lock guards that is taken in `round`.
fn is_changed_inside<'s>(
    moment: &Moment<'_>,
    places: std::ops::Range<usize>,
    members: &[ActorId],
    round: impl Iterator<Item = &'s Taken> + Clone,
) -> bool {
    let until = places.end;
    places.into_iter().any(|place| {
        let Said { actor, changes_inside, .. } = moment.steps.at(place).said;
        if !changes_inside || members.contains(&actor) {
            return false;
        }
        // It is the next one that it gives back; if it has not come to that, it is any.
        let lock = moment.steps.range(place..until).find_map(|step| {
            let gives_back = matches!(step.said.op.action, Action::Unlock | Action::WriteUnlock | Action::Wait);
            step.said.op.object().filter(|_| gives_back && step.said.actor == actor)
        });
        lock.is_none_or(|lock| round.clone().any(|step| step.objects.contains(&lock)))
    })
}

/// Whether somebody is woken on the way by none of those who go round: who waits anew waits for somebody else.
fn is_woken_by_others<'s>(own: impl Iterator<Item = &'s Taken> + Clone) -> bool {
    own.clone().any(|step| {
        let Said { actor, op, .. } = step.said;
        let wakes = |other: &Taken| {
            let notifies = matches!(other.said.op.action, Action::NotifyOne | Action::NotifyAll);
            notifies && other.said.actor != actor && other.said.op.object() == op.object()
        };
        op.action == Action::Wake { timed: false } && !own.clone().any(wakes)
    })
}

/// Whether a step could be taken now, and would find what it has found, as far as that shows at a glance.
fn begins_as_before(moment: &Moment<'_>, said: &Said) -> bool {
    let Some(object) = said.op.object().filter(|_| said.op.also().is_none()) else { return true };
    let state = (moment.state)(object);
    match (said.op.action, state.value()) {
        (Action::Load | Action::Update(_), Some((_, value))) => value == said.number,
        _ => state.allows(said.actor, &said.op),
    }
}

/// What these steps are if they are taken now by nobody else and answered the same; `None` if one of them is not, or if they do not
/// leave all objects as they are.
fn in_vain<'s>(moment: &Moment<'_>, steps: impl Iterator<Item = &'s Taken>) -> Option<Word> {
    let mut try_out = TryOut::new(moment);
    let mut word = Word::new();
    for Taken { said, .. } in steps {
        // Who forks has one child more each time. A wake-up for no reason is not possible here, or is answered otherwise.
        if matches!(said.op.action, Action::CopyMemory) || !try_out.takes(said) {
            return None;
        }
        word.push(*said);
    }
    try_out.is_as_before().then_some(word)
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

thread_local! {
    /// Objects on which nothing is being tried out: the memory is used again.
    static SPARE: Cell<Option<States>> = const { Cell::new(None) };
}

/// A copy of the objects, on which steps are tried out.
struct TryOut<'a, 'm> {
    moment: &'a Moment<'m>,
    /// The objects that have been asked for.
    fetched: SmallVec<[ObjectId; 8]>,
    states: States,
}

impl<'a, 'm> TryOut<'a, 'm> {
    fn new(moment: &'a Moment<'m>) -> Self {
        Self { moment, fetched: SmallVec::new(), states: SPARE.take().unwrap_or_default() }
    }
    /// Copies what `op` is on, if that has not been done.
    fn fetch(&mut self, op: &Operation) {
        for object in op.objects() {
            if !self.fetched.contains(&object) {
                self.states.put(object, (self.moment.state)(object).into_owned());
                self.fetched.push(object);
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
        effect.is_some_and(|effect| (effect.way, effect.number) == (said.way, said.number))
    }

    fn is_as_before(&self) -> bool {
        self.fetched.iter().all(|object| self.states[*object] == *(self.moment.state)(*object))
    }
}

impl Drop for TryOut<'_, '_> {
    fn drop(&mut self) {
        let mut states = std::mem::take(&mut self.states);
        self.fetched.iter().for_each(|object| states.put(*object, State::NotThere));
        SPARE.set(Some(states));
    }
}

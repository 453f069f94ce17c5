//! Waiting for ever: one rule, for every search.
//!
//! An actor *rests* where going on would only bring it back: what it has done since it was at the same step (its round) would be
//! answered the same now and leave every object as it is, nobody has disturbed it since, and it is believed that its local
//! variables do not matter, because the round has once been gone [`ROUNDS`] times by the real program. Several actors can rest
//! together. Who rests can go on, and is not chosen: so loops that wait cost a round or two, and whoever changes what
//! was looked at wakes the one who waits for it. Nothing of this is stored: it follows from the steps so far and the state.
//!
//! Where all who must go on rest, it is a *standstill*: the circles of those who rest, one after the other, are what the program
//! does from now on. If somebody who is blocked could go on somewhere in them, the schedule is unfair and nothing is
//! concluded (CHESS says it so: Musuvathi and Qadeer, PLDI 2008); what that one does is another branch. Else the circles
//! are gone [`ROUNDS`] times for real (a tenth of that, if another standstill has shown the same), and if nothing is ever
//! different, it is for ever.
//!
//! Local variables are not seen, and of what locks guard only whether it is changed: once somebody goes round under a lock, whoever
//! gives one up compares, and a round that has changed something is another one than a round that has not. So a poller that finds
//! something to do does not hide that it would look for ever where there is nothing. A loop that counts up to more than [`ROUNDS`] is
//! taken for one without an end. A round that changes what a lock guards each time is taken to leave it as it was, and a search with
//! such a round is none of all executions ([`Resting::rounds_change_inside`]).

mod circle;
mod loops;
mod path;
mod verdict;

use self::circle::{Belief, Members, Returns, Word, circles, is_fair};
use std::borrow::Cow;

pub(crate) use self::circle::{Circle, Moment, Steps};
use self::loops::Loops;
use self::path::Said;
#[cfg(feature = "shuttle")]
pub(crate) use self::path::difference;
pub(crate) use self::path::{Path, Taken};
pub(crate) use self::verdict::conclude;
use smallvec::SmallVec;

use racecourse_kernel as kernel;
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::World;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation};

/// So many times a round is gone for real before it is believed to be gone for ever.
pub(crate) const ROUNDS: usize = 1_000;

/// So many times the rounds of a standstill are gone that have been gone [`ROUNDS`] times at another one: each standstill is gone through
/// for real, because what was done before may make a difference, and a search may come to thousands of them.
const ROUNDS_AGAIN: usize = 100;

/// What a search may do in a state that it has not seen before.
#[derive(Debug)]
pub(crate) enum Standing {
    /// Choose.
    Open(Open),
    /// Nothing, for nobody gets on from here: this is an end, from which [`Resting::conclude`] goes on.
    End(End),
    /// Nothing: this one goes on, to see whether it is for ever.
    Led(ActorId),
    /// Nothing: the execution is over.
    Over,
}

/// Actors, mostly few.
pub(crate) type Few = SmallVec<[ActorId; 4]>;

/// Those among whom a search may choose.
#[derive(Debug, Default)]
pub(crate) struct Open {
    /// Those who can go on and do not rest.
    pub(crate) free: Few,
    /// Those who could only wake up for no reason.
    pub(crate) optional: Few,
    /// Those who rest.
    pub(crate) resting: Few,
}

/// Nobody gets on any more: the circles of those who rest; none if everybody is blocked.
#[derive(Debug)]
pub(crate) struct End {
    circles: Vec<Circle>,
    /// Whether somebody could wake up for no reason, which saves nobody.
    wakes: bool,
}

/// What is to be done after an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// It was one like any other.
    Fresh,
    /// It has only shown what becomes of a loop: the same steps again.
    Again,
    /// It has come to a standstill, which has been seen; the same steps again, and on from there.
    GoOn,
    /// What was believed of a loop is not so: all is to be done anew.
    StartOver,
}

/// Rounds that are gone for real.
#[derive(Debug)]
struct Led {
    word: Word,
    /// The step that comes next.
    at: usize,
    rounds: usize,
    /// So many make it believed.
    enough: usize,
    /// How often who has taken the last step had left what a lock guards changed before it.
    changes: Option<usize>,
    /// If it is about a standstill.
    standstill: Option<Standstill>,
}

/// What everybody does who has not ended.
#[derive(Debug)]
struct Standstill {
    circles: Vec<Word>,
    cycle: Cycle,
}

/// A cycle of an execution, as it is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cycle {
    /// Records and decisions before it.
    stem: (usize, usize),
    /// Records and decisions of one round.
    round: (usize, usize),
}

impl Cycle {
    pub(crate) fn begins(world: &World) -> Self {
        Self { stem: (world.steps_recorded(), world.decisions.len()), round: (0, 0) }
    }

    /// The last step only yields, and so does whatever comes.
    fn of_yielding(world: &World) -> Self {
        Self { stem: (world.steps_recorded().saturating_sub(1), world.decisions.len()), round: (1, 0) }
    }

    /// One round has been gone.
    pub(crate) fn has_come_round(&mut self, world: &World) {
        self.round = (world.steps_recorded() - self.stem.0, world.decisions.len() - self.stem.1);
    }
}

/// Who rests, in the executions of a search.
#[derive(Debug)]
pub(crate) struct Resting {
    pub(crate) path: Path,
    loops: Loops,
    led: Option<Led>,
    next: Next,
    /// The state whose standstill has been seen in the execution before.
    seen: Option<usize>,
    /// Whether rounds are believed without going them first, because the search has no execution to spare.
    trusting: bool,
    /// Whether it is noted who leaves what a lock guards changed. That takes time, and is of no use where nobody goes round.
    looks_inside: bool,
}

impl Default for Resting {
    fn default() -> Self {
        Self {
            path: Path::default(),
            loops: Loops::default(),
            led: None,
            next: Next::Fresh,
            seen: None,
            trusting: false,
            looks_inside: false,
        }
    }
}

impl Resting {
    /// A new execution begins with the first `kept` steps of the last one, or with more if the last one asks for it.
    pub(crate) fn begin(&mut self, kept: usize) {
        self.seen = (self.next == Next::GoOn).then(|| self.path.steps().len());
        let kept = match self.next {
            Next::Fresh => kept,
            Next::Again | Next::GoOn => self.path.steps().len(),
            Next::StartOver => 0,
        };
        self.next = Next::Fresh;
        self.led = None;
        self.path.begin(kept);
    }

    /// The last execution begins once more.
    pub(crate) fn begin_again(&mut self) {
        self.next = Next::Fresh;
        self.led = None;
        self.path.begin(usize::MAX);
    }

    /// What is to be done after the execution.
    pub(crate) fn next(&self) -> Next {
        self.next
    }

    /// Whether the execution says nothing about the program: it has only shown what becomes of a loop.
    pub(crate) fn is_discarded(&self) -> bool {
        matches!(self.next, Next::Again | Next::StartOver)
    }

    /// Whether some loop is believed to have no end of its own.
    pub(crate) fn is_in_use(&self) -> bool {
        self.loops.for_ever() > 0
    }

    /// Whether somebody is led round.
    pub(crate) fn is_leading(&self) -> bool {
        self.led.is_some()
    }

    /// How many rounds are believed to be gone for ever.
    pub(crate) fn rounds_believed(&self) -> usize {
        self.loops.for_ever()
    }

    /// How many of these reach under a lock to change something.
    pub(crate) fn rounds_writing(&self) -> usize {
        self.loops.writing()
    }

    /// Whether some of them change what a lock guards, each time. That is not seen, and they are taken to leave it as it was.
    pub(crate) fn rounds_change_inside(&self) -> bool {
        self.loops.do_change_inside()
    }

    /// Whether who gives up a lock is to compare what it guards with what that was.
    pub(crate) fn looks_inside(&self) -> bool {
        self.looks_inside
    }

    /// Whether a step of `actor` that nobody else notices is taken without a choice. It is not if that is all that it does any
    /// more.
    pub(crate) fn takes_in_passing(&self, actor: ActorId) -> bool {
        !self.path.only_yields(actor)
    }

    /// Takes note of what the last step has come to. What is done while somebody is led round is none of the steps.
    pub(crate) fn settle(&mut self, world: &World) {
        if self.led.is_none() {
            self.path.settle(world);
        }
    }

    /// Whether `actor`, about to do `op`, could be about to go a round again.
    #[inline]
    pub(crate) fn may_rest(&self, actor: ActorId, op: &Operation) -> bool {
        self.path.has_been_at(actor, op)
    }

    /// Takes all rounds to be gone for ever until a standstill shows which are not: for a search of one execution, of which
    /// nothing but its end is wanted.
    pub(crate) fn trusting() -> Self {
        Self { trusting: true, looks_inside: true, ..Self::default() }
    }

    /// Who rests at a moment, as far as it is known already what to believe.
    pub(crate) fn resting_at(&self, moment: &Moment<'_>) -> Vec<Circle> {
        let counts = |_: ActorId, word: &dyn Fn() -> Word| self.counts(&word());
        circles(moment, &moment.returns(), &counts, &mut |word| self.loops.belief(word))
    }

    /// Those of `must`, who have to be let go at some time, who rest.
    pub(crate) fn resting_among(&self, world: &World, must: &[ActorId]) -> Few {
        let found = self.find(world, must, &mut None);
        must.iter().copied().filter(|actor| rests(&found, *actor)).collect()
    }

    /// Whether the loop that this is a round of is known to come to an end.
    fn counts(&self, word: &Word) -> bool {
        self.loops.belief(word) == Belief::Ends
    }

    /// What may be done in a state in which `enabled` can go on, and which has not been seen before.
    pub(crate) fn consider(&mut self, world: &mut World, enabled: &[ActorId]) -> Standing {
        if self.led.is_some() {
            return self.lead(world);
        }
        let (must, optional): (Few, Few) = enabled.iter().copied().partition(|actor| world.must_go(*actor));
        let mut news = None;
        let found = self.find(world, &must, &mut news);
        if let Some(word) = news {
            return self.try_out(world, word);
        }
        let (resting, free): (Few, Few) = must.into_iter().partition(|actor| rests(&found, *actor));
        let open = Open { free, optional, resting };
        if !open.free.is_empty() || self.seen == Some(self.path.steps().len()) {
            return Standing::Open(open);
        }
        let wakes = !open.optional.is_empty();
        if open.resting.is_empty() {
            return Standing::End(End { circles: Vec::new(), wakes });
        }
        let (word, members) = joint(&found);
        if self.is_fair(world, &word, &members) {
            return Standing::End(End { circles: found, wakes });
        }
        // Somebody is passed over, whose turn is another branch.
        Standing::Open(open)
    }

    /// Whether there is anything to choose; else who goes on without a choice, if anybody does. For who plans nothing from ends.
    #[cfg(feature = "shuttle")]
    pub(crate) fn is_open(&mut self, world: &mut World, enabled: &[ActorId]) -> Result<(), Option<ActorId>> {
        let mut standing = self.consider(world, enabled);
        if let Standing::End(end) = standing {
            standing = self.conclude(world, end);
        }
        match standing {
            Standing::Open(_) => Ok(()),
            Standing::Led(actor) => Err(Some(actor)),
            Standing::End(_) | Standing::Over => Err(None),
        }
    }

    /// An end has been taken note of: ends the execution with what it means, or lets those go round whose circles it is.
    pub(crate) fn conclude(&mut self, world: &mut World, end: End) -> Standing {
        if end.wakes {
            self.next = Next::GoOn;
        }
        if end.circles.is_empty() {
            world.fail_stuck(&kernel::names());
            return Standing::Over;
        }
        let (word, _) = joint(&end.circles);
        let circles = end.circles.into_iter().map(|circle| circle.word).collect();
        if word.is_empty() {
            // There is nothing but yielding, and that has been seen often enough.
            verdict::conclude(world, Cycle::of_yielding(world), ROUNDS, &kernel::names());
            return Standing::Over;
        }
        let standstill = Standstill { circles, cycle: Cycle::begins(world) };
        self.begin_to_lead(world, word, Some(standstill));
        self.lead(world)
    }

    /// The circles of this moment; in `news` one that is neither believed nor known to count.
    fn find(&self, world: &World, must: &[ActorId], news: &mut Option<Word>) -> Vec<Circle> {
        let next = |actor: ActorId| world.actors[actor].pending;
        // Who only yields has gone its round often enough, and changes nothing by it.
        let yields = must.iter().filter(|actor| self.path.only_yields(**actor));
        let mut found: Vec<Circle> =
            yields.map(|&actor| Circle { members: Members::from_slice(&[actor]), word: Word::new() }).collect();
        let mut returns = Returns::new();
        let add_returns = |actor: ActorId, returns: &mut Returns| {
            if let Some(op) = &world.actors[actor].pending {
                self.path.add_returns(actor, op, &self.loops, returns);
            }
        };
        must.iter().for_each(|actor| add_returns(*actor, &mut returns));
        if returns.is_empty() {
            return found;
        }
        let others = world.born.actors.iter().filter(|actor| !must.contains(actor));
        others.for_each(|actor| add_returns(*actor, &mut returns));
        returns.sort_unstable_by_key(|(place, _)| std::cmp::Reverse(*place));
        let state = |object: ObjectId| Cow::Borrowed(&world.states[object]);
        let moment = Moment { steps: Steps::All(self.path.steps()), next: &next, state: &state, world };
        // Those of whom it is known are not among them.
        let ends = |_: ActorId, _: &dyn Fn() -> Word| false;
        found.extend(circles(&moment, &returns, &ends, &mut |word| match self.loops.belief(word) {
            Belief::Unknown if self.trusting => Belief::ForEver,
            Belief::Unknown => {
                news.get_or_insert_with(|| word.clone());
                Belief::Unknown
            }
            known => known,
        }));
        found
    }

    fn is_fair(&self, world: &World, word: &Word, members: &[ActorId]) -> bool {
        let next = |actor: ActorId| world.actors[actor].pending;
        let state = |object: ObjectId| Cow::Borrowed(&world.states[object]);
        is_fair(&Moment { steps: Steps::Some(&[]), next: &next, state: &state, world }, word, members)
    }

    /// Lets those go round whose round is not known yet, in an execution that says nothing else.
    fn try_out(&mut self, world: &mut World, word: Word) -> Standing {
        if !self.looks_inside && word.iter().any(is_about_contents) {
            // Rounds that change what a lock guards have not been told apart from those that do not.
            self.looks_inside = true;
            self.next = Next::StartOver;
            world.stop = Some(Stop::Abandoned(Why::TriedOut));
            return Standing::Over;
        }
        self.begin_to_lead(world, word, None);
        self.next = Next::Again;
        self.lead(world)
    }

    fn begin_to_lead(&mut self, world: &mut World, word: Word, standstill: Option<Standstill>) {
        // Steps that nobody chooses come on top of those of the word.
        world.rules.steps = world.rules.steps.saturating_add(10 * ROUNDS * (word.len() + 1));
        // What is shown is said to have been gone as often as anything.
        let is_known = standstill.is_some() && !world.rules.recorded && self.loops.have_been_gone(&word);
        let enough = if is_known { ROUNDS_AGAIN } else { ROUNDS };
        self.led = Some(Led { word, at: 0, rounds: 0, enough, changes: None, standstill });
    }

    /// The next step of those who are led round; `None` if that is over.
    fn lead(&mut self, world: &mut World) -> Standing {
        let Some(led) = &mut self.led else { return Standing::Over };
        if let Some(before) = led.changes.take() {
            let said = led.word[led.at - 1];
            if (world.actors[said.actor].changes_inside != before) != said.changes_inside {
                return self.stray(world);
            }
        }
        if led.at == led.word.len() {
            led.at = 0;
            led.rounds += 1;
            if let Some(standstill) = led.standstill.as_mut().filter(|_| led.rounds == 1) {
                standstill.cycle.has_come_round(world);
            }
            if led.rounds == led.enough {
                return self.arrive(world);
            }
        }
        let said = led.word[led.at];
        if world.actors[said.actor].pending != Some(said.op) || !world.must_go(said.actor) {
            return self.stray(world);
        }
        led.at += 1;
        led.changes = Some(world.actors[said.actor].changes_inside);
        self.path.moves(said.actor);
        Standing::Led(said.actor)
    }

    /// All rounds have been the same.
    fn arrive(&mut self, world: &mut World) -> Standing {
        let Some(Led { word, rounds, standstill, .. }) = self.led.take() else { return Standing::Over };
        if word.iter().any(|said| said.changes_inside) {
            self.loops.change_inside();
        }
        match standstill {
            None => {
                if self.loops.for_ever() == 0 {
                    // A search notes more once it is known that somebody rests.
                    self.next = Next::StartOver;
                }
                self.loops.learn(&word, Belief::ForEver);
                world.stop = Some(Stop::Abandoned(Why::TriedOut));
            }
            Some(Standstill { circles, cycle }) => {
                let circles = circles.iter().filter(|word| !word.is_empty());
                circles.for_each(|word| self.loops.learn(word, Belief::ForEver));
                self.loops.are_gone(word);
                verdict::conclude(world, cycle, rounds, &kernel::names());
            }
        }
        Standing::Over
    }

    /// A round was different: it does not go on like that for ever.
    fn stray(&mut self, world: &mut World) -> Standing {
        self.strayed();
        world.stop = Some(Stop::Abandoned(Why::TriedOut));
        Standing::Over
    }

    fn strayed(&mut self) {
        let Some(Led { word, standstill, .. }) = self.led.take() else { return };
        match standstill {
            None => {
                self.loops.learn(&word, Belief::Ends);
                self.next = Next::Again;
            }
            Some(standstill) => {
                let circles = standstill.circles.iter().filter(|word| !word.is_empty());
                circles.for_each(|word| self.loops.learn(word, Belief::Ends));
                self.next = Next::StartOver;
            }
        }
    }

    /// The execution is over. Whether that has come while somebody was led round: so there was an end to it.
    pub(crate) fn ends(&mut self) -> bool {
        let led = self.led.is_some();
        self.strayed();
        led
    }
}

/// Whether it is about a lock that guards something, or a message that is passed on.
fn is_about_contents(said: &Said) -> bool {
    use Action::{
        Lock, QueueWriter, ReadLock, ReadUnlock, Receive, Send, TryLock, TryReadLock, TryReceive, TrySend,
        TryWriteLock, Unlock, Wait, WriteLock, WriteUnlock,
    };
    let action = said.op.action;
    let is_about_a_lock = matches!(action, Lock | TryLock | Unlock | Wait)
        || matches!(action, QueueWriter | WriteLock | TryWriteLock | WriteUnlock)
        || matches!(action, ReadLock | TryReadLock | ReadUnlock);
    is_about_a_lock || matches!(action, Send | TrySend | Receive { .. } | TryReceive) && said.way.is_final()
}

/// Whether `actor` rests, if these are the circles of those who do.
fn rests(circles: &[Circle], actor: ActorId) -> bool {
    circles.iter().any(|circle| circle.members.contains(&actor))
}

/// The circles of those who rest, one after the other, each actor once.
fn joint(circles: &[Circle]) -> (Word, Members) {
    let (mut word, mut members) = (Word::new(), Members::new());
    for circle in circles {
        if circle.members.iter().any(|member| !members.contains(member)) {
            word.extend(&circle.word);
            members.extend(circle.members.iter().filter(|it| !members.contains(it)).copied().collect::<Members>());
        }
    }
    (word, members)
}

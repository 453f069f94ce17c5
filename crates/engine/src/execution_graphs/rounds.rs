//! Loops that only look, and go on when they find something else.
//!
//! An actor that looks again where it has looked before, finds what it found, and did nothing else in between comes back to where
//! it was: another such round adds nothing. So its last read is one that waits, for anything but that. This is believed once the
//! real program has gone such a round [`ROUNDS`] times in an execution of its own, where it is answered the same again and
//! again; a loop that counts its rounds comes to its end there, and each of its rounds is a read like any other. To write what has
//! been found anyway, as `swap(true)` does of a lock that somebody has, is to look as well; and so is every step on a lock, a
//! channel, or whatever else is no atomic, that leaves its state as it is: a lock that is tried in vain, a channel found empty, a
//! thread that still runs.
//!
//! So is to take a lock and to give it back, if nothing is changed under it. That it is given back as it was is asked of the program once
//! somebody is seen to do it again and again (`kernel::lessons`). From then on the state of a lock has a version, which grows
//! whenever the lock is given back otherwise, and who has looked under it in vain waits for another version. What the lock guards is in
//! memory what it is in that version only as long as nobody has changed it since; so the rounds are tried out in an execution in which
//! the others have not come further than that (`Made::Later`).

use std::collections::HashMap;

use racecourse_graphs::{Event, Graph, Kind, Request, gives_back_lock, takes_lock, version_of};
use racecourse_kernel::lessons::locks_are_looked_into;
use racecourse_kernel::world::Found;
use racecourse_meaning::{Action, ActorId, ObjectId, Operation};
use smallvec::SmallVec;

use crate::resting::ROUNDS;

/// A read, and what it found.
pub(super) type Look = (Operation, Found);

/// A round that would begin anew: what is looked at next, and what comes after that.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Round {
    actor: ActorId,
    looks: Vec<(Place, u64, bool)>,
}

/// Where something is done, and to what.
type Place = (usize, usize);

fn place(op: &Operation) -> Place {
    (std::ptr::from_ref(op.site).addr(), op.object().unwrap_or(usize::MAX))
}

/// What is known of rounds.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    for_ever: HashMap<Round, bool>,
}

/// What is to be made of a request.
pub(super) enum Made {
    /// This.
    Request(Request),
    /// It has to be tried what comes of such a round.
    TryOut(Tryout),
    /// The same, in an execution in which nobody has gone on since.
    Later(Tryout),
    /// It has to be known first whether what locks guard is changed.
    AfterLookingInside,
}

/// An execution that shows what comes of a round.
#[derive(Debug)]
pub(super) struct Tryout {
    pub(super) actor: ActorId,
    round: Round,
    looks: Vec<Look>,
    at: usize,
    rounds: usize,
    /// How often plain memory was read since the last look.
    plain: usize,
}

/// More reads of plain memory than that between two looks are not gone through.
const MOST_PLAIN: usize = 64;

impl Tryout {
    /// Whether the actor may do this, which is no look, before it looks on.
    pub(super) fn passes(&mut self, announced: Option<Operation>) -> bool {
        let is_plain = announced.is_some_and(|op| op.action == Action::CellRead);
        self.plain += usize::from(is_plain);
        is_plain && self.plain <= MOST_PLAIN && self.looks.iter().any(|(op, _)| takes_lock(op.action))
    }

    /// What the actor looks at next and finds, if it asks for what it has to; `None` if it does something else. `Some(None)` when
    /// it has gone round often enough.
    pub(super) fn next(&mut self, announced: Option<Operation>) -> Option<Option<Look>> {
        if self.at == self.looks.len() {
            self.at = 0;
            self.rounds += 1;
            if self.rounds == ROUNDS {
                return Some(None);
            }
        }
        let (op, found) = self.looks[self.at];
        if announced != Some(op) {
            return None;
        }
        (self.at, self.plain) = (self.at + 1, 0);
        Some(Some((op, found)))
    }
}

impl Rounds {
    /// How many are believed to have no end of their own.
    pub(super) fn believed(&self) -> usize {
        self.for_ever.values().filter(|it| **it).count()
    }

    /// It is known now whether a round is gone for ever.
    pub(super) fn learn(&mut self, tryout: Tryout, for_ever: bool) {
        self.for_ever.insert(tryout.round, for_ever);
    }

    /// What is to be made of what `actor` asks for.
    pub(super) fn make(&self, graph: &Graph, actor: ActorId, request: Request) -> Made {
        let is_chain = |op: &Operation| op.object().is_some_and(|object| graph.is_chain(object));
        if takes_lock(request.op.action) && !locks_are_looked_into() {
            let is_again = !rounds_before(graph, actor, &request.op).is_empty();
            return if is_again { Made::AfterLookingInside } else { Made::Request(request) };
        }
        // Of what changes something in each round, nothing comes of looking for one.
        if !(matches!(request.op.action, Action::Load | Action::Update(_)) || is_chain(&request.op)) {
            return Made::Request(request);
        }
        let mut made = request;
        for (length, looks) in rounds_before(graph, actor, &request.op) {
            if looks.iter().any(|(op, found)| found.fails && is_chain(op)) {
                // Its time was over: nothing that it has found.
                continue;
            }
            // Who reads under the lock as well finds it in the state that this has made.
            let told = |(op, found): &Look| (place(op), known_by(op, found.value), found.fails);
            let round = Round { actor, looks: looks.iter().map(told).collect() };
            match self.for_ever.get(&round) {
                None => {
                    let has_locks = looks.iter().any(|(op, _)| takes_lock(op.action));
                    let tryout = Tryout { actor, round, looks, at: 0, rounds: 0, plain: 0 };
                    return if has_locks { Made::Later(tryout) } else { Made::TryOut(tryout) };
                }
                Some(false) => {}
                Some(true) => {
                    let (_, found) = looks[0];
                    if found.fails {
                        // It has failed for no reason before, and would come back to fail again.
                        made.weak = false;
                    } else {
                        made.refuses = Some(found.value);
                        made.round = u16::try_from(length).unwrap_or(u16::MAX);
                        return Made::Request(made);
                    }
                }
            }
        }
        Made::Request(made)
    }
}

/// The longest round that is looked for.
const LONGEST: usize = 6;

/// Reads, the newest first.
type Looks<'g> = SmallVec<[&'g Event; 2 * LONGEST]>;

/// The last steps of an actor that only look, the newest first, of those before `events` of its.
///
/// So does a read-modify-write that leaves the value that it has found, such as that of who spins with `swap(true)`, or the state, such
/// as that of who tries a lock in vain. Who reads from such a write could as well read from what that has read: it is one
/// constraint less.
fn looks_before(events: &[Event]) -> Looks<'_> {
    looks_within(events, &mut SmallVec::new())
}

/// The same of who holds these locks: up to where it has taken the first of them.
fn looks_within<'g>(events: &'g [Event], open: &mut SmallVec<[ObjectId; 2]>) -> Looks<'g> {
    let is_within = !open.is_empty();
    let mut looks = Looks::new();
    // How many of them there were when no lock was open.
    let mut whole = 0;
    let mut left = events;
    while looks.len() < 2 * LONGEST {
        let (look, before) = match left {
            [before @ .., read, write] if is_one_step(read, write) && write.value == read.value => (read, before),
            [before @ .., read, write] if is_one_step(read, write) && leaves_all(read, write, open) => (read, before),
            [before @ .., look] if is_look(look) => (look, before),
            // It is held longer than the one that is given back.
            [before @ .., read, write]
                if is_within && is_one_step(read, write) && takes_lock(read.request.op.action) =>
            {
                left = before;
                continue;
            }
            // Plain memory that a lock guards is what it was if the lock is; and of what it does not guard there is a race.
            [before @ .., plain] if plain.kind == Kind::PlainRead && !open.is_empty() => {
                left = before;
                continue;
            }
            _ => break,
        };
        left = before;
        looks.push(look);
        if open.is_empty() {
            whole = looks.len();
            if is_within {
                break;
            }
        }
    }
    looks.truncate(whole);
    looks
}

fn is_look(event: &Event) -> bool {
    event.kind == Kind::Read && !event.blocked
}

fn is_one_step(read: &Event, write: &Event) -> bool {
    is_look(read) && write.kind == Kind::Write && write.exclusive && write.request.op == read.request.op
}

/// Whether it is one of the two ends of a stretch under a lock in which nothing is changed. Of those that are gone through backwards the
/// locks are kept that have been given back and not taken yet.
fn leaves_all(read: &Event, write: &Event, open: &mut SmallVec<[ObjectId; 2]>) -> bool {
    let op = &read.request.op;
    let Some(lock) = op.object() else { return false };
    if gives_back_lock(op.action) && !write.request.changes {
        open.push(lock);
        return true;
    }
    // They need not be nested.
    let begins = open.iter().position(|it| *it == lock).filter(|_| takes_lock(op.action));
    if let Some(at) = begins {
        open.swap_remove(at);
    }
    begins.is_some()
}

/// Whether `actor` has only looked since it has taken the lock that it gives back by `op`.
pub(super) fn has_only_looked(graph: &Graph, actor: ActorId, op: &Operation) -> bool {
    let mut open = op.object().into_iter().collect();
    !looks_within(graph.events_of(actor), &mut open).is_empty()
}

/// What is known of an object by finding this: of a lock that is taken, which version it has.
fn known_by(op: &Operation, value: u64) -> u64 {
    if takes_lock(op.action) || gives_back_lock(op.action) { version_of(value) } else { value }
}

fn look(event: &Event) -> Look {
    (event.request.op, Found { value: event.value, fails: event.by_choice })
}

/// Each round that the actor has gone once, and of which it would end the second with `op` if it found again what it found: its
/// length, and its looks from that one on.
fn rounds_before(graph: &Graph, actor: ActorId, op: &Operation) -> Vec<(usize, Vec<Look>)> {
    let newest_first = looks_before(graph.events_of(actor));
    let same = |one: &Event, other: &Event| {
        let known = |event: &Event| known_by(&event.request.op, event.value);
        one.request.op == other.request.op && known(one) == known(other) && one.by_choice == other.by_choice
    };
    let mut rounds = Vec::new();
    for length in 1..=newest_first.len().min(LONGEST) {
        // Before this one there is a round, and all but the last of another one.
        if newest_first.len() < 2 * length - 1 {
            break;
        }
        let begun = (0..length - 1).all(|back| same(newest_first[back], newest_first[back + length]));
        if newest_first[length - 1].request.op == *op && begun {
            // Of who holds a lock that it has taken on the way no look is told: so none of these begins or ends in between.
            rounds.push((length, newest_first[..length].iter().rev().copied().map(look).collect()));
        }
    }
    rounds
}

/// What an actor that waits by looking does from now on, again and again, if it is the last event of its actor that waits. Whoever has to
/// wait for a lock that somebody else has does not: it is asked whether the lock `is_free` that such an event has found.
pub(super) fn last_round(graph: &Graph, actor: ActorId, is_free: &dyn Fn(&Event) -> bool) -> Option<Vec<Look>> {
    let (last, before) = graph.events_of(actor).split_last().filter(|(last, _)| last.blocked)?;
    last.request.refuses?;
    if takes_lock(last.request.op.action) && !is_free(last) {
        return None;
    }
    let others = looks_before(before);
    let mut looks = vec![look(last)];
    looks.extend(others[..usize::from(last.request.round) - 1].iter().rev().copied().map(look));
    Some(looks)
}

//! Loops that only look, and go on when they find something else.
//!
//! An actor that looks again where it has looked before, finds what it found, and did nothing else in between comes back to where
//! it was: another such round adds nothing. So its last read is one that waits, for anything but that. This is believed once the
//! real program has gone such a round [`ROUNDS`] times in an execution of its own, where it is answered the same again and
//! again; a loop that counts its rounds comes to its end there, and each of its rounds is a read like any other. To write what has
//! been found anyway, as `swap(true)` does of a lock that somebody has, is to look as well; and so is every step on a lock, a
//! channel, or whatever else is no atomic, that leaves its state as it is: a lock that is tried in vain, a channel found empty, a
//! thread that still runs.

use std::collections::HashMap;

use racecourse_graphs::{Event, Graph, Kind, Request};
use racecourse_kernel::world::Found;
use racecourse_meaning::{Action, ActorId, Operation};
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
}

/// An execution that shows what comes of a round.
#[derive(Debug)]
pub(super) struct Tryout {
    pub(super) actor: ActorId,
    round: Round,
    looks: Vec<Look>,
    at: usize,
    rounds: usize,
}

impl Tryout {
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
        self.at += 1;
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
            let told = |(op, found): &Look| (place(op), found.value, found.fails);
            let round = Round { actor, looks: looks.iter().map(told).collect() };
            match self.for_ever.get(&round) {
                None => return Made::TryOut(Tryout { actor, round, looks, at: 0, rounds: 0 }),
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
    let is_look = |event: &Event| event.kind == Kind::Read && !event.blocked;
    let leaves_it = |read: &Event, write: &Event| {
        let is_one_step = write.kind == Kind::Write && write.request.op == read.request.op;
        is_look(read) && is_one_step && write.value == read.value
    };
    let mut looks = Looks::new();
    let mut left = events;
    while looks.len() < 2 * LONGEST {
        left = match left {
            [before @ .., read, write] if leaves_it(read, write) => {
                looks.push(read);
                before
            }
            [before @ .., look] if is_look(look) => {
                looks.push(look);
                before
            }
            _ => break,
        };
    }
    looks
}

fn look(event: &Event) -> Look {
    (event.request.op, Found { value: event.value, fails: event.by_choice })
}

/// Each round that the actor has gone once, and of which it would end the second with `op` if it found again what it found: its
/// length, and its looks from that one on.
fn rounds_before(graph: &Graph, actor: ActorId, op: &Operation) -> Vec<(usize, Vec<Look>)> {
    let newest_first = looks_before(graph.events_of(actor));
    let same = |one: &Event, other: &Event| {
        one.request.op == other.request.op && one.value == other.value && one.by_choice == other.by_choice
    };
    let mut rounds = Vec::new();
    for length in 1..=newest_first.len().min(LONGEST) {
        // Before this one there is a round, and all but the last of another one.
        if newest_first.len() < 2 * length - 1 {
            break;
        }
        let begun = (0..length - 1).all(|back| same(newest_first[back], newest_first[back + length]));
        if newest_first[length - 1].request.op == *op && begun {
            rounds.push((length, newest_first[..length].iter().rev().copied().map(look).collect()));
        }
    }
    rounds
}

/// What an actor that waits by looking does from now on, again and again, if it is the last event of its actor that waits.
pub(super) fn last_round(graph: &Graph, actor: ActorId) -> Option<Vec<Look>> {
    let (last, before) = graph.events_of(actor).split_last().filter(|(last, _)| last.blocked)?;
    last.request.refuses?;
    let others = looks_before(before);
    let mut looks = vec![look(last)];
    looks.extend(others[..usize::from(last.request.round) - 1].iter().rev().copied().map(look));
    Some(looks)
}

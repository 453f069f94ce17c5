//! Loops that only look, and go on when they find something else.
//!
//! An actor that looks again where it has looked before, finds what it found, and did nothing else in between comes back to where
//! it was: another such round adds nothing. So its last read is one that waits, for anything but that. This is believed once the
//! real program has gone such a round [`ROUNDS`] times in an execution of its own, where it is answered the same again and
//! again; a loop that counts its rounds comes to its end there, and each of its rounds is a read like any other.

use std::collections::HashMap;

use racecourse_graphs::{Event, Graph, Kind, Request};
use racecourse_kernel::world::Found;
use racecourse_meaning::{Action, ActorId, Operation};

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
    /// What the actor is answered next, if it asks for what it has to; `None` if it does something else. `Some(None)` when it
    /// has gone round often enough.
    pub(super) fn next(&mut self, announced: Option<Operation>) -> Option<Option<Found>> {
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
        Some(Some(found))
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
        let looks = match request.op.action {
            Action::Load => request.op.object().is_some_and(|object| !graph.is_chain(object)),
            Action::Update(update) => update.is_exchange(),
            _ => false,
        };
        if !looks {
            return Made::Request(request);
        }
        let mut made = request;
        for (length, looks) in rounds_before(graph.events_of(actor), &request.op) {
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

/// Each round that the actor has gone once, and of which it would end the second with `op` if it found again what it found: its
/// length, and its looks from that one on.
fn rounds_before(events: &[Event], op: &Operation) -> Vec<(usize, Vec<Look>)> {
    let only_looks = |event: &&Event| event.kind == Kind::Read && !event.blocked;
    let reads = events.iter().rev().take_while(only_looks).count().min(2 * LONGEST);
    let tail = &events[events.len() - reads..];
    let same = |one: &Event, other: &Event| {
        one.request.op == other.request.op && one.value == other.value && one.by_choice == other.by_choice
    };
    let mut rounds = Vec::new();
    for length in 1..=reads.min(LONGEST) {
        // Before this one there is a round, and all but the last of another one.
        if reads < 2 * length - 1 {
            break;
        }
        let first = &tail[reads - length];
        let begun = (1..length).all(|back| same(&tail[reads - back], &tail[reads - back - length]));
        if first.request.op == *op && begun {
            let look = |event: &Event| (event.request.op, Found { value: event.value, fails: event.by_choice });
            let looks = tail[reads - length..].iter().map(look).collect();
            rounds.push((length, looks));
        }
    }
    rounds
}

/// What an actor that waits by looking does from now on, again and again, if it is the last event of its actor that waits.
pub(super) fn last_round(graph: &Graph, actor: ActorId) -> Option<Vec<Look>> {
    let events = graph.events_of(actor);
    let last = events.last().filter(|event| event.blocked)?;
    last.request.refuses?;
    let length = usize::from(last.request.round);
    let look = |event: &Event| (event.request.op, Found { value: event.value, fails: event.by_choice });
    let mut looks = vec![look(last)];
    looks.extend(events[events.len() - length..events.len() - 1].iter().map(look));
    Some(looks)
}

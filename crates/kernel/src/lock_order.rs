//! In which order locks are taken while others are held, and cycles in these orders.
//!
//! An execution that passed may show that another one will not: one actor took `b` while it held `a`, another took `a`
//! while it held `b`. This is the analysis called Goodlock (Havelund, SPIN 2000), with the refinements of Bensalem and
//! Havelund (*Dynamic Deadlock Analysis of Multi-threaded Programs*, 2005): a lock that all of a cycle hold keeps them
//! apart, and so does an order of the steps that no schedule can change. What counts as such an order is a start, a join, a
//! message, a signal; an unlock before a lock does not, for the other one could have come first.
//!
//! The orders of a cycle are all of one execution. Those of executions that exclude each other are never put together.

use std::panic::Location;

use smallvec::SmallVec;

use super::clock::Clock;
use racecourse_meaning::{ActorId, ObjectId};

/// Nestings kept of one execution. More would be a loop that does the same again.
pub(super) const MOST: usize = 64;

/// Chains of nestings that are looked at for cycles in one execution. Where more actors take more locks by turns, the same can be put
/// together in very many ways.
const MOST_CHAINS: usize = 10_000;

/// The same where it is only asked whether a look at the order of the steps is worth its time.
const MOST_AT_A_GLANCE: usize = 256;

/// A lock in somebody's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) lock: ObjectId,
    pub(super) site: &'static Location<'static>,
    /// To read, so that others may read too.
    pub(super) shared: bool,
}

impl Held {
    fn excludes(&self, other: &Held) -> bool {
        self.lock == other.lock && !(self.shared && other.shared)
    }
}

/// A lock taken while others were held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nesting {
    pub(super) actor: ActorId,
    pub(super) held: Vec<Held>,
    pub(super) taken: Held,
    /// The actor's own time, and what it knew through anything but locks.
    pub(super) at: u32,
    pub(super) causes: Clock,
}

impl Nesting {
    /// Whether both could happen at the same time, as far as locks say: no lock keeps them apart.
    fn is_ungated(&self, other: &Nesting) -> bool {
        let gated = self.held.iter().any(|mine| other.held.iter().any(|theirs| mine.excludes(theirs)));
        self.actor != other.actor && !gated
    }

    /// Whether some schedule could let both happen at the same time.
    fn may_meet(&self, other: &Nesting) -> bool {
        self.is_ungated(other) && !self.comes_before(other) && !other.comes_before(self)
    }

    /// Whether it does so whatever the schedule.
    fn comes_before(&self, other: &Nesting) -> bool {
        other.causes.get(self.actor) >= self.at
    }

    /// Whether it is the same as another one of the same actor, as far as locks say.
    fn is_again(&self, other: &Nesting) -> bool {
        (self.actor, &self.held, self.taken) == (other.actor, &other.held, other.taken)
    }

    /// The lock held here that stands in the way of what `other` takes.
    fn blocks(&self, other: &Nesting) -> Option<&Held> {
        self.held.iter().find(|held| held.excludes(&other.taken))
    }
}

/// One actor's part in a cycle: what it holds that the one before wants, and what it wants of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Whose part it is.
    pub actor: ActorId,
    /// The lock that it holds, and where it was taken.
    pub held: (ObjectId, &'static Location<'static>),
    /// The lock that it takes while it holds that one, and where.
    pub wanted: (ObjectId, &'static Location<'static>),
}

/// Whether there is another cycle in these orders than those that are known already, if nothing is asked but which locks are held: so
/// much is told without a look at which step comes before which, and mostly the answer is no.
pub(super) fn may_be_news(nestings: &[Nesting], is_known: impl Fn(&Vec<Link>) -> bool) -> bool {
    let mut left = unlike(nestings, Nesting::is_again);
    // Those that nobody else's stands in the way of are part of no cycle.
    loop {
        let before = left.clone();
        let is_blocked =
            |one: &Nesting| before.iter().any(|other| other.actor != one.actor && other.blocks(one).is_some());
        left.retain(|one| is_blocked(one));
        if left.len() == before.len() {
            break;
        }
    }
    let (found, all) = among(&left, Nesting::is_ungated, MOST_AT_A_GLANCE);
    !all || !found.iter().all(is_known)
}

/// The cycles in these orders, which are all of one execution; each starts with the actor that was there first.
pub(super) fn cycles(nestings: &[Nesting]) -> Vec<Vec<Link>> {
    // Of those that an actor goes through again and again, with nothing in between on which the order of the others hangs, one is enough.
    let before_how_many = |one: &Nesting| nestings.iter().filter(|other| one.comes_before(other)).count();
    let is_again = |one: &Nesting, other: &Nesting| {
        one.is_again(other) && one.causes == other.causes && before_how_many(one) == before_how_many(other)
    };
    among(&unlike(nestings, is_again), Nesting::may_meet, MOST_CHAINS).0
}

/// One of all that are the same.
fn unlike(nestings: &[Nesting], is_same: impl Fn(&Nesting, &Nesting) -> bool) -> SmallVec<[&Nesting; 16]> {
    let mut unlike: SmallVec<[&Nesting; 16]> = SmallVec::new();
    for nesting in nestings {
        if !unlike.iter().any(|other| is_same(nesting, other)) {
            unlike.push(nesting);
        }
    }
    unlike
}

/// Whether two orders can be parts of one cycle.
type Together = fn(&Nesting, &Nesting) -> bool;

/// The cycles among these, and whether they are all: it is given up after so many chains.
fn among(nestings: &[&Nesting], fit: Together, most: usize) -> (Vec<Vec<Link>>, bool) {
    let mut search = Chains { all: nestings, fit, left: most, cycles: Vec::new() };
    if nestings.len() > 1 {
        for first in nestings {
            search.extend(&mut vec![first]);
        }
    }
    (search.cycles, search.left > 0)
}

/// A search for cycles.
struct Chains<'a, 'n> {
    all: &'a [&'n Nesting],
    fit: Together,
    /// Chains that may be looked at yet.
    left: usize,
    cycles: Vec<Vec<Link>>,
}

impl<'n> Chains<'_, 'n> {
    /// Adds those cycles that begin with `chain`, in which each wants what the next one holds.
    fn extend(&mut self, chain: &mut Vec<&'n Nesting>) {
        let (first, last) = (chain[0], chain[chain.len() - 1]);
        if chain.len() > 1 && first.blocks(last).is_some() {
            let before = |at: usize| chain[(at + chain.len() - 1) % chain.len()];
            let link = |(at, nesting): (usize, &&Nesting)| {
                let held = nesting.blocks(before(at))?;
                let taken = &nesting.taken;
                Some(Link { actor: nesting.actor, held: (held.lock, held.site), wanted: (taken.lock, taken.site) })
            };
            if let Some(cycle) = chain.iter().enumerate().map(link).collect::<Option<Vec<Link>>>()
                && !self.cycles.contains(&cycle)
            {
                self.cycles.push(cycle);
            }
            return;
        }
        for &next in self.all {
            let fits = next.actor > first.actor && next.blocks(last).is_some();
            if fits && self.left > 0 && chain.iter().all(|earlier| (self.fit)(next, earlier)) {
                self.left -= 1;
                chain.push(next);
                self.extend(chain);
                chain.pop();
            }
        }
    }
}

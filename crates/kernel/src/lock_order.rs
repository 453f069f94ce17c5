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
        let comes_before = |one: &Nesting, two: &Nesting| two.causes.get(one.actor) >= one.at;
        self.is_ungated(other) && !comes_before(self, other) && !comes_before(other, self)
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
    let mut left: SmallVec<[&Nesting; 16]> = SmallVec::new();
    for nesting in nestings {
        let is_again = |it: &&Nesting| (it.actor, &it.held, it.taken) == (nesting.actor, &nesting.held, nesting.taken);
        if !left.iter().any(is_again) {
            left.push(nesting);
        }
    }
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
    !among(&left, Nesting::is_ungated).iter().all(is_known)
}

/// The cycles in these orders, which are all of one execution; each starts with the actor that was there first.
pub(super) fn cycles(nestings: &[Nesting]) -> Vec<Vec<Link>> {
    among(&nestings.iter().collect::<Vec<_>>(), Nesting::may_meet)
}

/// Whether two orders can be parts of one cycle.
type Together = fn(&Nesting, &Nesting) -> bool;

fn among(nestings: &[&Nesting], fit: Together) -> Vec<Vec<Link>> {
    let mut cycles = Vec::new();
    if nestings.len() > 1 {
        for first in nestings {
            extend(nestings, fit, &mut vec![first], &mut cycles);
        }
    }
    cycles
}

/// Adds those cycles that begin with `chain`, in which each wants what the next one holds.
fn extend<'a>(all: &[&'a Nesting], fit: Together, chain: &mut Vec<&'a Nesting>, cycles: &mut Vec<Vec<Link>>) {
    let (first, last) = (chain[0], chain[chain.len() - 1]);
    if chain.len() > 1 && first.blocks(last).is_some() {
        let before = |at: usize| chain[(at + chain.len() - 1) % chain.len()];
        let link = |(at, nesting): (usize, &&Nesting)| {
            let held = nesting.blocks(before(at))?;
            let taken = &nesting.taken;
            Some(Link { actor: nesting.actor, held: (held.lock, held.site), wanted: (taken.lock, taken.site) })
        };
        if let Some(cycle) = chain.iter().enumerate().map(link).collect::<Option<Vec<Link>>>()
            && !cycles.contains(&cycle)
        {
            cycles.push(cycle);
        }
        return;
    }
    for next in all {
        let fits = next.actor > first.actor && next.blocks(last).is_some();
        if fits && chain.iter().all(|earlier| fit(next, earlier)) {
            chain.push(next);
            extend(all, fit, chain, cycles);
            chain.pop();
        }
    }
}

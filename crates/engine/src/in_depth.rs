//! The choices of a depth-first search, as they are seen from outside of it: how much of the tree it has gone through, and whether the
//! program is the same where choices are made again.

use std::sync::Arc;

use parking_lot::Mutex;

use super::resting::difference;
use super::search::share_done;
use racecourse_kernel as kernel;
use racecourse_kernel::world::World;
use racecourse_meaning::{ActorId, Operation};
use racecourse_sources::site;
use racecourse_trace::failure::Cause;

/// What somebody was about to do.
type Announced = (ActorId, Option<Operation>);

/// A choice of the execution at hand, or of the last one.
#[derive(Debug)]
struct Made {
    /// Among whom it was.
    announced: Vec<Announced>,
    /// Which of them it was. The search tries them in order, so this also says how many it has tried.
    at: usize,
}

/// The choices of a search.
#[derive(Debug, Default)]
pub(super) struct Choices {
    made: Vec<Made>,
    depth: usize,
    /// So many of them are in states that the last execution has come to as well.
    repeated: usize,
    difference: Option<Cause>,
}

/// The choices, for the search and for whoever asks about it later.
pub(super) type Shared = Arc<Mutex<Choices>>;

impl Choices {
    /// Another execution begins. Its choices are those of the last one up to the last that had more to try.
    pub(super) fn begin(&mut self) {
        let has_more = |made: &Made| made.at + 1 < made.announced.len();
        self.repeated = self.made.iter().rposition(has_more).map_or(0, |last| last + 1);
        self.depth = 0;
    }

    /// There is a choice among `enabled`. Whether it is the same as before, if it was there before.
    pub(super) fn is_among(&mut self, world: &World, enabled: &[ActorId]) -> bool {
        let announced = enabled.iter().map(|&actor| (actor, world.actors[actor].pending));
        if self.depth >= self.repeated {
            self.made.truncate(self.depth);
            self.made.push(Made { announced: announced.collect(), at: 0 });
            return true;
        }
        let before = &self.made[self.depth].announced;
        if announced.clone().eq(before.iter().copied()) {
            return true;
        }
        let now: Vec<Announced> = announced.collect();
        let only_in = |one: &[Announced], other: &[Announced]| {
            one.iter().find_map(|&(actor, op)| Some((actor, op?)).filter(|_| !other.contains(&(actor, op))))
        };
        let missing = only_in(before, &now).map(|(actor, op)| difference(world, actor, &op, self.depth));
        let added = || only_in(&now, before).map(|(actor, op)| addition(world, actor, &op, self.depth));
        self.difference = self.difference.take().or(missing).or_else(added);
        self.difference.is_none()
    }

    /// The choice is made.
    pub(super) fn is_made(&mut self, at: usize) {
        if let Some(made) = self.made.get_mut(self.depth) {
            made.at = at;
        }
        self.depth += 1;
    }

    /// What is not as it was when the same choices were made before.
    pub(super) fn difference(&self) -> Option<&Cause> {
        self.difference.as_ref()
    }

    /// How much of the tree the executions so far are, from 0 to 1.
    pub(super) fn share(&self) -> f64 {
        let made = self.made.iter().map(|made| (made.at, made.announced.len()));
        // The last one is over: nothing is left at its end.
        share_done(made.chain([(1, 1)]))
    }
}

/// That `actor` can take this step as the one with this number, and could do nothing before.
fn addition(world: &World, actor: ActorId, op: &Operation, number: usize) -> Cause {
    let before = (op.action.waiting_verb(), site(op.site));
    Cause::Differs { actor: world.actor_name(actor, &kernel::names()), step: number + 1, before, now: None }
}

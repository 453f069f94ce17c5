//! Every interleaving, nothing left out but rounds that bring nothing: the judge of the searches that leave more out.

use crate::resting::{Few, Next, Resting};
use racecourse_kernel::on_coroutines::Driver;
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::World;
use racecourse_meaning::{ActorId, Operation};

/// A search of all interleavings, in depth-first order.
#[derive(Debug, Default)]
pub(super) struct BruteForce {
    /// At each depth the one who is tried, and those who are still to be tried.
    path: Vec<(ActorId, Few)>,
    depth: usize,
    started: bool,
    last: Option<ActorId>,
    pub(super) rest: Resting,
    /// Switches away from somebody who could have gone on, in the execution at hand.
    pub(super) preemptions: usize,
}

impl BruteForce {
    /// Prepares the next execution; `false` if there is none.
    pub(super) fn begin(&mut self) -> bool {
        match self.rest.next() {
            Next::StartOver => self.path.clear(),
            Next::Fresh if self.started && !self.back_up() => return false,
            Next::Fresh | Next::Again | Next::GoOn => {}
        }
        self.started = true;
        self.depth = 0;
        self.last = None;
        self.preemptions = 0;
        self.rest.begin(self.path.len().saturating_sub(1));
        true
    }

    /// Goes back to the last state in which somebody else can be tried, and does that.
    fn back_up(&mut self) -> bool {
        while let Some((chosen, left)) = self.path.last_mut() {
            if let Some(next) = left.pop() {
                *chosen = next;
                return true;
            }
            self.path.pop();
        }
        false
    }

    /// Whether the last execution says nothing about the program.
    pub(super) fn is_discarded(&self) -> bool {
        self.rest.is_discarded()
    }

    /// Whether all is done anew, because something was learned about the program.
    pub(super) fn starts_over(&self) -> bool {
        self.rest.next() == Next::StartOver
    }

    /// Whether somebody is led round.
    pub(super) fn is_leading(&self) -> bool {
        self.rest.is_leading()
    }
}

impl Driver for BruteForce {
    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        self.rest.settle(world);
        if self.depth == self.path.len() {
            let open = match self.rest.open(world, enabled) {
                Ok(open) => open,
                Err(led) => return led,
            };
            let mut able = open.free;
            able.extend(open.optional);
            let Some((first, others)) = able.split_first() else {
                world.stop = Some(Stop::Abandoned(Why::PassesOver));
                return None;
            };
            self.path.push((*first, others.iter().rev().copied().collect()));
        }
        let chosen = self.path[self.depth].0;
        if !enabled.contains(&chosen) {
            self.rest.path.differs(world, self.depth);
            world.stop = Some(Stop::Abandoned(Why::TriedOut));
            return None;
        }
        self.rest.path.takes(world, chosen, self.depth);
        self.depth += 1;
        self.preemptions += usize::from(self.last.is_some_and(|last| last != chosen && enabled.contains(&last)));
        self.last = Some(chosen);
        Some(chosen)
    }

    fn buries(&mut self, world: &mut World, dead: &[ActorId]) -> Option<ActorId> {
        self.choose(world, dead)
    }

    fn takes_in_passing(&self, actor: ActorId) -> bool {
        self.rest.takes_in_passing(actor)
    }

    fn forced_step(&mut self, _: &World, actor: ActorId, op: &Operation) {
        self.rest.path.passes(actor, op);
    }

    fn over(&mut self, world: &World) {
        if !self.rest.ends() {
            self.rest.settle(world);
        }
    }
}

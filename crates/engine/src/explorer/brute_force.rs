//! Every interleaving, nothing left out: the judge of the searches that leave things out.

use racecourse_kernel::on_coroutines::Driver;
use racecourse_kernel::world::World;
use racecourse_meaning::{ActorId, Operation};

/// A search of all interleavings, in depth-first order.
#[derive(Debug, Default)]
pub(super) struct BruteForce {
    /// At each depth the one who is tried, and those who are still to be tried.
    path: Vec<(ActorId, Vec<ActorId>)>,
    depth: usize,
    started: bool,
    last: Option<ActorId>,
    /// Switches away from somebody who could have gone on, in the execution at hand.
    pub(super) preemptions: usize,
}

impl BruteForce {
    /// Prepares the next execution; `false` if there is none.
    pub(super) fn begin(&mut self) -> bool {
        self.depth = 0;
        self.last = None;
        self.preemptions = 0;
        if !std::mem::replace(&mut self.started, true) {
            return true;
        }
        while let Some((chosen, left)) = self.path.last_mut() {
            if let Some(next) = left.pop() {
                *chosen = next;
                return true;
            }
            self.path.pop();
        }
        false
    }
}

impl Driver for BruteForce {
    fn choose(&mut self, _: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        if self.depth == self.path.len() {
            self.path.push((enabled[0], enabled[1..].iter().rev().copied().collect()));
        }
        self.depth += 1;
        let chosen = self.path[self.depth - 1].0;
        self.preemptions += usize::from(self.last.is_some_and(|last| last != chosen && enabled.contains(&last)));
        self.last = Some(chosen);
        Some(chosen)
    }

    fn forced_step(&mut self, _: &World, _: ActorId, _: &Operation) {}

    fn over(&mut self, _: &World) {}
}

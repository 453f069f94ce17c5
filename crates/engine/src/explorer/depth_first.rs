//! Executions in depth-first order: all of them, or those with a bounded number of preemptions. Nothing is left out but rounds that
//! bring nothing, so this is the judge of the searches that leave more out.
//!
//! A preemption is a switch away from an actor that could have gone on, and did not yield.

use crate::rested::{At, Choice, Search};
use crate::resting::{Few, Next, Open};
use racecourse_kernel::stop::{Stop, Why};
use racecourse_meaning::{ActorId, Operation};
use smallvec::SmallVec;

/// A choice on the current path.
#[derive(Debug)]
struct Node {
    options: Few,
    /// What they were about to do, each by itself.
    announced: SmallVec<[Option<Operation>; 4]>,
    at: usize,
    /// Whether taking another than the first one is a preemption.
    binds: bool,
    /// Preemptions before it.
    before: usize,
}

impl Node {
    fn chosen(&self) -> ActorId {
        self.options[self.at]
    }

    /// Preemptions up to it.
    fn preemptions(&self) -> usize {
        self.before + usize::from(self.binds && self.at > 0)
    }
}

/// A search of all executions, or of those with so many preemptions at most.
#[derive(Debug, Default)]
pub(super) struct DepthFirst {
    most: Option<usize>,
    path: Vec<Node>,
    depth: usize,
    started: bool,
    last: Option<ActorId>,
    gave_up: bool,
}

impl DepthFirst {
    /// Every interleaving.
    pub(super) fn of_all() -> Self {
        Self::default()
    }

    /// Those with at most so many preemptions.
    pub(super) fn within(preemptions: usize) -> Self {
        Self { most: Some(preemptions), ..Self::default() }
    }

    /// Whether some execution within the bound was not followed to its end.
    pub(super) fn has_given_up(&self) -> bool {
        self.gave_up
    }

    /// Decisions in the execution at hand.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Preemptions in the execution at hand.
    pub(super) fn preemptions(&self) -> usize {
        self.path[..self.depth].last().map_or(0, Node::preemptions)
    }

    /// Changes of the actor in the execution at hand.
    pub(super) fn switches(&self) -> usize {
        self.path[..self.depth].windows(2).filter(|pair| pair[0].chosen() != pair[1].chosen()).count()
    }

    /// Goes back to the last state in which there is another choice, and makes it.
    fn back_up(&mut self) -> bool {
        while let Some(node) = self.path.last_mut() {
            if node.at + 1 < node.options.len() {
                node.at += 1;
                return true;
            }
            self.path.pop();
        }
        false
    }
}

impl Search for DepthFirst {
    fn begin(&mut self, next: Next) -> bool {
        match next {
            Next::StartOver => self.path.clear(),
            Next::Fresh if self.started && !self.back_up() => return false,
            Next::Fresh | Next::Again | Next::GoOn => {}
        }
        self.started = true;
        self.last = None;
        self.depth = 0;
        true
    }

    fn known(&self) -> usize {
        self.path.len()
    }

    fn announced(&self) -> impl Iterator<Item = (ActorId, Operation)> {
        self.path.last().into_iter().flat_map(|node| {
            let from = node.at;
            let order = (from..node.options.len()).chain(0..from);
            order.filter_map(|at| Some((node.options[at], node.announced[at]?)))
        })
    }

    fn decided(&mut self, _: At<'_>) -> Option<ActorId> {
        self.path.get(self.depth).map(Node::chosen)
    }

    fn choose(&mut self, at: At<'_>, open: Open) -> Choice {
        // Who rests is left where it is.
        let mut options = open.free;
        options.extend(open.optional);
        let Some(first) = options.first().copied() else { return Choice::Nobody(Why::PassesOver) };
        let current = self.last.and_then(|last| options.iter().position(|&actor| actor == last));
        let first = match current {
            Some(current) => {
                options.swap(0, current);
                options[1..].sort_unstable();
                options[0]
            }
            None => first,
        };
        // One that yields lets others go on by its own will.
        let binds = current.is_some() && at.rest.path.yielded() != self.last;
        let before = self.preemptions();
        if binds && self.most.is_some_and(|most| before >= most) {
            options.truncate(1);
        }
        let announced = options.iter().map(|&actor| at.world.actors[actor].pending).collect();
        self.path.push(Node { options, announced, at: 0, binds, before });
        Choice::Of(first)
    }

    fn step(&mut self, _: At<'_>, actor: ActorId) {
        self.last = Some(actor);
        self.depth += 1;
    }

    fn end(&mut self, at: At<'_>) {
        self.gave_up |=
            matches!(at.world.stop, Some(Stop::Abandoned(why)) if !matches!(why, Why::PassesOver | Why::TriedOut));
    }

    fn buries(&self) -> bool {
        self.most.is_none()
    }
}

//! The graph of states as it was taken down: what every object is and what every actor announces, state by state, in the terms of
//! [`racecourse_meaning`]. So somebody else, who has not run the program, can go through it by the same rules.

use racecourse_kernel::world::{Status, World};
use racecourse_meaning::{ActorId, Operation, ProcessId, States};
use serde::{Deserialize, Serialize};

/// All that a program does, in any order of steps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// The states; the first is the one before the first move.
    pub states: Vec<Snapshot>,
    /// From which state whose step leads to which.
    pub moves: Vec<(usize, ActorId, usize)>,
    /// The states that are ends, with what they are counted under.
    pub ends: Vec<(usize, String)>,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The objects.
    pub objects: States,
    /// The actors that are there.
    pub actors: Vec<Announced>,
}

/// An actor in a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// Who.
    pub actor: ActorId,
    /// In which process.
    pub process: ProcessId,
    /// What it does next, if it has announced that.
    pub next: Option<Operation>,
    /// Whether it may wake though it has to wait: condition variables and `park` do so for no reason.
    pub may_wake: bool,
    /// Where the program asks for that step: the file, as the compiler calls it, and the line. The operation itself does not say it to
    /// another process.
    pub place: Option<(String, u32)>,
}

impl Snapshot {
    pub(super) fn of(world: &World) -> Self {
        let there = world.born.actors.iter().filter(|&&actor| {
            !matches!(world.actors[actor].status, Status::NotThere | Status::Finished) && !world.is_killed(actor)
        });
        let announced = |&actor: &ActorId| {
            let it = &world.actors[actor];
            let may_wake = it.pending.is_some_and(|op| world.spurious_wake_possible(actor, &op));
            let place = it.pending.map(|op| (op.site.file().to_owned(), op.site.line()));
            Announced { actor, process: it.process, next: it.pending, may_wake, place }
        };
        Self { objects: world.states.clone(), actors: there.map(announced).collect() }
    }
}

//! What runs the actors of an execution.

use std::panic::Location;

use super::shown::Trace;
use super::world::Race;
use racecourse_meaning::{ActorId, Effect, End, ObjectId, Operation, Order};

/// What an actor adds to a step of its own in the moment in which it takes it.
#[derive(Default)]
pub(crate) struct Beside<'a> {
    /// How much it asks for, where that depends on what is there by then.
    pub(super) exactly: Option<&'a mut dyn FnMut() -> usize>,
    /// What a report shows of it that only the actor knows: what it has done with what a lock guards, what the message says.
    pub(super) shows: Option<&'a mut dyn FnMut(&Effect) -> Trace>,
}

/// A runtime for actors: it keeps their stacks, and lets one of them go on at a time.
///
/// What can go on, and what a step comes to, is the world's business. What else a host is told is for one that has a notion of
/// its own of objects, memory and ends, as loom does.
pub(crate) trait Host {
    /// Whether it is the one on coroutines: its steps are too many for a call that is looked up each time.
    fn is_on_coroutines(&self) -> bool {
        false
    }

    /// Runs `main`, which is an actor like any other, on a stack of its own. Where a host resumes its actors itself, all have
    /// ended or left when it returns.
    fn run_main(&self, main: &mut dyn FnMut()) {
        main();
    }

    /// An execution begins; the world is there, with `main` in it, which is running.
    fn begin(&self) {}

    /// The running actor takes a step: it announces it, lets others go first, and acts once the step is possible and chosen.
    /// Its actor leaves if the execution is over.
    fn take_step(&self, op: Operation, beside: &mut Beside<'_>) -> Effect;

    /// Starts `actor`, which runs `body`.
    fn spawn(&self, actor: ActorId, body: Box<dyn FnOnce() + Send>);

    /// The world has new objects.
    fn objects_made(&self) {}

    /// The value of an atomic, if the host has it, for who is alone with it.
    fn peek(&self, _object: ObjectId) -> Option<u64> {
        None
    }

    /// A fence is made there.
    fn fence(&self, _order: Order, _site: &'static Location<'static>) {}

    /// A channel has another end; that is no step.
    fn opened(&self, _channel: ObjectId, _end: End, _site: &'static Location<'static>) {}

    /// The step that is being taken races so, by the world's order of the steps. Whether that ends the execution: a host may
    /// have an order of its own.
    fn is_ended_by(&self, _race: &Race) -> bool {
        true
    }

    /// Whether asking for a turn and getting it can be steps. Each step orders memory where the host models that.
    fn has_turns(&self) -> bool {
        true
    }

    /// The scenario is about to return. Whether the host has looked who is left; else it is a step like any other.
    fn looks_who_is_left(&self) -> bool {
        false
    }
}

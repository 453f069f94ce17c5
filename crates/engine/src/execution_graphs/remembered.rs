//! A schedule that says which values are old, followed step by step.
//!
//! The steps are taken in their order, as by any other schedule; besides, they are kept as a graph, in which each access to an atomic
//! stands where the schedule has it. What it finds there is what the actor is told, and whether the language allows it is asked at
//! once. Data races are told on the graph, as in a search.

use std::panic::Location;

use super::requests::{join, request_of, unlock_after};
use super::told::{Access, first_race, odd_steps};
use racecourse_graphs::{Model, Refused, Request, Spot, Steps};
use racecourse_kernel::world::{Found, World};
use racecourse_meaning::{Action, ActorId, End, ObjectId, Operation, Order, State, Update};
use racecourse_trace::exploration::OddStep;
use racecourse_trace::schedule::{Mark, Refusal};

/// The execution at hand, with all that is in it.
pub(crate) struct Remembered {
    steps: Steps,
    /// Which entries of the record are which events.
    told: Vec<(Spot, usize)>,
    accesses: Vec<Access>,
    /// The atomic of the last step, of which the world has what that step found or stored.
    last: Option<ObjectId>,
}

impl Remembered {
    pub(crate) fn new() -> Self {
        Self { steps: Steps::under(Model::Language), told: Vec::new(), accesses: Vec::new(), last: None }
    }

    /// Whoever looks at an object now finds what counts most of what has been stored there.
    pub(crate) fn renew(&mut self, world: &mut World) {
        if let Some(object) = self.last.take()
            && let Some(value) = self.steps.last_value(object)
            && let Some(now) = world.states[object].value_mut()
        {
            *now = value;
        }
    }

    /// `actor` is about to take the step that it has announced, with this mark.
    pub(crate) fn takes(&mut self, world: &mut World, actor: ActorId, mark: Mark) -> Result<(), Box<Refusal>> {
        let Some(op) = world.actors[actor].pending else { return Ok(()) };
        if op.action == Action::Return && mark == Mark::default() {
            return Ok(());
        }
        if world.processes.len() > 1 {
            return Err(Refusal::NoOldValues(op.action.verb()).into());
        }
        let request = request_of(world, actor, op).map_err(Refusal::NoOldValues)?;
        let may_fail = op.action == Action::Update(Update::WeakExchange);
        if mark.fails && !may_fail {
            return Err(Refusal::NeverFails.into());
        }
        self.declare(world, &request);
        let taken = self.steps.take(actor, request, mark.back.into(), mark.fails);
        let (spot, found) = taken.map_err(|why| match why {
            Refused::NotSoOld(stores) => Refusal::NotSoOld { stores },
            Refused::NeverOld => Refusal::NeverOld,
            Refused::NoChoice => Refusal::NeverFails,
            Refused::Forbidden => Refusal::Forbidden,
        })?;
        world.found = found.map(|value| Found { value, fails: mark.fails });
        if let (Some(found), Some(object)) = (found, op.object())
            && let Some(now) = world.states[object].value_mut()
        {
            *now = found;
        }
        self.last = op.object();
        self.told.push((spot, world.steps_recorded()));
        if matches!(op.action, Action::CellRead | Action::CellWrite) {
            self.accesses.push((spot, world.steps_recorded() + 1, world.decisions.len() + 1));
        }
        if op.action == Action::Wait
            && let Some(unlock) = unlock_after(&op)
        {
            self.declare(world, &unlock);
            let given_up = self.steps.take(actor, Request { process: world.actors[actor].process, ..unlock }, 0, false);
            debug_assert!(given_up.is_ok(), "who waits has the lock");
        }
        Ok(())
    }

    fn declare(&mut self, world: &World, request: &Request) {
        if let Some(object) = request.op.object() {
            match world.states[object] {
                // In the world it may have come by itself already.
                State::End { actor, .. } => {
                    self.steps.declare(object, &State::End { actor, returned: false, finished: false });
                }
                ref state => self.steps.declare(object, state),
            }
        }
    }

    /// `actor` takes a step that is no choice.
    pub(crate) fn forced(&mut self, world: &World, actor: ActorId, op: &Operation) {
        if let Some(request) = join(world, *op) {
            self.steps.mark(actor, request);
        }
    }

    pub(crate) fn fence(&mut self, actor: ActorId, order: Order, site: &'static Location<'static>) {
        self.steps.mark(actor, Request::new(Operation::alone(Action::Fence, site).ordered(order)));
    }

    pub(crate) fn opened(&mut self, actor: ActorId, channel: ObjectId, end: End, site: &'static Location<'static>) {
        let open = Operation::on(Action::Send, channel, site);
        self.steps.mark(actor, Request { opens: Some(end), ..Request::new(open) });
    }

    pub(crate) fn spawned(&mut self, parent: ActorId, child: ActorId, site: &'static Location<'static>) {
        self.steps.mark(parent, Request::new(Operation::alone(Action::Spawn, site).amount(child)));
    }

    /// The execution is over: it ends with its first data race, if there is one.
    pub(crate) fn settle(&self, world: &mut World) {
        if let Some((failure, entries, decisions)) = first_race(self.steps.graph(), world, &self.accesses, &|_| true) {
            if world.rules.recorded {
                world.keep_records(entries);
            }
            world.decisions.truncate(decisions);
            world.fail_earlier(failure);
        }
    }

    /// The steps that no schedule has at their places, of so many that were recorded.
    pub(crate) fn odd_steps(&self, steps: usize) -> Vec<OddStep> {
        let recorded = self.told.iter().filter(|(_, step)| *step < steps).copied().collect::<Vec<_>>();
        odd_steps(self.steps.graph(), &recorded)
    }
}

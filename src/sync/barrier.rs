//! Barriers.

use std::fmt;
use std::panic::Location;

use crate::exploration::{ObjectKind, Verb};
use crate::object::{self, Object};
use racecourse_kernel as kernel;
use racecourse_meaning::{Action, Operation, State};
use racecourse_native::gates::{self, ByRules};
use racecourse_native::record::{self, NativeObject};

/// A place where `n` actors wait until all of them have come. It can be used again.
pub struct Barrier {
    object: Object,
    native: std::sync::Barrier,
    behind_gates: Option<Box<ByRules>>,
}

/// The same behind gates, where coming and leaving are steps of their own. Whether it was the last to come.
fn wait_behind_gates(rules: &ByRules, object: &NativeObject, site: &'static Location<'static>) -> bool {
    object::enter(site);
    let leads = rules.step(&Operation::alone(Action::Arrive, site), || ()).is_done();
    if !leads {
        gates::pass();
        let waits = || record::waiting(Verb::Wait, object, site);
        rules.step(&Operation::alone(Action::Leave, site), waits);
    }
    leads
}

/// What one actor gets from [`Barrier::wait`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// True for exactly one actor of each round.
    pub fn is_leader(self) -> bool {
        self.0
    }
}

impl Barrier {
    /// A barrier for `n` actors; 0 counts as 1.
    #[track_caller]
    pub fn new(n: usize) -> Self {
        let empty = || State::new_barrier(n.max(1));
        let behind_gates = ByRules::if_gates_are_up(empty);
        let object = Object::private(empty, ObjectKind::Barrier, Location::caller());
        Self { object, native: std::sync::Barrier::new(n), behind_gates }
    }

    /// The same barrier under a name of its own in reports.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.object.set_name(name);
        self
    }

    /// Waits until `n` actors have called this. The last to come is the leader.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let site = Location::caller();
        let id = match &self.object {
            Object::Native(object) => {
                if let Some(rules) = &self.behind_gates {
                    return BarrierWaitResult(wait_behind_gates(rules, object, site));
                }
                object::tick(site);
                let _wait = record::waiting(Verb::Wait, object, site);
                return BarrierWaitResult(self.native.wait().is_leader());
            }
            Object::Model(id) => id.here(),
        };
        let leader = kernel::perform(Operation::on(Action::Arrive, id, site)).is_done();
        if !leader {
            kernel::perform(Operation::on(Action::Leave, id, site));
        }
        BarrierWaitResult(leader)
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

//! The classes of bug, in the field's own terms.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A class of concurrency bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hazard {
    /// Two accesses to the same plain memory, one of them a write, that nothing orders.
    DataRace,
    /// Steps that belong together are separated by another actor's step.
    AtomicityViolation,
    /// Two steps happen in the other order than the program relies on.
    OrderViolation,
    /// Actors wait for each other in a circle, for ever.
    Deadlock,
    /// Everybody runs, nobody gets anywhere.
    Livelock,
    /// Somebody waits without bound while others go on.
    Starvation,
    /// A notification comes when nobody waits for it, or reaches the wrong waiter.
    LostWakeup,
    /// What one core wrote is seen late, or in another order, by another core.
    WeakMemory,
    /// A result never reaches the one who asked for it.
    LostResult,
    /// What a dead process held stays taken.
    OrphanedResource,
}

impl Hazard {
    /// Every hazard, in teaching order.
    pub const ALL: [Hazard; 10] = [
        Hazard::DataRace,
        Hazard::AtomicityViolation,
        Hazard::OrderViolation,
        Hazard::Deadlock,
        Hazard::Livelock,
        Hazard::Starvation,
        Hazard::LostWakeup,
        Hazard::WeakMemory,
        Hazard::LostResult,
        Hazard::OrphanedResource,
    ];

    /// The name used in reports and in JSON, for instance `data-race`.
    pub const fn name(self) -> &'static str {
        match self {
            Hazard::DataRace => "data-race",
            Hazard::AtomicityViolation => "atomicity-violation",
            Hazard::OrderViolation => "order-violation",
            Hazard::Deadlock => "deadlock",
            Hazard::Livelock => "livelock",
            Hazard::Starvation => "starvation",
            Hazard::LostWakeup => "lost-wakeup",
            Hazard::WeakMemory => "weak-memory",
            Hazard::LostResult => "lost-result",
            Hazard::OrphanedResource => "orphaned-resource",
        }
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

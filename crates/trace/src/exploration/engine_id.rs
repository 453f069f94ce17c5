//! The engines by name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The engines by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineId {
    /// Our search on coroutines of its own: every interleaving under sequential consistency, one execution for each class
    /// of equivalent ones (optimal dynamic partial-order reduction).
    Explorer,
    /// Our search for execution graphs: every execution that the language's memory model allows, each once.
    WeakMemory,
    /// loom: stale reads and memory orderings, by another's search. A second opinion, which never confirms.
    Loom,
    /// shuttle's depth-first search: every interleaving, nothing pruned.
    DepthFirst,
    /// shuttle's random walk.
    Random,
    /// shuttle's probabilistic concurrency testing: random priorities with a few change points.
    Pct,
    /// shuttle's uniform random walk over interleavings.
    Urw,
    /// shuttle's round robin: one fair schedule, on which livelock shows.
    RoundRobin,
    /// Real threads, free to run.
    Stress,
    /// Real processes.
    Processes,
    /// Real threads or processes, held at every operation of the facade, so that they follow a schedule. It explores
    /// nothing by itself: see `engine::play`.
    Gated,
}

impl EngineId {
    /// Every engine that explores where nothing else is asked for, in the order of the matrix.
    pub const ALL: [EngineId; 10] = [
        EngineId::Explorer,
        EngineId::WeakMemory,
        EngineId::Loom,
        EngineId::DepthFirst,
        EngineId::Random,
        EngineId::Pct,
        EngineId::Urw,
        EngineId::RoundRobin,
        EngineId::Stress,
        EngineId::Processes,
    ];

    /// The name on the command line and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            EngineId::Explorer => "explorer",
            EngineId::WeakMemory => "weak_memory",
            EngineId::Loom => "loom",
            EngineId::DepthFirst => "depth_first",
            EngineId::Random => "random",
            EngineId::Pct => "pct",
            EngineId::Urw => "urw",
            EngineId::RoundRobin => "round_robin",
            EngineId::Stress => "stress",
            EngineId::Processes => "processes",
            EngineId::Gated => "gated",
        }
    }

    /// The engine with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.name() == name)
    }

    /// The library whose search it is, where that is not our own.
    pub const fn library(self) -> Option<&'static str> {
        match self {
            EngineId::Loom => Some("loom"),
            EngineId::DepthFirst | EngineId::Random | EngineId::Pct | EngineId::Urw | EngineId::RoundRobin => {
                Some("shuttle")
            }
            EngineId::Explorer | EngineId::WeakMemory | EngineId::Stress | EngineId::Processes | EngineId::Gated => {
                None
            }
        }
    }

    /// Whether it runs the scenario on the real thing, so that what it sees depends on the machine.
    pub const fn is_native(self) -> bool {
        matches!(self, EngineId::Stress | EngineId::Processes | EngineId::Gated)
    }
}

impl fmt::Display for EngineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

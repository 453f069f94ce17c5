//! How far an engine goes before it stops.

use serde::{Deserialize, Serialize};

/// How far the engines go for one variant.
///
/// Every limit is a number of things, never a time, so that two machines say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Executions an exhaustive engine may begin (`explorer`, `weak_memory`, `loom`, `depth_first`), those given up included. The usual
    /// number is for `explorer`, which goes through it in some ten or twenty seconds; see [`few_executions`](Self::few_executions).
    pub executions: u64,
    /// Executions a sampling engine tries (`random`, `pct`, `urw`).
    pub samples: u64,
    /// Runs on real threads (`stress`).
    pub runs: u64,
    /// Runs on real threads that may be left without an end (a deadlock, a leak, a livelock): threads cannot be killed, so that
    /// each of these costs what its threads have. After the last of them there are no more runs.
    #[serde(default = "usual_stuck_runs")]
    pub stuck_runs: u64,
    /// Runs on real processes (`processes`).
    pub process_runs: u64,
    /// Steps after which one execution is cut.
    pub steps: usize,
    /// Preemptions loom may place in one execution; `None` for no bound.
    pub preemptions: Option<usize>,
    /// How often an actor that asked for its turn (`progress::request`) may be overtaken.
    pub bypass_bound: Option<usize>,
    /// Whether condition variables and `park` may wake for no reason.
    pub spurious_wakeups: bool,
    /// Whether an execution of `explorer` and the like goes on after a data race, as if memory were sequentially
    /// consistent. So it is seen what the race may do on real threads.
    #[serde(default)]
    pub past_data_races: bool,
    /// The seed of the sampling engines.
    pub seed: u64,
}

impl Budget {
    /// What is used where a scenario says nothing else.
    pub const DEFAULT: Budget = Budget {
        executions: 1_000_000,
        samples: 500,
        runs: 300,
        stuck_runs: 3,
        process_runs: 5,
        steps: 500,
        preemptions: None,
        bypass_bound: None,
        spurious_wakeups: false,
        past_data_races: false,
        seed: 2026,
    };
}

impl Budget {
    /// Executions that a search may begin which is slow, or leaves nothing out and so has no end to speak of (`loom`,
    /// `depth_first`): as many as were asked for, and where nothing was said 20 000.
    pub fn few_executions(&self) -> u64 {
        if self.executions == Self::DEFAULT.executions { 20_000 } else { self.executions }
    }
}

const fn usual_stuck_runs() -> u64 {
    Budget::DEFAULT.stuck_runs
}

impl Default for Budget {
    fn default() -> Self {
        Self::DEFAULT
    }
}

//! What a piece of work is bound by, as far as it shows in what was measured.

use std::fmt;

/// What was measured of a piece of work.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    /// The share of its time that one thread is on a core.
    pub on_core: f64,
    /// How often it gave up its core by itself in order to wait, per second.
    pub waited: f64,
    /// How often it was made to give up its core, per second.
    pub preempted: f64,
    /// How many times as fast the same work is on data that fits the nearest cache.
    pub nearest: Option<f64>,
    /// How many times as fast the same work is on data that fits the last cache.
    pub last: Option<f64>,
}

/// What a piece of work waits for most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// It computes nearly all the time.
    Processor,
    /// For caches that are farther away than the nearest.
    Cache,
    /// For memory.
    Memory,
    /// For something outside of the machine's cores and memory, and is not even on a core meanwhile.
    Io,
}

/// Who waits more seldom than this, per second, is not kept from its core by waiting.
const OFTEN: f64 = 5.0;

/// What the evidence says.
///
/// Who is not on a core either waits, and has given it up by itself, or was made to give it up to somebody else; only the
/// first says something about the work. Beside others, who comes back from a wait may be made to go again at once, more than
/// once; who never waits by itself is no such case. Who waits for memory is on a core, as far as the system knows; so the same work is
/// done on data that is nearer. If that is faster, the work waits for data.
pub fn bound_by(evidence: Evidence) -> Bound {
    let faster = |times: Option<f64>, least: f64| times.is_some_and(|times| times >= least);
    match evidence {
        _ if evidence.on_core < 0.5 && evidence.waited >= OFTEN && evidence.waited > evidence.preempted / 3.0 => {
            Bound::Io
        }
        _ if faster(evidence.last, 1.25) => Bound::Memory,
        _ if faster(evidence.nearest, 1.5) => Bound::Cache,
        _ => Bound::Processor,
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Bound::Processor => "processor",
            Bound::Cache => "cache",
            Bound::Memory => "memory",
            Bound::Io => "I/O",
        })
    }
}

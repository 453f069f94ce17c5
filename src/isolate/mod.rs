//! Running an engine in a watched process of its own, so that whatever a scenario does, the caller goes on.
//!
//! [`explore`] starts the running program once more, tells it in the environment what to do, and watches: for signs of
//! life, for its total time, for its memory, for its end. What goes wrong becomes something seen, or the reason
//! why the exploration was interrupted. It never panics, and never waits for ever.
//!
//! The second copy of the program must know that it is one. So a program that wants to use this calls
//! [`enter_if_child`] before it does anything else:
//!
//! ```no_run
//! // First in `main`:
//! racecourse::isolate::enter_if_child(&[]);
//! ```
//!
//! # Who dies with whom
//!
//! A child leads a process group, which holds all that the scenario forks. It is killed as a whole when the child is
//! done or has to be stopped, so nothing is left behind, and Ctrl-C at the terminal reaches the caller alone. When the
//! caller dies, from that or anything else, the child kills the group itself: on Linux the kernel tells it
//! (`PR_SET_PDEATHSIG`), and everywhere it notices that its standard input has ended.

mod child;
mod complaints;
mod confinement;
mod death;
mod heard;
mod known;
mod lines;
mod listener;
mod parent;
mod warden;
mod watchdog;
mod wire;
mod worker;

use std::time::Duration;

pub use child::{enter_if_child, enter_if_child_of};
pub use confinement::Confinement;
pub use parent::{
    Other, TakenDown, explain, explain_other, explore, explore_other, explore_other_until, explore_until, play,
    play_other, replay, replay_other, states, states_of_other, transcript_of_other,
};

pub(crate) use child::serve_check;
pub(crate) use parent::{explain_check, explore_check, play_check, replay_check};
pub(crate) use racecourse_trace::wire::Which;

/// How far a child may go before it is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For how long it may give no sign of life: no operation of the facade, no finished execution.
    pub silence: Duration,
    /// For how long it may run in all.
    pub total: Duration,
    /// How many bytes of address space it may use (`RLIMIT_AS`; not every system enforces it).
    pub memory: u64,
}

impl Limits {
    /// What is used where nothing else is said: ten seconds of silence, two minutes in all, two gibibytes.
    pub const DEFAULT: Limits =
        Limits { silence: Duration::from_secs(10), total: Duration::from_secs(120), memory: 2 << 30 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

//! What is in the way of one who waits.

use serde::{Deserialize, Serialize};

/// The state of an object, as far as it keeps somebody waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// A pipe takes no byte more.
    PipeFull {
        /// The bytes in it.
        queued: usize,
        /// The bytes it takes.
        capacity: usize,
    },
    /// A pipe has nothing to read.
    PipeEmpty {
        /// The bytes it takes, where that is known.
        capacity: Option<usize>,
    },
    /// A pipe of a model has something in it, and too little room for what is to be written in one piece.
    PipeHolds {
        /// The bytes in it.
        queued: usize,
        /// The bytes it takes.
        capacity: usize,
    },
    /// The system has refused to put more into a real pipe, which need not be full to the last byte for that.
    PipeHasNoRoom {
        /// The bytes in it.
        queued: usize,
        /// The bytes it takes.
        capacity: usize,
    },
    /// A channel without a buffer: the two ends have to meet.
    NobodyTakes,
    /// A channel takes no message more.
    ChannelFull {
        /// The messages in it.
        queued: usize,
        /// The messages it takes.
        capacity: usize,
    },
    /// A channel has no message.
    ChannelEmpty {
        /// The senders that could still send one.
        senders: usize,
    },
    /// Nobody notifies a condition variable.
    NobodyNotifies,
    /// Nobody unparks an actor.
    NobodyUnparks,
    /// A barrier lets nobody go on yet.
    Arrived {
        /// The actors that have arrived.
        arrived: usize,
        /// The actors it is for.
        size: usize,
    },
    /// A lock was held by somebody else when the process was forked: in the child nobody gives it up.
    HeldWhenForked,
}

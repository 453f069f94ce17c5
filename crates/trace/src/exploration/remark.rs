//! What is worth saying of a step besides what it did to what.

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use crate::failure::Obstacle;

/// How a step went, in the one respect that a reader wants to know for steps of its kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remark {
    /// It did what it is for, and there is nothing to add.
    #[default]
    Nothing,
    /// An atomic access with this ordering.
    Order(MemoryOrder),
    /// An attempt came off.
    Succeeds,
    /// A compare-exchange found another value.
    Fails,
    /// An attempt to lock found it locked.
    Busy,
    /// An attempt to acquire found no permit.
    NoneLeft,
    /// An attempt to send found no room.
    Full,
    /// An attempt to receive found no message, or a look into a once cell no value.
    Empty,
    /// The other end of the channel is gone.
    Closed,
    /// The file that was to be created is there.
    Exists,
    /// What is done once was done before.
    AlreadyDone,
    /// A once cell has its value.
    Set,
    /// The last to arrive at a barrier, or the last end of its kind of a channel.
    Last,
    /// What a pointer points to is known to others too.
    Shared,
    /// The last counted pointer to the value has been dropped before.
    Gone,
    /// A wait on a condition variable begins, by giving up the mutex.
    ReleasesLock,
    /// A notification is for nobody.
    NobodyWaits,
    /// Woken by a notification.
    Notified,
    /// Woken because its time was over.
    TimedOut,
    /// Woken for no reason.
    Spurious,
    /// Woken by somebody's `unpark`.
    Unparked,
    /// The process that was to be killed had ended before.
    HadEnded,
    /// A pipe has no end open for reading.
    NobodyReads,
    /// A pipe is empty and has no end open for writing.
    EndOfFile,
    /// It is the reading end that is closed.
    ReadEnd,
    /// It is the writing end that is closed.
    WriteEnd,
    /// An unlock, after the protected value was only read.
    Read,
    /// An unlock, after the protected value was written, or could have been: it was borrowed for that.
    Written,
    /// Not completed: a real run was at this step when it was looked at, for what was in its way, if that is known.
    Blocks(Option<Obstacle>),
    /// Never completed: nobody is left who could make it possible.
    BlocksForEver,
}

impl Remark {
    /// Whether the step was not completed.
    pub fn blocks(self) -> bool {
        matches!(self, Remark::Blocks(_) | Remark::BlocksForEver)
    }

    /// Whether a step that may be refused or that may block was neither.
    pub fn is_success(self) -> bool {
        matches!(self, Remark::Nothing | Remark::Succeeds)
    }
}

/// The ordering of an atomic access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemoryOrder {
    /// It orders nothing but the accesses to the atomic itself.
    Relaxed,
    /// What comes after it sees what was published by the write that it read.
    Acquire,
    /// It publishes what came before it.
    Release,
    /// Both.
    AcqRel,
    /// Both, and all such accesses are in one order.
    SeqCst,
}

impl MemoryOrder {
    /// Whether it is one of those that see what was published.
    pub const fn acquires(self) -> bool {
        matches!(self, MemoryOrder::Acquire | MemoryOrder::AcqRel | MemoryOrder::SeqCst)
    }

    /// Whether it is one of those that publish.
    pub const fn releases(self) -> bool {
        matches!(self, MemoryOrder::Release | MemoryOrder::AcqRel | MemoryOrder::SeqCst)
    }
}

impl From<MemoryOrder> for Ordering {
    fn from(order: MemoryOrder) -> Self {
        match order {
            MemoryOrder::Relaxed => Ordering::Relaxed,
            MemoryOrder::Acquire => Ordering::Acquire,
            MemoryOrder::Release => Ordering::Release,
            MemoryOrder::AcqRel => Ordering::AcqRel,
            MemoryOrder::SeqCst => Ordering::SeqCst,
        }
    }
}

impl From<Ordering> for MemoryOrder {
    fn from(order: Ordering) -> Self {
        match order {
            Ordering::Relaxed => MemoryOrder::Relaxed,
            Ordering::Acquire => MemoryOrder::Acquire,
            Ordering::Release => MemoryOrder::Release,
            Ordering::AcqRel => MemoryOrder::AcqRel,
            // The enum may grow; until then this is what is left.
            _ => MemoryOrder::SeqCst,
        }
    }
}

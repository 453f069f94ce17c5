//! Where a lab runs: in a process of its own, with one thread, that dies with whoever started it.
//!
//! The parent starts its own program again with the job in an environment variable, shows what the child says, and gets
//! the findings at the end. The child's first act is to fork a guard that waits for the parent's end of a pipe to close.
//! Whatever ends the parent closes it, and then the guard kills the whole group: the lab, and every worker it has left.

mod child;
mod guard;
mod job;
mod parent;

pub use self::child::enter_if_child;
pub(super) use self::job::VARIABLE;
pub use self::parent::{Event, run};

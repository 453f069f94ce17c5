//! Locks, condition variables, barriers, semaphores, atomics and counted pointers, as in `std` and `parking_lot`.
//!
//! Locks do not poison: `lock` returns the guard itself, as in `parking_lot`.

mod arc;
pub mod atomic;
mod barrier;
mod condvar;
mod mutex;
mod once;
mod rwlock;
mod semaphore;

pub use self::arc::{Arc, Weak};
pub use self::barrier::{Barrier, BarrierWaitResult};
pub use self::condvar::{Condvar, WaitTimeoutResult};
pub use self::mutex::{Mutex, MutexGuard};
pub use self::once::{Once, OnceLock};
pub use self::rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use self::semaphore::{Permit, Semaphore};

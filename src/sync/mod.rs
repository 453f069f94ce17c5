//! Locks, condition variables, barriers, semaphores and atomics, as in `std` and `parking_lot`.
//!
//! Locks do not poison: `lock` returns the guard itself, as in `parking_lot`. `Arc` is the standard library's.

pub mod atomic;
mod barrier;
mod condvar;
mod mutex;
mod once;
mod rwlock;
mod semaphore;

pub use std::sync::Arc;

pub use self::barrier::{Barrier, BarrierWaitResult};
pub use self::condvar::{Condvar, WaitTimeoutResult};
pub use self::mutex::{Mutex, MutexGuard};
pub use self::once::{Once, OnceLock};
pub use self::rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use self::semaphore::{Permit, Semaphore};

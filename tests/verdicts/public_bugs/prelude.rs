//! What the programs of this folder use.

#![allow(unused_imports, reason = "each of them uses some of it")]

pub(super) use std::collections::VecDeque;
pub(super) use std::time::Duration;

pub(super) use racecourse::Outcome;
pub(super) use racecourse::cell::RacyCell;
pub(super) use racecourse::channel::{self, Receiver, Sender};
pub(super) use racecourse::hint::spin_loop;
pub(super) use racecourse::process::{self, Inherit, PipeReader, PipeWriter};
pub(super) use racecourse::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, AtomicUsize, Ordering::*, fence};
pub(super) use racecourse::sync::{Arc, Condvar, Mutex, OnceLock, RwLock, Semaphore};
pub(super) use racecourse::thread;

/// A case: its name, its function, labels that any complete engine must see, labels that must be seen where memory order is
/// looked at, labels that may be seen. Everything else is a wrong verdict.
pub(super) type V =
    (&'static str, fn() -> Outcome, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

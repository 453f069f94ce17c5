//! The sign of life that the models give, so that a watchdog can tell work from a hang.
//!
//! Real runs need nothing from here: their sign of life is in the record of what each actor does.

use std::panic::Location;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering::Relaxed};

use racecourse_sources::site;
use racecourse_trace::failure::Site;

static BEATS: AtomicU64 = AtomicU64::new(0);
static EXECUTIONS: AtomicU64 = AtomicU64::new(0);
static LAST: AtomicPtr<Location<'static>> = AtomicPtr::new(ptr::null_mut());

/// A step of a model, at this place in a scenario.
#[inline]
pub(crate) fn beat(site: &'static Location<'static>) {
    LAST.store(ptr::from_ref(site).cast_mut(), Relaxed);
    // A beat of another thread that comes between is lost: what counts is that there is one.
    BEATS.store(BEATS.load(Relaxed).wrapping_add(1), Relaxed);
}

/// So many executions are over.
pub fn executions(ended: u64) {
    EXECUTIONS.store(ended, Relaxed);
    BEATS.fetch_add(1, Relaxed);
}

/// An execution is over that is not counted.
pub fn alive() {
    BEATS.fetch_add(1, Relaxed);
}

/// How often the heart beat so far.
pub fn beats() -> u64 {
    BEATS.load(Relaxed)
}

/// How many executions are over.
pub fn ended() -> u64 {
    EXECUTIONS.load(Relaxed)
}

/// Where the last step was.
pub fn last_site() -> Option<Site> {
    // SAFETY: only `beat` stores here, and what it stores was a `&'static`.
    #[expect(unsafe_code, reason = "a reference cannot be stored in an atomic, its address can")]
    let last = unsafe { LAST.load(Relaxed).as_ref() };
    last.map(site)
}

//! The sign of life that the models give, so that a watcher can tell work from a hang.
//!
//! Each engine at work gives its own, on the thread that it works on: in a process with several of them one may be stuck while
//! the others go on.
//!
//! Real runs need nothing from here: their sign of life is in the record of what each actor does.

use std::cell::Cell;
use std::panic::Location;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use parking_lot::Mutex;

use racecourse_sources::site;
use racecourse_trace::failure::Site;

static EXECUTIONS: AtomicU64 = AtomicU64::new(0);

/// The sign of life of one thread.
#[derive(Debug)]
pub struct Pulse {
    beats: AtomicU64,
    last: AtomicPtr<Location<'static>>,
}

impl Pulse {
    const fn new() -> Self {
        Self { beats: AtomicU64::new(0), last: AtomicPtr::new(ptr::null_mut()) }
    }

    /// How often it has beaten, in all engines that it was given to.
    pub fn beats(&self) -> u64 {
        self.beats.load(Relaxed)
    }

    /// Where the last step was.
    fn last_site(&self) -> Option<Site> {
        // SAFETY: only `beat` stores here, and what it stores was a `&'static`.
        #[expect(unsafe_code, reason = "a reference cannot be stored in an atomic, its address can")]
        let last = unsafe { self.last.load(Relaxed).as_ref() };
        last.map(site)
    }
}

/// Whatever beats outside of an engine.
static COMMON: Pulse = Pulse::new();

thread_local! {
    static MINE: Cell<&'static Pulse> = const { Cell::new(&COMMON) };
    static PATIENCE: Cell<Option<Duration>> = const { Cell::new(None) };
}

/// Does `f`; the engines that begin in it on this thread may sleep for so long and no longer.
pub fn with_patience<R>(patience: Duration, f: impl FnOnce() -> R) -> R {
    struct Before(Option<Duration>);
    impl Drop for Before {
        fn drop(&mut self) {
            PATIENCE.set(self.0);
        }
    }
    let _before = Before(PATIENCE.replace(Some(patience)));
    f()
}

/// An engine at work on its thread.
#[derive(Clone, Copy, Debug)]
pub struct Engine {
    /// Its sign of life.
    pub pulse: &'static Pulse,
    /// Its thread, as the system numbers them.
    pub thread: i32,
    /// Where its thread has something of its own, among all that is only that thread's.
    pub own: usize,
    /// For how long it may sleep, if whoever has begun it has said so.
    pub patience: Option<Duration>,
}

/// Engines at work, and pulses: all that there are, and those that nobody has. A pulse is never freed, so that it can be looked
/// at without a lock; there are as many as there have been engines at the same time.
static PLACE: Mutex<Place> = Mutex::new(Place { at_work: Vec::new(), all: Vec::new(), spare: Vec::new() });

struct Place {
    at_work: Vec<Engine>,
    all: Vec<&'static Pulse>,
    spare: Vec<&'static Pulse>,
}

/// What is called when an engine begins to work.
static WHEN_ONE_BEGINS: OnceLock<fn()> = OnceLock::new();

/// From now on `told` is called whenever an engine has begun to work, on its thread.
pub fn when_one_begins(told: fn()) {
    let _ = WHEN_ONE_BEGINS.set(told);
}

/// The time in which an engine works on this thread.
pub(crate) struct AtWork {
    pulse: &'static Pulse,
    before: &'static Pulse,
}

/// An engine begins to work on this thread.
pub(crate) fn begin() -> AtWork {
    let pulse = {
        let mut place = PLACE.lock();
        let pulse = place.spare.pop().unwrap_or_else(|| {
            let pulse: &'static Pulse = Box::leak(Box::new(Pulse::new()));
            place.all.push(pulse);
            pulse
        });
        let own = MINE.with(|mine| ptr::from_ref(mine).addr());
        place.at_work.push(Engine { pulse, thread: this_thread(), own, patience: PATIENCE.get() });
        pulse
    };
    let before = MINE.replace(pulse);
    if let Some(told) = WHEN_ONE_BEGINS.get() {
        told();
    }
    AtWork { pulse, before }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        MINE.set(self.before);
        let mut place = PLACE.lock();
        place.at_work.retain(|engine| !ptr::eq(engine.pulse, self.pulse));
        place.spare.push(self.pulse);
    }
}

#[cfg(target_os = "linux")]
fn this_thread() -> i32 {
    nix::unistd::gettid().as_raw()
}

#[cfg(not(target_os = "linux"))]
fn this_thread() -> i32 {
    0
}

/// Does `f` with the engines that are at work. None of them ends meanwhile.
pub fn at_work<R>(f: impl FnOnce(&[Engine]) -> R) -> R {
    f(&PLACE.lock().at_work)
}

/// The sign of life of the engine on this thread.
#[cfg(target_os = "linux")]
pub(crate) fn mine() -> &'static Pulse {
    MINE.get()
}

/// A step of a model, at this place in a scenario.
#[inline]
pub(crate) fn beat(site: &'static Location<'static>) {
    let mine = MINE.get();
    mine.last.store(ptr::from_ref(site).cast_mut(), Relaxed);
    // A beat of another thread that comes between is lost: what counts is that there is one.
    mine.beats.store(mine.beats().wrapping_add(1), Relaxed);
}

/// So many executions are over.
pub fn executions(ended: u64) {
    EXECUTIONS.store(ended, Relaxed);
    alive();
}

/// An execution is over that is not counted.
pub fn alive() {
    MINE.get().beats.fetch_add(1, Relaxed);
}

/// How often the hearts of all engines beat so far.
pub fn beats() -> u64 {
    let place = PLACE.lock();
    place.all.iter().fold(COMMON.beats(), |sum, pulse| sum.wrapping_add(pulse.beats()))
}

/// How many executions are over.
pub fn ended() -> u64 {
    EXECUTIONS.load(Relaxed)
}

/// Where the last step was of the engine at work that began last.
pub fn last_site() -> Option<Site> {
    at_work(|engines| engines.last().and_then(|engine| engine.pulse.last_site()))
}

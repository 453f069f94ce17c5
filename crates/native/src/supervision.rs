//! What an engine owes to whoever watches its process from outside. Without a watcher nothing here does anything.
//!
//! An engine may be stopped at any moment, by a limit, by the system, or by the program that it runs. So it tells what it sees
//! as it sees it: each label and each better example is handed to the watcher before the next execution begins, and how often
//! each was seen stands in memory that outlives the engine's process.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;

use racecourse_trace::exploration::{Example, Execution, Exploration, LockCycle, Overlap};

use crate::shared_words::SharedWords;

static WATCHER: OnceLock<Watcher> = OnceLock::new();
/// The numbers of the labels that were seen.
static SLOTS: Mutex<Option<HashMap<String, usize>>> = Mutex::new(None);

/// The calls of a watcher, which knows what to do about each.
#[derive(Clone, Debug)]
pub struct Watcher {
    /// Some time has passed. Called by engines that must not have a second thread; else a thread calls it.
    pub pulse: fn(),
    /// This process is a forked child from now on, and has nothing to do with the watcher any more.
    pub leave: fn(),
    /// Something was found.
    pub hear: fn(&Found<'_>),
    /// Where it is counted.
    pub counts: Arc<Counts>,
}

/// Something that an engine has found.
#[derive(Debug)]
pub enum Found<'a> {
    /// An execution that is kept.
    Sight(Sight<'a>),
    /// A circle in the orders in which locks were taken.
    LockCycle(&'a LockCycle),
    /// Two sections that ran at the same time.
    Overlap(&'a Overlap),
    /// The search is over, and this is what is to be said of it. What may follow makes the examples simpler.
    Searched(&'a Exploration),
}

/// An execution that is kept as the example of its label.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// What it came to.
    pub label: &'a str,
    /// The number of the label among those that were seen, in the order in which they were.
    pub slot: usize,
    /// The how-manieth execution that was tried was the first with this label.
    pub nth: u64,
    /// The execution.
    pub example: &'a Example,
}

/// How many executions have ended, and with which labels: numbers that survive the process of an engine.
#[derive(Debug)]
pub struct Counts(SharedWords);

/// Where in the words the executions are counted, what the machine lacked is noted, how many labels there are, how much of
/// the search is done, and where labels are counted.
const EXECUTIONS: usize = 0;
const LACK: usize = 1;
const KNOWN: usize = 2;
const SHARE: usize = 3;
const LABELS: usize = 4;

impl Counts {
    /// Labels that are counted at most. A page of it takes memory when it is written to, so that most of it never does.
    const MOST: usize = 1 << 20;

    /// Nothing counted yet.
    ///
    /// # Errors
    ///
    /// If the system has no memory for it.
    pub fn new() -> io::Result<Self> {
        SharedWords::new(LABELS + Self::MOST).map(Self)
    }

    /// How many executions have ended.
    pub fn executions(&self) -> u64 {
        self.0[EXECUTIONS].load(Relaxed)
    }

    /// The number of the error by which the system has refused what it had no more of, if it has.
    pub fn lack(&self) -> Option<i32> {
        i32::try_from(self.0[LACK].load(Relaxed)).ok().filter(|error| *error != 0)
    }

    /// How much of its executions the search has gone through, from 0 to 1, if that was told.
    pub fn share(&self) -> Option<f64> {
        Some(f64::from_bits(self.0[SHARE].load(Relaxed))).filter(|share| *share > 0.0)
    }

    /// How often each label was seen, by its number.
    pub fn seen(&self) -> Vec<u64> {
        let known = usize::try_from(self.0[KNOWN].load(Relaxed)).unwrap_or(usize::MAX);
        self.0.words()[LABELS..].iter().take(known).map(|count| count.load(Relaxed)).collect()
    }
}

/// From now on `watcher` watches. What an earlier one was told is not told again.
pub fn watched_by(watcher: Watcher) {
    let _ = WATCHER.set(watcher);
}

/// Whether anybody watches.
pub fn is_watched() -> bool {
    WATCHER.get().is_some()
}

/// Some time has passed.
pub fn pulse() {
    if let Some(watcher) = WATCHER.get() {
        (watcher.pulse)();
    }
}

/// This process is a forked child.
pub fn leave() {
    if let Some(watcher) = WATCHER.get() {
        (watcher.leave)();
    }
}

/// The system has refused something with this error, because it has no more.
pub fn lacks(error: i32) {
    if let (Some(watcher), Ok(error)) = (WATCHER.get(), u64::try_from(error)) {
        watcher.counts.0[LACK].store(error, Relaxed);
    }
}

/// The last error of that kind.
pub fn lack() -> Option<i32> {
    WATCHER.get()?.counts.lack()
}

/// So much of the search has been gone through, from 0 to 1.
pub fn gone_through(share: f64) {
    if let Some(watcher) = WATCHER.get() {
        watcher.counts.0[SHARE].store(share.to_bits(), Relaxed);
    }
}

/// So many executions have ended.
pub fn ended(executions: u64) {
    if let Some(watcher) = WATCHER.get() {
        watcher.counts.0[EXECUTIONS].store(executions, Relaxed);
    }
}

/// `example` is what there is to show for `label`, which was first seen in the `nth` execution. Gives back the number by which
/// the label is to be counted.
pub fn saw(label: &str, nth: u64, example: &Example) -> usize {
    let Some(watcher) = WATCHER.get() else { return 0 };
    let slot = {
        let mut slots = SLOTS.lock();
        let slots = slots.get_or_insert_default();
        match slots.get(label) {
            Some(slot) => *slot,
            None => {
                let slot = slots.len();
                slots.insert(label.to_owned(), slot);
                watcher.counts.0[KNOWN].store(slots.len() as u64, Relaxed);
                slot
            }
        }
    };
    (watcher.hear)(&Found::Sight(Sight { label, slot, nth, example }));
    slot
}

/// Something else than an execution was found.
pub fn found(what: &Found<'_>) {
    if let Some(watcher) = WATCHER.get() {
        (watcher.hear)(what);
    }
}

/// The label with this number has been seen so often.
#[inline]
pub fn counted(slot: usize, count: u64) {
    if let Some(watcher) = WATCHER.get()
        && slot < Counts::MOST
    {
        watcher.counts.0[LABELS + slot].store(count, Relaxed);
    }
}

/// What was counted is counted again, from the beginning. What was seen has been seen all the same.
pub fn count_again() {
    if let Some(watcher) = WATCHER.get() {
        ended(0);
        gone_through(0.0);
        let known = watcher.counts.seen().len();
        watcher.counts.0.words()[LABELS..].iter().take(known).for_each(|count| count.store(0, Relaxed));
    }
}

/// The label with this number has been seen once more.
pub fn count_one_more(slot: usize) {
    if let Some(watcher) = WATCHER.get()
        && slot < Counts::MOST
    {
        watcher.counts.0[LABELS + slot].fetch_add(1, Relaxed);
    }
}

/// Adds `execution`, the `nth` one tried, to what `exploration` has seen, and tells of it.
pub fn record(exploration: &mut Exploration, nth: u64, execution: Execution) {
    let label = execution.label().to_owned();
    let is_kept = exploration.record(nth, execution);
    let Some(seen) = exploration.observations.get(&label).filter(|_| is_watched()) else { return };
    let known = if is_kept { None } else { slot_of(&label) };
    counted(known.unwrap_or_else(|| saw(&label, seen.first_seen, &seen.example)), seen.count);
}

/// Counts one more execution with `label`, of which nothing is kept, and tells of it; `false` if none was seen before.
pub fn count(exploration: &mut Exploration, label: &str) -> bool {
    let Some(seen) = exploration.observations.get_mut(label) else { return false };
    seen.count += 1;
    if is_watched() {
        slot_of(label).into_iter().for_each(|slot| counted(slot, seen.count));
    }
    true
}

fn slot_of(label: &str) -> Option<usize> {
    SLOTS.lock().as_ref()?.get(label).copied()
}

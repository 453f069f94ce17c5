//! Where actors that were started one after the other wait, so that they set out together.

use std::hint::{black_box, spin_loop};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};
use std::time::Duration;

use super::bell::Bell;

/// How often somebody awake looks whether the line is open, before it goes to sleep.
const LOOKS: u32 = 2_000;
/// How long somebody waits who slept: then it sets out by itself. Whoever has started it may wait for it where nobody sees that.
const PATIENCE: Duration = Duration::from_millis(2);
/// How often somebody looks whether the others have a processor too. A switch of threads takes a tenth of that.
const LOOKS_FOR_OTHERS: u32 = 1_000;

/// A line that is opened for all who wait at it.
#[derive(Debug, Default)]
pub(super) struct StartLine {
    is_open: AtomicBool,
    bell: Bell,
    /// How many have to be awake before the first of them sets out.
    wanted: AtomicUsize,
    /// How many are.
    awake: AtomicUsize,
}

impl StartLine {
    /// Lets everybody go, as soon as `wanted` of them are awake.
    pub(super) fn open(&self, wanted: usize) {
        self.wanted.store(wanted, Relaxed);
        self.is_open.store(true, SeqCst);
        self.bell.ring();
    }

    /// Waits until the line is open.
    pub(super) fn wait(&self, is_awake: bool) {
        self.bell.wait_for(if is_awake { LOOKS } else { 0 }, PATIENCE, || self.is_open.load(SeqCst));
    }

    /// Meets the others, each of which has a processor now, and sets out after so many moments.
    pub(super) fn meet(&self, moments: u32) {
        self.awake.fetch_add(1, SeqCst);
        self.see_others();
        for moment in 0..moments {
            black_box(moment);
        }
    }

    /// Waits until as many are awake as can be, but not for long: one of them may have been sent to sleep meanwhile.
    pub(super) fn see_others(&self) {
        let mut looks = LOOKS_FOR_OTHERS;
        while looks > 0 && self.awake.load(SeqCst) < self.wanted.load(Relaxed) {
            spin_loop();
            looks -= 1;
        }
    }
}

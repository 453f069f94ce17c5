//! Where actors that were started one after the other wait, so that they set out together.

use std::hint::black_box;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};
use std::time::{Duration, Instant};

use super::bell::Bell;

/// How often somebody awake looks whether the line is open, before it goes to sleep.
const LOOKS: u32 = 2_000;
/// How long somebody waits who slept: then it sets out by itself. Whoever has started it may wait for it where nobody sees that.
pub(super) const PATIENCE: Duration = Duration::from_millis(2);
/// How often somebody looks whether the others have a processor too. A switch of threads takes a tenth of that.
const LOOKS_FOR_OTHERS: u32 = 2_000;
/// How many nanoseconds after the last one has come they set out: as long as it takes until all know that it has.
const HEAD_START: u64 = 400;

/// A line that is opened for all who wait at it.
#[derive(Debug, Default)]
pub(super) struct StartLine {
    is_open: AtomicBool,
    bell: Bell,
    /// How many have to be awake before the first of them sets out.
    wanted: AtomicUsize,
    /// How many are.
    awake: AtomicUsize,
    /// When they set out, in nanoseconds since some moment; zero as long as that is not known.
    at: AtomicU64,
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

    /// Meets the others, each of which has a processor now, and sets out with them, but for so many nanoseconds.
    pub(super) fn meet(&self, later: u32) {
        if self.awake.fetch_add(1, SeqCst) + 1 == self.wanted.load(Relaxed) {
            self.at.store(now() + HEAD_START, SeqCst);
        }
        self.see_others();
        // Those who come when it has begun set out at once.
        let at = self.at.load(SeqCst);
        if at != 0 {
            let at = at + u64::from(later);
            while now() < at {}
        }
    }

    /// Waits until as many are awake as can be, but not for long: one of them may have been sent to sleep meanwhile.
    pub(super) fn see_others(&self) {
        let mut looks = LOOKS_FOR_OTHERS;
        while looks > 0 && self.at.load(SeqCst) == 0 {
            // No hint that this is a loop: a virtual processor might be taken away for it.
            (0..16).for_each(|moment| {
                black_box(moment);
            });
            looks -= 1;
        }
    }
}

/// Nanoseconds since some moment of this process, never zero.
fn now() -> u64 {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    u64::try_from(BEGUN.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX - u64::from(u32::MAX)) + 1
}

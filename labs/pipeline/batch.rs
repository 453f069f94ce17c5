//! Batches of data: loading one is waiting, computing with one is work.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// A batch that has been loaded.
#[derive(Debug)]
pub struct Batch {
    /// Which one it is.
    pub number: u64,
    /// What was loaded, or what was made of it.
    pub data: u64,
}

/// What there is to do.
#[derive(Clone, Debug)]
pub struct Work {
    /// For each batch, how long the disk or the network takes to deliver it.
    pub delays: Vec<Duration>,
    /// How often the numbers of a batch are stirred before anybody can compute with them.
    pub transforming: u64,
    /// How often they are stirred in computing.
    pub rounds: u64,
}

impl Work {
    /// Batches that all take as long to load: `delay`.
    pub fn even(batches: usize, delay: Duration, rounds: u64) -> Self {
        Self { delays: vec![delay; batches], transforming: 0, rounds }
    }

    /// The same, but every eighth takes four and a half times as long, and the others half as long: the sum of eight is
    /// that of eight even ones.
    pub fn uneven(batches: usize, delay: Duration, rounds: u64) -> Self {
        let delays = (0..batches).map(|number| if number % 8 == 4 { delay * 9 / 2 } else { delay / 2 });
        Self { delays: delays.collect(), transforming: 0, rounds }
    }

    /// How many batches there are.
    pub fn batches(&self) -> usize {
        self.delays.len()
    }

    /// Loads a batch: no core is busy meanwhile.
    pub fn load(&self, number: usize) -> Batch {
        sleep(self.delays[number]);
        Batch { number: number as u64, data: number as u64 }
    }

    /// Transforms a batch: a core is busy all the time.
    pub fn transform(&self, batch: Batch) -> Batch {
        Batch { data: stir(batch.data, self.transforming), ..batch }
    }

    /// Computes with a batch: a core is busy all the time.
    pub fn compute(&self, batch: &Batch) -> u64 {
        stir(batch.data, self.rounds)
    }
}

/// How many rounds take about `time` on this machine, now.
pub fn rounds_of(time: Duration) -> u64 {
    const TRIAL: u64 = 200_000;
    let trials = (0..5).map(|trial| {
        let start = Instant::now();
        std::hint::black_box(stir(trial, TRIAL));
        start.elapsed()
    });
    // The quickest one was interrupted least.
    let quickest = trials.min().unwrap_or_default().as_secs_f64().max(1e-9);
    (TRIAL as f64 * time.as_secs_f64() / quickest) as u64
}

fn stir(number: u64, rounds: u64) -> u64 {
    (0..rounds).fold(number, |sum, round| (sum ^ round).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29))
}

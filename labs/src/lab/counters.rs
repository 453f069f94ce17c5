//! What a run costs, as the system counts it.

use std::io;
use std::time::Instant;

use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use super::findings::Measurement;
use super::others::busy_seconds;

/// Counts for one process, its threads, and the children it starts and waits for.
#[derive(Debug)]
pub(super) struct Counters {
    cache_misses: io::Result<Misses>,
}

impl Counters {
    /// Asks the system for its counters.
    pub(super) fn new() -> Self {
        Self { cache_misses: Misses::new() }
    }

    /// Why there are no cache misses to be had, if so.
    pub(super) fn missing(&self) -> Option<String> {
        let error = self.cache_misses.as_ref().err()?;
        let why = match error.kind() {
            io::ErrorKind::PermissionDenied => "the system does not let this program have the hardware's counters",
            _ => "this machine shows no hardware counters, as virtual ones mostly do not",
        };
        Some(format!("cache misses: {why}"))
    }

    /// Runs `work` and says what it took.
    pub(super) fn measure<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<(T, Measurement)> {
        let (before, busy_before) = (usage()?, busy_seconds());
        if let Ok(misses) = &mut self.cache_misses {
            misses.start()?;
        }
        let start = Instant::now();
        let result = work();
        let seconds = start.elapsed().as_secs_f64();
        let cache_misses = match &mut self.cache_misses {
            Ok(misses) => misses.stop()?,
            Err(_) => None,
        };
        let (after, busy_after) = (usage()?, busy_seconds());
        let difference = |count: fn(&Usage) -> i64| {
            let sum = |both: &[Usage; 2]| both.iter().map(count).sum::<i64>();
            u64::try_from(sum(&after) - sum(&before)).unwrap_or(0)
        };
        let microseconds = difference(|usage| (usage.user_time() + usage.system_time()).num_microseconds());
        let measurement = Measurement {
            seconds,
            cpu_seconds: microseconds as f64 / 1e6,
            others_seconds: busy_before
                .zip(busy_after)
                .map(|(before, after)| after - before - microseconds as f64 / 1e6),
            waits: difference(|usage| usage.voluntary_context_switches()),
            preemptions: difference(|usage| usage.involuntary_context_switches()),
            page_faults: difference(|usage| usage.minor_page_faults() + usage.major_page_faults()),
            cache_misses,
        };
        Ok((result, measurement))
    }
}

/// This process's usage, and that of the children it has waited for.
fn usage() -> io::Result<[Usage; 2]> {
    Ok([getrusage(UsageWho::RUSAGE_SELF)?, getrusage(UsageWho::RUSAGE_CHILDREN)?])
}

/// The counter of cache misses.
#[cfg(target_os = "linux")]
#[derive(Debug)]
struct Misses(perf_event::Counter);

#[cfg(target_os = "linux")]
impl Misses {
    fn new() -> io::Result<Self> {
        let mut builder = perf_event::Builder::new(perf_event::events::Hardware::CACHE_MISSES);
        // Threads and children that are started while it counts are counted too.
        Ok(Self(builder.inherit(true).build()?))
    }

    fn start(&mut self) -> io::Result<()> {
        self.0.reset()?;
        self.0.enable()
    }

    /// The count; none if the counter had to be shared and never got its turn.
    fn stop(&mut self) -> io::Result<Option<u64>> {
        self.0.disable()?;
        self.0.read().map(Some)
    }
}

/// There is no such counter that an ordinary program may use.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
enum Misses {}

#[cfg(not(target_os = "linux"))]
impl Misses {
    fn new() -> io::Result<Self> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    fn start(&mut self) -> io::Result<()> {
        match *self {}
    }

    fn stop(&mut self) -> io::Result<Option<u64>> {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_touches_and_burns_is_counted() {
        let mut counters = Counters::new();
        let touch = || vec![1_u8; 64 << 20].iter().map(|&byte| u64::from(byte)).sum::<u64>();
        let (sum, taken) = counters.measure(touch).expect("usage can be had");
        assert_eq!(sum, 64 << 20);
        // 64 MiB are 16 384 pages of 4 KiB, or 32 of 2 MiB.
        assert!(taken.page_faults >= 32, "{taken:?}");
        assert!(taken.seconds > 0.0 && taken.cpu_seconds > 0.0, "{taken:?}");
    }

    #[test]
    fn children_that_were_waited_for_are_counted() {
        let mut counters = Counters::new();
        let spin = || (0..40_000_000_u64).fold(0, |sum: u64, n| std::hint::black_box(sum.wrapping_mul(31) ^ n));
        let work = || super::super::fork("child", spin).join();
        let (result, taken) = counters.measure(work).expect("usage can be had");
        assert!(result.is_ok());
        assert!(taken.cpu_seconds > 0.01, "{taken:?}");
    }
}

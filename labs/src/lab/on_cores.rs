//! How long this process is on cores.

use std::time::{Duration, Instant};

use nix::time::{ClockId, clock_gettime};

/// Runs `work`, and says how many seconds this process was on cores meanwhile, all its threads together. Who is pushed aside
/// by other programs does not count the time, and who waits for memory does, for the core waits too.
///
/// Where the system does not tell, it is the time on the clock.
pub fn on_cores<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let (begun, before) = (Instant::now(), this_process());
    let result = work();
    let taken = before.zip(this_process()).map(|(before, after)| after.saturating_sub(before));
    (result, taken.unwrap_or_else(|| begun.elapsed()).as_secs_f64())
}

/// How long this process has been on cores since it began.
fn this_process() -> Option<Duration> {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).ok().map(Duration::from)
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;
    use std::thread;

    use super::on_cores;

    #[test]
    fn the_work_of_another_thread_counts() {
        let work = || (0..1_000_000_u64).fold(0, |sum, number| black_box(sum ^ number));
        let (inner, outer) = on_cores(|| thread::spawn(move || on_cores(work).1).join());
        let inner = inner.expect("the thread ends");
        assert!(inner > 0.0 && inner <= outer, "{inner} s of {outer} s");
    }
}

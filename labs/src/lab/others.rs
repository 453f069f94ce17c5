//! What else the processors do meanwhile.

use std::time::{Duration, Instant};

/// Seconds that the processors which this process may use have been at work since they were started, for anybody; none
/// if the system does not tell.
///
/// The system counts in hundredths of a second.
#[cfg(target_os = "linux")]
pub(super) fn busy_seconds() -> Option<f64> {
    use nix::sched::{CpuSet, sched_getaffinity};
    use nix::unistd::{Pid, SysconfVar, sysconf};

    let allowed = sched_getaffinity(Pid::from_raw(0)).ok()?;
    let is_allowed = |processor| processor < CpuSet::count() && allowed.is_set(processor).unwrap_or(false);
    let ticks = busy_ticks(&std::fs::read_to_string("/proc/stat").ok()?, is_allowed)?;
    let ticks_in_a_second = sysconf(SysconfVar::CLK_TCK).ok()??;
    Some(ticks as f64 / ticks_in_a_second as f64)
}

/// How many of the processors which this process may use others keep busy, as seen while this process does nothing for
/// `pause`; none if the system does not tell.
pub(super) fn busy_beside(pause: Duration) -> Option<f64> {
    let (begun, before) = (Instant::now(), busy_seconds()?);
    std::thread::sleep(pause);
    Some(((busy_seconds()? - before) / begun.elapsed().as_secs_f64()).max(0.0))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn busy_seconds() -> Option<f64> {
    None
}

/// The ticks at work of the processors that are allowed, from the text of `/proc/stat`.
///
/// What another guest of the same host has taken away counts as work of others, too.
#[cfg(any(target_os = "linux", test))]
fn busy_ticks(text: &str, is_allowed: impl Fn(usize) -> bool) -> Option<u64> {
    const IDLE: usize = 3;
    const WAITING_FOR_A_DISK: usize = 4;
    // Of the ten numbers in a line, the last two are part of the first two.
    const STOLEN: usize = 7;
    let mut busy = None;
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let number = words.next().and_then(|word| word.strip_prefix("cpu")).and_then(|word| word.parse().ok());
        if !number.is_some_and(&is_allowed) {
            continue;
        }
        let ticks = words.take(STOLEN + 1).map(str::parse::<u64>).collect::<Result<Vec<_>, _>>().ok()?;
        let at_work = ticks.iter().enumerate().filter(|(at, _)| !matches!(*at, IDLE | WAITING_FOR_A_DISK));
        *busy.get_or_insert(0) += at_work.map(|(_, ticks)| ticks).sum::<u64>();
    }
    busy
}

#[cfg(test)]
mod tests {
    use super::busy_ticks;

    const STAT: &str =
        "cpu  11 0 0 0 0 0 0 0 0 0\ncpu0 1 2 4 1000 1000 8 16 32 64 128\ncpu1 100 0 0 0 0 0 0 0 0 0\nintr 5\n";

    #[test]
    fn the_allowed_processors_are_added_up_without_idleness() {
        assert_eq!(busy_ticks(STAT, |_| true), Some(63 + 100));
        assert_eq!(busy_ticks(STAT, |processor| processor == 0), Some(63));
    }

    #[test]
    fn where_nothing_is_told_nothing_is_known() {
        assert_eq!(busy_ticks(STAT, |_| false), None);
        assert_eq!(busy_ticks("", |_| true), None);
        assert_eq!(busy_ticks("cpu0 1 x\n", |_| true), None);
    }
}

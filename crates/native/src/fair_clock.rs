//! Time, as far as others could have used it.
//!
//! That somebody has done nothing for a while means something only if it could have. On a machine that does much else a thread
//! may wait for a processor longer than any patience lasts. So time in which somebody who is watched wants a processor counts
//! only as far as it was given one; time in which all of them sleep counts in full.

use std::time::{Duration, Instant};

/// Of the time between two looks no more than this counts: who looks so seldom has been kept from it, and so may the others.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// A clock that is looked at again and again.
#[derive(Debug, Default)]
pub struct FairClock {
    last: Option<(Instant, Duration)>,
    passed: Duration,
}

impl FairClock {
    /// Sets it to zero. It goes on with the next look.
    pub fn restart(&mut self) {
        *self = Self::default();
    }

    /// How much time has passed that the threads of these processes could have used, but for the one that asks.
    pub fn look(&mut self, processes: impl IntoIterator<Item = i32>) -> Duration {
        let (now, seen) = (Instant::now(), Seen::now(processes));
        if let Some((then, used)) = self.last {
            let between = now.duration_since(then).min(BETWEEN_LOOKS);
            let used = seen.used.saturating_sub(used);
            self.passed += if seen.somebody_runs { between.min(used) } else { between };
        }
        self.last = Some((now, seen.used));
        self.passed
    }
}

/// What threads have used of processors, and whether any of them wants one.
#[derive(Debug, Default)]
struct Seen {
    used: Duration,
    somebody_runs: bool,
}

#[cfg(target_os = "linux")]
impl Seen {
    fn now(processes: impl IntoIterator<Item = i32>) -> Self {
        use std::fs;
        let mut seen = Self::default();
        let me = nix::unistd::gettid().to_string();
        let mut processes: Vec<i32> = processes.into_iter().collect();
        processes.sort_unstable();
        processes.dedup();
        for process in processes {
            let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
            for thread in threads.filter(|thread| thread.file_name() != *me) {
                let Ok(text) = fs::read_to_string(thread.path().join("stat")) else { continue };
                if let Some((runs, used)) = state(&text) {
                    seen.used += used;
                    seen.somebody_runs |= runs;
                }
            }
        }
        seen
    }
}

#[cfg(not(target_os = "linux"))]
impl Seen {
    /// The system does not say: all time counts.
    fn now(_: impl IntoIterator<Item = i32>) -> Self {
        Self::default()
    }
}

/// Whether the thread that the text of its `stat` is about runs, wants to, or waits for a disk; and how much it has run.
#[cfg(target_os = "linux")]
fn state(text: &str) -> Option<(bool, Duration)> {
    // Its name, in brackets, may have anything in it.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    let mut ticks = fields.skip(10).take(2).map(str::parse::<u64>);
    let ticks = ticks.next()?.ok()? + ticks.next()?.ok()?;
    // Linux counts hundredths of a second here, on all machines.
    Some((matches!(state, "R" | "D"), Duration::from_millis(10 * ticks)))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::thread;

    #[test]
    fn a_line_of_the_system_is_read_whatever_the_name_of_the_thread() {
        let text = "7 (a) R 9) S 1 2 3 4 5 6 7 8 9 10 300 4 13 14";
        assert_eq!(state(text), Some((false, Duration::from_millis(3_040))));
        assert_eq!(state(&text.replace(") S", ") R")), Some((true, Duration::from_millis(3_040))));
        assert_eq!(state("7 (a"), None);
    }

    #[test]
    fn who_wants_a_processor_is_given_time_only_with_one() {
        // Somebody who is stopped before it begins neither runs nor sleeps by its own will; here time is made by hand.
        let mut clock = FairClock::default();
        let second = Duration::from_secs(1);
        let now = Instant::now();
        clock.last = Some((now.checked_sub(second).unwrap_or(now), Duration::ZERO));
        // Nobody is watched, so nobody runs: what has passed counts, but for what is too much between two looks.
        assert!(clock.look([]) <= BETWEEN_LOOKS + Duration::from_millis(100));
        // A thread that runs for ever: never more than it has used.
        let (stop, stopped) = channel::<()>();
        let busy = thread::spawn(move || while stopped.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {});
        let mut clock = FairClock::default();
        let me = std::process::id().cast_signed();
        let before = Seen::now([me]).used;
        clock.look([me]);
        while clock.look([me]) < Duration::from_millis(50) {
            thread::sleep(Duration::from_millis(5));
        }
        assert!(Seen::now([me]).used.saturating_sub(before) >= Duration::from_millis(40));
        drop(stop);
        busy.join().expect("it ends");
    }
}

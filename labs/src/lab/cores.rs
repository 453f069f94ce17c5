//! How busy each processor is, over time.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::pipe;
use serde::{Deserialize, Serialize};
use sysinfo::{MINIMUM_CPU_UPDATE_INTERVAL, System};

use super::{Trouble, fork};

/// How busy each processor was at one moment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CoreUse {
    /// Seconds since watching began.
    pub at: f64,
    /// For each processor the share of time it worked, for anybody, since the moment before: 0 to 1.
    pub busy: Vec<f32>,
}

/// Looks at all processors again and again.
#[derive(Debug)]
pub struct CoreWatch {
    system: System,
}

impl CoreWatch {
    /// How long to wait at the least between two looks.
    pub const PAUSE: Duration = MINIMUM_CPU_UPDATE_INTERVAL;

    /// Takes the first look, from which the next one counts; none if the system shows nothing.
    pub fn begin() -> Option<Self> {
        let mut system = System::new().ok()?;
        system.refresh_cpu_usage();
        Some(Self { system })
    }

    /// For each processor the share of time it worked since the last look.
    pub fn look(&mut self) -> Vec<f32> {
        self.system.refresh_cpu_usage();
        self.system.cpus().iter().map(|cpu| cpu.usage() / 100.0).collect()
    }
}

/// Runs `work` while a process of its own watches the processors. Nothing is seen where the system shows nothing, or if
/// `work` is over before the first look.
///
/// # Errors
///
/// If no watcher can be started, or it comes to grief.
pub(super) fn watched<T>(work: impl FnOnce() -> T) -> Result<(T, Vec<CoreUse>), Trouble> {
    let (end, held) = pipe().map_err(io::Error::from)?;
    let mut held = Some(held);
    let watcher = fork("the watcher of the cores", || {
        // As long as the watcher holds it too, it does not hear that the other side is closed.
        drop(held.take());
        watch(&end)
    });
    let result = work();
    drop(held);
    Ok((result, watcher.join()?))
}

/// Looks again and again until the other side of the pipe is closed.
fn watch(end: &OwnedFd) -> Vec<CoreUse> {
    let start = Instant::now();
    let Some(mut watch) = CoreWatch::begin() else { return Vec::new() };
    let mut seen = Vec::new();
    while !is_closed_within(end, CoreWatch::PAUSE) {
        seen.push(CoreUse { at: start.elapsed().as_secs_f64(), busy: watch.look() });
    }
    seen
}

/// Waits until the other side of a pipe to which nothing is written has been closed, but not longer than this.
fn is_closed_within(end: &OwnedFd, longest: Duration) -> bool {
    let timeout = PollTimeout::try_from(longest).unwrap_or(PollTimeout::MAX);
    match poll(&mut [PollFd::new(end.as_fd(), PollFlags::POLLIN)], timeout) {
        // A signal only makes the next look come sooner.
        Ok(0) | Err(Errno::EINTR) => false,
        Ok(_) | Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_watcher_ends_with_the_work() {
        let (result, seen) = watched(|| 7).expect("the watcher ends");
        assert_eq!(result, 7);
        assert!(seen.iter().all(|look| look.busy.iter().all(|busy| (0.0..=1.01).contains(busy))), "{seen:?}");
    }

    #[test]
    fn a_pipe_is_closed_when_its_other_side_is() {
        let (end, held) = pipe().expect("there are pipes");
        assert!(!is_closed_within(&end, Duration::ZERO));
        drop(held);
        // Longer than any test: nobody waits for it.
        assert!(is_closed_within(&end, Duration::from_secs(3600)));
    }
}

//! How busy each processor is, over time.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sysinfo::{MINIMUM_CPU_UPDATE_INTERVAL, System};

use super::{Lost, fork};
use racecourse::process::SharedMemory;

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

/// Runs `work` while a process of its own watches the processors. Nothing is seen where the system shows nothing.
///
/// # Errors
///
/// If that process comes to grief.
pub(super) fn watched<T>(work: impl FnOnce() -> T) -> Result<(T, Vec<CoreUse>), Lost> {
    let done = SharedMemory::new(1);
    let watcher = fork("the watcher of the cores", || watch(&done));
    let result = work();
    done.store(0, 1, std::sync::atomic::Ordering::Release);
    Ok((result, watcher.join()?))
}

fn watch(done: &SharedMemory) -> Vec<CoreUse> {
    let start = Instant::now();
    let Some(mut watch) = CoreWatch::begin() else { return Vec::new() };
    let mut seen = Vec::new();
    while done.load(0, std::sync::atomic::Ordering::Acquire) == 0 {
        std::thread::sleep(CoreWatch::PAUSE);
        seen.push(CoreUse { at: start.elapsed().as_secs_f64(), busy: watch.look() });
    }
    seen
}

//! The same between processes, in memory that they share: with nothing, and with an atomic operation.

use std::sync::atomic::Ordering::Relaxed;

use racecourse::process::SharedMemory;
use racecourse_labs::lab::{Lost, fork};

/// What comes of so many processes that each add 1 so often to one word of memory.
pub fn count(processes: usize, each: u64, atomically: bool) -> Result<u64, Lost> {
    let memory = SharedMemory::new(1);
    let work = || {
        for _ in 0..each {
            if atomically {
                memory.fetch_add(0, 1, Relaxed);
            } else {
                let read = memory.load(0, Relaxed); // read
                memory.store(0, read + 1, Relaxed); // write: overwrites what the other one has written
            }
        }
    };
    let children: Vec<_> = (0..processes).map(|_| fork("adder", work)).collect();
    children.into_iter().try_for_each(|child| child.join())?;
    Ok(memory.load(0, Relaxed))
}

//! Hints to whoever schedules.

use crate::kernel::{self, Backend};

/// Says that the caller waits in a loop for another actor. In the models this is [`yield_now`](crate::thread::yield_now).
#[track_caller]
pub fn spin_loop() {
    match kernel::backend() {
        Backend::Native => std::hint::spin_loop(),
        _ => crate::thread::yield_now(),
    }
}

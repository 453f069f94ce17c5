//! Hints to whoever schedules.

use racecourse_kernel as kernel;

/// Says that the caller waits in a loop for another actor. In the models this is [`yield_now`](crate::thread::yield_now).
#[track_caller]
pub fn spin_loop() {
    if kernel::in_model() {
        crate::thread::yield_now();
    } else {
        std::hint::spin_loop();
    }
}

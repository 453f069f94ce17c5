//! What every engine does first.

use crate::standstill;
use racecourse_kernel as kernel;
use racecourse_kernel::hook;

/// An engine begins to work on this thread.
///
/// # Panics
///
/// If one does already: its program asks for another one.
pub(crate) fn begin() {
    assert!(
        !kernel::in_model(),
        "an engine cannot be run inside of a program that an engine is running: check the inner one by itself"
    );
    hook::install();
    standstill::watch();
    #[cfg(target_os = "linux")]
    kernel::outside::forget();
}

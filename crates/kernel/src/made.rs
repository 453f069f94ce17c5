//! What a facade type keeps of the execution that it was made in.

use std::panic::Location;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use parking_lot::Mutex;

use super::current::{execution, put_execution};
use racecourse_sources::site;
use racecourse_trace::failure::Site;

/// The number of something in the world of one execution, and which execution that is.
///
/// Numbers are given anew in every execution. What has been kept from an earlier one, in a `static` say, would be taken for
/// something else.
#[derive(Clone, Copy, Debug)]
pub struct Made<T> {
    number: T,
    execution: u64,
}

impl<T: Copy> Made<T> {
    /// `number` in the running execution.
    pub fn new(number: T) -> Self {
        Self { number, execution: execution() }
    }

    /// The number, for an operation.
    ///
    /// # Panics
    ///
    /// If it was not made in the running execution, or none is running on this thread.
    #[track_caller]
    pub fn here(self) -> T {
        if self.execution != execution() {
            refuse(self.execution);
        }
        self.number
    }

    /// The number, if it was made in the running execution: for destructors.
    pub fn if_here(self) -> Option<T> {
        (self.execution == execution()).then_some(self.number)
    }
}

/// Executions that a thread has tried to take part in which they do not know, with the place.
static STRANGERS: Mutex<Vec<(u64, Site)>> = Mutex::new(Vec::new());
static THERE_ARE_STRANGERS: AtomicBool = AtomicBool::new(false);

/// What a thread is told that tries to take part in an execution which does not know it.
const STRANGER: &str = "what an engine is running is used by a thread that the engine does not know, or after its end: \
                        start threads by racecourse::thread, and make what they share inside of the function that is checked";

#[cold]
#[track_caller]
fn refuse(made_in: u64) -> ! {
    if execution() == 0 {
        // Whoever waits for that thread may not look at how it ended: the execution has to know.
        STRANGERS.lock().push((made_in, site(Location::caller())));
        THERE_ARE_STRANGERS.store(true, Relaxed);
        panic!("{STRANGER}");
    }
    panic!(
        "{KEPT}, and kept: in a `static`, or outside of the function that is checked; make it inside, anew in every execution"
    );
}

/// Whether a panic that said this was about what is kept from one execution to the next.
pub fn is_about_what_is_kept(said: &str) -> bool {
    said.contains(KEPT)
}

/// How such a panic begins.
const KEPT: &str = "what is used here was made in an earlier execution";

/// Where a thread has tried to take part in the running execution that this does not know, and what it was told.
pub(super) fn stranger() -> Option<(&'static str, Site)> {
    if !THERE_ARE_STRANGERS.load(Relaxed) {
        return None;
    }
    let strangers = STRANGERS.lock();
    strangers.iter().find(|(made_in, _)| *made_in == execution()).map(|(_, at)| (STRANGER, at.clone()))
}

/// An execution begins on this thread: the next of all there are.
pub(super) fn begin_execution() {
    static LAST: AtomicU64 = AtomicU64::new(0);
    put_execution(LAST.fetch_add(1, Relaxed) + 1);
}

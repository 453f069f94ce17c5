//! Being in a model: what is done on this thread is done on a host.

use std::panic::{self, AssertUnwindSafe};

use super::host::Host;
use super::{current, heartbeat, hook, locals, stacks};
use racecourse_sources::Names;

/// Runs `f` with what is done on `host`, to be put *around* a call into an engine: inside its closure it would leak when a
/// model unwinds.
pub(crate) fn with_host<R>(host: &'static dyn Host, names: Names, f: impl FnOnce() -> R) -> R {
    let _at_work = heartbeat::begin();
    let outside = current::enter(host, names);
    let abandoned = stacks::begin_exploration();
    let result = panic::catch_unwind(AssertUnwindSafe(|| hook::inside(f)));
    stacks::end_exploration(abandoned);
    locals::abandon_all();
    current::come_out(outside);
    result.unwrap_or_else(|payload| panic::resume_unwind(payload))
}

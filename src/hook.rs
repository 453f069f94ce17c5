//! The panic hook: inside an engine it keeps what a panic said and prints nothing; outside it does what was done before.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};

use crate::failure::Site;
use racecourse_sources::site;
use racecourse_trace::cut::cut;

/// How much of what is said is kept.
const MOST_SAID: usize = 64;

type Hook = dyn Fn(&PanicHookInfo<'_>) + Sync + Send;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// What was said since the last [`reset`], and where.
    static SAID: RefCell<Vec<(String, Site)>> = const { RefCell::new(Vec::new()) };
    static LAST: RefCell<Option<Site>> = const { RefCell::new(None) };
}

/// Whether the whole process is an engine's, with threads that the scenario starts.
static ALL_INSIDE: AtomicBool = AtomicBool::new(false);

/// Installs the hook, once, for the whole process.
///
/// Both loom's runtime and shuttle put hooks of their own around the one they find, and those print. They are put in
/// place by a first run, so those runs are made first, and what was there before is wrapped by ours instead.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before: Arc<Hook> = Arc::from(panic::take_hook());
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        run_others(Arc::clone(&before));
        panic::set_hook(Box::new(move |info| {
            if INSIDE.get() || ALL_INSIDE.load(Ordering::Relaxed) { keep(info) } else { before(info) }
        }));
    });
}

/// Makes the first runs of loom and shuttle. The hooks that they leave, around one of `before`, are replaced by whatever is
/// installed next.
#[cfg(any(feature = "loom", feature = "shuttle"))]
fn run_others(before: Arc<Hook>) {
    let me = std::thread::current().id();
    // What other threads say meanwhile is said as before; what comes of these runs is for nobody.
    panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() != me {
            before(info);
        }
    }));
    #[cfg(feature = "shuttle")]
    {
        let mut config = shuttle::Config::new();
        config.silence_warnings = true;
        config.failure_persistence = shuttle::FailurePersistence::None;
        shuttle::Runner::new(shuttle::scheduler::RoundRobinScheduler::new(1), config).run(|| {});
    }
    #[cfg(feature = "loom")]
    loom::model::Builder::new().check(|| {});
}

/// Runs `f` as an engine: what panics in it on this thread is kept and not printed.
pub(crate) fn inside<R>(f: impl FnOnce() -> R) -> R {
    let before = INSIDE.replace(true);
    let result = panic::catch_unwind(panic::AssertUnwindSafe(f));
    INSIDE.set(before);
    result.unwrap_or_else(|payload| panic::resume_unwind(payload))
}

/// From now on every thread of this process is an engine's.
pub fn silence_process() {
    install();
    ALL_INSIDE.store(true, Ordering::Relaxed);
}

fn keep(info: &PanicHookInfo<'_>) {
    let message = cut(info.payload_as_str().unwrap_or("a value that is no text"));
    let Some(at) = info.location() else { return };
    let _ = LAST.try_with(|last| last.replace(Some(site(at))));
    let _ = SAID.try_with(|said| {
        let mut said = said.borrow_mut();
        // Of very many the first ones and the last one are enough.
        if said.len() == MOST_SAID {
            said.pop();
        }
        said.push((message, site(at)));
    });
}

/// Forgets panics of earlier executions on this thread.
pub(crate) fn reset() {
    SAID.take();
    LAST.take();
}

/// What a panic said, as far as anybody can read it.
pub fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    cut(text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic without a text"))
}

/// Where the last panic on this thread was.
pub(crate) fn last_panic() -> Option<Site> {
    LAST.with_borrow(Clone::clone)
}

/// What the panic said with which a program has given up, whose payload says `text`, and where it was.
///
/// That is the last one that said so. If all that it said is that another one was noticed, in a thread that was joined, it is
/// the first one of that thread's kind: what went wrong, and not who found out.
pub(crate) fn panic_that_said(text: &str) -> Option<(String, Site)> {
    SAID.with_borrow(|said| {
        let own = said.iter().rfind(|(message, _)| message == text);
        let first = said.iter().find(|(message, _)| !only_passes_on(message));
        if only_passes_on(text) { first.or(own).cloned() } else { own.or(first).cloned() }
    })
}

/// Whether a panic says no more than that there was another one: a `join` that is unwrapped, or a scope whose thread has
/// panicked.
fn only_passes_on(message: &str) -> bool {
    message.contains("Any { .. }") || message == "a scoped thread panicked"
}

//! The panic hook: inside an engine it keeps what a panic said and prints nothing; outside it does what was done before.
//!
//! A panic that leaves a destructor in the middle of another panic ends a real process, at once. In a model that is a failure of
//! the execution, whose actor goes no further (`doomed`), and no end of the process that the engine is in.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};

use super::current::{running, world};
use super::{panics, stacks};
use racecourse_meaning::ActorId;
use racecourse_sources::site;
use racecourse_trace::cut::cut;
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind, Site};

/// What the standard library says before it ends a process because a panic may not go on: it would leave a destructor in the
/// middle of another panic, or a function of another language.
const LAST_WORDS: [&str; 2] = ["panic in a destructor during cleanup", "panic in a function that cannot unwind"];

/// How much of what is said is kept.
const MOST_SAID: usize = 64;

type Hook = dyn Fn(&PanicHookInfo<'_>) + Sync + Send;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// What was said since the last [`reset`], and where.
    static SAID: RefCell<Vec<(String, Site)>> = const { RefCell::new(Vec::new()) };
    /// Where each actor has panicked last, or whoever there is without a model.
    static LAST: RefCell<Vec<(Option<ActorId>, Site)>> = const { RefCell::new(Vec::new()) };
}

/// Whether the whole process is an engine's, with threads that the scenario starts.
static ALL_INSIDE: AtomicBool = AtomicBool::new(false);

/// Installs the hook, once, for the whole process.
///
/// Both loom's runtime and shuttle put hooks of their own around the one they find, and those print. They are put in
/// place by a first run, so those runs are made first, and what was there before is wrapped by ours instead.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before: Arc<Hook> = Arc::from(panic::take_hook());
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        run_others(Arc::clone(&before));
        panic::set_hook(Box::new(move |info| {
            if info.payload().is::<panics::Counted>() {
                panics::heard();
            } else if INSIDE.get() || ALL_INSIDE.load(Ordering::Relaxed) {
                keep(info)
            } else {
                before(info)
            }
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
///
/// # Panics
///
/// If `f` does. What it said is said again outside, with its place, or nobody would ever read it.
pub fn inside<R>(f: impl FnOnce() -> R) -> R {
    let before = INSIDE.replace(true);
    let result = panic::catch_unwind(panic::AssertUnwindSafe(f));
    INSIDE.set(before);
    result.unwrap_or_else(|payload| {
        let is_heard = before || ALL_INSIDE.load(Ordering::Relaxed);
        match panic_that_said(&panic_text(payload.as_ref())) {
            Some((said, at)) if !is_heard => panic!("{said} (at {}:{})", at.file, at.line),
            _ => panic::resume_unwind(payload),
        }
    })
}

/// From now on every thread of this process is an engine's.
pub fn silence_process() {
    install();
    ALL_INSIDE.store(true, Ordering::Relaxed);
}

fn keep(info: &PanicHookInfo<'_>) {
    let message = cut(info.payload_as_str().unwrap_or("a value that is no text"));
    let actor = running();
    if LAST_WORDS.contains(&message.as_str()) && stacks::is_on_one() && (actor.is_some() || stacks::is_unwinding()) {
        doomed();
        return;
    }
    let Some(at) = info.location() else { return };
    let _ = LAST.try_with(|last| {
        let mut last = last.borrow_mut();
        last.retain(|(other, _)| *other != actor);
        last.push((actor, site(at)));
    });
    let _ = SAID.try_with(|said| {
        let mut said = said.borrow_mut();
        // Of very many the first ones and the last one are enough.
        if said.len() == MOST_SAID {
            said.pop();
        }
        said.push((message, site(at)));
    });
}

/// The running actor has ended its process. What comes next would be the end of ours, and on Unix is not (`abort`).
fn doomed() {
    #[cfg(unix)]
    super::abort::leave_at_the_next();
    if stacks::is_unwinding() {
        stacks::abandon_from_now_on();
    } else {
        let last = SAID.with_borrow(|said| said.last().cloned());
        world(|world| {
            let (said, at) = last.unzip();
            let said = said.unwrap_or_else(|| LAST_WORDS[0].to_owned());
            let cause = Cause::Panicked { said, at };
            world.fail(Failure { kind: FailureKind::Abort, cause, evidence: Evidence::None });
            world.ends_abruptly();
        });
    }
}

/// Forgets panics of earlier executions on this thread.
pub fn reset() {
    SAID.take();
    LAST.take();
}

/// What a panic said, as far as anybody can read it.
pub fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    cut(text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic without a text"))
}

/// Where the last panic of `actor` was.
pub(crate) fn last_panic(actor: ActorId) -> Option<Site> {
    LAST.with_borrow(|last| last.iter().find(|(who, _)| *who == Some(actor)).map(|(_, site)| site.clone()))
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

//! An engine whose thread is asleep for good: its program is blocked in something that is not the facade's.
//!
//! Who watches looks at the threads of all engines at work, again and again. One that has slept in one wait, which does not end by
//! itself, for longer than anybody has patience is asked where it is (`racecourse_kernel::outside`), and as a rule its actor
//! leaves, so that the engine comes to its end with all that it has seen. In a process of an engine's own its watchdog does this; in
//! any other it is a thread that is there while an engine is at work.
//!
//! A thread that works without an end, or waits for some time again and again, is not looked for here.

use std::process;
use std::sync::OnceLock;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

#[doc(inline)]
pub use racecourse_kernel::heartbeat::with_patience;
use racecourse_kernel::heartbeat::{self, Engine};
use racecourse_native::asleep::{self, Asleep, Wait};
use racecourse_native::supervision;
use racecourse_trace::exploration::Exploration;
#[cfg(target_os = "linux")]
use racecourse_trace::exploration::{Coverage, Execution, Reason};
#[cfg(target_os = "linux")]
use racecourse_trace::failure::Cause;
use racecourse_trace::failure::Failure;

/// How long a thread may sleep in a process that is not its engine's own. What it waits for may be the work of a thread that no
/// engine knows.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(100);
/// Of the time between two looks no more than this counts.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// What is to be said of an engine's thread that has been asleep.
#[derive(Debug)]
pub enum Finding {
    /// It is asleep, and not for too long yet.
    Sleeps,
    /// The actor that was blocked has left, and the engine comes to its end.
    Left,
    /// It is blocked for good, for this reason if that can be said.
    Stays(Option<Box<Failure>>),
}

/// Looks at the threads of all engines at work.
#[derive(Debug, Default)]
pub struct Looks(Vec<Look>);

/// What was seen of one.
#[derive(Debug)]
struct Look {
    engine: Engine,
    beats: u64,
    asleep: Asleep,
    at: Instant,
    /// For how long it has been like this.
    still: Duration,
}

impl Looks {
    /// One look at all of them. Who has slept for as long as there is patience is asked where it is: so long, unless whoever
    /// began it has said something else.
    pub fn look(&mut self, patience: Duration) -> Vec<Finding> {
        heartbeat::at_work(|engines| {
            let before = std::mem::take(&mut self.0);
            let now = engines.iter().filter_map(|engine| Look::at(*engine, &before));
            let (late, early): (Vec<Look>, Vec<Look>) = now.partition(|look| look.still >= look.patience(patience));
            self.0 = early;
            let asked = late.iter().map(|look| look.ask(look.patience(patience)));
            asked.chain(self.0.iter().map(|_| Finding::Sleeps)).collect()
        })
    }
}

impl Look {
    /// How long there is patience with it.
    fn patience(&self, usual: Duration) -> Duration {
        self.engine.patience.unwrap_or(usual)
    }

    /// How the thread of `engine` sleeps, if it does and that does not end by itself.
    fn at(engine: Engine, before: &[Look]) -> Option<Self> {
        let asleep = Asleep::of(engine.thread).filter(|asleep| asleep.wait != Wait::Timed)?;
        let now = Self { engine, beats: engine.pulse.beats(), asleep, at: Instant::now(), still: Duration::ZERO };
        let same = before
            .iter()
            .find(|it| std::ptr::eq(it.engine.pulse, engine.pulse) && (it.beats, it.asleep) == (now.beats, now.asleep));
        let still = same.map_or(Duration::ZERO, |it| it.still + now.at.duration_since(it.at).min(BETWEEN_LOOKS));
        Some(Self { still, ..now })
    }

    #[cfg(target_os = "linux")]
    fn ask(&self, silence: Duration) -> Finding {
        use racecourse_kernel::outside::{Answer, ask};
        match ask(&self.engine, self.beats, silence, !self.is_in_memory_of_its_own()) {
            Answer::Left => Finding::Left,
            Answer::Stays(failure) => Finding::Stays(failure),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn ask(&self, _silence: Duration) -> Finding {
        Finding::Stays(None)
    }

    /// Whether the thread waits for a word in memory that is this thread's own, and goes with it. Others have been told of that
    /// memory, and look at it when somebody else waits.
    #[cfg(target_os = "linux")]
    fn is_in_memory_of_its_own(&self) -> bool {
        // What a thread has of its own is in one place.
        matches!(self.asleep.wait, Wait::Word(word) if word.abs_diff(self.engine.own) <= asleep::own_memory())
    }
}

/// The thread that watches in this process.
static WATCHER: Mutex<Watcher> = Mutex::new(Watcher { thread: None, process: 0, watches: false, is_to_end: false });
static TOLD: Condvar = Condvar::new();

struct Watcher {
    thread: Option<JoinHandle<()>>,
    /// The process that it is in: a copy of that has no such thread.
    process: u32,
    /// Whether it looks again if an engine begins now.
    watches: bool,
    is_to_end: bool,
}

impl Watcher {
    /// Whether there is one in this process, which looks again if an engine begins now.
    fn watches(&self) -> bool {
        self.watches && self.process == process::id()
    }

    /// What there is to wait for, if it is to end.
    fn thread(&mut self) -> Option<JoinHandle<()>> {
        let thread = self.thread.take()?;
        if self.process == process::id() {
            return Some(thread);
        }
        std::mem::forget(thread);
        None
    }
}

/// What is done with a failure before the process ends by it.
static LAST_WORDS: OnceLock<fn(Option<&Failure>)> = OnceLock::new();

/// What says why this process ends, if an engine in it is blocked for good and nobody can go on from there.
pub fn last_words(say: fn(Option<&Failure>)) {
    let _ = LAST_WORDS.set(say);
}

/// Why a search goes no further after that. What was seen says more.
pub(crate) const BLOCKED: &str = "an actor was blocked outside of the facade";

/// Whether an actor of the engine on this thread has been blocked outside of the facade, so that it goes no further.
#[cfg(target_os = "linux")]
pub(crate) fn has_been_blocked_outside() -> bool {
    racecourse_kernel::outside::has_happened()
}

/// The system does not say.
#[cfg(not(target_os = "linux"))]
pub(crate) const fn has_been_blocked_outside() -> bool {
    false
}

/// An exploration during which an actor was blocked outside of the facade has gone no further than to there, whatever the
/// engine makes of it, and has seen that.
#[cfg(target_os = "linux")]
pub(crate) fn as_far_as_it_came(mut exploration: Exploration) -> Exploration {
    let Some(failure) = racecourse_kernel::outside::failure() else { return exploration };
    let executions = exploration.coverage.executions();
    if let Cause::BlockedOutside { silence, .. } = failure.cause {
        exploration.coverage = Coverage::Interrupted { executions, reason: Reason::Silent(silence) };
    }
    // An engine does not count what it tries only to learn something.
    if !exploration.saw(failure.kind.label()) {
        let actors = vec!["main".to_owned()];
        supervision::record(
            &mut exploration,
            executions + 1,
            Execution { actors, failure: Some(failure), ..Execution::default() },
        );
    }
    exploration
}

/// The system does not say that anybody was.
#[cfg(not(target_os = "linux"))]
pub(crate) fn as_far_as_it_came(exploration: Exploration) -> Exploration {
    exploration
}

/// From now on somebody watches whenever an engine is at work, if nobody else does.
pub(crate) fn watch() {
    if !supervision::is_watched() && cfg!(target_os = "linux") {
        heartbeat::when_one_begins(see_to_a_watcher);
    }
}

fn see_to_a_watcher() {
    let mut watcher = WATCHER.lock();
    if watcher.watches() || supervision::is_watched() {
        return;
    }
    // One that is not there any more has nothing left to do.
    drop(watcher.thread());
    watcher.is_to_end = false;
    watcher.process = process::id();
    // Where there are no threads to be had nobody watches.
    watcher.thread = thread::Builder::new().name("racecourse".to_owned()).spawn(look_on).ok();
    watcher.watches = watcher.thread.is_some();
}

/// The life of the thread that watches: it ends when no engine is at work.
fn look_on() {
    // Signals to the process are meant for others.
    let _ = nix::sys::signal::SigSet::all().thread_block();
    let mut looks = Looks::default();
    loop {
        let findings = looks.look(PATIENCE);
        if let Some(Finding::Stays(failure)) = findings.into_iter().find(|it| matches!(it, Finding::Stays(_))) {
            end(failure.as_deref());
        }
        let mut watcher = WATCHER.lock();
        TOLD.wait_for(&mut watcher, LOOK);
        if watcher.is_to_end || heartbeat::at_work(<[Engine]>::is_empty) {
            watcher.watches = false;
            return;
        }
    }
}

/// Nobody can be got out of where the engine is, and whoever has asked for it would wait for ever.
fn end(failure: Option<&Failure>) -> ! {
    if let Some(say) = LAST_WORDS.get() {
        say(failure);
    }
    process::abort()
}

/// Sees to it that this process has no thread that watches, as far as no engine is at work. Whether there was one, which the system
/// may still show for a moment.
pub fn dismiss() -> bool {
    let thread = {
        let mut watcher = WATCHER.lock();
        watcher.is_to_end = true;
        TOLD.notify_all();
        watcher.thread()
    };
    thread.is_some_and(|thread| thread.join().is_ok())
}

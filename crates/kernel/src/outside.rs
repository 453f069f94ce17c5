//! An actor that is blocked outside of the facade: in a lock of the standard library, say, which another actor holds over a step.
//!
//! All actors of a model share one thread of the system, so nobody of them goes on any more, and no code of ours is called again.
//! What is left is a signal. Its handler runs on the blocked actor's stack, on the engine's own thread, where the execution can
//! be looked at: it says who is inside of what, and the actor leaves from there for good, as one does whose execution is over. So
//! the engine goes on: it has all that it had seen, and this execution on top of it.
//!
//! Whoever watches has seen before that the thread has been asleep in one wait all the time (`racecourse-native` can tell), so it
//! holds nothing of ours or of the allocator's. That it is still in a call of the system is looked up once more in the handler:
//! one that has been woken meanwhile goes on.
//!
//! There is a wait that may not be left: one of which others have been told that it goes on in memory that is this thread's own,
//! as `parking_lot` does it. That memory goes with the thread, and so the caller says whether the actor may leave.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::ptr;
use std::time::{Duration, Instant};

use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use parking_lot::Mutex;

use super::current::{names, try_world_if_free};
use super::heartbeat::{self, Engine};
use super::stacks;
use racecourse_trace::failure::Failure;

/// What becomes of an engine whose thread has been asked where it is.
#[derive(Debug)]
pub enum Answer {
    /// The actor has left, and the engine goes on to its end.
    Left,
    /// The actor stays where it is, for this reason if that can be said.
    Stays(Option<Box<Failure>>),
}

/// What is asked of a thread.
struct Question {
    thread: i32,
    /// The sign of life that it had given when it was last looked at.
    beats: u64,
    silence: Duration,
    may_leave: bool,
    answer: Option<Answer>,
}

/// One at a time: there is one handler.
static ASKING: Mutex<()> = Mutex::new(());
static QUESTION: Mutex<Option<Question>> = Mutex::new(None);

/// The signal that is used. Nothing happens to a process that has no handler for it.
const SIGNAL: Signal = Signal::SIGURG;

/// How long a thread that sleeps has to come to its handler.
const PATIENCE: Duration = Duration::from_secs(5);

thread_local! {
    /// Whether an actor has left so since an engine was last asked for on this thread.
    static HAS_HAPPENED: Cell<bool> = const { Cell::new(false) };
    /// What was the matter with it.
    static FAILURE: RefCell<Option<Failure>> = const { RefCell::new(None) };
}

/// Forgets it: an engine begins to work on this thread.
pub fn forget() {
    HAS_HAPPENED.set(false);
}

/// Whether an actor of the engine on this thread was blocked outside of the facade, and has left. Then nothing else is to be run:
/// the next one would be blocked for as long.
#[inline]
pub fn has_happened() -> bool {
    HAS_HAPPENED.get()
}

/// What was the matter, if that has happened.
pub fn failure() -> Option<Failure> {
    FAILURE.with_borrow(Clone::clone).filter(|_| has_happened())
}

/// Asks the thread of `engine`, which has been asleep for so long since it gave its last sign of life, where it is. Its actor
/// leaves if it may.
///
/// The engine must not end meanwhile: see [`heartbeat::at_work`].
pub fn ask(engine: &Engine, beats: u64, silence: Duration, may_leave: bool) -> Answer {
    let _one = ASKING.lock();
    *QUESTION.lock() = Some(Question { thread: engine.thread, beats, silence, may_leave, answer: None });
    let action =
        SigAction::new(SigHandler::SigAction(on_signal), SaFlags::SA_NODEFER | SaFlags::SA_RESTART, SigSet::empty());
    // SAFETY: the handler does something only on the thread that is asked, and only while that is in a call of the system.
    #[expect(unsafe_code, reason = "a handler of signals may run at any time")]
    let before = unsafe { sigaction(SIGNAL, &action) };
    // SAFETY: it takes numbers, and the thread is there.
    #[expect(unsafe_code, reason = "there is no safe call that sends a signal to a thread")]
    unsafe {
        libc::syscall(libc::SYS_tgkill, libc::getpid(), engine.thread, SIGNAL as libc::c_int);
    }
    let start = Instant::now();
    let is_answered = || QUESTION.lock().as_ref().is_some_and(|question| question.answer.is_some());
    while !is_answered() && start.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
    let question = QUESTION.lock().take();
    if let Ok(before) = before {
        // SAFETY: it was there before.
        #[expect(unsafe_code, reason = "a handler of signals may run at any time")]
        let _ = unsafe { sigaction(SIGNAL, &before) };
    }
    question.and_then(|question| question.answer).unwrap_or(Answer::Stays(None))
}

extern "C" fn on_signal(_: libc::c_int, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
    let me = nix::unistd::gettid().as_raw();
    // To sleep for it would not do, because this thread may be asleep in a lock of the same kind already. Who asks has it for
    // moments only.
    let mut place = loop {
        match QUESTION.try_lock() {
            Some(place) => break place,
            None => std::thread::yield_now(),
        }
    };
    let Some(question) = place.as_mut().filter(|question| question.thread == me) else { return };
    let is_as_seen = heartbeat::mine().beats() == question.beats && is_in_a_call(context) && stacks::is_on_one();
    let (silence, may_leave) = (question.silence, question.may_leave);
    // A panic must not come out of here.
    let told = panic::catch_unwind(AssertUnwindSafe(|| is_as_seen.then(|| tell(silence, may_leave)).flatten()));
    let told = told.ok().flatten();
    let leaves = may_leave && told.is_some();
    question.answer = Some(if leaves { Answer::Left } else { Answer::Stays(told.map(Box::new)) });
    drop(place);
    if leaves {
        stacks::lose();
        stacks::stay();
    }
}

/// Why the running actor is blocked. If it leaves, its execution has failed by that.
fn tell(silence: Duration, leaves: bool) -> Option<Failure> {
    try_world_if_free(|world| {
        let failure = world.blocked_outside(silence, &names());
        if leaves {
            world.fail_at_once(failure.clone());
            world.ends_abruptly();
            HAS_HAPPENED.set(true);
            FAILURE.set(Some(failure.clone()));
        }
        failure
    })
}

/// Whether the thread was interrupted in a call of the system, or is to make it again.
#[expect(unsafe_code, reason = "what a thread was doing is handed to a handler as an address")]
fn is_in_a_call(context: *mut libc::c_void) -> bool {
    let context = context.cast::<libc::ucontext_t>();
    #[cfg(target_arch = "x86_64")]
    {
        const SYSCALL: [u8; 2] = [0x0f, 0x05];
        // SAFETY: the system hands the context of the interrupted thread to a handler that has asked for it.
        let next = unsafe { (*context).uc_mcontext.gregs[libc::REG_RIP as usize] } as usize;
        // SAFETY: the thread was about to go on there, so there is code; no function begins with the first byte of a page's code.
        let code = |at: usize| unsafe { ptr::read_volatile(ptr::with_exposed_provenance::<[u8; 2]>(at)) };
        code(next) == SYSCALL || code(next - SYSCALL.len()) == SYSCALL
    }
    #[cfg(target_arch = "aarch64")]
    {
        const SVC: u32 = 0xd400_0001;
        // SAFETY: the system hands the context of the interrupted thread to a handler that has asked for it.
        let next = unsafe { (*context).uc_mcontext.pc } as usize;
        // SAFETY: the thread was about to go on there, so there is code, of whole words.
        let code = |at: usize| unsafe { ptr::read_volatile(ptr::with_exposed_provenance::<u32>(at)) };
        code(next) == SVC || code(next - size_of::<u32>()) == SVC
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        let _ = (context, ptr::null::<u8>());
        false
    }
}

//! The stacks of actors, on every host, and what becomes of those who have not come to their ends when an execution is over.
//!
//! An actor runs in a coroutine, and may [`leave`]: it stops where it is, for good. So no code of a program is run in an
//! execution that is over, nor in a process that was killed, whichever host resumes its actors; loom's and shuttle's threads
//! just end.
//!
//! When everybody has ended or left, [`clear_up`] takes the stacks of those who have left, of all of them together, because one
//! may have borrowed from another's. They are *abandoned*: their stacks are used again, and what they own is never dropped.
//!
//! That leaks, so only the first [`MOST_ABANDONED`] of an exploration go like this, and the first [`MOST_EVER`] of all explorations
//! of a thread: many small ones leak as much as a large one. Later ones *unwind*, by a panic with a
//! payload of ours ([`Stopped`]): their destructors do run then, but the execution is not there any more. What they do to its
//! objects is nothing (`door` says to which operations that is an answer), and who asks for an answer, makes something, or
//! catches the panic and goes on, is abandoned all the same. If a destructor panics then, which would be the end of the process,
//! this exploration goes back to abandoning everybody.

use std::alloc::{Layout, handle_alloc_error};
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::ptr::NonNull;

use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::panics::Panics;
use racecourse_meaning::ActorId;

/// Stack of an actor, in bytes: as large as that of a thread of the standard library. What is not used takes no memory.
pub const STACK: usize = 0x20_0000;

/// The same, for whoever says that there is no memory for it.
const OF_A_STACK: Layout = match Layout::from_size_align(STACK, 16) {
    Ok(layout) => layout,
    Err(_) => Layout::new::<u8>(),
};

/// How many actors of an exploration are abandoned before others unwind instead. What they own is lost, and that can be much:
/// if each has a mebibyte, a gibibyte.
pub const MOST_ABANDONED: usize = 1_000;

/// How many are abandoned on one thread, in all its explorations.
pub const MOST_EVER: usize = 10 * MOST_ABANDONED;

/// How many operations of one unwinding actor may do nothing. More is a loop that waits for what they ought to do.
const MOST_IN_VAIN: usize = 1_000;

/// The payload with which actors unwind when their execution is over. Not a failure.
pub struct Stopped;

/// An actor's coroutine.
pub(super) type Life = Coroutine<(), (), (), DefaultStack>;
type Point = Yielder<(), ()>;

thread_local! {
    /// The coroutines of the running execution that are not running, by actor.
    static LIVES: RefCell<Vec<Option<Life>>> = const { RefCell::new(Vec::new()) };
    /// Stacks for new ones.
    static STACKS: RefCell<Vec<DefaultStack>> = const { RefCell::new(Vec::new()) };
    /// Where the running coroutine can stop.
    static POINT: Cell<Option<NonNull<Point>>> = const { Cell::new(None) };
    /// How many actors of this exploration have been abandoned.
    static ABANDONED: Cell<usize> = const { Cell::new(0) };
    /// How many have been on this thread.
    static EVER: Cell<usize> = const { Cell::new(0) };
    /// How many of this exploration may be.
    static MOST: Cell<usize> = const { Cell::new(MOST_ABANDONED) };
    /// Whether those who have left an execution unwind.
    static UNWINDING: Cell<bool> = const { Cell::new(false) };
    /// How many operations of the one who unwinds have done nothing.
    static IN_VAIN: Cell<usize> = const { Cell::new(0) };
    /// Whether somebody has left in the middle of a wait that others may have been told of: where is on its stack.
    static IS_LOST: Cell<bool> = const { Cell::new(false) };
}

/// An exploration begins on this thread; how many actors the one around it has abandoned and may, to be put back.
pub(super) fn begin_exploration() -> (usize, usize) {
    let most = MOST_ABANDONED.min(MOST_EVER.saturating_sub(EVER.get()));
    (ABANDONED.replace(0), MOST.replace(most))
}

pub(super) fn end_exploration((abandoned, most): (usize, usize)) {
    ABANDONED.set(abandoned);
    MOST.set(most);
}

/// In this exploration nobody unwinds any more.
pub(super) fn abandon_from_now_on() {
    MOST.set(usize::MAX);
}

/// A coroutine that runs `body`, not started yet, and the addresses of its stack, which others have used before.
///
/// # Safety
///
/// What `body` borrows has to live until it has ended or [`clear_up`] has been called.
#[expect(unsafe_code, reason = "`main` borrows what it is to run")]
unsafe fn start_borrowing(body: impl FnOnce()) -> (Life, Range<usize>) {
    let stack = STACKS.with_borrow_mut(Vec::pop);
    // A panic would be taken for the program's own. Memory that is not there ends a process, here as everywhere.
    let stack = stack.unwrap_or_else(|| DefaultStack::new(STACK).unwrap_or_else(|_| handle_alloc_error(OF_A_STACK)));
    let addresses = stack.limit().get()..stack.base().get();
    let body = move |point: &Point, ()| {
        POINT.set(Some(NonNull::from(point)));
        if is_unwinding() {
            // It has never begun, but what it would have owned is dropped as if it had.
            let _ = panic::catch_unwind(AssertUnwindSafe(move || {
                let _body = body;
                panic::resume_unwind(Box::new(Stopped));
            }));
            return;
        }
        body();
    };
    // SAFETY: a coroutine of an actor is resumed only until its body has ended or `clear_up` has been called, and the caller
    // sees to it that what the body borrows lives so long.
    let life = unsafe { Coroutine::with_stack_unchecked(stack, body) };
    (life, addresses)
}

/// `actor` will run `body`, when it is resumed. The addresses of its stack, which others have used before.
#[expect(unsafe_code, reason = "`start_borrowing` is unsafe for those that borrow")]
pub(super) fn start(actor: ActorId, body: impl FnOnce() + 'static) -> Range<usize> {
    // SAFETY: it borrows nothing.
    let (life, addresses) = unsafe { start_borrowing(body) };
    keep(actor, life);
    addresses
}

fn keep(actor: ActorId, life: Life) {
    LIVES.with_borrow_mut(|lives| {
        if lives.len() <= actor {
            lives.resize_with(actor + 1, || None);
        }
        lives[actor] = Some(life);
    });
}

/// Lets `actor` go on until it stops.
pub(super) fn resume(actor: ActorId) {
    let mut life = LIVES.with_borrow_mut(|lives| lives[actor].take()).expect("it has not ended");
    let result = life.resume(());
    POINT.set(None);
    match result {
        CoroutineResult::Yield(()) => LIVES.with_borrow_mut(|lives| lives[actor] = Some(life)),
        CoroutineResult::Return(()) => use_again(life),
    }
}

fn use_again(life: Life) {
    STACKS.with_borrow_mut(|stacks| stacks.push(life.into_stack()));
}

/// Runs `body`, which is what `actor` does, on a stack of its own, where another host resumes its actors. Returns when it has
/// ended or left.
///
/// # Safety
///
/// What `body` borrows has to live until it has ended or [`clear_up`] has been called.
#[cfg(any(feature = "loom", feature = "shuttle"))]
#[expect(unsafe_code, reason = "`main` borrows what it is to run")]
pub(super) unsafe fn run(actor: ActorId, body: impl FnOnce()) {
    // SAFETY: the caller sees to it.
    let (mut life, _) = unsafe { start_borrowing(body) };
    let result = life.resume(());
    POINT.set(None);
    match result {
        CoroutineResult::Yield(()) => keep(actor, life),
        CoroutineResult::Return(()) => use_again(life),
    }
}

/// What is the running actor's, while a host that resumes its actors itself lets others run.
#[cfg(any(feature = "loom", feature = "shuttle"))]
pub(super) struct Stopping(Option<NonNull<Point>>, Panics);

#[cfg(any(feature = "loom", feature = "shuttle"))]
impl Stopping {
    /// The running actor is about to stop.
    pub(super) fn here() -> Self {
        Self(POINT.get(), Panics::put_aside())
    }

    /// It goes on.
    pub(super) fn end(self) {
        POINT.set(self.0);
        self.1.come_back();
    }
}

/// Stops the running coroutine until its actor is resumed.
#[expect(unsafe_code, reason = "the place where a coroutine stops is on its own stack, many calls below")]
pub(super) fn switch() {
    let point = POINT.get().expect("an actor runs in a coroutine");
    let panics = Panics::put_aside();
    // SAFETY: `start_borrowing` has put this here as the running coroutine's own point, which lives until its body has returned,
    // and `resume`, `run` and `across` see to it that it is here only while that one runs.
    unsafe { point.as_ref() }.suspend(());
    POINT.set(Some(point));
    panics.come_back();
}

/// Whether the running code is on an actor's stack.
pub(super) fn is_on_one() -> bool {
    POINT.get().is_some()
}

/// The running actor stops here for good: its execution is over, or its process was killed. At most it unwinds from here.
pub(super) fn leave() -> ! {
    switch();
    unwind()
}

/// The running actor has been resumed to unwind from here.
pub(super) fn unwind() -> ! {
    // In the middle of a destructor another panic would be one too many.
    if !is_unwinding() || std::thread::panicking() {
        stay();
    }
    panic::resume_unwind(Box::new(Stopped))
}

/// The running actor stops here and is abandoned, although those who have left unwind.
pub(super) fn stay() -> ! {
    loop {
        switch();
    }
}

/// The running actor is about to leave in the middle of a wait that others may have been told of. What is on the stacks of this
/// execution is never used for anything else.
#[cfg(target_os = "linux")]
pub(super) fn lose() {
    IS_LOST.set(true);
}

/// Whether the running code is that of an actor that unwinds, because its execution is over.
#[inline]
pub(super) fn is_unwinding() -> bool {
    UNWINDING.get()
}

/// An actor that unwinds because its execution is over asks for what is an answer to nothing, or for more. The first goes on,
/// if it is on its way out.
pub(super) fn go_on_in_vain(nothing_is_an_answer: bool) {
    let in_vain = IN_VAIN.get();
    IN_VAIN.set(in_vain + 1);
    if !nothing_is_an_answer || in_vain >= MOST_IN_VAIN || !std::thread::panicking() {
        stay();
    }
}

/// Takes the stacks of all who have left. There must be no execution any more that they could touch.
#[expect(unsafe_code, reason = "who is abandoned stops where it is")]
pub(super) fn clear_up() {
    let mut left = LIVES.take();
    if IS_LOST.take() {
        left.drain(..).for_each(std::mem::forget);
        return;
    }
    let stopped = left.iter().flatten().count();
    if stopped > 0 {
        if ABANDONED.get().saturating_add(stopped) > MOST.get() {
            unwind_all(&mut left);
        }
        for mut life in left.drain(..).flatten() {
            ABANDONED.set(ABANDONED.get().saturating_add(1));
            EVER.set(EVER.get().saturating_add(1));
            // SAFETY: what is on its stack is never looked at again: who may have borrowed from it is abandoned with it or has
            // ended before, and what it owns is leaked.
            unsafe { life.force_reset() };
            use_again(life);
        }
    }
    left.clear();
    LIVES.set(left);
}

/// Lets all that have left unwind, the youngest first, because older ones may have lent it what it uses. Those who do not come
/// to their ends stay in the list.
fn unwind_all(left: &mut [Option<Life>]) {
    UNWINDING.set(true);
    let mut ended = Vec::new();
    for place in left.iter_mut().rev() {
        let Some(life) = place else { continue };
        IN_VAIN.set(0);
        let result = life.resume(());
        POINT.set(None);
        if matches!(result, CoroutineResult::Return(())) {
            ended.extend(place.take());
        }
    }
    UNWINDING.set(false);
    ended.into_iter().for_each(use_again);
}

//! Whose panic it is. The standard library counts the panics of a *thread*, and here all actors share one: without what is done
//! here, all of them would be panicking as soon as one of them is let go in the middle of an unwind, in a destructor.
//!
//! So the count changes hands with the thread. An actor that stops takes its panics with it ([`Panics::put_aside`]) and has them
//! again when it goes on ([`Panics::come_back`]): `std::thread::panicking` says what it does on a thread of the actor's own, and
//! so does everything that asks it, such as a lock of the standard library that is to be poisoned. That is exact for every way to
//! panic, `resume_unwind` included, which no hook hears of.
//!
//! Nothing in the standard library sets that count. It goes up with a panic and down when one is caught, so both are done for
//! their own sake. Up: a panic on a stack of its own, which stops in the middle of it and so is caught later, when the count is
//! to go down. Down, if no such panic is there: one that is raised and caught inside the panic hook, which counts only what is
//! caught there. If a program has put another hook in the place of ours, that is not possible, and panics belong to the thread.

use std::cell::{Cell, RefCell};
use std::panic;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, Yielder};

/// A panic that is stopped half-way.
type Halted = Coroutine<(), (), (), DefaultStack>;

/// The stack of one, in bytes: unwinding out of two functions takes some thousand of them.
const STACK: usize = 0x1_0000;

/// How many panics an actor can be in the middle of. Each is in a destructor of the one before.
const MOST: usize = 1_000;

/// The payload of a panic that is there to be counted.
pub(crate) struct Counted;

/// The panics in the middle of which an actor is, while it does not run.
#[must_use]
pub(crate) struct Panics(usize);

impl Panics {
    /// The running actor is about to stop: whoever goes on is in the middle of none of these.
    #[inline]
    pub(crate) fn put_aside() -> Self {
        if std::thread::panicking() { put_aside() } else { Self(0) }
    }

    /// The actor goes on.
    #[inline]
    pub(crate) fn come_back(self) {
        if self.0 > 0 {
            (0..self.0).for_each(|_| raise());
        }
    }
}

#[derive(Default)]
struct Store {
    halted: Vec<Halted>,
    stacks: Vec<DefaultStack>,
}

impl Drop for Store {
    /// The thread ends, and nobody asks for its panics any more.
    #[expect(unsafe_code, reason = "a panic that is stopped in a destructor cannot be unwound by another")]
    fn drop(&mut self) {
        for halted in &mut self.halted {
            // SAFETY: on its stack there is only `halt`, whose values own nothing and are borrowed by nobody.
            unsafe { halted.force_reset() };
        }
    }
}

thread_local! {
    static STORE: RefCell<Store> = RefCell::default();
    /// Whether the hook has had a panic that was there to be counted.
    static HEARD: Cell<bool> = const { Cell::new(false) };
}

#[cold]
fn put_aside() -> Panics {
    let mut panics = 0;
    while std::thread::panicking() && panics < MOST && lower() {
        panics += 1;
    }
    Panics(panics)
}

/// One more panic on this thread.
#[cold]
fn raise() {
    let stack = STORE.with_borrow_mut(|store| store.stacks.pop());
    let stack = stack.unwrap_or_else(|| DefaultStack::new(STACK).expect("there is memory for another stack"));
    let mut halted = Coroutine::with_stack(stack, |point: &Yielder<(), ()>, ()| {
        let _ = panic::catch_unwind(panic::AssertUnwindSafe(|| {
            let _halts = Halts(point);
            panic::resume_unwind(Box::new(Counted));
        }));
    });
    halted.resume(());
    STORE.with_borrow_mut(|store| store.halted.push(halted));
}

/// Stops where it is dropped.
struct Halts<'a>(&'a Yielder<(), ()>);

impl Drop for Halts<'_> {
    fn drop(&mut self) {
        self.0.suspend(());
    }
}

/// One panic less on this thread; whether that was possible.
fn lower() -> bool {
    if let Some(mut halted) = STORE.with_borrow_mut(|store| store.halted.pop()) {
        halted.resume(());
        STORE.with_borrow_mut(|store| store.stacks.push(halted.into_stack()));
        return true;
    }
    HEARD.set(false);
    let _ = panic::catch_unwind(|| panic::panic_any(Counted));
    HEARD.get()
}

/// The hook hears of a panic that is there to be counted.
///
/// Another panic in the hook would end the process. One that is only raised there, without a call of the hook, is not counted, and
/// when it is caught the count goes down.
pub(crate) fn heard() {
    HEARD.set(true);
    let _ = panic::catch_unwind(|| panic::resume_unwind(Box::new(Counted)));
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
    use std::thread::panicking;

    use super::*;

    /// What `f` says while as many panics are under way.
    fn in_the_middle_of<T>(panics: usize, f: &mut dyn FnMut() -> T) -> T {
        struct Asks<'a, T>(usize, &'a mut dyn FnMut() -> T, &'a mut Option<T>);
        impl<T> Drop for Asks<'_, T> {
            fn drop(&mut self) {
                *self.2 = Some(if self.0 == 1 { (self.1)() } else { in_the_middle_of(self.0 - 1, self.1) });
            }
        }
        let mut answer = None;
        let asked = catch_unwind(AssertUnwindSafe(|| {
            let _asks = Asks(panics, f, &mut answer);
            resume_unwind(Box::new("on the way"));
        }));
        assert!(asked.is_err());
        answer.expect("its destructor has run")
    }

    #[test]
    fn panics_that_are_put_aside_are_nobodys_until_they_come_back() {
        crate::hook::install();
        for panics in [1, 2, 3, 1] {
            let seen = in_the_middle_of(panics, &mut || {
                let before = panicking();
                let aside = Panics::put_aside();
                let (meanwhile, how_many) = (panicking(), aside.0);
                aside.come_back();
                (before, how_many, meanwhile, panicking())
            });
            assert_eq!(seen, (true, panics, false, true));
            assert!(!panicking());
        }
    }

    #[test]
    fn panics_that_never_come_back_are_not_the_threads() {
        crate::hook::install();
        for _ in 0..3 {
            let mut left = Coroutine::with_stack(DefaultStack::default(), |point: &Yielder<(), ()>, ()| {
                in_the_middle_of(2, &mut || {
                    let aside = Panics::put_aside();
                    point.suspend(());
                    aside.come_back();
                });
            });
            left.resume(());
            assert!(!panicking());
            let there = in_the_middle_of(1, &mut panicking);
            assert!(there && !panicking());
            std::mem::forget(left);
        }
    }
}

//! What each actor has for itself: the values of a program's thread-locals.
//!
//! All actors share a thread of the system, so they would share what the standard library keeps for each thread, and so would the
//! executions that follow each other on it. Here a value belongs to one actor of one execution. It is made when that actor first
//! asks for it, and dropped at the actor's end, the last one made first, by steps of that actor: who waits for its end waits for
//! them too. Whoever does not come to its end drops nothing.
//!
//! A real thread that is held to a schedule has its values here as well, because their ends are steps there too: it is an owner of
//! another kind ([`FOR_REAL`]).

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use super::current::world;
use super::hook;
use super::stacks::{self, Stopped};
use racecourse_meaning::ActorId;
use racecourse_trace::failure::{Cause, Evidence, Failure, FailureKind};

/// The owner of what a real thread has for itself.
pub const FOR_REAL: ActorId = ActorId::MAX;

/// The running actor of a model, as an owner.
pub fn running() -> ActorId {
    world(|world| world.running)
}

/// What somebody has under a key.
pub enum Local {
    /// Nothing yet.
    NotMade,
    /// This value.
    There(Rc<dyn Any>),
    /// Nothing any more: it is being dropped, or has been.
    Gone,
    /// A copy of what the thread had that forked this process. The model does not make it.
    Copied,
}

struct Slot {
    owner: ActorId,
    key: usize,
    held: Held,
}

enum Held {
    /// A value, and whether to drop it does anything.
    Value(Rc<dyn Any>, bool),
    Gone,
    Copied,
}

thread_local! {
    /// Those of the running execution, in the order in which they were made.
    static SLOTS: RefCell<Vec<Slot>> = const { RefCell::new(Vec::new()) };
    /// Whether there may be any: most programs have none, and are asked for them at each end of an actor.
    static THERE_ARE_SOME: Cell<bool> = const { Cell::new(false) };
}

/// What `owner` has under `key`.
pub fn local(owner: ActorId, key: usize) -> Local {
    SLOTS.with_borrow(|slots| {
        match slots.iter().find(|slot| (slot.owner, slot.key) == (owner, key)).map(|slot| &slot.held) {
            None => Local::NotMade,
            Some(Held::Value(value, _)) => Local::There(Rc::clone(value)),
            Some(Held::Gone) => Local::Gone,
            Some(Held::Copied) => Local::Copied,
        }
    })
}

/// `owner` has `value` under `key` from now on. Gives back what it had there, if to make the value has made another one
/// meanwhile.
pub fn put_local(owner: ActorId, key: usize, value: Rc<dyn Any>, needs_drop: bool) -> Option<Rc<dyn Any>> {
    THERE_ARE_SOME.set(true);
    SLOTS.with_borrow_mut(|slots| {
        let held = Held::Value(value, needs_drop);
        match slots.iter_mut().find(|slot| (slot.owner, slot.key) == (owner, key)) {
            Some(slot) => match mem::replace(&mut slot.held, held) {
                Held::Value(before, _) => Some(before),
                Held::Gone | Held::Copied => None,
            },
            None => {
                slots.push(Slot { owner, key, held });
                None
            }
        }
    })
}

/// `child` begins in a copy of the memory of `parent`.
pub(super) fn copy(parent: ActorId, child: ActorId) {
    SLOTS.with_borrow_mut(|slots| {
        let there = slots.iter().filter(|slot| slot.owner == parent && !matches!(slot.held, Held::Gone));
        let copied: Vec<Slot> = there.map(|slot| Slot { owner: child, key: slot.key, held: Held::Copied }).collect();
        slots.extend(copied);
    });
}

/// `actor` comes to its end, on its own stack: drops what it has. Real threads that panic in such a destructor end their process.
pub(super) fn end(actor: ActorId) {
    while let Some(value) = take_last(actor) {
        let dropped = panic::catch_unwind(AssertUnwindSafe(|| drop(value)));
        match dropped {
            Err(payload) if payload.is::<Stopped>() || stacks::is_unwinding() => {}
            Err(payload) => end_by_panic(&hook::panic_text(payload.as_ref())),
            Ok(()) => {}
        }
    }
    forget(|slot| slot.owner == actor);
}

/// This real thread comes to its end: drops what it has.
pub fn end_for_real() {
    while let Some(value) = take_last(FOR_REAL) {
        if panic::catch_unwind(AssertUnwindSafe(|| drop(value))).is_err() {
            std::process::abort();
        }
    }
    forget(|slot| slot.owner == FOR_REAL);
}

/// Takes the last value made that `owner` has and that has to be dropped.
fn take_last(owner: ActorId) -> Option<Held> {
    SLOTS.with_borrow_mut(|slots| {
        let own = slots.iter_mut().rev().filter(|slot| slot.owner == owner);
        let mut to_drop = own.filter(|slot| matches!(slot.held, Held::Value(_, true)));
        to_drop.next().map(|slot| mem::replace(&mut slot.held, Held::Gone))
    })
}

/// A destructor of the running actor has panicked where no panic may come out.
fn end_by_panic(said: &str) {
    let (said, at) = hook::panic_that_said(said).map_or((said.to_owned(), None), |(said, at)| (said, Some(at)));
    world(|world| {
        let cause = Cause::Panicked { said, at };
        world.fail(Failure { kind: FailureKind::Abort, cause, evidence: Evidence::None });
        world.ends_abruptly();
    });
    stacks::leave();
}

/// `actor` ends without dropping anything, as its whole process does.
pub(super) fn abandon(actor: ActorId) {
    forget(|slot| slot.owner == actor);
}

/// The execution is over, and nobody of it drops anything any more.
pub(super) fn abandon_all() {
    if THERE_ARE_SOME.take() {
        forget(|_| true);
    }
}

/// Whether anybody of the running execution may have something for itself.
#[inline]
pub(super) fn are_there() -> bool {
    THERE_ARE_SOME.get()
}

fn forget(which: impl Fn(&Slot) -> bool) {
    SLOTS.with_borrow_mut(|slots| {
        for slot in slots.extract_if(.., |slot| which(slot)) {
            // What to drop would do nothing goes, so that only what is left in the middle of something is lost.
            if !matches!(slot.held, Held::Value(_, false)) {
                mem::forget(slot);
            }
        }
    });
}

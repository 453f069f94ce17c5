//! Real threads: one of the system's for each actor, or an actor's time on a thread that lasts.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use super::Result;
use super::id::{Id, ThreadId};
use racecourse_kernel::locals;
use racecourse_native::crew::{self, Life, Place, Started};
use racecourse_native::record::PendingActor;

/// A real thread, as others see it.
#[derive(Clone, Debug)]
pub(super) struct NativeThread {
    thread: std::thread::Thread,
    /// The actor's time on it, if it is one that lasts.
    life: Option<Arc<Life>>,
}

impl NativeThread {
    pub(super) fn current() -> Self {
        Self { thread: std::thread::current(), life: crew::life() }
    }

    pub(super) fn of(thread: &std::thread::Thread) -> Self {
        Self { thread: thread.clone(), life: None }
    }

    pub(super) fn unpark(&self) {
        self.thread.unpark();
    }

    /// The system's thread.
    pub(super) fn thread(&self) -> std::thread::ThreadId {
        self.thread.id()
    }

    pub(super) fn id(&self) -> ThreadId {
        ThreadId(Id::Native(self.thread.id(), self.life.as_ref().map_or(0, |life| life.number())))
    }

    pub(super) fn name(&self) -> Option<&str> {
        match &self.life {
            Some(life) => life.name(),
            None => self.thread.name(),
        }
    }
}

/// What an actor on a lasting thread leaves: its value or its panic, until somebody takes it.
///
/// If `P` is told that a panic was left which nobody took, as a scope is.
pub(super) struct Left<T, P: Fn()> {
    result: parking_lot::Mutex<Option<Result<T>>>,
    panicked: P,
}

impl<T, P: Fn()> Drop for Left<T, P> {
    fn drop(&mut self) {
        let result = self.result.get_mut().take();
        if matches!(result, Some(Err(_))) {
            (self.panicked)();
        }
        // As in the standard library: nobody is there who could be told of it.
        if panic::catch_unwind(AssertUnwindSafe(|| drop(result))).is_err() {
            eprintln!("fatal runtime error: thread result panicked on drop, aborting");
            std::process::abort();
        }
    }
}

/// The right to wait for an actor on a lasting thread, and to take what it leaves.
pub(super) struct Lasting<T, P: Fn()> {
    started: Started,
    left: Arc<Left<T, P>>,
}

impl<T, P: Fn()> Lasting<T, P> {
    /// Waits for its end.
    pub(super) fn join(self) -> Result<T> {
        self.started.life.wait();
        self.left.result.lock().take().expect("an actor that has ended has left its result")
    }

    pub(super) fn has_returned(&self) -> bool {
        self.started.life.has_returned()
    }

    pub(super) fn thread(&self) -> NativeThread {
        NativeThread { thread: self.started.thread.clone(), life: Some(Arc::clone(&self.started.life)) }
    }
}

/// All that an actor does on a lasting thread.
pub(super) type Whole<'a> = Box<dyn FnOnce(&Life) + Send + 'a>;

/// All that an actor does on a lasting thread, and where it leaves its result. `told` is dropped when there is nothing left of
/// what it has borrowed, before its thread-locals are.
pub(super) fn whole<'a, F, T, P>(
    actor: PendingActor,
    told: impl Send + 'a,
    panicked: P,
    body: F,
) -> (Whole<'a>, Arc<Left<T, P>>)
where
    F: FnOnce() -> T + Send + 'a,
    T: Send + 'a,
    P: Fn() + Send + Sync + 'a,
{
    let left = Arc::new(Left { result: parking_lot::Mutex::new(None), panicked });
    let mine = Arc::clone(&left);
    let whole = move |life: &Life| {
        let result: std::result::Result<T, Box<dyn Any + Send>> = {
            let _actor = actor.begin();
            crew::set_out();
            panic::catch_unwind(AssertUnwindSafe(body))
        };
        *mine.result.lock() = Some(result);
        life.returns();
        drop(mine);
        drop(told);
        locals::end_for_real();
    };
    (Box::new(whole), left)
}

/// Starts an actor on a lasting thread.
pub(super) fn start<T, P: Fn()>(
    place: Place,
    name: Option<&str>,
    (whole, left): (Whole<'static>, Arc<Left<T, P>>),
) -> Lasting<T, P> {
    Lasting { started: place.start(name, whole), left }
}

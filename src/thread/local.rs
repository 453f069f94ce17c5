//! What each thread has for itself.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;
use std::mem::needs_drop;
use std::ptr;
use std::rc::Rc;

use racecourse_kernel as kernel;
use racecourse_kernel::locals::{self, Local, local, put_local};
use racecourse_meaning::ActorId;
use racecourse_native::{crew, gates};

/// Declares thread-locals, as `std::thread_local!` does: each thread has a value of its own, which is made when it first asks for
/// it and dropped at its end.
///
/// Natively they are the standard library's, but for threads that an engine runs. There every thread of every execution has its own,
/// where those of the standard library would be shared: in a model all actors are on the thread that the engine works on, and real
/// runs use their threads again.
///
/// ```
/// use std::cell::Cell;
///
/// use racecourse::{explore, thread};
///
/// racecourse::thread_local! {
///     static CALLS: Cell<u32> = const { Cell::new(0) };
/// }
///
/// let found = explore(|| {
///     let call = || {
///         CALLS.set(CALLS.get() + 1);
///         CALLS.get()
///     };
///     let both = [thread::spawn(call), thread::spawn(call)];
///     both.map(|thread| thread.join().unwrap())
/// });
/// assert_eq!(found, ["[1, 1]"]);
/// ```
///
/// # In a model
///
/// A value is dropped by its thread, in steps of that thread, before anybody's `join` returns. So are those of a scope's threads
/// before the scope is left, and those of `main` before the program has returned; real threads of a scope, and `main`, may still
/// be at it then.
///
/// A process begins with a copy of the values of the thread that forks it. A model cannot make that of a value of any type, so there
/// it is refused to ask for one which that thread has made: what a child is to know is given to `process::fork` as
/// memory. A process that ends drops nothing.
#[macro_export]
macro_rules! thread_local {
    () => {};
    ($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = const $value:block; $($rest:tt)*) => {
        $crate::thread_local!($(#[$attribute])* $visibility static $name: $type = const $value);
        $crate::thread_local!($($rest)*);
    };
    ($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = const $value:block) => {
        $(#[$attribute])*
        $visibility static $name: $crate::thread::LocalKey<$type> = {
            ::std::thread_local! {
                static NATIVE: $type = const $value;
            }
            fn make() -> $type {
                const { $value }
            }
            $crate::thread::LocalKey::new(&NATIVE, make)
        };
    };
    ($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = $value:expr; $($rest:tt)*) => {
        $crate::thread_local!($(#[$attribute])* $visibility static $name: $type = $value);
        $crate::thread_local!($($rest)*);
    };
    ($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = $value:expr) => {
        $(#[$attribute])*
        $visibility static $name: $crate::thread::LocalKey<$type> = {
            fn make() -> $type {
                $value
            }
            ::std::thread_local! {
                static NATIVE: $type = make();
            }
            $crate::thread::LocalKey::new(&NATIVE, make)
        };
    };
}

/// A thread-local, declared by [`thread_local!`](crate::thread_local!): the way to the value of the running thread.
pub struct LocalKey<T: 'static> {
    native: &'static std::thread::LocalKey<T>,
    make: fn() -> T,
}

impl<T: 'static> LocalKey<T> {
    /// For the macro.
    #[doc(hidden)]
    pub const fn new(native: &'static std::thread::LocalKey<T>, make: fn() -> T) -> Self {
        Self { native, make }
    }

    /// Does `f` with the value of the running thread, which is made if that has none yet.
    ///
    /// # Panics
    ///
    /// If the value is being dropped or has been, at the thread's end. In a model also if it is a copy of what the thread had that
    /// has forked this process.
    #[track_caller]
    pub fn with<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        match self.try_with(f) {
            Ok(result) => result,
            Err(gone) => panic!("{gone}"),
        }
    }

    /// The same, if the value is there.
    ///
    /// # Errors
    ///
    /// If it is being dropped or has been, at the thread's end.
    ///
    /// # Panics
    ///
    /// In a model if it is a copy of what the thread had that has forked this process.
    #[track_caller]
    pub fn try_with<R>(&'static self, f: impl FnOnce(&T) -> R) -> Result<R, AccessError> {
        let Some(owner) = owner() else { return self.native.try_with(f).map_err(|_| AccessError(())) };
        let value = match self.of(owner)? {
            Some(value) => value,
            None => self.put(owner, (self.make)()),
        };
        Ok(f(&value))
    }

    /// What `owner` has; `None` if it has nothing yet.
    #[track_caller]
    fn of(&'static self, owner: ActorId) -> Result<Option<Rc<T>>, AccessError> {
        match local(owner, self.number()) {
            Local::NotMade => Ok(None),
            Local::There(value) => Ok(Some(value.downcast().expect("a key has values of one type"))),
            Local::Gone => Err(AccessError(())),
            Local::Copied => refuse_copy(),
        }
    }

    fn put(&'static self, owner: ActorId, value: T) -> Rc<T> {
        let value = Rc::new(value);
        drop(put_local(owner, self.number(), Rc::clone(&value) as Rc<dyn std::any::Any>, needs_drop::<T>()));
        value
    }

    /// Does `f` with the value of `owner` and with `first`. If there is no value yet, `first` becomes the value, and nothing else is
    /// made.
    #[track_caller]
    fn beginning_with<F>(&'static self, owner: ActorId, first: F, make: fn(F) -> T, f: impl FnOnce(&T, F)) {
        match self.of(owner) {
            Ok(Some(value)) => f(&value, first),
            Ok(None) => drop(self.put(owner, make(first))),
            Err(gone) => panic!("{gone}"),
        }
    }

    fn number(&'static self) -> usize {
        ptr::from_ref(self).addr()
    }
}

/// Whose values are looked at; `None` if they are those of the standard library. Behind gates they are not: there a thread drops
/// them in steps, which it can take only as long as it is an actor. Nor are they on a lasting thread, which is one actor after the
/// other.
fn owner() -> Option<ActorId> {
    if kernel::in_model() {
        return Some(locals::running());
    }
    (gates::are_up() || crew::keeps_values_apart()).then_some(locals::FOR_REAL)
}

/// The end of a real thread's values, when this is dropped.
pub(super) struct UntilTheEnd;

impl Drop for UntilTheEnd {
    fn drop(&mut self) {
        locals::end_for_real();
    }
}

#[cold]
#[track_caller]
fn refuse_copy() -> ! {
    panic!(
        "a thread-local that the parent's thread had used before it forked is a copy in the child, which a model cannot make; pass \
         what the child is to know to `process::fork` as memory"
    )
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Sets the value. If there is none yet, it is this one, and nothing else is made.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with) does.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        match owner() {
            Some(owner) => self.beginning_with(owner, value, Cell::new, Cell::set),
            None => self.native.set(value),
        }
    }

    /// A copy of the value.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with) does.
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes the value, and leaves the default in its place.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with) does.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Takes the value, and leaves this one in its place.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with) does.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Does `f` with the value.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with) does, and if the value is borrowed mutably.
    #[track_caller]
    pub fn with_borrow<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        self.with(|cell| f(&cell.borrow()))
    }

    /// Does `f` with the value, which it may change.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with) does, and if the value is borrowed.
    #[track_caller]
    pub fn with_borrow_mut<R>(&'static self, f: impl FnOnce(&mut T) -> R) -> R {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// Sets the value. If there is none yet, it is this one, and nothing else is made.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with) does, and if the value is borrowed.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        match owner() {
            Some(owner) => self.beginning_with(owner, value, RefCell::new, |cell, value| drop(cell.replace(value))),
            None => self.native.set(value),
        }
    }

    /// Takes the value, and leaves the default in its place.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with) does, and if the value is borrowed.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// Takes the value, and leaves this one in its place.
    ///
    /// # Panics
    ///
    /// As [`with`](Self::with) does, and if the value is borrowed.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

/// A thread-local was asked for at the end of its thread, when its value was being dropped or had been.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AccessError(());

impl fmt::Debug for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessError").finish()
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a thread-local is asked for when its value has been dropped, or is about to be")
    }
}

impl Error for AccessError {}

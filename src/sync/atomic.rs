//! Atomics, with the orderings of the language.
//!
//! All models but loom's are sequentially consistent: every load reads the last store, whatever its ordering. loom shows
//! stale reads and orderings; what is done about its faults is said in `kernel::on_loom::memory`.

use std::fmt;
use std::panic::Location;

use std::sync::atomic as native;

pub use std::sync::atomic::Ordering;

use crate::exploration::ObjectKind;
use crate::object::{self, Object};
use racecourse_kernel as kernel;
use racecourse_kernel::shown::Value;
use racecourse_meaning::{Action, AsWord, ObjectId, Operation, State, Update};
use racecourse_native::gates;

/// A fence: orders accesses before and after it as `order` says.
///
/// # Panics
///
/// If `order` is `Relaxed`.
#[track_caller]
pub fn fence(order: Ordering) {
    let site = Location::caller();
    if !kernel::in_model() {
        return native::fence(order);
    }
    assert!(order != Ordering::Relaxed, "there is no such thing as a relaxed fence");
    kernel::fence(order.into(), site);
}

/// Reads the value of an atomic of a model.
fn load(id: ObjectId, order: Ordering, site: &'static Location<'static>) -> u64 {
    assert!(!matches!(order, Ordering::Release | Ordering::AcqRel), "there is no such thing as a release load");
    kernel::perform(Operation::on(Action::Load, id, site).ordered(order.into())).number
}

fn store(id: ObjectId, value: u64, order: Ordering, site: &'static Location<'static>) {
    assert!(!matches!(order, Ordering::Acquire | Ordering::AcqRel), "there is no such thing as an acquire store");
    kernel::perform(Operation::on(Action::Store, id, site).operand(value).ordered(order.into()));
}

fn update(id: ObjectId, update: Update, operand: u64, order: Ordering, site: &'static Location<'static>) -> u64 {
    kernel::perform(Operation::on(Action::Update(update), id, site).operand(operand).ordered(order.into())).number
}

fn exchange(
    id: ObjectId,
    update: Update,
    (current, new): (u64, u64),
    (success, failure): (Ordering, Ordering),
    site: &'static Location<'static>,
) -> Result<u64, u64> {
    assert!(
        !matches!(failure, Ordering::Release | Ordering::AcqRel),
        "there is no such thing as a release failure ordering"
    );
    let op = Operation::on(Action::Update(update), id, site);
    let op = op.both(current, new).ordered(success.into()).or_else(failure.into());
    let found = kernel::perform(op);
    if found.is_done() { Ok(found.number) } else { Err(found.number) }
}

macro_rules! atomic {
    ($(#[$doc:meta])* $name:ident, $int:ty) => {
        $(#[$doc])*
        pub struct $name {
            object: Object,
            /// The value, natively; in a model the world has it.
            native: native::$name,
        }

        impl $name {
            /// An atomic with this value.
            #[track_caller]
            pub fn new(value: $int) -> Self {
                let at = Location::caller();
                Self::with_object(Object::private(|| Self::state(value), ObjectKind::Atomic, at), value)
            }

            pub(crate) fn with_object(object: Object, value: $int) -> Self {
                object.starts_as(|| Value::of(<$int>::WORD, value.to_word(), &[]));
                Self { object, native: native::$name::new(value) }
            }

            /// What one with this value is in a model.
            pub(crate) fn state(value: $int) -> State {
                State::Atomic { word: <$int>::WORD, value: value.to_word() }
            }

            /// The same atomic under a name of its own in reports.
            #[must_use]
            pub fn named(mut self, name: &str) -> Self {
                self.object.set_name(name);
                self
            }

            /// Reads the value.
            ///
            /// # Panics
            ///
            /// If `order` is one of those that release.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $int {
                let site = Location::caller();
                match &self.object {
                    Object::Native(_) => {
                        object::enter(site);
                        self.native.load(order)
                    }
                    Object::Model(id) => <$int>::from_word(load(id.here(), order, site)),
                }
            }

            /// Writes the value.
            ///
            /// # Panics
            ///
            /// If `order` is one of those that acquire only.
            #[track_caller]
            pub fn store(&self, value: $int, order: Ordering) {
                let site = Location::caller();
                match &self.object {
                    Object::Native(_) => {
                        object::enter(site);
                        self.native.store(value, order);
                    }
                    Object::Model(id) => store(id.here(), value.to_word(), order, site),
                }
            }

            /// Writes `new` if the value is `current`; returns what it was.
            ///
            /// # Errors
            ///
            /// The value, if it was not `current`.
            ///
            /// # Panics
            ///
            /// If `failure` is one of those that release.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $int,
                new: $int,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$int, $int> {
                let site = Location::caller();
                match &self.object {
                    Object::Native(_) => {
                        object::enter(site);
                        self.native.compare_exchange(current, new, success, failure)
                    }
                    Object::Model(id) => {
                        let values = (current.to_word(), new.to_word());
                        let found =
                            exchange(id.here(), Update::CompareExchange, values, (success, failure), site);
                        found.map(<$int>::from_word).map_err(<$int>::from_word)
                    }
                }
            }

            /// Like [`compare_exchange`](Self::compare_exchange), but it may fail for no reason: natively, and in `weak_memory`.
            ///
            /// # Errors
            ///
            /// The value, if nothing was written.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $int,
                new: $int,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$int, $int> {
                if let Object::Model(id) = &self.object {
                    let values = (current.to_word(), new.to_word());
                    let site = Location::caller();
                    let found = exchange(id.here(), Update::WeakExchange, values, (success, failure), site);
                    return found.map(<$int>::from_word).map_err(<$int>::from_word);
                }
                // Behind a gate it must do the same every time.
                if let (Object::Native(_), false) = (&self.object, gates::are_up()) {
                    object::enter(Location::caller());
                    return self.native.compare_exchange_weak(current, new, success, failure);
                }
                self.compare_exchange(current, new, success, failure)
            }

            /// Changes the value by `f` in a loop of compare-exchanges, until one succeeds or `f` gives `None`.
            ///
            /// # Errors
            ///
            /// The value for which `f` gave `None`.
            #[track_caller]
            pub fn fetch_update(
                &self,
                set: Ordering,
                fetch: Ordering,
                mut f: impl FnMut($int) -> Option<$int>,
            ) -> Result<$int, $int> {
                let mut value = self.load(fetch);
                while let Some(new) = f(value) {
                    match self.compare_exchange_weak(value, new, set, fetch) {
                        Ok(before) => return Ok(before),
                        Err(now) => value = now,
                    }
                }
                Err(value)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }

        impl Default for $name {
            #[track_caller]
            fn default() -> Self {
                Self::new(<$int>::default())
            }
        }

        impl crate::process::Inherit for $name {
            fn inherit(&self) -> Self {
                let value = match &self.object {
                    Object::Native(_) => self.native.load(Ordering::Relaxed),
                    Object::Model(id) => <$int>::from_word(kernel::peek(id.here())),
                };
                let copy = Self::new(value);
                match self.object.name_of_copy() {
                    Some(name) => copy.named(&name),
                    None => copy,
                }
            }

            fn out_of_reach() -> Self {
                Self::default()
            }
        }
    };
}

macro_rules! updates {
    ($name:ident, $int:ty, $($(#[$doc:meta])* $method:ident $update:ident;)*) => {
        impl $name {
            $(
                $(#[$doc])*
                #[track_caller]
                pub fn $method(&self, operand: $int, order: Ordering) -> $int {
                    let site = Location::caller();
                    match &self.object {
                        Object::Native(_) => {
                            object::enter(site);
                            self.native.$method(operand, order)
                        }
                        Object::Model(id) => {
                            <$int>::from_word(update(id.here(), Update::$update, operand.to_word(), order, site))
                        }
                    }
                }
            )*
        }
    };
}

macro_rules! integer {
    ($($name:ident $int:ty),*) => {$(
        atomic! {
            #[doc = concat!("An atomic `", stringify!($int), "`.")]
            $name, $int
        }
        updates! {
            $name, $int,
            /// Writes the value and returns the one before.
            swap Swap;
            /// Adds, wrapping around; returns the value before.
            fetch_add Add;
            /// Subtracts, wrapping around; returns the value before.
            fetch_sub Sub;
            /// Bitwise and; returns the value before.
            fetch_and And;
            /// Bitwise or; returns the value before.
            fetch_or Or;
            /// Bitwise exclusive or; returns the value before.
            fetch_xor Xor;
            /// The larger of the two; returns the value before.
            fetch_max Max;
            /// The smaller of the two; returns the value before.
            fetch_min Min;
        }
    )*};
}

integer! {
    AtomicI8 i8, AtomicI16 i16, AtomicI32 i32, AtomicI64 i64, AtomicIsize isize,
    AtomicU8 u8, AtomicU16 u16, AtomicU32 u32, AtomicU64 u64, AtomicUsize usize
}

atomic! {
    /// An atomic `bool`.
    AtomicBool, bool
}

updates! {
    AtomicBool, bool,
    /// Writes the value and returns the one before.
    swap Swap;
    /// Logical and; returns the value before.
    fetch_and And;
    /// Logical or; returns the value before.
    fetch_or Or;
    /// Logical exclusive or; returns the value before.
    fetch_xor Xor;
}

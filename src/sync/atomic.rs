//! Atomics, with the orderings of the language.
//!
//! # What the models make of them
//!
//! All models but loom's are sequentially consistent: every load reads the last store, whatever its ordering. loom shows
//! stale reads and orderings, but treats `SeqCst` accesses as `AcqRel` and loses some interleavings. The facade mends that:
//!
//! * a `SeqCst` access is preceded and followed by `fence(SeqCst)`, which loom does model. This is a little stronger than
//!   the language, where one `SeqCst` access orders nothing by itself;
//! * before each load an unrelated "shadow" atomic is updated with `Relaxed`, so that loom sees the load as dependent on
//!   what others do there. This adds no ordering by itself, but together with fences it may;
//! * an atomic that is both stored to and updated by read-modify-writes gets its stores made by `swap` in a second
//!   exploration: loom can otherwise show values that no execution has. A `swap` continues a release sequence where a
//!   store ends it, which is stronger than the language.

use std::fmt;
use std::panic::Location;

use loom::sync::atomic as model;
use std::sync::atomic as native;

pub use std::sync::atomic::Ordering;

use crate::exploration::{ObjectKind, Remark, Verb};
use crate::kernel::operation::{Action, Operation, Trace, Value};
use crate::kernel::{self, Backend, meaning::State};
use crate::native::gates;
use crate::object::{self, Object};

/// A fence: orders accesses before and after it as `order` says.
///
/// # Panics
///
/// If `order` is `Relaxed`.
#[track_caller]
pub fn fence(order: Ordering) {
    let site = Location::caller();
    match kernel::backend() {
        Backend::Native => native::fence(order),
        backend => {
            if backend == Backend::Loom {
                model::fence(order);
            }
            kernel::world(|world| {
                let me = world.running;
                world.actors[me].clocks.fence(order);
            });
            kernel::note(Action::Fence, None, Value::Text(format!("{order:?}")), site);
        }
    }
}

/// The two loom atomics behind one of the facade's.
struct InLoom<A> {
    value: A,
    /// Updated before each load, see the module's documentation.
    shadow: model::AtomicUsize,
    /// Where it was made: what one exploration learns about it holds in the next.
    made_at: kernel::MadeAt,
    uses: kernel::Uses,
}

impl<A> InLoom<A> {
    fn new(value: A, at: &'static Location<'static>) -> Self {
        let shadow = model::AtomicUsize::new(0);
        Self { value, shadow, made_at: kernel::made_at(at), uses: kernel::Uses::default() }
    }

    fn load<V>(&self, order: Ordering, load: impl FnOnce(&A, Ordering) -> V) -> V {
        self.shadow.fetch_add(1, Ordering::Relaxed);
        surrounded(order, || load(&self.value, order))
    }

    fn store(&self, order: Ordering, store: impl FnOnce(&A, Ordering), swap: impl FnOnce(&A, Ordering)) {
        if kernel::stores_by_swap(self.made_at) {
            surrounded(order, || swap(&self.value, order));
        } else {
            self.uses.stored(self.made_at);
            surrounded(order, || store(&self.value, order));
        }
    }

    fn update<V>(&self, order: Ordering, update: impl FnOnce(&A) -> V) -> V {
        self.uses.updated(self.made_at);
        surrounded(order, || update(&self.value))
    }
}

/// `access`, between fences if it is `SeqCst`.
fn surrounded<V>(order: Ordering, access: impl FnOnce() -> V) -> V {
    if order == Ordering::SeqCst {
        model::fence(Ordering::SeqCst);
    }
    let value = access();
    if order == Ordering::SeqCst {
        model::fence(Ordering::SeqCst);
    }
    value
}

/// What a report may say of an access with this ordering.
fn ordered(order: Ordering) -> Remark {
    Remark::Order(order.into())
}

macro_rules! atomic {
    ($(#[$doc:meta])* $name:ident, $int:ty, $wrap:expr) => {
        $(#[$doc])*
        pub struct $name {
            object: Object,
            inner: Inner<native::$name, model::$name>,
        }

        impl $name {
            /// An atomic with this value.
            #[track_caller]
            pub fn new(value: $int) -> Self {
                let at = Location::caller();
                Self::with_object(Object::private(|| State::Atomic, ObjectKind::Atomic, at), value, at)
            }

            pub(crate) fn with_object(object: Object, value: $int, at: &'static Location<'static>) -> Self {
                let inner = match kernel::backend() {
                    Backend::Loom => Inner::Loom(InLoom::new(model::$name::new(value), at)),
                    _ => Inner::Plain(native::$name::new(value)),
                };
                if let Object::Model(id) = object {
                    let id = id.here();
                    kernel::world(|world| world.objects[id].starts_as($wrap(value)));
                }
                Self { object, inner }
            }

            /// The same atomic under a name of its own in reports.
            #[must_use]
            pub fn named(mut self, name: &str) -> Self {
                self.object.set_name(name);
                self
            }

            /// Reads the value.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $int {
                let site = Location::caller();
                let effect = || match &self.inner {
                    Inner::Plain(atomic) => atomic.load(order),
                    Inner::Loom(atomic) => atomic.load(order, |atomic, order| atomic.load(order)),
                };
                let Object::Model(id) = self.object else {
                    object::enter(site);
                    return effect();
                };
                let id = id.here();
                kernel::host_step(Operation::on(Action::Load, id, site), effect, |world, value| {
                    let (object, actor) = world.clocks(id);
                    object.load(actor, order);
                    Trace { read: $wrap(*value), remark: ordered(order), ..Trace::default() }
                })
            }

            /// Writes the value.
            #[track_caller]
            pub fn store(&self, value: $int, order: Ordering) {
                let site = Location::caller();
                let effect = || match &self.inner {
                    Inner::Plain(atomic) => atomic.store(value, order),
                    Inner::Loom(atomic) => atomic.store(
                        order,
                        |atomic, order| atomic.store(value, order),
                        |atomic, order| {
                            atomic.swap(value, order);
                        },
                    ),
                };
                let Object::Model(id) = self.object else {
                    object::enter(site);
                    return effect();
                };
                let id = id.here();
                kernel::host_step(Operation::on(Action::Store, id, site), effect, |world, ()| {
                    let (object, actor) = world.clocks(id);
                    object.store(actor, order);
                    Trace { written: $wrap(value), remark: ordered(order), ..Trace::default() }
                });
            }

            /// Writes the value and returns the one before.
            #[track_caller]
            pub fn swap(&self, value: $int, order: Ordering) -> $int {
                self.update(Verb::Swap, order, Location::caller(), |_| value, |a| a.swap(value, order), |a| a.swap(value, order))
            }

            /// Writes `new` if the value is `current`; returns what it was.
            ///
            /// # Errors
            ///
            /// The value, if it was not `current`.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $int,
                new: $int,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$int, $int> {
                let site = Location::caller();
                let effect = || match &self.inner {
                    Inner::Plain(atomic) => atomic.compare_exchange(current, new, success, failure),
                    Inner::Loom(atomic) => {
                        atomic.update(success, |atomic| atomic.compare_exchange(current, new, success, failure))
                    }
                };
                let Object::Model(id) = self.object else {
                    object::enter(site);
                    return effect();
                };
                let id = id.here();
                let op = Operation::on(Action::Update(Verb::CompareExchange), id, site).expecting($wrap(current).number());
                kernel::host_step(op, effect, |world, result| {
                    let (object, actor) = world.clocks(id);
                    match result {
                        Ok(before) => {
                            object.update(actor, success);
                            let (read, written) = ($wrap(*before), $wrap(new));
                            Trace { read, written, remark: ordered(success), ..Trace::default() }
                        }
                        Err(value) => {
                            object.load(actor, failure);
                            Trace { read: $wrap(*value), remark: Remark::Fails, ..Trace::default() }
                        }
                    }
                })
            }

            /// Like [`compare_exchange`](Self::compare_exchange), but natively it may fail for no reason.
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
                // Behind a gate it must do the same every time.
                if let (Object::Native(_), Inner::Plain(atomic), false) = (&self.object, &self.inner, gates::are_up()) {
                    object::enter(Location::caller());
                    return atomic.compare_exchange_weak(current, new, success, failure);
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

            #[track_caller]
            fn update(
                &self,
                verb: Verb,
                order: Ordering,
                site: &'static Location<'static>,
                after: impl FnOnce($int) -> $int,
                plain: impl FnOnce(&native::$name) -> $int,
                looms: impl FnOnce(&model::$name) -> $int,
            ) -> $int {
                let effect = || match &self.inner {
                    Inner::Plain(atomic) => plain(atomic),
                    Inner::Loom(atomic) => atomic.update(order, looms),
                };
                let Object::Model(id) = self.object else {
                    object::enter(site);
                    return effect();
                };
                let id = id.here();
                kernel::host_step(Operation::on(Action::Update(verb), id, site), effect, |world, before| {
                    let (object, actor) = world.clocks(id);
                    object.update(actor, order);
                    let (read, written) = ($wrap(*before), $wrap(after(*before)));
                    Trace { read, written, remark: ordered(order), ..Trace::default() }
                })
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
                let value = match &self.inner {
                    Inner::Plain(atomic) => atomic.load(Ordering::Relaxed),
                    Inner::Loom(atomic) => atomic.value.load(Ordering::Relaxed),
                };
                let copy = Self::new(value);
                match self.object.name_of_copy() {
                    Some(name) => copy.named(&name),
                    None => copy,
                }
            }
        }
    };
}

enum Inner<P, L> {
    Plain(P),
    Loom(InLoom<L>),
}

macro_rules! updates {
    ($name:ident, $int:ty, $($(#[$doc:meta])* $method:ident $verb:ident => $after:expr;)*) => {
        impl $name {
            $(
                $(#[$doc])*
                #[track_caller]
                pub fn $method(&self, operand: $int, order: Ordering) -> $int {
                    let after: fn($int, $int) -> $int = $after;
                    self.update(
                        Verb::$verb,
                        order,
                        Location::caller(),
                        |before| after(before, operand),
                        |atomic| atomic.$method(operand, order),
                        |atomic| atomic.$method(operand, order),
                    )
                }
            )*
        }
    };
}

macro_rules! integer {
    ($($name:ident $int:ty),*) => {$(
        atomic! {
            #[doc = concat!("An atomic `", stringify!($int), "`.")]
            $name, $int, |value: $int| Value::Int(value as i128)
        }
        updates! {
            $name, $int,
            /// Adds, wrapping around; returns the value before.
            fetch_add FetchAdd => <$int>::wrapping_add;
            /// Subtracts, wrapping around; returns the value before.
            fetch_sub FetchSub => <$int>::wrapping_sub;
            /// Bitwise and; returns the value before.
            fetch_and FetchAnd => |a, b| a & b;
            /// Bitwise or; returns the value before.
            fetch_or FetchOr => |a, b| a | b;
            /// Bitwise exclusive or; returns the value before.
            fetch_xor FetchXor => |a, b| a ^ b;
            /// The larger of the two; returns the value before.
            fetch_max FetchMax => Ord::max;
            /// The smaller of the two; returns the value before.
            fetch_min FetchMin => Ord::min;
        }
    )*};
}

integer! {
    AtomicI8 i8, AtomicI16 i16, AtomicI32 i32, AtomicI64 i64, AtomicIsize isize,
    AtomicU8 u8, AtomicU16 u16, AtomicU32 u32, AtomicU64 u64, AtomicUsize usize
}

atomic! {
    /// An atomic `bool`.
    AtomicBool, bool, Value::Bool
}

updates! {
    AtomicBool, bool,
    /// Logical and; returns the value before.
    fetch_and FetchAnd => |a, b| a & b;
    /// Logical or; returns the value before.
    fetch_or FetchOr => |a, b| a | b;
    /// Logical exclusive or; returns the value before.
    fetch_xor FetchXor => |a, b| a ^ b;
}

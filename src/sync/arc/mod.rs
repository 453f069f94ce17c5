//! Counted pointers.

mod counter;
mod values;
mod weak;

use std::panic::Location;
use std::sync as real;

use self::counter::Counter;
pub use self::weak::Weak;
use crate::process::Inherit;
use racecourse_meaning::{Counts, Share};

/// A pointer to a value that others share; the value is dropped by whoever drops the last of them.
///
/// As `std::sync::Arc`, which it is made of. In a model a clone and a drop are steps only where it makes a difference, which
/// engines learn: where somebody looks at a count, upgrades a weak pointer or takes the value out, and where the value does
/// something in its destructor that others notice. There they are explored like any other step, and last drops come after all
/// others as they do for real. Elsewhere they cost nothing, and stand in no schedule.
///
/// A destructor that does something on one thread alone is seen to if it finds out by [`thread::current`](crate::thread::current) or
/// [`thread::panicking`](crate::thread::panicking) on which it runs.
///
/// It is not turned into a pointer to a trait object by itself, as the standard library's is: make one by
/// `Arc::from(Box::new(value) as Box<dyn Trait>)`.
///
/// ```
/// use racecourse::sync::Arc;
///
/// let one = Arc::new(7);
/// let other = Arc::clone(&one);
/// assert_eq!(Arc::strong_count(&one), 2);
/// drop(other);
/// assert_eq!(Arc::try_unwrap(one), Ok(7));
/// ```
pub struct Arc<T: ?Sized> {
    /// `None` only while it is dropped, or its value is taken out.
    value: Option<real::Arc<T>>,
    counter: Counter,
}

/// A value that one pointer points to.
const ONE: Counts = Counts { strong: 1, weak: 0 };

impl<T> Arc<T> {
    /// The first pointer to `value`.
    #[track_caller]
    pub fn new(value: T) -> Self {
        Self::made_at(real::Arc::new(value), Location::caller())
    }

    /// The first pointer to a value that is made with a weak one to itself. That one cannot be upgraded before it is there.
    #[track_caller]
    pub fn new_cyclic(value: impl FnOnce(&Weak<T>) -> T) -> Self {
        let place = Location::caller();
        let counter = Counter::new(Counts { strong: 0, weak: 1 }, place);
        let mut weak = None;
        let made = real::Arc::new_cyclic(|itself| {
            let itself = weak.insert(Weak::with(itself.clone(), counter));
            value(itself)
        });
        let weak_ones = u32::try_from(real::Arc::weak_count(&made)).unwrap_or(u32::MAX);
        counter.begin(Counts { strong: 1, weak: weak_ones });
        drop(weak);
        Self::with(made, counter)
    }

    /// The value, if no other pointer shares it.
    ///
    /// # Errors
    ///
    /// The pointer, if others do.
    ///
    /// # Panics
    ///
    /// As for [`strong_count`](Self::strong_count).
    #[track_caller]
    pub fn try_unwrap(mut this: Self) -> Result<T, Self> {
        let asked = this.counter.asks(Share::TryUnwrap, Location::caller());
        if asked.is_none_or(|effect| effect.is_done())
            && let Some(value) = this.value.take()
        {
            match real::Arc::try_unwrap(value) {
                Ok(value) => return Ok(value),
                Err(shared) => this.value = Some(shared),
            }
        }
        Err(this)
    }

    /// The value, if this was the last pointer that shares it. Of all that do this, one gets it.
    ///
    /// # Panics
    ///
    /// As for [`strong_count`](Self::strong_count).
    #[track_caller]
    pub fn into_inner(mut this: Self) -> Option<T> {
        this.counter.asks(Share::IntoInner, Location::caller());
        this.value.take().and_then(real::Arc::into_inner)
    }

    /// The value if no other pointer shares it, else a copy.
    ///
    /// # Panics
    ///
    /// As for [`strong_count`](Self::strong_count).
    #[track_caller]
    pub fn unwrap_or_clone(this: Self) -> T
    where
        T: Clone,
    {
        Self::try_unwrap(this).unwrap_or_else(|this| (*this).clone())
    }
}

impl<T: ?Sized> Arc<T> {
    /// The first pointer to a value that a model is to know as made at `place`.
    fn made_at(value: real::Arc<T>, place: &'static Location<'static>) -> Self {
        Self::with(value, Counter::new(ONE, place))
    }

    fn with(value: real::Arc<T>, counter: Counter) -> Self {
        Self { value: Some(value), counter }
    }

    fn real(&self) -> &real::Arc<T> {
        self.value.as_ref().expect("a pointer has its value while it is in use")
    }

    /// A pointer that does not keep the value.
    #[track_caller]
    pub fn downgrade(this: &Self) -> Weak<T> {
        let site = Location::caller();
        this.counter.changes(Share::Downgrade, site);
        Weak::with(real::Arc::downgrade(this.real()), this.counter.at(site))
    }

    /// How many pointers share the value now. Others may change that at any time.
    ///
    /// # Panics
    ///
    /// In a model, if the pointer was made outside of the function that is checked.
    #[track_caller]
    pub fn strong_count(this: &Self) -> usize {
        let counted = this.counter.asks(Share::Count, Location::caller());
        counted.map_or_else(|| real::Arc::strong_count(this.real()), |effect| effect.number as usize)
    }

    /// How many weak pointers there are now.
    ///
    /// # Panics
    ///
    /// As for [`strong_count`](Self::strong_count).
    #[track_caller]
    pub fn weak_count(this: &Self) -> usize {
        let counted = this.counter.asks(Share::CountWeak, Location::caller());
        counted.map_or_else(|| real::Arc::weak_count(this.real()), |effect| effect.number as usize)
    }

    /// The value, to change it, if no other pointer points to it, a weak one neither.
    ///
    /// # Panics
    ///
    /// As for [`strong_count`](Self::strong_count).
    #[track_caller]
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        let asked = this.counter.asks(Share::GetMut, Location::caller());
        let alone = asked.is_none_or(|effect| effect.is_done());
        this.value.as_mut().filter(|_| alone).and_then(real::Arc::get_mut)
    }

    /// Whether both point to the same value.
    pub fn ptr_eq(this: &Self, other: &Self) -> bool {
        real::Arc::ptr_eq(this.real(), other.real())
    }

    /// Where the value is.
    pub fn as_ptr(this: &Self) -> *const T {
        real::Arc::as_ptr(this.real())
    }
}

impl<T: Clone> Arc<T> {
    /// The value, to change it: a copy, if other pointers share it. Weak ones are left behind without a value.
    ///
    /// # Panics
    ///
    /// As for [`strong_count`](Self::strong_count).
    #[track_caller]
    pub fn make_mut(this: &mut Self) -> &mut T {
        let asked = this.counter.asks(Share::MakeMut, Location::caller());
        let is_shared = asked.map_or_else(|| real::Arc::strong_count(this.real()) > 1, |effect| !effect.is_done());
        if is_shared {
            // Done here, so that what drops the old one is the same in a model and for real.
            *this = Self::made_at(real::Arc::new((**this).clone()), this.counter.place());
        } else if asked.is_some_and(|effect| effect.changed) {
            // It moves, away from the weak ones.
            this.counter = Counter::new(ONE, this.counter.place());
        }
        real::Arc::make_mut(this.value.as_mut().expect("a pointer has its value while it is in use"))
    }
}

impl<T: ?Sized> Clone for Arc<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        let site = Location::caller();
        self.counter.changes(Share::Clone, site);
        Self { value: self.value.clone(), counter: self.counter.at(site) }
    }
}

impl<T: ?Sized> Drop for Arc<T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            self.counter.drops(value);
        }
    }
}

/// The child has a value of its own, with the one pointer to it.
impl<T: Inherit> Inherit for Arc<T> {
    fn inherit(&self) -> Self {
        Self::made_at(real::Arc::new((**self).inherit()), self.counter.place())
    }

    #[track_caller]
    fn out_of_reach() -> Self {
        Self::new(T::out_of_reach())
    }
}

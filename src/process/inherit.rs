//! What a child inherits.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::sync::Arc;

/// What can be in the memory that [`fork`](super::fork) copies for a child.
///
/// Ordinary values and locks are *copied*, through `Arc` too: what the child does to them its parent never sees. What
/// belongs to the kernel (ends of pipes, queues, shared memory, file locks) is *shared*: the copy means the same thing.
/// For a type of your own that is plain data, write `fn inherit(&self) -> Self { self.clone() }`.
pub trait Inherit {
    /// The child's copy.
    #[must_use]
    fn inherit(&self) -> Self;

    /// Any value, to stand in a child's copy of a lock that somebody holds during the fork. The real one may be in the middle of a
    /// change, and nobody in the child can ever take the lock to see it.
    ///
    /// # Panics
    ///
    /// If the type says nothing of it. A type of your own that a lock guards says, for instance, `Self::default()`.
    #[must_use]
    #[track_caller]
    fn out_of_reach() -> Self
    where
        Self: Sized,
    {
        panic!(
            "a lock around `{}` was held while the process was forked; write `Inherit::out_of_reach` for that type, so that \
             the child's copy of the lock can have a value that nobody sees",
            std::any::type_name::<Self>()
        )
    }
}

macro_rules! plain {
    ($($type:ty)*) => {$(
        impl Inherit for $type {
            fn inherit(&self) -> Self {
                self.clone()
            }

            fn out_of_reach() -> Self {
                Self::default()
            }
        }
    )*};
}

plain! { () bool char i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 String &'static str }

impl<T: Inherit> Inherit for Arc<T> {
    fn inherit(&self) -> Self {
        Arc::new((**self).inherit())
    }

    fn out_of_reach() -> Self {
        Arc::new(T::out_of_reach())
    }
}

impl<T: Inherit> Inherit for Box<T> {
    fn inherit(&self) -> Self {
        Box::new((**self).inherit())
    }

    fn out_of_reach() -> Self {
        Box::new(T::out_of_reach())
    }
}

impl<T: Inherit> Inherit for Option<T> {
    fn inherit(&self) -> Self {
        self.as_ref().map(Inherit::inherit)
    }

    fn out_of_reach() -> Self {
        None
    }
}

impl<T: Inherit, E: Inherit> Inherit for Result<T, E> {
    fn inherit(&self) -> Self {
        match self {
            Ok(value) => Ok(value.inherit()),
            Err(error) => Err(error.inherit()),
        }
    }

    fn out_of_reach() -> Self {
        Ok(T::out_of_reach())
    }
}

impl<T: Inherit, const N: usize> Inherit for [T; N] {
    fn inherit(&self) -> Self {
        std::array::from_fn(|at| self[at].inherit())
    }

    fn out_of_reach() -> Self {
        std::array::from_fn(|_| T::out_of_reach())
    }
}

macro_rules! sequence {
    ($($type:ident)*) => {$(
        impl<T: Inherit> Inherit for $type<T> {
            fn inherit(&self) -> Self {
                self.iter().map(Inherit::inherit).collect()
            }

            fn out_of_reach() -> Self {
                Self::new()
            }
        }
    )*};
}

sequence! { Vec VecDeque }

impl<T: Inherit + Ord> Inherit for BTreeSet<T> {
    fn inherit(&self) -> Self {
        self.iter().map(Inherit::inherit).collect()
    }

    fn out_of_reach() -> Self {
        Self::new()
    }
}

impl<T: Inherit + Eq + Hash> Inherit for HashSet<T> {
    fn inherit(&self) -> Self {
        self.iter().map(Inherit::inherit).collect()
    }

    fn out_of_reach() -> Self {
        Self::new()
    }
}

impl<K: Inherit + Ord, V: Inherit> Inherit for BTreeMap<K, V> {
    fn inherit(&self) -> Self {
        self.iter().map(|(key, value)| (key.inherit(), value.inherit())).collect()
    }

    fn out_of_reach() -> Self {
        Self::new()
    }
}

impl<K: Inherit + Eq + Hash, V: Inherit> Inherit for HashMap<K, V> {
    fn inherit(&self) -> Self {
        self.iter().map(|(key, value)| (key.inherit(), value.inherit())).collect()
    }

    fn out_of_reach() -> Self {
        Self::new()
    }
}

macro_rules! tuple {
    ($($name:ident)*) => {
        impl<$($name: Inherit),*> Inherit for ($($name,)*) {
            #[expect(non_snake_case, reason = "the variables are named like their types")]
            fn inherit(&self) -> Self {
                let ($($name,)*) = self;
                ($($name.inherit(),)*)
            }

            fn out_of_reach() -> Self {
                ($($name::out_of_reach(),)*)
            }
        }
    };
}

tuple! { A }
tuple! { A B }
tuple! { A B C }
tuple! { A B C D }
tuple! { A B C D E }
tuple! { A B C D E F }

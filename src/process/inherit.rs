//! What a child inherits.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::sync::Arc;

use crate::sync::{Mutex, RwLock};

/// What can be in the memory that [`fork`](super::fork) copies for a child.
///
/// Ordinary values and locks are *copied*, through `Arc` too: what the child does to them its parent never sees. What
/// belongs to the kernel (ends of pipes, queues, shared memory, file locks) is *shared*: the copy means the same thing.
/// For a type of your own that is plain data, write `fn inherit(&self) -> Self { self.clone() }`.
pub trait Inherit {
    /// The child's copy.
    #[must_use]
    fn inherit(&self) -> Self;
}

macro_rules! plain {
    ($($type:ty)*) => {$(
        impl Inherit for $type {
            fn inherit(&self) -> Self {
                self.clone()
            }
        }
    )*};
}

plain! { () bool char i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 String &'static str }

impl<T: Inherit> Inherit for Arc<T> {
    fn inherit(&self) -> Self {
        Arc::new((**self).inherit())
    }
}

impl<T: Inherit> Inherit for Box<T> {
    fn inherit(&self) -> Self {
        Box::new((**self).inherit())
    }
}

impl<T: Inherit> Inherit for Option<T> {
    fn inherit(&self) -> Self {
        self.as_ref().map(Inherit::inherit)
    }
}

impl<T: Inherit, E: Inherit> Inherit for Result<T, E> {
    fn inherit(&self) -> Self {
        match self {
            Ok(value) => Ok(value.inherit()),
            Err(error) => Err(error.inherit()),
        }
    }
}

impl<T: Inherit, const N: usize> Inherit for [T; N] {
    fn inherit(&self) -> Self {
        std::array::from_fn(|at| self[at].inherit())
    }
}

macro_rules! sequence {
    ($($type:ident)*) => {$(
        impl<T: Inherit> Inherit for $type<T> {
            fn inherit(&self) -> Self {
                self.iter().map(Inherit::inherit).collect()
            }
        }
    )*};
}

sequence! { Vec VecDeque }

impl<T: Inherit + Ord> Inherit for BTreeSet<T> {
    fn inherit(&self) -> Self {
        self.iter().map(Inherit::inherit).collect()
    }
}

impl<T: Inherit + Eq + Hash> Inherit for HashSet<T> {
    fn inherit(&self) -> Self {
        self.iter().map(Inherit::inherit).collect()
    }
}

impl<K: Inherit + Ord, V: Inherit> Inherit for BTreeMap<K, V> {
    fn inherit(&self) -> Self {
        self.iter().map(|(key, value)| (key.inherit(), value.inherit())).collect()
    }
}

impl<K: Inherit + Eq + Hash, V: Inherit> Inherit for HashMap<K, V> {
    fn inherit(&self) -> Self {
        self.iter().map(|(key, value)| (key.inherit(), value.inherit())).collect()
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
        }
    };
}

tuple! { A }
tuple! { A B }
tuple! { A B C }
tuple! { A B C D }
tuple! { A B C D E }
tuple! { A B C D E F }

/// The child's copy is free and holds what the parent's held, as far as the parent can be read at that moment.
///
/// # Panics
///
/// If another actor of the parent holds the lock during the fork: the child would inherit a lock that nobody ever frees.
impl<T: Inherit> Inherit for Mutex<T> {
    #[track_caller]
    fn inherit(&self) -> Self {
        let value = self.peek(Inherit::inherit).expect("nobody may hold a lock that a forked child inherits");
        let copy = Mutex::new(value);
        match self.name_of_copy() {
            Some(name) => copy.named(&name),
            None => copy,
        }
    }
}

/// As for [`Mutex`].
impl<T: Inherit> Inherit for RwLock<T> {
    #[track_caller]
    fn inherit(&self) -> Self {
        let value = self.peek(Inherit::inherit).expect("nobody may hold a lock that a forked child inherits");
        let copy = RwLock::new(value);
        match self.name_of_copy() {
            Some(name) => copy.named(&name),
            None => copy,
        }
    }
}

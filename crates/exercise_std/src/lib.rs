//! What a submission to an exercise has under the names `std`, `core` and `alloc`.
//!
//! What has no name here cannot be used: no files, no processes, no clocks, no locks but those of the facade, under which every
//! order of steps is tried. So nobody has to look for such things in what was submitted. What is left out, and why, stands in
//! `docs/exercises.md`.
//!
//! Macros here say `$crate` throughout: where they are expanded, `core` and `std` are this crate.

#![expect(
    clippy::legacy_numeric_constants,
    reason = "they are looked for under the names that they have in the library"
)]

// The facade, in the places of what it stands for.
pub use racecourse::{hint, sync, thread};

// What has no state that others could see, and does nothing to the machine.
pub use std::{
    any, array, ascii, borrow, boxed, char, clone, cmp, convert, default, error, f32, f64, fmt, future, iter, marker,
    mem, num, ops, option, pin, primitive, rc, result, slice, str, string, vec,
};

pub use std::{i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize};
mod map;

/// Collections. The maps and sets that hash go through their elements in the same order each time.
pub mod collections {
    pub use crate::map::{HashMap, HashSet};
    pub use std::collections::{
        BTreeMap, BTreeSet, BinaryHeap, LinkedList, TryReserveError, VecDeque, binary_heap, btree_map, btree_set,
        linked_list, vec_deque,
    };

    /// What a map is looked into with.
    pub mod hash_map {
        pub use crate::map::HashMap;
        pub use std::collections::hash_map::{
            Entry, IntoIter, Iter, IterMut, Keys, OccupiedEntry, VacantEntry, Values,
        };
    }
    /// What a set is looked into with.
    pub mod hash_set {
        pub use crate::map::HashSet;
        pub use std::collections::hash_set::{IntoIter, Iter};
    }
}

/// Cells for one thread.
pub mod cell {
    pub use std::cell::{BorrowError, BorrowMutError, Cell, OnceCell, Ref, RefCell, RefMut};
}

/// Hashing, the same each time.
pub mod hash {
    pub use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};
}

/// Stretches of time: how long a timed wait may take. What time it is has no name here.
pub mod time {
    pub use std::time::Duration;
}

/// What is imported everywhere. It is listed: the real one also has macros that read files.
pub mod prelude {
    /// The same in every edition.
    pub mod v1 {
        pub use std::prelude::rust_2024::{
            AsMut, AsRef, Box, Clone, Copy, Debug, Default, DoubleEndedIterator, Drop, Eq, Err, ExactSizeIterator,
            Extend, Fn, FnMut, FnOnce, From, FromIterator, Hash, Into, IntoIterator, Iterator, None, Ok, Option, Ord,
            PartialEq, PartialOrd, Result, Send, Sized, Some, String, Sync, ToOwned, ToString, Unpin, Vec, drop,
        };
    }
    pub use v1 as rust_2015;
    pub use v1 as rust_2018;
    pub use v1 as rust_2021;
    pub use v1 as rust_2024;
}

// Not `panic`, which needs no path: under that name there is a module as well, by which panics are caught.
pub use std::{
    assert, assert_eq, assert_ne, column, compile_error, concat, debug_assert, debug_assert_eq, debug_assert_ne, file,
    format, format_args, line, matches, module_path, stringify, todo, unimplemented, unreachable, write, writeln,
};

/// Not part of an exercise: a submission is one file, and reads no other.
#[macro_export]
macro_rules! include {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`include!` is not part of an exercise: a submission is one file, and reads no other" }
    };
}

/// Not part of an exercise: a submission is one file, and reads no other.
#[macro_export]
macro_rules! include_str {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`include_str!` is not part of an exercise: a submission is one file, and reads no other" }
    };
}

/// Not part of an exercise: a submission is one file, and reads no other.
#[macro_export]
macro_rules! include_bytes {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`include_bytes!` is not part of an exercise: a submission is one file, and reads no other" }
    };
}

/// Not part of an exercise: a submission knows nothing of where it is built.
#[macro_export]
macro_rules! env {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`env!` is not part of an exercise: a submission knows nothing of where it is built" }
    };
}

/// Not part of an exercise: a submission knows nothing of where it is built.
#[macro_export]
macro_rules! option_env {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`option_env!` is not part of an exercise: a submission knows nothing of where it is built" }
    };
}

/// Not part of an exercise: nobody sees what a program prints that is run in thousands of orders of its steps; what an execution comes to is in the report.
#[macro_export]
macro_rules! print {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`print!` is not part of an exercise: nobody sees what a program prints that is run in thousands of orders of its steps; what an execution comes to is in the report" }
    };
}

/// Not part of an exercise: nobody sees what a program prints that is run in thousands of orders of its steps; what an execution comes to is in the report.
#[macro_export]
macro_rules! println {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`println!` is not part of an exercise: nobody sees what a program prints that is run in thousands of orders of its steps; what an execution comes to is in the report" }
    };
}

/// Not part of an exercise: nobody sees what a program prints that is run in thousands of orders of its steps; what an execution comes to is in the report.
#[macro_export]
macro_rules! eprint {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`eprint!` is not part of an exercise: nobody sees what a program prints that is run in thousands of orders of its steps; what an execution comes to is in the report" }
    };
}

/// Not part of an exercise: nobody sees what a program prints that is run in thousands of orders of its steps; what an execution comes to is in the report.
#[macro_export]
macro_rules! eprintln {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`eprintln!` is not part of an exercise: nobody sees what a program prints that is run in thousands of orders of its steps; what an execution comes to is in the report" }
    };
}

/// Not part of an exercise: nobody sees what a program prints that is run in thousands of orders of its steps; what an execution comes to is in the report.
#[macro_export]
macro_rules! dbg {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`dbg!` is not part of an exercise: nobody sees what a program prints that is run in thousands of orders of its steps; what an execution comes to is in the report" }
    };
}

/// Not part of an exercise: what an actor has for itself stands in its variables.
#[macro_export]
macro_rules! thread_local {
    ($($rest:tt)*) => {
        $crate::compile_error! { "`thread_local!` is not part of an exercise: what an actor has for itself stands in its variables" }
    };
}

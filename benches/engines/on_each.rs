//! The same small programs, compiled for the facade, for shuttle alone and for loom alone.

/// Programs with racecourse's facade.
pub(crate) mod facade {
    use std::sync::Arc;

    use racecourse::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use racecourse::sync::{Mutex, MutexGuard};
    use racecourse::thread;

    fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock()
    }

    include!("small.rs");
}

/// Programs with shuttle's own types.
pub(crate) mod shuttle_alone {
    use std::sync::Arc;

    use shuttle::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use shuttle::sync::{Mutex, MutexGuard};
    use shuttle::thread;

    fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().expect("not poisoned")
    }

    include!("small.rs");
}

/// Programs with loom's own types.
pub(crate) mod loom_alone {
    use std::sync::Arc;

    use loom::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use loom::sync::{Mutex, MutexGuard};
    use loom::thread;

    fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().expect("not poisoned")
    }

    include!("small.rs");
}

/// A small program on everything, with the number of executions that an optimal search needs.
pub(crate) struct Small {
    pub(crate) name: &'static str,
    pub(crate) optimum: u64,
    pub(crate) facade: fn() -> racecourse::Outcome,
    pub(crate) shuttle: fn(),
    pub(crate) loom: fn(),
}

macro_rules! small {
    ($($name:literal: $program:ident($n:literal, $k:literal), $optimum:literal;)*) => {
        pub(crate) const ALL: &[Small] = &[$(Small {
            name: $name,
            optimum: $optimum,
            facade: || {
                facade::$program($n, $k);
                racecourse::Outcome::new("done")
            },
            shuttle: || shuttle_alone::$program($n, $k),
            loom: || loom_alone::$program($n, $k),
        }),*];
    };
}

small! {
    "2 x fetch_add": fetch_add(2, 1), 2;
    "3 x fetch_add": fetch_add(3, 1), 6;
    "4 x fetch_add": fetch_add(4, 1), 24;
    "2 x 2 fetch_add": fetch_add(2, 2), 6;
    "3 x 2 fetch_add": fetch_add(3, 2), 90;
    "2 x mutex inc": mutex_inc(2, 1), 2;
    "3 x mutex inc": mutex_inc(3, 1), 6;
    "readers(2)": readers(2, 0), 4;
    "readers(3)": readers(3, 0), 8;
    "readers(4)": readers(4, 0), 16;
    "lost update": lost_update(2, 1), 4;
    "AB-BA": ab_ba(0, 0), 3;
}

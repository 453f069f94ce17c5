//! Source: python/cpython#80714, bpo-6721. Shape: one thread holds the logger's lock while another forks; the child's copy of the
//! lock is held by nobody who is left, and its first log line waits for ever.
//!
//! `broken` has to show that deadlock, in the child, and `fixed`, in which the logger has ended before the fork, never. What the
//! child sees of its copy depends on when the fork comes: `value` of what the lock guards, `atomic` of one beside any lock.

use super::prelude::*;

pub(super) const CASES: &[V] = &[
    ("broken", broken, &["code 0", "deadlock"], &[], &[]),
    ("broken_for_certain", broken_for_certain, &["deadlock"], &[], &[]),
    ("value", value, &["code 0", "code 1", "deadlock"], &[], &[]),
    ("atomic", atomic, &["code 0", "code 1"], &[], &[]),
    ("read_lock", read_lock, &["code 0", "code 1"], &[], &[]),
    ("own_lock", own_lock, &["deadlock"], &[], &[]),
    ("refused", refused, &["code 0", "code 1"], &[], &[]),
    ("fixed", fixed, &["code 0"], &[], &[]),
];

fn child(log: Arc<Mutex<i32>>) {
    *log.lock() += 1;
}

fn code(mut child: process::Child) -> Outcome {
    Outcome::new(format!("code {}", child.wait().code().unwrap_or(-1)))
}

fn run(join_first: bool) -> Outcome {
    let log = Arc::new(Mutex::new(0));
    let logger = {
        let log = Arc::clone(&log);
        thread::spawn_named("logger", move || *log.lock() += 1)
    };
    let logger = if join_first {
        logger.join().unwrap();
        None
    } else {
        Some(logger)
    };
    let outcome = code(process::fork("child", &log, child));
    if let Some(logger) = logger {
        logger.join().unwrap();
    }
    outcome
}

fn broken() -> Outcome {
    run(false)
}

fn fixed() -> Outcome {
    run(true)
}

/// The logger has the lock when the fork comes, whatever the schedule.
fn broken_for_certain() -> Outcome {
    let log = Arc::new(Mutex::new(0));
    let (has, held) = channel::bounded(0);
    let (go, on) = channel::bounded::<()>(0);
    let logger = {
        let log = Arc::clone(&log);
        thread::spawn_named("logger", move || {
            let mut lines = log.lock();
            has.send(()).unwrap();
            let _ = on.recv();
            *lines += 1;
        })
    };
    held.recv().unwrap();
    let child = process::fork("child", &log, child);
    drop(go);
    let outcome = code(child);
    logger.join().unwrap();
    outcome
}

fn value() -> Outcome {
    let log = Arc::new(Mutex::new(0));
    let logger = {
        let log = Arc::clone(&log);
        thread::spawn_named("logger", move || *log.lock() += 1)
    };
    let outcome = code(process::fork("child", &log, |log: Arc<Mutex<i32>>| *log.lock()));
    logger.join().unwrap();
    outcome
}

fn atomic() -> Outcome {
    let lines = Arc::new(AtomicI32::new(0));
    let logger = {
        let lines = Arc::clone(&lines);
        thread::spawn_named("logger", move || lines.store(1, SeqCst))
    };
    let outcome = code(process::fork("child", &lines, |lines: Arc<AtomicI32>| lines.load(SeqCst)));
    logger.join().unwrap();
    outcome
}

/// Who only reads keeps no reader out, in the child neither; but whoever comes to write there comes in vain.
fn read_lock() -> Outcome {
    let log = Arc::new(RwLock::new(7));
    let reader = {
        let log = Arc::clone(&log);
        thread::spawn_named("reader", move || assert_eq!(*log.read(), 7))
    };
    let child = |log: Arc<RwLock<i32>>| {
        assert_eq!(*log.read(), 7);
        i32::from(log.try_write().is_none())
    };
    let outcome = code(process::fork("child", &log, child));
    reader.join().unwrap();
    outcome
}

/// Who forks while it holds the lock itself takes no guard along.
fn own_lock() -> Outcome {
    let log = Arc::new(Mutex::new(0));
    let held = log.lock();
    let child = process::fork("child", &log, child);
    drop(held);
    code(child)
}

/// Who does not insist on the lock is told that it is taken.
fn refused() -> Outcome {
    let log = Arc::new(Mutex::new(0));
    let logger = {
        let log = Arc::clone(&log);
        thread::spawn_named("logger", move || *log.lock() += 1)
    };
    let child = |log: Arc<Mutex<i32>>| i32::from(log.try_lock().is_none());
    let outcome = code(process::fork("child", &log, child));
    logger.join().unwrap();
    outcome
}

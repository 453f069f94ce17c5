//! Small programs of processes with a known set of outcomes.

use std::sync::Arc;

use racecourse::outcome::Outcome;
use racecourse::process::{self, FileLock, Inherit, LockFile, SharedMemory};
use racecourse::sync::atomic::{AtomicU32, Ordering};
use racecourse::sync::{Mutex, RwLock};
use racecourse::thread;

use Ordering::SeqCst;

fn outcome(label: impl std::fmt::Display) -> Outcome {
    Outcome::new(label)
}

pub(crate) fn a_copy_of_memory() -> Outcome {
    let shared = Arc::new((Mutex::new(vec![1]), AtomicU32::new(1)));
    let mut child = process::fork("child", &shared, |shared| {
        shared.0.lock().push(2);
        shared.1.fetch_add(1, SeqCst);
        shared.0.lock().len() as i32 + shared.1.load(SeqCst) as i32
    });
    let code = child.wait().code();
    let mine = shared.0.lock().len() as u32 + shared.1.load(SeqCst);
    outcome(format!("child={} parent={mine}", code.unwrap_or(-1)))
}

/// A lock that a thread of the parent may hold when the memory is copied.
pub(crate) fn a_copy_of_a_lock() -> Outcome {
    let log = Arc::new(Mutex::new(0));
    let logger = {
        let log = Arc::clone(&log);
        thread::spawn_named("logger", move || *log.lock() += 1)
    };
    let mut child = process::fork("child", &log, |log| *log.lock());
    let code = child.wait().code();
    logger.join().expect("it does not panic");
    outcome(code.unwrap_or(-1))
}

/// The same of a lock that can be read and written.
pub(crate) fn a_copy_of_a_read_write_lock() -> Outcome {
    let log = Arc::new(RwLock::new(0));
    let logger = {
        let log = Arc::clone(&log);
        thread::spawn_named("logger", move || *log.write() += 1)
    };
    let mut child = process::fork("child", &log, |log| *log.read());
    let code = child.wait().code();
    logger.join().expect("it does not panic");
    outcome(code.unwrap_or(-1))
}

/// A number that a thread of the parent may have written when the memory is copied.
pub(crate) fn a_copy_of_an_atomic() -> Outcome {
    let number = Arc::new(AtomicU32::new(0));
    let writer = {
        let number = Arc::clone(&number);
        thread::spawn_named("writer", move || number.store(1, SeqCst))
    };
    let mut child = process::fork("child", &number, |number| number.load(SeqCst) as i32);
    let code = child.wait().code();
    writer.join().expect("it does not panic");
    outcome(code.unwrap_or(-1))
}

pub(crate) fn shared_memory() -> Outcome {
    let words = SharedMemory::new(1);
    let mut child = process::fork("child", &words, |words| {
        words.fetch_add(0, 1, SeqCst);
    });
    words.fetch_add(0, 1, SeqCst);
    child.wait();
    outcome(words.load(0, SeqCst))
}

/// That a process has come to wait for another one is a step of it.
pub(crate) fn child_waits_for_its_child() -> Outcome {
    let words = SharedMemory::new(1);
    let mut child = process::fork("child", &words, |words| {
        let mut grandchild = process::fork("grandchild", &words, |words| {
            words.fetch_add(0, 1, SeqCst);
        });
        grandchild.wait();
        words.store(0, 10 * words.load(0, SeqCst), SeqCst);
    });
    let seen = words.load(0, SeqCst);
    child.wait();
    outcome(format!("{seen} {}", words.load(0, SeqCst)))
}

pub(crate) fn lost_in_shared_memory() -> Outcome {
    let words = SharedMemory::new(1);
    let mut child = process::fork("child", &words, |words| {
        let value = words.load(0, SeqCst);
        words.store(0, value + 1, SeqCst);
    });
    let value = words.load(0, SeqCst);
    words.store(0, value + 1, SeqCst);
    child.wait();
    outcome(words.load(0, SeqCst))
}

pub(crate) fn pipe_to_the_end() -> Outcome {
    let (mut reader, writer) = process::pipe();
    let mut child = process::fork("child", &writer, |mut writer| {
        writer.write_all(b"hello ").expect("the parent reads");
        writer.write_all(b"world").expect("the parent reads");
    });
    drop(writer);
    let all = reader.read_to_end().expect("the pipe works");
    child.wait();
    outcome(String::from_utf8_lossy(&all))
}

/// A lock of a process that was killed: the system may have given it up by now, or not yet.
pub(crate) fn flock_of_the_killed() -> Outcome {
    let lock = Arc::new(FileLock::new("lock"));
    let (mut from_holder, to_parent) = process::pipe();
    let mut holder = process::fork("holder", &(Arc::clone(&lock), to_parent), |(lock, mut to_parent)| {
        let _guard = lock.lock();
        to_parent.write_all(b"!").expect("the parent reads");
        let (mut never, _kept_open) = process::pipe();
        let _ = never.read_exact(&mut [0]);
    });
    from_holder.read_exact(&mut [0]).expect("the holder writes");
    holder.kill();
    let free = lock.try_lock().is_some();
    let how = holder.wait();
    outcome(format!("{how}, {}", if free { "free" } else { "left behind" }))
}

/// A second process takes the lock of one that was killed, whose pipe ends in between or after.
pub(crate) fn heir_of_the_killed() -> Outcome {
    let lock = FileLock::new("lock");
    let (mut from_holder, to_parent) = process::pipe();
    let mut holder = process::fork("holder", &(lock.inherit(), to_parent), |(lock, mut to_parent)| {
        let _guard = lock.lock();
        let _ = to_parent.write_all(b"!");
        let _ = to_parent.write_all(b"?");
    });
    from_holder.read_exact(&mut [0]).expect("the holder writes");
    let mut heir = process::fork("heir", &lock, |lock| i32::from(lock.try_lock().is_some()));
    holder.kill();
    let rest = from_holder.read_to_end().expect("the pipe works").len();
    let free = heir.wait().code();
    let how = holder.wait();
    outcome(format!("{how}, {rest} more, {}", free.unwrap_or(-1)))
}

pub(crate) fn broken_pipe() -> Outcome {
    let (reader, mut writer) = process::pipe();
    drop(reader);
    let error = writer.write_all(b"x").expect_err("nobody can read");
    outcome(format!("{:?}", error.kind()))
}

pub(crate) fn open_write_end() -> Outcome {
    let (mut reader, writer) = process::pipe();
    let mut child = process::fork("child", &writer, |mut writer| writer.write_all(b"x").map_or(1, |()| 0));
    // `writer` is still open here, so the end never comes.
    let all = reader.read_to_end().expect("the pipe works");
    child.wait();
    drop(writer);
    outcome(all.len())
}

pub(crate) fn full_pipe() -> Outcome {
    let (mut reader, writer) = process::pipe_with_capacity(4096);
    let mut child = process::fork("child", &writer, |mut writer| {
        writer.write_all(&[1; 5000]).expect("the parent reads");
    });
    drop(writer);
    child.wait();
    outcome(reader.read_to_end().expect("the pipe works").len())
}

pub(crate) fn drained_pipe() -> Outcome {
    let (mut reader, writer) = process::pipe_with_capacity(4096);
    let mut child = process::fork("child", &writer, |mut writer| {
        writer.write_all(&[1; 5000]).expect("the parent reads");
    });
    drop(writer);
    let all = reader.read_to_end().expect("the pipe works").len();
    child.wait();
    outcome(all)
}

pub(crate) fn queue() -> Outcome {
    let queue = process::queue::<Vec<u32>>();
    let mut left = process::fork("left", &queue, |queue| queue.put(&vec![1, 2]).expect("there is room"));
    let mut right = process::fork("right", &queue, |queue| queue.put(&vec![3]).expect("there is room"));
    let sum: u32 = (0..2).flat_map(|_| queue.get().expect("whole values")).sum();
    left.wait();
    right.wait();
    outcome(sum)
}

pub(crate) fn long_values_in_a_queue() -> Outcome {
    let queue = process::queue_with_capacity::<String>(4096);
    let mut left = process::fork("left", &queue, |queue| queue.put(&"l".repeat(4200)).expect("it is read"));
    let mut right = process::fork("right", &queue, |queue| queue.put(&"r".repeat(4200)).expect("it is read"));
    let whole = (0..2).map(|_| queue.get().expect("whole values")).all(|value| value.len() == 4200);
    left.wait();
    right.wait();
    outcome(if whole { "whole" } else { "mixed" })
}

pub(crate) fn exit_code() -> Outcome {
    let mut child = process::fork("child", &(), |()| 3);
    outcome(child.wait())
}

pub(crate) fn panicking_child() -> Outcome {
    let mut child = process::fork("child", &(), |()| {
        assert_eq!(1 + 1, 3, "in the child");
    });
    outcome(child.wait())
}

pub(crate) fn killed_while_blocked() -> Outcome {
    let (reader, writer) = process::pipe();
    let mut child = process::fork("child", &reader, |mut reader| {
        let _ = reader.read(&mut [0]);
    });
    child.kill();
    let status = child.wait();
    drop(writer);
    outcome(status)
}

pub(crate) fn flock_is_released_by_death() -> Outcome {
    let lock = FileLock::new("lock");
    let (mut told, tell) = process::pipe();
    let mut child = process::fork("child", &(FileLock::new("lock"), tell), |(lock, mut tell)| {
        let _guard = lock.lock();
        tell.write_all(b"!").expect("the parent reads");
        let (mut never, _open) = process::pipe();
        let _ = never.read(&mut [0]);
    });
    told.read_exact(&mut [0]).expect("the child tells");
    let busy = lock.try_lock().is_none();
    child.kill();
    child.wait();
    let free = lock.try_lock().is_some();
    outcome(format!("busy={busy} free={free}"))
}

pub(crate) fn lock_file_stays() -> Outcome {
    let file = LockFile::new("lock");
    file.remove();
    let mut child = process::fork("child", &file_again(), |file| i32::from(!file.try_create()));
    child.wait();
    let left = !file.try_create();
    file.remove();
    outcome(if left { "left behind" } else { "gone" })
}

fn file_again() -> LockFile {
    LockFile::new("lock")
}

pub(crate) fn file_lock_excludes() -> Outcome {
    let words = SharedMemory::new(1);
    let mut child = process::fork("child", &(FileLock::new("lock"), words.clone()), |(lock, words)| {
        let _guard = lock.lock();
        let value = words.load(0, SeqCst);
        words.store(0, value + 1, SeqCst);
    });
    {
        let lock = FileLock::new("lock");
        let _guard = lock.lock();
        let value = words.load(0, SeqCst);
        words.store(0, value + 1, SeqCst);
    }
    child.wait();
    outcome(words.load(0, SeqCst))
}

pub(crate) fn killed_at_any_moment() -> Outcome {
    let words = SharedMemory::new(2);
    let mut child = process::fork("child", &words, |words| {
        words.store(0, 1, SeqCst);
        words.store(1, 1, SeqCst);
    });
    child.kill();
    let status = child.wait();
    let end = if status.success() { "ended" } else { "killed" };
    outcome(format!("{end} after {}", words.load(0, SeqCst) + words.load(1, SeqCst)))
}

pub(crate) fn killed_before_its_pipe_is_read() -> Outcome {
    let (mut reader, writer) = process::pipe();
    let mut child = process::fork("child", &writer, |mut writer| writer.write_all(b"x").map_or(1, |()| 0));
    drop(writer);
    child.kill();
    let read = reader.read_to_end().expect("the pipe works").len();
    let end = if child.wait().success() { "ended" } else { "killed" };
    outcome(format!("{end} after {read}"))
}

pub(crate) fn captured_by_mistake() -> Outcome {
    // What is not inherited is out of reach.
    let counter = Arc::new(AtomicU32::new(0));
    struct Smuggled(Arc<AtomicU32>);
    impl process::Inherit for Smuggled {
        fn inherit(&self) -> Self {
            Smuggled(Arc::clone(&self.0))
        }
    }
    let mut child = process::fork("child", &Smuggled(Arc::clone(&counter)), |counter| {
        counter.0.fetch_add(1, SeqCst);
    });
    outcome(child.wait())
}

pub(crate) fn child_left_running() -> Outcome {
    let words = SharedMemory::new(1);
    process::fork("child", &words, |words| words.store(0, 1, SeqCst));
    outcome(words.load(0, SeqCst))
}

/// Who inherits the same end twice has one end.
pub(crate) fn an_end_is_inherited_twice() -> Outcome {
    struct Both(process::PipeWriter, process::PipeWriter);
    impl process::Inherit for Both {
        fn inherit(&self) -> Self {
            Both(self.0.inherit(), self.0.inherit())
        }
    }
    let (mut reader, writer) = process::pipe();
    // Without a child it is the end that there was.
    let again = writer.inherit();
    let both = Both(writer, again);
    let mut child = process::fork("child", &both, |Both(one, mut other)| {
        drop(one);
        i32::from(other.write_all(b"child ").is_err())
    });
    let Both(one, mut other) = both;
    drop(one);
    assert!(child.wait().success(), "the child writes");
    other.write_all(b"parent").expect("there is a reader");
    drop(other);
    let all = reader.read_to_end().expect("the pipe works");
    outcome(String::from_utf8_lossy(&all))
}

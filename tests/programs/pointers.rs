//! Small programs of counted pointers.

use std::sync::Arc as Uncounted;

use racecourse::cell::RacyCell;
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::AtomicU32;
use racecourse::sync::atomic::Ordering::SeqCst;
use racecourse::sync::{Arc, Weak};
use racecourse::thread;

/// Runs `left` in a thread of its own and `right` here, each with a pointer to a value.
fn two<T, L, R>(value: T, left: fn(Arc<T>) -> L, right: fn(Arc<T>) -> R) -> (L, R)
where
    T: Send + Sync + 'static,
    L: Send + 'static,
{
    let pointer = Arc::new(value);
    let theirs = Arc::clone(&pointer);
    let thread = thread::spawn(move || left(theirs));
    let right = right(pointer);
    (thread.join().expect("the thread does not panic"), right)
}

/// Notes in its destructor who runs it.
struct NotesWho(Uncounted<AtomicU32>);

impl Drop for NotesWho {
    fn drop(&mut self) {
        let is_left = thread::current().name().as_deref() == Some("left");
        self.0.store(if is_left { 1 } else { 2 }, SeqCst);
    }
}

pub(crate) fn dropped_last() -> Outcome {
    let who = Uncounted::new(AtomicU32::new(0));
    let value = Arc::new(NotesWho(Uncounted::clone(&who)));
    let theirs = Arc::clone(&value);
    let thread = thread::spawn_named("left", move || drop(theirs));
    drop(value);
    thread.join().expect("the thread does not panic");
    Outcome::new(if who.load(SeqCst) == 1 { "left" } else { "right" })
}

pub(crate) fn counted() -> Outcome {
    let (_, count) = two(0, drop, |right| Arc::strong_count(&right));
    Outcome::new(count)
}

pub(crate) fn weak_ones_counted() -> Outcome {
    let pointer = Arc::new(0);
    let (one, other) = (Arc::downgrade(&pointer), Arc::downgrade(&pointer));
    let thread = thread::spawn(move || drop(one));
    let count = Arc::weak_count(&pointer);
    thread.join().expect("the thread does not panic");
    drop(other);
    Outcome::new(count)
}

pub(crate) fn upgraded() -> Outcome {
    let pointer = Arc::new(0);
    let weak = Arc::downgrade(&pointer);
    let thread = thread::spawn(move || weak.upgrade().is_some());
    drop(pointer);
    Outcome::new(if thread.join().expect("it does not panic") { "there" } else { "gone" })
}

pub(crate) fn upgraded_in_vain() -> Outcome {
    let nowhere: Weak<u32> = Weak::new();
    Outcome::new(format!("{:?} {}", nowhere.upgrade(), nowhere.strong_count()))
}

pub(crate) fn got_mut() -> Outcome {
    let (_, alone) = two(0, drop, |mut right| Arc::get_mut(&mut right).is_some());
    Outcome::new(if alone { "alone" } else { "shared" })
}

pub(crate) fn unwrapped() -> Outcome {
    let unwrap = |pointer: Arc<u32>| Arc::try_unwrap(pointer).is_ok();
    let (left, right) = two(0, unwrap, unwrap);
    Outcome::new(u32::from(left) + u32::from(right))
}

pub(crate) fn inner_value() -> Outcome {
    let take = |pointer: Arc<u32>| Arc::into_inner(pointer).is_some();
    let (left, right) = two(0, take, take);
    Outcome::new(u32::from(left) + u32::from(right))
}

pub(crate) fn made_mut() -> Outcome {
    let (left, right) = two(
        0,
        |left| *left,
        |mut right| {
            let before = Arc::as_ptr(&right);
            *Arc::make_mut(&mut right) += 1;
            Arc::as_ptr(&right) == before
        },
    );
    Outcome::new(format!("{left} {}", if right { "in place" } else { "copied" }))
}

/// Reads in its destructor what was written by whoever has had it.
struct ReadsAtLast {
    written: RacyCell<u32>,
    read: Uncounted<AtomicU32>,
}

impl Drop for ReadsAtLast {
    fn drop(&mut self) {
        self.read.store(self.written.get(), SeqCst);
    }
}

pub(crate) fn cell_read_by_the_last() -> Outcome {
    let read = Uncounted::new(AtomicU32::new(0));
    let value = ReadsAtLast { written: RacyCell::new(0), read: Uncounted::clone(&read) };
    two(value, |left| left.written.set(1), drop);
    Outcome::new(read.load(SeqCst))
}

/// Who is alone with a value, as a count says, knows nothing of what was done to it.
pub(crate) fn cell_read_by_count() -> Outcome {
    let (_, seen) =
        two(RacyCell::new(0), |left| left.set(1), |right| (Arc::strong_count(&right) == 1).then(|| right.get()));
    Outcome::new(seen.map_or("shared".to_owned(), |value: u32| value.to_string()))
}

/// Who is alone with it, as `get_mut` says, does.
pub(crate) fn cell_read_alone() -> Outcome {
    let (_, seen) =
        two(RacyCell::new(0), |left| left.set(1), |mut right| Arc::get_mut(&mut right).map(|value| value.get()));
    Outcome::new(seen.map_or("shared".to_owned(), |value: u32| value.to_string()))
}

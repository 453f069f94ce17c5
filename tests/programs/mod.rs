//! Small programs with a known set of outcomes.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use racecourse::cell::RacyCell;
use racecourse::channel;
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering, fence};
use racecourse::sync::{Barrier, Condvar, Mutex, OnceLock, RwLock, Semaphore};
use racecourse::thread;

use Ordering::{Acquire, Relaxed, Release, SeqCst};

/// Runs `left` in a thread of its own and `right` here, on something shared.
fn two<T, L, R>(shared: T, left: fn(&T) -> L, right: fn(&T) -> R) -> (L, R, Arc<T>)
where
    T: Send + Sync + 'static,
    L: Send + 'static,
{
    let shared = Arc::new(shared);
    let theirs = Arc::clone(&shared);
    let thread = thread::spawn(move || left(&theirs));
    let right = right(&shared);
    let left = thread.join().expect("the thread does not panic");
    (left, right, shared)
}

fn outcome(label: impl std::fmt::Display) -> Outcome {
    Outcome::new(label)
}

pub(crate) fn lost_update() -> Outcome {
    let add = |counter: &AtomicU32| {
        let value = counter.load(SeqCst);
        counter.store(value + 1, SeqCst);
    };
    let (_, _, counter) = two(AtomicU32::new(0), add, add);
    outcome(counter.load(SeqCst))
}

pub(crate) fn locked_update() -> Outcome {
    let add = |counter: &Mutex<u32>| *counter.lock() += 1;
    let (_, _, counter) = two(Mutex::new(0), add, add);
    let value = *counter.lock();
    outcome(value)
}

pub(crate) fn try_lock() -> Outcome {
    let (_, taken, _) = two(Mutex::new(0), |lock| drop(lock.lock()), |lock| lock.try_lock().is_some());
    outcome(if taken { "taken" } else { "busy" })
}

pub(crate) fn waits_for_a_flag() -> Outcome {
    two(
        (Mutex::new(false), Condvar::new()),
        |(flag, set)| set.wait_while(&mut flag.lock(), |flag| !*flag),
        |(flag, set)| {
            *flag.lock() = true;
            set.notify_one();
        },
    );
    outcome("ok")
}

pub(crate) fn waits_for_a_time() -> Outcome {
    let (late, _, _) = two(
        (Mutex::new(false), Condvar::new()),
        |(flag, set)| {
            let mut flag = flag.lock();
            !*flag && set.wait_for(&mut flag, Duration::from_micros(50)).timed_out()
        },
        |(flag, set)| {
            *flag.lock() = true;
            set.notify_one();
        },
    );
    outcome(if late { "too late" } else { "in time" })
}

pub(crate) fn notify_one_of_two() -> Outcome {
    let shared = Arc::new((Mutex::new(0_u32), Condvar::new()));
    let take = |shared: Arc<(Mutex<u32>, Condvar)>| {
        move || {
            let mut items = shared.0.lock();
            shared.1.wait_while(&mut items, |items| *items == 0);
            *items -= 1;
        }
    };
    let one = thread::spawn(take(Arc::clone(&shared)));
    let other = thread::spawn(take(Arc::clone(&shared)));
    for _ in 0..2 {
        *shared.0.lock() += 1;
        shared.1.notify_one();
    }
    one.join().expect("no panic");
    other.join().expect("no panic");
    outcome("ok")
}

pub(crate) fn readers_overlap() -> Outcome {
    let read = |(lock, inside): &(RwLock<()>, AtomicUsize)| {
        let _guard = lock.read();
        let before = inside.fetch_add(1, SeqCst);
        inside.fetch_sub(1, SeqCst);
        before
    };
    let (left, right, _) = two((RwLock::new(()), AtomicUsize::new(0)), read, read);
    outcome(if left + right > 0 { "both" } else { "one at a time" })
}

pub(crate) fn write_lock() -> Outcome {
    let (_, seen, _) = two(RwLock::new(0), |lock| *lock.write() += 1, |lock| *lock.read());
    outcome(seen)
}

pub(crate) fn barrier_twice() -> Outcome {
    let cross = |barrier: &Barrier| (barrier.wait().is_leader(), barrier.wait().is_leader());
    let (left, right, _) = two(Barrier::new(2), cross, cross);
    outcome(if left.0 != right.0 && left.1 != right.1 { "ok" } else { "wrong" })
}

pub(crate) fn once() -> Outcome {
    let (left, right, _) =
        two(OnceLock::new(), |cell| *cell.get_or_init(|| "left"), |cell| *cell.get_or_init(|| "right"));
    outcome(if left == right { left } else { "both" })
}

pub(crate) fn semaphore_of_one() -> Outcome {
    let enter = |(semaphore, inside): &(Semaphore, AtomicUsize)| {
        let _permit = semaphore.acquire();
        let before = inside.fetch_add(1, SeqCst);
        inside.fetch_sub(1, SeqCst);
        before
    };
    let (left, right, _) = two((Semaphore::new(1), AtomicUsize::new(0)), enter, enter);
    outcome(if left + right == 0 { "alone" } else { "together" })
}

pub(crate) fn semaphore_try() -> Outcome {
    let (_, some, _) = two(Semaphore::new(1), |s| drop(s.acquire()), |s| s.try_acquire().is_some());
    outcome(if some { "some" } else { "none" })
}

/// Everything that can be tried is tried twice, where nothing is to be had.
pub(crate) fn tries_in_vain() -> Outcome {
    let (lock, table, permits) = (Mutex::new(()), RwLock::new(()), Semaphore::new(0));
    let ((full, _kept), (_quiet, empty)) = (channel::bounded(1), channel::bounded::<u32>(1));
    full.send(1).expect("there is room");
    let (_held, _written) = (lock.lock(), table.write());
    let had = (0..2).any(|_| {
        let tried = [
            lock.try_lock().is_some(),
            table.try_read().is_some(),
            table.try_write().is_some(),
            permits.try_acquire().is_some(),
            full.try_send(2).is_ok(),
            empty.try_recv().is_ok(),
        ];
        tried.contains(&true)
    });
    outcome(if had { "some" } else { "none" })
}

fn numbers(sender: channel::Sender<u32>, receiver: channel::Receiver<u32>, count: u32) -> Outcome {
    let producer = thread::spawn(move || (0..count).for_each(|n| sender.send(n).expect("the receiver lives")));
    let received: Vec<String> = receiver.iter().map(|n| n.to_string()).collect();
    producer.join().expect("no panic");
    outcome(received.concat())
}

pub(crate) fn bounded_channel() -> Outcome {
    let (sender, receiver) = channel::bounded(1);
    numbers(sender, receiver, 3)
}

/// The answer to a request would come by the channel that the request brings along; it goes with the request, and that with the one
/// who does not look at it.
pub(crate) fn unread_requests() -> Outcome {
    unread(channel::unbounded())
}

/// The same where there is a limit: there the request stays as long as somebody could send another one.
pub(crate) fn unread_requests_that_stay() -> Outcome {
    unread(channel::bounded(1))
}

fn unread(
    (requests, worker): (channel::Sender<channel::Sender<u32>>, channel::Receiver<channel::Sender<u32>>),
) -> Outcome {
    let (answers, answer) = channel::unbounded();
    let ends = thread::spawn(move || drop(worker));
    let sent = requests.send(answers).is_ok();
    let answered = answer.recv().is_ok();
    ends.join().expect("no panic");
    drop(requests);
    outcome(format!("{} {}", if sent { "sent" } else { "closed" }, if answered { "answered" } else { "unanswered" }))
}

/// A message writes to a cell when it goes, which its sender has written to before.
pub(crate) fn message_that_goes_unread() -> Outcome {
    struct Writes(Arc<RacyCell<u32>>);
    impl Drop for Writes {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }
    let cell = Arc::new(RacyCell::new(0));
    let (sender, receiver) = channel::unbounded();
    let message = Writes(Arc::clone(&cell));
    let sends = thread::spawn(move || {
        message.0.set(1);
        sender.send(message).is_ok()
    });
    drop(receiver);
    let sent = sends.join().expect("no panic");
    outcome(format!("{} {}", if sent { "sent" } else { "closed" }, cell.get()))
}

/// Whoever has sent its message has the lock until the message is taken out again.
pub(crate) fn channel_as_a_lock() -> Outcome {
    let (lock, unlock) = channel::bounded(1);
    let cell = Arc::new(RacyCell::new(0));
    let add = |cell: &RacyCell<u32>, lock: &channel::Sender<()>, unlock: &channel::Receiver<()>| {
        lock.send(()).expect("there is a receiver");
        cell.set(cell.get() + 1);
        unlock.recv().expect("there is a message");
    };
    let thread = {
        let (cell, lock, unlock) = (Arc::clone(&cell), lock.clone(), unlock.clone());
        thread::spawn(move || add(&cell, &lock, &unlock))
    };
    add(&cell, &lock, &unlock);
    thread.join().expect("the thread does not panic");
    outcome(cell.get())
}

pub(crate) fn unbounded_channel() -> Outcome {
    let (sender, receiver) = channel::unbounded();
    numbers(sender, receiver, 3)
}

pub(crate) fn rendezvous() -> Outcome {
    let (sender, receiver) = channel::bounded(0);
    numbers(sender, receiver, 2)
}

pub(crate) fn rendezvous_try_send() -> Outcome {
    let (sender, receiver) = channel::bounded(0);
    let consumer = thread::spawn(move || receiver.recv().is_ok());
    let sent = sender.try_send(1).is_ok();
    drop(sender);
    let received = consumer.join().expect("no panic");
    outcome(match (sent, received) {
        (true, true) => "handed over",
        (false, false) => "refused",
        _ => "lost",
    })
}

pub(crate) fn try_receive() -> Outcome {
    let (sender, receiver) = channel::bounded(1);
    let producer = thread::spawn(move || sender.send(7).is_ok());
    let got = receiver.try_recv().map_or("empty".to_owned(), |n: u32| n.to_string());
    // Keeps the receiver until the message was sent.
    producer.join().expect("no panic");
    drop(receiver);
    outcome(got)
}

pub(crate) fn receive_for_a_time() -> Outcome {
    let (sender, receiver) = channel::bounded(1);
    let producer = thread::spawn(move || sender.send(7).is_ok());
    let got = receiver.recv_timeout(Duration::from_micros(50)).map_or("timeout".to_owned(), |n: u32| n.to_string());
    producer.join().expect("no panic");
    drop(receiver);
    outcome(got)
}

pub(crate) fn send_to_nobody() -> Outcome {
    let (sender, receiver) = channel::bounded(1);
    drop(receiver);
    let error: channel::SendError<u32> = sender.send(5).expect_err("nobody receives");
    outcome(format!("back: {}", error.0))
}

pub(crate) fn two_senders() -> Outcome {
    let (sender, receiver) = channel::unbounded();
    let other = sender.clone();
    let one = thread::spawn(move || sender.send(1).is_ok());
    let two = thread::spawn(move || other.send(2).is_ok());
    let sum: u32 = receiver.into_iter().sum();
    one.join().expect("no panic");
    two.join().expect("no panic");
    outcome(sum)
}

pub(crate) fn park_and_unpark() -> Outcome {
    let flag = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&flag);
    let sleeper = thread::spawn(move || {
        while !theirs.load(SeqCst) {
            thread::park();
        }
    });
    flag.store(true, SeqCst);
    sleeper.thread().unpark();
    sleeper.join().expect("no panic");
    outcome("ok")
}

/// Neither of those who wake the third knows of the other one.
pub(crate) fn two_unpark_a_third() -> Outcome {
    let sleeper = thread::spawn(thread::park);
    let wakers = [(); 2].map(|()| {
        let sleeper = sleeper.thread().clone();
        thread::spawn(move || sleeper.unpark())
    });
    wakers.into_iter().for_each(|waker| waker.join().expect("no panic"));
    sleeper.join().expect("no panic");
    outcome("ok")
}

pub(crate) fn unpark_first() -> Outcome {
    thread::current().unpark();
    thread::park();
    outcome("ok")
}

/// What `unpark` left is used up by the first of them.
pub(crate) fn park_twice() -> Outcome {
    thread::current().unpark();
    thread::park();
    thread::park();
    outcome("ok")
}

pub(crate) fn scoped() -> Outcome {
    let counter = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| *counter.lock() += 1);
        scope.spawn(|| *counter.lock() += 1);
    });
    outcome(counter.into_inner())
}

pub(crate) fn scoped_results() -> Outcome {
    let numbers = [2, 3];
    let sum = thread::scope(|scope| {
        let left = scope.spawn(|| numbers[0]);
        let right = scope.spawn(|| numbers[1]);
        left.join().expect("no panic") + right.join().expect("no panic")
    });
    outcome(sum)
}

/// A destructor that takes steps while its actor unwinds.
pub(crate) fn steps_in_a_panic() -> Outcome {
    struct Adds(Arc<Mutex<u32>>);
    impl Drop for Adds {
        fn drop(&mut self) {
            *self.0.lock() += 1;
        }
    }
    let total = Arc::new(Mutex::new(0));
    let adds = Adds(Arc::clone(&total));
    let worker = thread::spawn_named("worker", move || {
        let _adds = adds;
        std::panic::panic_any("boom")
    });
    let seen = *total.lock();
    let panicked = worker.join().is_err_and(|boom| boom.is::<&str>());
    let after = *total.lock();
    outcome(format!("{seen} {panicked} {after}"))
}

pub(crate) fn joined_panic() -> Outcome {
    let thread = thread::spawn(|| std::panic::panic_any("boom"));
    let payload = thread.join().expect_err("it panics");
    outcome(payload.downcast_ref::<&str>().unwrap_or(&"another"))
}

/// Whoever ends only when another one has ended.
pub(crate) fn asks_who_has_ended() -> Outcome {
    let counter = Arc::new(AtomicU32::new(0));
    let worker = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("worker", move || counter.fetch_add(1, SeqCst))
    };
    let waiter = thread::spawn_named("waiter", move || worker.join().expect("it does not panic"));
    let ended = waiter.is_finished();
    waiter.join().expect("it does not panic");
    outcome(if ended { "ended" } else { "not yet" })
}

/// Whoever does nothing that others notice returns all the same, sooner or later.
pub(crate) fn asks_who_has_returned() -> Outcome {
    let worker = thread::spawn_named("worker", || 1);
    let returned = worker.is_finished();
    let value = worker.join().expect("it does not panic");
    outcome(format!("{value} {}", if returned { "returned" } else { "not yet" }))
}

/// The same of one of a scope, with a last step before that; and it has to have been taken.
pub(crate) fn asks_who_of_a_scope_has_returned() -> Outcome {
    let counter = AtomicU32::new(0);
    thread::scope(|scope| {
        let worker = scope.spawn_named("worker", || counter.fetch_add(1, SeqCst));
        let returned = worker.is_finished();
        outcome(format!("{} {}", counter.load(SeqCst), if returned { "returned" } else { "not yet" }))
    })
}

/// Whoever panics has returned too.
pub(crate) fn asks_who_has_panicked() -> Outcome {
    let worker = thread::spawn_named("worker", || panic!("it gives up"));
    let returned = worker.is_finished();
    let panicked = worker.join().is_err();
    outcome(format!("{panicked} {}", if returned { "returned" } else { "not yet" }))
}

/// What a thread has for itself is dropped when its function has returned, and others see the time between.
pub(crate) fn asks_before_what_it_has_is_dropped() -> Outcome {
    let dropped = Arc::new(AtomicU32::new(0));
    let theirs = Arc::clone(&dropped);
    let worker = thread::spawn_named("worker", move || AT_THE_END.set(Some(AtTheEnd(theirs))));
    let returned = worker.is_finished();
    let before = dropped.load(SeqCst);
    worker.join().expect("it does not panic");
    outcome(match (returned, before) {
        (true, 0) => "returned, and not dropped",
        (true, _) => "returned, and dropped",
        (false, 0) => "not yet",
        (false, _) => "just now",
    })
}

pub(crate) fn asks_until_it_has_ended() -> Outcome {
    let counter = Arc::new(AtomicU32::new(0));
    let worker = {
        let counter = Arc::clone(&counter);
        thread::spawn_named("worker", move || counter.fetch_add(1, SeqCst))
    };
    counter.fetch_add(1, SeqCst);
    while !worker.is_finished() {
        thread::yield_now();
    }
    outcome("ended")
}

pub(crate) fn fetch_update() -> Outcome {
    let add = |counter: &AtomicU32| {
        counter.fetch_update(SeqCst, SeqCst, |value| Some(value + 1)).expect("it always gives a value");
    };
    let (_, _, counter) = two(AtomicU32::new(0), add, add);
    outcome(counter.load(SeqCst))
}

pub(crate) fn compare_exchange() -> Outcome {
    let claim = |owner: &AtomicU32| owner.compare_exchange(0, 1, SeqCst, SeqCst).is_ok();
    let (left, right, _) = two(AtomicU32::new(0), claim, claim);
    outcome(if left != right { "one" } else { "both or none" })
}

pub(crate) fn cell_handed_over_by_join() -> Outcome {
    let cell = Arc::new(RacyCell::new(0));
    let theirs = Arc::clone(&cell);
    thread::spawn(move || theirs.set(1)).join().expect("no panic");
    outcome(cell.get())
}

pub(crate) fn cell_handed_over_by_channel() -> Outcome {
    let cell = Arc::new(RacyCell::new(0));
    let theirs = Arc::clone(&cell);
    let (sender, receiver) = channel::bounded(1);
    let writer = thread::spawn(move || {
        theirs.set(1);
        sender.send(()).expect("the receiver lives");
    });
    receiver.recv().expect("the sender sends");
    let value = cell.get();
    writer.join().expect("no panic");
    outcome(value)
}

pub(crate) fn cell_under_a_lock() -> Outcome {
    let add = |(lock, cell): &(Mutex<()>, RacyCell<u32>)| {
        let _guard = lock.lock();
        cell.set(cell.get() + 1);
    };
    let (_, _, shared) = two((Mutex::new(()), RacyCell::new(0)), add, add);
    outcome(shared.1.get())
}

pub(crate) fn sleep() -> Outcome {
    let (_, seen, _) = two(
        AtomicU32::new(0),
        |flag| flag.store(1, SeqCst),
        |flag| {
            thread::sleep(Duration::from_micros(20));
            flag.load(SeqCst)
        },
    );
    outcome(seen)
}

pub(crate) fn opposite_order() -> Outcome {
    two(
        (Mutex::new(()), Mutex::new(())),
        |(a, b)| {
            let _a = a.lock();
            let _b = b.lock();
        },
        |(a, b)| {
            let _b = b.lock();
            let _a = a.lock();
        },
    );
    outcome("ok")
}

pub(crate) fn lock_twice() -> Outcome {
    let lock = Mutex::new(());
    let _first = lock.lock();
    let _second = lock.lock();
    outcome("ok")
}

pub(crate) fn read_twice() -> Outcome {
    two(
        RwLock::new(0),
        |lock| *lock.write() += 1,
        |lock| {
            let one = lock.read();
            let other = lock.read();
            *one + *other
        },
    );
    outcome("ok")
}

pub(crate) fn upgrade() -> Outcome {
    let lock = RwLock::new(0);
    let _read = lock.read();
    let _write = lock.write();
    outcome("ok")
}

pub(crate) fn join_before_drain() -> Outcome {
    let (sender, receiver) = channel::bounded(1);
    let producer = thread::spawn(move || (0..3).for_each(|n: u32| sender.send(n).expect("the receiver lives")));
    producer.join().expect("no panic");
    outcome(receiver.iter().sum::<u32>())
}

pub(crate) fn live_sender() -> Outcome {
    let (sender, receiver) = channel::bounded(1);
    let worker = sender.clone();
    let producer = thread::spawn(move || worker.send(1).is_ok());
    let sum: u32 = receiver.iter().sum();
    producer.join().expect("no panic");
    drop(sender);
    outcome(sum)
}

pub(crate) fn lost_wakeup() -> Outcome {
    two(
        (Mutex::new(()), Condvar::new()),
        |(lock, woken)| woken.wait(&mut lock.lock()),
        |(_, woken)| woken.notify_one(),
    );
    outcome("ok")
}

pub(crate) fn lonely_barrier() -> Outcome {
    let barrier = Barrier::new(2);
    barrier.wait();
    outcome("ok")
}

pub(crate) fn scoped_deadlock() -> Outcome {
    let lock = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            let _one = lock.lock();
            let _two = lock.lock();
        });
    });
    outcome(lock.into_inner())
}

pub(crate) fn panics() -> Outcome {
    let thread = thread::spawn(|| panic!("boom"));
    thread.join().expect("the thread does not panic");
    outcome("ok")
}

pub(crate) fn leak() -> Outcome {
    let lock = Arc::new(Mutex::new(0));
    let theirs = Arc::clone(&lock);
    thread::spawn(move || *theirs.lock() += 1);
    outcome("ok")
}

pub(crate) fn unguarded_cell() -> Outcome {
    let add = |cell: &RacyCell<u32>| cell.set(cell.get() + 1);
    let (_, _, cell) = two(RacyCell::new(0), add, add);
    outcome(cell.get())
}

fn publish(store: Ordering, load: Ordering, fences: bool) -> Outcome {
    let shared = Arc::new((RacyCell::new(0), AtomicBool::new(false)));
    let theirs = Arc::clone(&shared);
    let writer = thread::spawn(move || {
        theirs.0.set(1);
        if fences {
            fence(Release);
        }
        theirs.1.store(true, store);
    });
    let seen = shared.1.load(load).then(|| {
        if fences {
            fence(Acquire);
        }
        shared.0.get()
    });
    writer.join().expect("no panic");
    outcome(seen.map_or("not yet".to_owned(), |value: u32| value.to_string()))
}

pub(crate) fn published_relaxed() -> Outcome {
    publish(Relaxed, Relaxed, false)
}

pub(crate) fn published_release_acquire() -> Outcome {
    publish(Release, Acquire, false)
}

pub(crate) fn published_by_fences() -> Outcome {
    publish(Relaxed, Relaxed, true)
}

pub(crate) fn waits_once() -> Outcome {
    let (seen, _, _) = two(
        (Mutex::new(false), Condvar::new()),
        |(flag, set)| {
            let mut flag = flag.lock();
            if !*flag {
                set.wait(&mut flag);
            }
            *flag
        },
        |(flag, set)| {
            *flag.lock() = true;
            set.notify_one();
        },
    );
    outcome(if seen { "set" } else { "unset" })
}

pub(crate) mod pointers;
pub(crate) mod processes;

/// Says by a flag that its thread has come to its end.
struct AtTheEnd(Arc<AtomicU32>);

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

racecourse::thread_local! {
    static AT_THE_END: RefCell<Option<AtTheEnd>> = const { RefCell::new(None) };
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

/// What a thread does when it drops what it has for itself comes before its end, and others see it in the middle.
pub(crate) fn thread_local_at_the_end() -> Outcome {
    let (ended, theirs) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    AT_THE_END.set(Some(AtTheEnd(Arc::clone(&theirs))));
    CALLS.set(1);
    let other = Arc::clone(&ended);
    let thread = thread::spawn(move || {
        CALLS.set(CALLS.get() + 1);
        AT_THE_END.set(Some(AtTheEnd(other)));
        CALLS.get()
    });
    let before = ended.load(SeqCst);
    let calls = thread.join().expect("the thread does not panic");
    outcome(format!("{before}, {} after {calls}", ended.load(SeqCst)))
}

/// Two wait on one condition variable, each with a mutex of its own, until their time is over.
pub(crate) fn two_mutexes() -> Outcome {
    let (left, right, changed) = (Mutex::new(()), Mutex::new(()), Condvar::new());
    let waits = |mutex: &Mutex<()>| changed.wait_for(&mut mutex.lock(), Duration::from_millis(1)).timed_out();
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        thread::scope(|scope| {
            scope.spawn(|| waits(&right));
            waits(&left);
        });
    }));
    outcome(if ended.is_ok() { "one after the other" } else { "refused" })
}

//! Programs with a bug that needs a particular order: the shapes of SCTBench, written anew.
//!
//! A bug is an outcome and not a panic, so that executions with it are counted and the search goes on.

use std::sync::Arc;

use racecourse::outcome::Outcome;
use racecourse::sync::Mutex;
use racecourse::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use racecourse::thread;

/// A program, and the label of its bug.
pub(crate) struct Faulty {
    pub(crate) name: &'static str,
    pub(crate) run: fn() -> Outcome,
    pub(crate) bug: &'static str,
}

const fn faulty(name: &'static str, run: fn() -> Outcome) -> Faulty {
    Faulty { name, run, bug: "bug" }
}

pub(crate) const ALL: &[Faulty] = &[
    faulty("account", account),
    faulty("lazy01", lazy),
    Faulty { name: "deadlock01", run: phil::<2>, bug: "deadlock" },
    faulty("token_ring", token_ring),
    faulty("stack", stack),
    faulty("circular_buffer", circular_buffer),
    faulty("bluetooth", bluetooth),
    faulty("twostage(1,1)", two_stage::<1, 1>),
    faulty("twostage(10,10)", two_stage::<10, 10>),
    faulty("wronglock(1,3)", wrong_lock::<3>),
    faulty("wronglock(1,7)", wrong_lock::<7>),
    faulty("reorder_3 (2,1)", reorder::<2, 1>),
    faulty("reorder_4 (3,1)", reorder::<3, 1>),
    faulty("reorder_5 (4,1)", reorder::<4, 1>),
    faulty("reorder_10 (5,5)", reorder::<5, 5>),
    faulty("reorder_20 (10,10)", reorder::<10, 10>),
    Faulty { name: "phil3", run: phil::<3>, bug: "deadlock" },
    Faulty { name: "phil7", run: phil::<7>, bug: "deadlock" },
];

/// An actor that says whether it saw the bug.
type Body = Box<dyn FnOnce() -> bool + Send>;

fn body(body: impl FnOnce() -> bool + Send + 'static) -> Body {
    Box::new(body)
}

fn run_all(bodies: impl IntoIterator<Item = Body>) -> Outcome {
    let actors: Vec<_> = bodies.into_iter().map(thread::spawn).collect();
    let saw: Vec<bool> = actors.into_iter().map(|actor| actor.join().expect("no panic")).collect();
    Outcome::new(if saw.contains(&true) { "bug" } else { "ok" })
}

/// Actors that do something to the same state, each under its lock.
fn under_one_lock<S: Default + Send + 'static>(state: S, parts: &[fn(&mut S) -> bool]) -> Outcome {
    let state = Arc::new(Mutex::new(state));
    run_all(parts.iter().map(|part| {
        let (state, part) = (Arc::clone(&state), *part);
        body(move || part(&mut state.lock()))
    }))
}

#[derive(Default)]
struct Account {
    balance: i32,
    deposited: bool,
    withdrawn: bool,
}

/// Whoever looks after both bookings finds a sum that nobody had in mind.
fn account() -> Outcome {
    let deposit = |account: &mut Account| {
        account.balance += 2;
        account.deposited = true;
        false
    };
    let withdraw = |account: &mut Account| {
        account.balance -= 4;
        account.withdrawn = true;
        false
    };
    let look = |account: &mut Account| account.deposited && account.withdrawn && account.balance != 1 - 2 - 4;
    under_one_lock(Account { balance: 1, ..Account::default() }, &[deposit, withdraw, look])
}

/// The third one must not come last.
fn lazy() -> Outcome {
    let add_one = |data: &mut u32| {
        *data += 1;
        false
    };
    let add_two = |data: &mut u32| {
        *data += 2;
        false
    };
    under_one_lock(0, &[add_one, add_two, |data| *data >= 3])
}

#[derive(Default)]
struct Ring {
    places: [u32; 3],
    passed: [bool; 3],
}

/// Three pass a token on, in any order; the fourth expects them to agree afterwards.
fn token_ring() -> Outcome {
    let first = |ring: &mut Ring| {
        ring.places[0] = (ring.places[2] + 1) % 4;
        ring.passed[0] = true;
        false
    };
    let second = |ring: &mut Ring| {
        ring.places[1] = ring.places[0];
        ring.passed[1] = true;
        false
    };
    let third = |ring: &mut Ring| {
        ring.places[2] = ring.places[1];
        ring.passed[2] = true;
        false
    };
    let check = |ring: &mut Ring| ring.passed == [true; 3] && ring.places != [ring.places[0]; 3];
    under_one_lock(Ring { places: [1, 2, 1], ..Ring::default() }, &[first, second, third, check])
}

/// From the first push on, the other one pops without looking whether anything is left.
fn stack() -> Outcome {
    const TIMES: usize = 10;
    let stack = Arc::new(Mutex::new((0_usize, false)));
    let pushing = {
        let stack = Arc::clone(&stack);
        body(move || {
            for _ in 0..TIMES {
                let mut stack = stack.lock();
                stack.0 += 1;
                stack.1 = true;
            }
            false
        })
    };
    let popping = body(move || {
        let mut underflow = false;
        for _ in 0..TIMES {
            let mut stack = stack.lock();
            if stack.1 {
                underflow |= stack.0 == 0;
                stack.0 = stack.0.saturating_sub(1);
            }
        }
        underflow
    });
    run_all([pushing, popping])
}

/// Sender and receiver take turns by a flag, and the receiver takes its own round for the sender's.
fn circular_buffer() -> Outcome {
    const TIMES: usize = 7;
    let slot = Arc::new(Mutex::new(None));
    let sending = {
        let slot = Arc::clone(&slot);
        body(move || {
            for round in 0..TIMES {
                let mut slot = slot.lock();
                if slot.is_none() {
                    *slot = Some(round);
                }
            }
            false
        })
    };
    let receiving = body(move || {
        let mut wrong = false;
        for round in 0..TIMES {
            let mut slot = slot.lock();
            wrong |= slot.take().is_some_and(|sent| sent != round);
        }
        wrong
    });
    run_all([sending, receiving])
}

/// A driver is stopped between a request's look at the flag and its announcement.
fn bluetooth() -> Outcome {
    let stopping = Arc::new(AtomicBool::new(false));
    let stopped = Arc::new(AtomicBool::new(false));
    let pending = Arc::new(AtomicUsize::new(1));
    let request = {
        let (stopping, stopped, pending) = (Arc::clone(&stopping), Arc::clone(&stopped), Arc::clone(&pending));
        body(move || {
            if stopping.load(SeqCst) {
                return false;
            }
            pending.fetch_add(1, SeqCst);
            let late = stopped.load(SeqCst);
            if pending.fetch_sub(1, SeqCst) == 1 {
                stopped.store(true, SeqCst);
            }
            late
        })
    };
    let stop = body(move || {
        stopping.store(true, SeqCst);
        if pending.fetch_sub(1, SeqCst) == 1 {
            stopped.store(true, SeqCst);
        }
        false
    });
    run_all([request, stop])
}

/// Writers fill two fields under a lock each; readers expect both or none.
fn two_stage<const WRITERS: usize, const READERS: usize>() -> Outcome {
    let (first, second) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
    let writing = (0..WRITERS).map(|_| {
        let (first, second) = (Arc::clone(&first), Arc::clone(&second));
        body(move || {
            *first.lock() = 1;
            *second.lock() = 2;
            false
        })
    });
    let reading = (0..READERS).map(|_| {
        let (first, second) = (Arc::clone(&first), Arc::clone(&second));
        body(move || {
            let one = *first.lock();
            let two = *second.lock();
            one == 1 && two != 2
        })
    });
    run_all(writing.chain(reading).collect::<Vec<_>>())
}

/// One guards the number by a lock, the others by another lock.
fn wrong_lock<const OTHERS: usize>() -> Outcome {
    let data = Arc::new(AtomicUsize::new(0));
    let (right, wrong) = (Arc::new(Mutex::new(())), Arc::new(Mutex::new(())));
    let careful = {
        let data = Arc::clone(&data);
        body(move || {
            let _guard = right.lock();
            let before = data.load(SeqCst);
            data.fetch_add(1, SeqCst);
            data.load(SeqCst) != before + 1
        })
    };
    let others = (0..OTHERS).map(|_| {
        let (data, wrong) = (Arc::clone(&data), Arc::clone(&wrong));
        body(move || {
            let _guard = wrong.lock();
            data.fetch_add(1, SeqCst);
            false
        })
    });
    run_all(std::iter::once(careful).chain(others).collect::<Vec<_>>())
}

/// Setters set two variables one after the other; checkers expect both or none.
fn reorder<const SETTERS: usize, const CHECKERS: usize>() -> Outcome {
    let (a, b) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let setting = (0..SETTERS).map(|_| {
        let (a, b) = (Arc::clone(&a), Arc::clone(&b));
        body(move || {
            a.store(1, SeqCst);
            b.store(1, SeqCst);
            false
        })
    });
    let checking = (0..CHECKERS).map(|_| {
        let (a, b) = (Arc::clone(&a), Arc::clone(&b));
        body(move || a.load(SeqCst) != b.load(SeqCst))
    });
    run_all(setting.chain(checking).collect::<Vec<_>>())
}

/// Everybody takes the left fork, then the right one.
fn phil<const SEATS: usize>() -> Outcome {
    let forks: Arc<Vec<Mutex<()>>> = Arc::new((0..SEATS).map(|_| Mutex::new(())).collect());
    run_all((0..SEATS).map(|seat| {
        let forks = Arc::clone(&forks);
        body(move || {
            let _left = forks[seat].lock();
            let _right = forks[(seat + 1) % SEATS].lock();
            false
        })
    }))
}

//! Who waits by taking a lock, looking at what it guards, and giving it back.

use std::cell::RefCell;

use proptest::prelude::*;
use racecourse::cell::RacyCell;
use racecourse::sync::{MutexGuard, RwLock};

use super::polls::{both_come_to, until};
use super::*;

#[test]
fn a_number_under_a_lock_that_is_looked_at_until_it_is_there() {
    let run = || {
        let number = Arc::new(Mutex::new(0));
        let theirs = Arc::clone(&number);
        let other = thread::spawn(move || *theirs.lock() = 7);
        let seen = until(|| Some(*number.lock()).filter(|it| *it > 0));
        other.join().unwrap();
        Outcome::new(seen)
    };
    both_come_to(run, &["7"]);
}

#[test]
fn a_number_under_a_lock_that_never_comes() {
    let run = || {
        let number = Arc::new(Mutex::new(0));
        let theirs = Arc::clone(&number);
        let other = thread::spawn(move || *theirs.lock() = 1);
        let seen = until(|| Some(*number.lock()).filter(|it| *it > 1));
        other.join().unwrap();
        Outcome::new(seen)
    };
    both_come_to(run, &["livelock"]);
}

/// Each is seen by who waits for it, and the others have to wait longer.
#[test]
fn a_row_of_who_comes_next() {
    let run = || {
        let turn = Arc::new(Mutex::new(0));
        let takes = |nth: usize| {
            let turn = Arc::clone(&turn);
            move || {
                until(|| {
                    let mut turn = turn.lock();
                    (*turn == nth).then(|| *turn += 1)
                })
            }
        };
        let others = [1, 2].map(|nth| thread::spawn(takes(nth)));
        takes(0)();
        others.into_iter().for_each(|other| other.join().unwrap());
        Outcome::new(*turn.lock())
    };
    both_come_to(run, &["3"]);
}

#[test]
fn plain_memory_under_a_lock() {
    let run = || {
        let shared = Arc::new((Mutex::new(()), RacyCell::new(0)));
        let theirs = Arc::clone(&shared);
        let other = thread::spawn(move || {
            let _guard = theirs.0.lock();
            theirs.1.set(5);
        });
        let seen = until(|| {
            let _guard = shared.0.lock();
            Some(shared.1.get()).filter(|it| *it > 0)
        });
        other.join().unwrap();
        Outcome::new(seen)
    };
    both_come_to(run, &["5"]);
}

/// Its bytes are the same: what a box owns is elsewhere.
#[test]
fn what_is_owned_by_what_a_lock_guards() {
    let run = || {
        let number = Arc::new(Mutex::new(Box::new(0)));
        let theirs = Arc::clone(&number);
        let other = thread::spawn(move || **theirs.lock() = 3);
        let seen = until(|| Some(**number.lock()).filter(|it| *it > 0));
        other.join().unwrap();
        Outcome::new(seen)
    };
    both_come_to(run, &["3"]);
    // Only the first characters of this are ever shown.
    let run = || {
        let numbers = Arc::new(Mutex::new(vec![0; 40]));
        let theirs = Arc::clone(&numbers);
        let other = thread::spawn(move || theirs.lock()[39] = 3);
        let seen = until(|| Some(numbers.lock()[39]).filter(|it| *it > 0));
        other.join().unwrap();
        Outcome::new(seen)
    };
    both_come_to(run, &["3"]);
}

#[test]
fn two_who_read_what_a_third_one_writes() {
    let run = || {
        let number = Arc::new(RwLock::new(0));
        let waits = || {
            let number = Arc::clone(&number);
            thread::spawn(move || until(|| Some(*number.read()).filter(|it| *it > 0)))
        };
        let others = [waits(), waits()];
        *number.write() = 4;
        let seen: Vec<u32> = others.into_iter().map(|other| other.join().unwrap()).collect();
        Outcome::new(format!("{seen:?}"))
    };
    both_come_to(run, &["[4, 4]"]);
}

#[test]
fn who_looks_a_few_times_and_gives_up() {
    let run = || {
        let number = Arc::new(Mutex::new(0));
        let theirs = Arc::clone(&number);
        let other = thread::spawn(move || *theirs.lock() = 1);
        let looks = (0..4).position(|_| *number.lock() > 0);
        other.join().unwrap();
        Outcome::new(format!("{looks:?}"))
    };
    both_come_to(run, &["None", "Some(0)", "Some(1)", "Some(2)", "Some(3)"]);
}

/// The one that is held is waited for, and not looked under.
#[test]
fn a_lock_that_is_never_given_back() {
    let run = || {
        let number = Arc::new(Mutex::new(0));
        let theirs = Arc::clone(&number);
        let other = thread::spawn(move || until(|| Some(*theirs.lock()).filter(|it| *it > 0)));
        let held = number.lock();
        other.join().unwrap();
        Outcome::new(*held)
    };
    both_come_to(run, &["deadlock"]);
    let run = || {
        let number = Arc::new(Mutex::new(0));
        let theirs = Arc::clone(&number);
        let other = thread::spawn(move || until(|| Some(*theirs.lock()).filter(|it| *it > 0)));
        let _held = number.lock();
        let nothing = RwLock::new(0);
        until(|| (*nothing.read() > 0).then_some(()));
        Outcome::new(other.join().unwrap())
    };
    both_come_to(run, &["hold-and-poll"]);
}

/// Whether who changes something sees what another one does who has waited for that: it may, and it may be too early.
fn goes_on_at_once<S: Send + Sync + 'static>(shared: S, waits: fn(&S), changes: fn(&S)) -> Outcome {
    let shared = Arc::new((shared, AtomicU32::new(0)));
    let theirs = Arc::clone(&shared);
    let other = thread::spawn(move || {
        waits(&theirs.0);
        theirs.1.store(1, SeqCst);
    });
    changes(&shared.0);
    let seen = shared.1.load(SeqCst);
    other.join().unwrap();
    Outcome::new(seen)
}

#[test]
fn who_waits_under_a_lock_goes_on_when_what_it_waits_for_is_there() {
    let of_box = || {
        let (shared, set) = (Mutex::new(Box::new(0)), |it: &Mutex<Box<i32>>| **it.lock() = 1);
        goes_on_at_once(shared, |it| until(|| (**it.lock() > 0).then_some(())), set)
    };
    both_come_to(of_box, &["0", "1"]);
    let of_long_list = || {
        let (shared, set) = (Mutex::new(vec![0; 40]), |it: &Mutex<Vec<i32>>| it.lock()[39] = 1);
        goes_on_at_once(shared, |it| until(|| (it.lock()[39] > 0).then_some(())), set)
    };
    both_come_to(of_long_list, &["0", "1"]);
    let of_plain_memory = || {
        let set = |it: &(Mutex<()>, RacyCell<i32>)| {
            let _guard = it.0.lock();
            it.1.set(1);
        };
        goes_on_at_once(
            (Mutex::new(()), RacyCell::new(0)),
            |it| {
                until(|| {
                    let _guard = it.0.lock();
                    (it.1.get() > 0).then_some(())
                })
            },
            set,
        )
    };
    both_come_to(of_plain_memory, &["0", "1"]);
    let of_an_inner_lock = || {
        goes_on_at_once(
            [Mutex::new(0), Mutex::new(0)],
            |it| {
                until(|| {
                    let _outer = it[0].lock();
                    (*it[1].lock() > 0).then_some(())
                })
            },
            |it| {
                let _outer = it[0].lock();
                *it[1].lock() = 1;
            },
        )
    };
    both_come_to(of_an_inner_lock, &["0", "1"]);
}

/// Each round looks under one and then under the other one, and the first one is another one by then.
#[test]
fn two_locks_one_after_the_other() {
    fn looks(locks: &[Mutex<i32>; 2]) {
        until(|| {
            let one = *locks[0].lock();
            (one + *locks[1].lock() > 0).then_some(())
        });
    }
    let first = || goes_on_at_once([Mutex::new(0), Mutex::new(0)], looks, |it| *it[0].lock() = 1);
    both_come_to(first, &["0", "1"]);
    let second = || goes_on_at_once([Mutex::new(0), Mutex::new(0)], looks, |it| *it[1].lock() = 1);
    both_come_to(second, &["0", "1"]);
    let never = || goes_on_at_once([Mutex::new(0), Mutex::new(0)], looks, |it| *it[1].lock() = 0);
    both_come_to(never, &["livelock"]);
}

/// Who has gone round before takes the first one once more, and keeps it.
#[test]
fn two_locks_of_which_another_one_keeps_the_second() {
    let run = || {
        let locks = Arc::new([Mutex::new(0), Mutex::new(0)]);
        let theirs = Arc::clone(&locks);
        let other = thread::spawn(move || {
            until(|| {
                let both = (theirs[0].lock(), theirs[1].lock());
                (*both.0 + *both.1 > 0).then_some(())
            })
        });
        let _second = locks[1].lock();
        let read = RwLock::new(0);
        until(|| (*read.read() > 0).then_some(()));
        other.join().unwrap();
        Outcome::new("gone on")
    };
    both_come_to(run, &["hold-and-poll"]);
}

/// What is read twice is waited for by the second one in vain only if it was not there before either.
#[test]
fn two_waits_of_readers() {
    let run = || {
        let number = Arc::new(RwLock::new(0));
        let (theirs, lock) = (Arc::clone(&number), Arc::new(Mutex::new(0)));
        let third = Arc::clone(&lock);
        let others = [thread::spawn(move || *theirs.write() += 1), thread::spawn(move || *third.lock() += 1)];
        let seen = [(), ()].map(|()| until(|| Some(*number.read()).filter(|it| *it > 0)));
        others.into_iter().for_each(|other| other.join().unwrap());
        Outcome::new(format!("{seen:?}"))
    };
    both_come_to(run, &["[1, 1]"]);
}

/// What is changed is under the lock that is taken second, or under the one that is given back first.
#[test]
fn two_locks_that_are_held_at_once() {
    fn awaits(which: usize, nested: bool) -> Outcome {
        let locks = Arc::new([Mutex::new(0), Mutex::new(0)]);
        let theirs = Arc::clone(&locks);
        let other = thread::spawn(move || {
            until(|| {
                if nested {
                    let (one, two) = (theirs[0].lock(), theirs[1].lock());
                    Some(*one + *two).filter(|it| *it > 0)
                } else {
                    let both = [theirs[0].lock(), theirs[1].lock()];
                    Some(*both[0] + *both[1]).filter(|it| *it > 0)
                }
            })
        });
        *locks[which].lock() += 1;
        Outcome::new(other.join().unwrap())
    }
    both_come_to(|| awaits(0, true), &["1"]);
    both_come_to(|| awaits(1, true), &["1"]);
    both_come_to(|| awaits(0, false), &["1"]);
    both_come_to(|| awaits(1, false), &["1"]);
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Until the number under a lock is so large.
    Await(usize, usize),
    AwaitRead(usize),
    AwaitPlain(usize),
    AwaitUnder(usize),
    /// Under one lock and then under the other one; or under both at once.
    AwaitSum(usize),
    AwaitBoth(usize),
    AwaitRow(usize),
    Lock(usize),
    Unlock(usize),
    Add(usize, usize),
    Write,
    SetPlain(usize),
    Store(usize),
    Look(usize),
    LookTwice(usize),
}

fn program() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let which = || 0..2_usize;
    let number = || 1..3_usize;
    let step = prop_oneof![
        4 => (which(), number()).prop_map(|(at, least)| Step::Await(at, least)),
        2 => number().prop_map(Step::AwaitRead),
        1 => number().prop_map(Step::AwaitPlain),
        1 => number().prop_map(Step::AwaitUnder),
        1 => number().prop_map(Step::AwaitSum),
        1 => number().prop_map(Step::AwaitBoth),
        1 => number().prop_map(Step::AwaitRow),
        1 => which().prop_map(Step::Lock),
        1 => which().prop_map(Step::Unlock),
        4 => (which(), 0..2_usize).prop_map(|(at, more)| Step::Add(at, more)),
        2 => Just(Step::Write),
        1 => number().prop_map(Step::SetPlain),
        1 => number().prop_map(Step::Store),
        1 => which().prop_map(Step::Look),
        1 => which().prop_map(Step::LookTwice),
    ];
    prop::collection::vec(prop::collection::vec(step, 1..=2), 2..=3)
}

thread_local! {
    static PROGRAM: RefCell<Vec<Vec<Step>>> = const { RefCell::new(Vec::new()) };
}

struct Shared {
    locks: [Mutex<usize>; 2],
    read: RwLock<usize>,
    /// Under the first lock.
    plain: RacyCell<usize>,
    number: AtomicU32,
}

type Held<'a> = [Option<MutexGuard<'a, usize>>; 2];

impl Shared {
    /// What is under a lock, which may be held already.
    fn with<R>(&self, at: usize, held: &mut Held<'_>, does: impl FnOnce(&mut usize) -> R) -> R {
        match &mut held[at] {
            Some(guard) => does(guard),
            None => does(&mut self.locks[at].lock()),
        }
    }

    fn does<'a>(&'a self, step: Step, held: &mut Held<'a>) -> usize {
        match step {
            Step::Await(at, least) if held[at].is_some() => {
                usize::from(held[at].as_ref().is_some_and(|it| **it >= least))
            }
            Step::Await(at, least) => until(|| Some(*self.locks[at].lock()).filter(|it| *it >= least)),
            Step::AwaitRead(least) => until(|| Some(*self.read.read()).filter(|it| *it >= least)),
            Step::AwaitPlain(_) | Step::AwaitUnder(_) | Step::AwaitSum(_) | Step::AwaitBoth(_) | Step::AwaitRow(_)
                if held.iter().any(Option::is_some) =>
            {
                9
            }
            Step::AwaitPlain(least) => until(|| {
                let _guard = self.locks[0].lock();
                Some(self.plain.get()).filter(|it| *it >= least)
            }),
            Step::AwaitUnder(value) => until(|| {
                let _guard = self.locks[0].lock();
                Some(self.number.load(SeqCst) as usize).filter(|it| *it == value)
            }),
            Step::AwaitSum(least) => {
                until(|| Some(*self.locks[0].lock() + 10 * *self.locks[1].lock()).filter(|it| *it >= 10 * least))
            }
            Step::AwaitBoth(least) => until(|| {
                let one = self.locks[0].lock();
                let two = self.locks[1].lock();
                Some(*one + *two).filter(|it| *it >= least)
            }),
            Step::AwaitRow(least) => until(|| {
                let row = [self.locks[0].lock(), self.locks[1].lock()];
                Some(*row[0] + *row[1]).filter(|it| *it >= least)
            }),
            Step::Lock(at) => {
                held[at].get_or_insert_with(|| self.locks[at].lock());
                0
            }
            Step::Unlock(at) => usize::from(held[at].take().is_some()),
            Step::Add(at, more) => self.with(at, held, |it| {
                *it += more;
                *it
            }),
            Step::Write => {
                let mut guard = self.read.write();
                *guard += 1;
                *guard
            }
            Step::SetPlain(value) => self.with(0, held, |_| {
                self.plain.set(value);
                0
            }),
            Step::Store(value) => {
                self.number.store(value as u32, SeqCst);
                0
            }
            Step::Look(at) => self.with(at, held, |it| *it),
            Step::LookTwice(at) => {
                [(), ()].map(|()| self.with(at, held, |it| *it)).iter().fold(0, |all, it| 4 * all + it)
            }
        }
    }
}

/// What they have all seen.
fn run() -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let shared = Arc::new(Shared {
        locks: [Mutex::new(0), Mutex::new(0)],
        read: RwLock::new(0),
        plain: RacyCell::new(0),
        number: AtomicU32::new(0),
    });
    let seen_by = |shared: &Shared, steps: &[Step]| -> Vec<usize> {
        let mut held = [None, None];
        steps.iter().map(|step| shared.does(*step, &mut held)).collect()
    };
    let others: Vec<_> = program.iter().skip(1).cloned().collect();
    let others = others.into_iter().map(|steps| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || seen_by(&shared, &steps))
    });
    let others: Vec<_> = others.collect();
    let mut seen = vec![seen_by(&shared, &program[0])];
    seen.extend(others.into_iter().map(|it| it.join().unwrap()));
    Outcome::new(format!("{seen:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: thoroughness::cases(60, 200), failure_persistence: None, ..ProptestConfig::default() })]

    /// What this search finds is what the explorer finds, which decides in another way who goes round for ever.
    #[test]
    fn all_that_is_looked_at_under_locks_is_found(program in program()) {
        PROGRAM.set(program);
        both_find(run, 2_000)?;
    }
}

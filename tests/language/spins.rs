//! Who waits by a read-modify-write that leaves what it finds, such as a spin lock that is taken by `swap(true)`.

use std::cell::RefCell;

use proptest::prelude::*;
use racecourse::engine::replay;

use super::*;

/// So many who take a lock by this, and add to plain memory under it.
fn adds_under(
    actors: usize,
    unlock: Ordering,
    is_taken: impl Fn(&AtomicBool) -> bool + Copy + Send + 'static,
) -> Outcome {
    let (lock, cell) = (Arc::new(AtomicBool::new(false)), Arc::new(RacyCell::new(0)));
    let actors: Vec<_> = (0..actors)
        .map(|_| {
            let (lock, cell) = (Arc::clone(&lock), Arc::clone(&cell));
            thread::spawn(move || {
                while is_taken(&lock) {}
                cell.set(cell.get() + 1);
                lock.store(false, unlock);
            })
        })
        .collect();
    actors.into_iter().for_each(|actor| actor.join().unwrap());
    Outcome::new(cell.get())
}

#[test]
fn a_lock_that_is_taken_by_a_swap() {
    comes_to(|| adds_under(2, Release, |lock| lock.swap(true, Acquire)), &["2"]);
    comes_to(|| adds_under(3, Release, |lock| lock.swap(true, Acquire)), &["3"]);
    comes_to(|| adds_under(2, SeqCst, |lock| lock.swap(true, SeqCst)), &["2"]);
    comes_to(|| adds_under(2, Release, |lock| lock.fetch_or(true, AcqRel)), &["2"]);
    assert!(outcomes(|| adds_under(2, Relaxed, |lock| lock.swap(true, Acquire))).contains("data race"));
    assert!(outcomes(|| adds_under(2, Release, |lock| lock.swap(true, Relaxed))).contains("data race"));
}

#[test]
fn a_lock_that_is_looked_at_before_it_is_swapped() {
    let is_taken = |lock: &AtomicBool| lock.load(Relaxed) || lock.swap(true, Acquire);
    comes_to(move || adds_under(2, Release, is_taken), &["2"]);
}

#[test]
fn a_lock_that_nobody_gives_back_is_waited_for_for_ever() {
    let run = || {
        let lock = AtomicBool::new(true);
        while lock.swap(true, Acquire) {
            thread::yield_now();
        }
        Outcome::new("taken")
    };
    comes_to(run, &["livelock"]);
}

/// A read-modify-write that changes what it finds is no look: the others may see each of its values.
#[test]
fn who_changes_what_it_finds_goes_on() {
    let run = || {
        let number = Arc::new(AtomicU32::new(0));
        let theirs = Arc::clone(&number);
        let other = thread::spawn(move || while theirs.fetch_add(1, Relaxed) < 3 {});
        let seen = number.load(Relaxed);
        other.join().unwrap();
        Outcome::new(seen)
    };
    comes_to(run, &["0", "1", "2", "3", "4"]);
}

/// What it finds is there again each time that somebody puts it there, and each time it is changed.
#[test]
fn who_changes_what_others_put_back_does_not_wait() {
    let run = || {
        let number = Arc::new(AtomicU32::new(0));
        let theirs = Arc::clone(&number);
        let other = thread::spawn(move || while theirs.fetch_add(1, SeqCst) == 0 {});
        let seen = [(); 2].map(|()| number.swap(0, SeqCst));
        other.join().unwrap();
        Outcome::new(format!("{seen:?}"))
    };
    comes_to(run, &["[0, 0]", "[0, 1]", "[0, 2]", "[1, 0]", "[1, 1]", "[1, 2]", "[2, 0]"]);
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Load(usize),
    Store(usize, u32),
    Add(usize),
    /// Until something else than this has been found, which is left there.
    AwaitBySwap(usize, u32),
    AwaitByOr(usize),
    AwaitByLoad(usize, u32),
    /// Until this has been found.
    AwaitByExchange(usize, u32),
}

fn program() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let place = || 0..2_usize;
    let value = || 0..2_u32;
    let step = prop_oneof![
        1 => place().prop_map(Step::Load),
        3 => (place(), value()).prop_map(|(place, value)| Step::Store(place, value)),
        1 => place().prop_map(Step::Add),
        3 => (place(), value()).prop_map(|(place, value)| Step::AwaitBySwap(place, value)),
        1 => place().prop_map(Step::AwaitByOr),
        1 => (place(), value()).prop_map(|(place, value)| Step::AwaitByLoad(place, value)),
        1 => (place(), value()).prop_map(|(place, value)| Step::AwaitByExchange(place, value)),
    ];
    prop::collection::vec(prop::collection::vec(step, 1..=3), 2..=3)
}

thread_local! {
    static PROGRAM: RefCell<Vec<Vec<Step>>> = const { RefCell::new(Vec::new()) };
}

/// All accesses are strict, or all of them relaxed.
fn run_with(order: Ordering) -> Outcome {
    let program = PROGRAM.with_borrow(Clone::clone);
    let memory = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
    let actors: Vec<_> = program
        .into_iter()
        .map(|steps| {
            let memory = Arc::clone(&memory);
            thread::spawn(move || steps.into_iter().map(|step| does(&memory, step, order)).collect::<Vec<_>>())
        })
        .collect();
    let seen: Vec<Vec<u32>> = actors.into_iter().map(|actor| actor.join().unwrap()).collect();
    Outcome::new(format!("{seen:?} {} {}", memory[0].load(Relaxed), memory[1].load(Relaxed)))
}

fn does(memory: &[AtomicU32; 2], step: Step, order: Ordering) -> u32 {
    let until = |looks: &dyn Fn() -> Option<u32>| {
        loop {
            if let Some(found) = looks() {
                return found;
            }
            thread::yield_now();
        }
    };
    let (load, store) = if order == SeqCst { (SeqCst, SeqCst) } else { (Relaxed, Relaxed) };
    match step {
        Step::Load(at) => memory[at].load(load),
        Step::Store(at, value) => {
            memory[at].store(value, store);
            value
        }
        Step::Add(at) => memory[at].fetch_add(1, order),
        Step::AwaitBySwap(at, value) => until(&|| Some(memory[at].swap(value, order)).filter(|found| *found != value)),
        Step::AwaitByOr(at) => until(&|| Some(memory[at].fetch_or(1, order)).filter(|found| found & 1 == 0)),
        Step::AwaitByLoad(at, value) => until(&|| Some(memory[at].load(load)).filter(|found| *found != value)),
        Step::AwaitByExchange(at, value) => until(&|| memory[at].compare_exchange(value, 2, order, load).ok()),
    }
}

fn strict() -> Outcome {
    run_with(SeqCst)
}

fn relaxed() -> Outcome {
    run_with(Relaxed)
}

/// Of very many outcomes no whole executions are kept; but what is kept of them can be followed.
#[test]
fn each_of_many_outcomes_can_be_followed() {
    use Step::{Add, AwaitByExchange, AwaitByOr, Load, Store};
    let first = vec![AwaitByOr(0), Store(0, 0), Load(0)];
    PROGRAM.set(vec![first, vec![AwaitByExchange(0, 0), Add(0), Load(0)], vec![Add(0)]]);
    let found = explore(&Program::unnamed(strict), EngineId::WeakMemory, &Budget::DEFAULT);
    assert!(found.observations.len() > 32, "{}", found.observations.len());
    for (label, seen) in &found.observations {
        let followed = replay(&Program::unnamed(strict), &seen.example.schedule, &Budget::DEFAULT).expect("it can be");
        assert_eq!(followed.execution.label(), label, "{}", seen.example.schedule);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: thoroughness::cases(40, 150), failure_persistence: None, ..ProptestConfig::default() })]

    /// What strict accesses come to is what the explorer finds, which decides in another way who goes round for ever; and what
    /// relaxed ones come to is that, and perhaps more.
    #[test]
    fn all_that_is_waited_for_is_found(program in program()) {
        PROGRAM.set(program);
        let budget = Budget { executions: 3_000, ..Budget::DEFAULT };
        let Some((explored, found)) = both_find(strict, budget.executions)? else { return Ok(()) };
        for (label, seen) in &found.observations {
            let followed = replay(&Program::unnamed(strict), &seen.example.schedule, &budget);
            let followed = followed.map_err(|why| TestCaseError::fail(format!("{label}: {why} {why:?}")))?;
            prop_assert_eq!(followed.execution.label(), label);
        }
        let more = explore(&Program::unnamed(relaxed), EngineId::WeakMemory, &budget);
        if more.coverage.is_exhaustive() {
            prop_assert!(labels(&more).is_superset(&labels(&explored)), "{:?}", labels(&more));
        }
    }
}

//! The cheapest orderings of random programs: with them the program does not come to what it came to, and with any of them left out
//! or weaker it does.

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explain, explore};
use racecourse::exploration::MemoryOrder;
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::AtomicU32;
use racecourse::sync::atomic::Ordering::{self, Acquire, Relaxed, Release, SeqCst};
use racecourse::thread;

#[derive(Clone, Copy, Debug)]
enum Does {
    Load,
    Store(u32),
    /// Puts a number in the place of 0.
    Exchange(u32),
}

/// What is done, to which of two atomics, and how it orders: of an exchange also where it fails.
#[derive(Clone, Copy, Debug)]
struct Step {
    does: Does,
    object: usize,
    order: Ordering,
    on_failure: Ordering,
}

/// So many steps an actor has at most.
const STEPS: usize = 3;

type Steps = Vec<Vec<Step>>;

macro_rules! take {
    ($step:expr, $atomics:expr) => {{
        let Step { does, object, order, on_failure } = $step;
        match does {
            Does::Load => Some($atomics[object].load(order)),
            Does::Store(value) => {
                $atomics[object].store(value, order);
                None
            }
            Does::Exchange(value) => {
                Some($atomics[object].compare_exchange(0, value, order, on_failure).unwrap_or_else(|found| found))
            }
        }
    }};
}

const FIRST: u32 = line!() + 5;

/// Each step of each actor on a line of its own.
fn take(actor: usize, nth: usize, step: Step, atomics: &[AtomicU32; 2]) -> Option<u32> {
    match actor * STEPS + nth {
        0 => take!(step, atomics),
        1 => take!(step, atomics),
        2 => take!(step, atomics),
        3 => take!(step, atomics),
        4 => take!(step, atomics),
        5 => take!(step, atomics),
        6 => take!(step, atomics),
        7 => take!(step, atomics),
        _ => take!(step, atomics),
    }
}

fn run(steps: &Steps) -> Outcome {
    let atomics = [AtomicU32::new(0), AtomicU32::new(0)];
    let read: Vec<Vec<u32>> = thread::scope(|scope| {
        let atomics = &atomics;
        let act = |(actor, steps): (usize, &Vec<Step>)| {
            let steps = steps.clone();
            scope.spawn(move || {
                steps.iter().enumerate().filter_map(|(nth, step)| take(actor, nth, *step, atomics)).collect()
            })
        };
        let actors: Vec<_> = steps.iter().enumerate().map(act).collect();
        actors.into_iter().map(|actor| actor.join().unwrap()).collect()
    });
    Outcome::new(format!("{read:?}"))
}

fn labels(steps: &Steps, engine: EngineId) -> Option<BTreeSet<String>> {
    let steps = steps.clone();
    let found = explore(&Program::unnamed(move || run(&steps)), engine, &Budget::DEFAULT);
    found.coverage.is_exhaustive().then(|| found.observations.into_keys().collect())
}

fn programs() -> impl Strategy<Value = Steps> {
    let load = proptest::sample::select(&[Relaxed, Acquire, SeqCst][..]);
    let store = proptest::sample::select(&[Relaxed, Release, SeqCst][..]);
    let both = proptest::sample::select(&[Relaxed, Acquire, Release, SeqCst][..]);
    let failure = load.clone();
    let step = (0..5_usize, 0..2_usize, 1..3_u32, load, store, both, failure).prop_map(
        |(which, object, value, load, store, both, on_failure)| match which {
            0 | 1 => Step { does: Does::Load, object, order: load, on_failure },
            2 | 3 => Step { does: Does::Store(value), object, order: store, on_failure },
            _ => Step { does: Does::Exchange(value), object, order: both, on_failure },
        },
    );
    let actor = proptest::collection::vec(step, 2..=STEPS);
    proptest::collection::vec(actor, 2..=3)
}

fn ordering(order: MemoryOrder) -> Ordering {
    match order {
        MemoryOrder::Relaxed => Relaxed,
        MemoryOrder::Acquire => Acquire,
        MemoryOrder::Release => Release,
        MemoryOrder::AcqRel => Ordering::AcqRel,
        MemoryOrder::SeqCst => SeqCst,
    }
}

#[test]
fn repairs_help_and_nothing_of_them_can_be_left_out() {
    let repaired = Cell::new(0_u32);
    let cases = crate::thoroughness::cases(60, 400);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&programs(), |steps| {
        let (Some(all), Some(sequential)) = (labels(&steps, EngineId::WeakMemory), labels(&steps, EngineId::Explorer))
        else {
            return Ok(());
        };
        let Some(label) = all.difference(&sequential).next() else { return Ok(()) };
        let theirs = steps.clone();
        let program = Program::unnamed(move || run(&theirs));
        let found = explore(&program, EngineId::WeakMemory, &Budget::DEFAULT);
        let schedule = &found.observations[label].example.schedule;
        let asked = explain(&program, schedule, label, &Budget::DEFAULT).expect("it comes to an end");
        if asked.repair.is_empty() {
            return Ok(());
        }
        repaired.set(repaired.get() + 1);
        let with = |left_out: Option<usize>| {
            let mut other = steps.clone();
            for (_, it) in asked.repair.iter().enumerate().filter(|(nth, _)| Some(*nth) != left_out) {
                let slot = (it.site.line - FIRST) as usize;
                let step = &mut other[slot / STEPS][slot % STEPS];
                step.order = ordering(it.to);
                if let Some((_, to)) = it.on_failure {
                    step.on_failure = ordering(to);
                }
            }
            labels(&other, EngineId::WeakMemory).is_some_and(|labels| labels.contains(label))
        };
        prop_assert!(!with(None), "{label} in spite of {:?}", asked.repair);
        for nth in 0..asked.repair.len() {
            prop_assert!(with(Some(nth)), "without number {nth} of {:?}, too, {label} is gone", asked.repair);
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    assert!(repaired.get() > cases / 60, "{} of {cases} repaired", repaired.get());
}

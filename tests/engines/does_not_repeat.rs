//! Programs that are another one from some execution on, as by something that is kept from one to the next. An engine says so, or has
//! not seen it; it never takes that for a fault of its own. And of a program that is always the same nobody says so.

use std::cell::Cell;

use proptest::prelude::*;
use proptest::sample::Index;
use racecourse::budget::Budget;
use racecourse::engine::explorer::{Method, exhaust};
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::{Coverage, Reason};
use racecourse::outcome::Outcome;
use racecourse::sync::atomic::{AtomicU32, Ordering::SeqCst};
use racecourse::thread;

use crate::random::{everything, processes, reads_writes};

thread_local! {
    /// Executions that are left until the program is another one.
    static LEFT: Cell<usize> = const { Cell::new(0) };
}

/// One execution less: whether it is still the first program.
fn is_the_first() -> bool {
    let now = LEFT.get();
    LEFT.set(now.saturating_sub(1));
    now > 0
}

/// What engines make of it, when the program is another one after so many executions.
fn is_nobodys_fault(
    run: impl Fn() -> Outcome + Send + Sync + Clone + 'static,
    after: usize,
) -> Result<(), TestCaseError> {
    on_each_engine(run, after, &|reason| !is_a_fault(reason))
}

/// What engines make of one that is always the same.
fn is_always_the_same(run: fn() -> Outcome) -> Result<(), TestCaseError> {
    on_each_engine(run, usize::MAX, &|reason| !is_a_fault(reason) && *reason != Reason::DoesNotRepeat)
}

/// Explores on each engine, and by each method, a program that is another one after so many executions. Where it is given up, that
/// `may_be` the reason.
fn on_each_engine(
    run: impl Fn() -> Outcome + Send + Sync + Clone + 'static,
    after: usize,
    may_be: &dyn Fn(&Reason) -> bool,
) -> Result<(), TestCaseError> {
    let budget = Budget { executions: 120, samples: 30, ..Budget::DEFAULT };
    let engines = [
        EngineId::Explorer,
        EngineId::WeakMemory,
        EngineId::DepthFirst,
        EngineId::Random,
        EngineId::Pct,
        EngineId::Urw,
    ];
    for engine in engines {
        LEFT.set(after);
        let coverage = explore(&Program::unnamed(run.clone()), engine, &budget).coverage;
        if let Coverage::Interrupted { reason, .. } = &coverage {
            prop_assert!(may_be(reason), "{engine}: {reason:?}");
        }
    }
    for method in [Method::Optimal, Method::OptimalDrawing(1), Method::SourceSets, Method::EveryInterleaving] {
        LEFT.set(after);
        if let Err(why) = exhaust(&Program::unnamed(run.clone()), &budget, method, false) {
            let mut known = vec!["there are more than", "an execution has more than"];
            known.extend(may_be(&Reason::DoesNotRepeat).then_some("the program does not repeat itself"));
            prop_assert!(known.iter().any(|it| why.starts_with(it)), "{method:?}: {why}");
        }
    }
    Ok(())
}

/// What comes after that is not looked at: it is of another program than what came before.
#[test]
fn depth_first_stops_where_the_program_is_another_one() {
    let run = || {
        let (adds, label) = if is_the_first() { (false, "the first") } else { (true, "another one") };
        let number = AtomicU32::new(0);
        thread::scope(|scope| {
            // The same may go on, and one of them does something else.
            scope.spawn(|| match adds {
                true => _ = number.fetch_add(1, SeqCst),
                false => number.store(1, SeqCst),
            });
            scope.spawn(|| number.store(2, SeqCst));
        });
        Outcome::new(label)
    };
    // Two executions show whether the program repeats itself, and one more is of the search.
    LEFT.set(3);
    let exploration = explore(&Program::unnamed(run), EngineId::DepthFirst, &Budget::DEFAULT);
    let coverage = exploration.coverage;
    let stops = matches!(coverage, Coverage::Interrupted { executions: ..=3, reason: Reason::DoesNotRepeat });
    assert!(stops, "{coverage:?}");
    assert!(!exploration.observations.contains_key("another one"), "{:?}", exploration.observations.keys());
}

/// Somebody has tried a lock in vain while another was about to give it up to wait: who comes after both finds it free.
#[test]
fn who_tries_a_lock_before_a_wait_gives_it_up_is_no_difference() -> Result<(), TestCaseError> {
    use everything::Statement::{Await, IfFree};
    let actors = vec![vec![Await], vec![IfFree(Vec::new())]];
    everything::set(&everything::Program { main: vec![Await], capacity: None, ..everything::Program::plain(actors) });
    is_always_the_same(everything::run)
}

/// Whether it is about the engine and not about the program.
fn is_a_fault(reason: &Reason) -> bool {
    matches!(reason, Reason::SearchPanicked(_) | Reason::EnginePanicked(_))
}

proptest! {
    #![proptest_config(crate::random_programs(30, 100))]

    #[test]
    fn somebody_does_less(
        program in reads_writes::program(2..=3, 3),
        actor in any::<Index>(),
        step in any::<Index>(),
        whole in any::<bool>(),
        after in 2..12_usize,
    ) {
        let mut other = program.clone();
        let actor = actor.index(other.len());
        let statements = &mut other[actor];
        if whole || statements.is_empty() {
            statements.clear();
        } else {
            statements.remove(step.index(statements.len()));
        }
        let run = move || {
            reads_writes::set(if is_the_first() { &program } else { &other });
            reads_writes::run()
        };
        is_nobodys_fault(run, after)?;
    }

    #[test]
    fn it_is_another_one(one in everything::program(), other in everything::program(), after in 2..12_usize) {
        let run = move || {
            everything::set(if is_the_first() { &one } else { &other });
            everything::run()
        };
        is_nobodys_fault(run, after)?;
    }

    #[test]
    fn it_has_other_processes(
        one in processes::program(),
        other in processes::program(),
        kills in prop_oneof![Just(None), (0..3_usize).prop_map(Some)],
        after in 2..12_usize,
    ) {
        let run = move || {
            processes::set(if is_the_first() { &one } else { &other }, kills);
            processes::run()
        };
        is_nobodys_fault(run, after)?;
    }

    #[test]
    fn it_is_the_same(program in everything::program()) {
        everything::set(&program);
        is_always_the_same(everything::run)?;
    }

    #[test]
    fn it_has_the_same_processes(
        program in processes::program(),
        kills in prop_oneof![Just(None), (0..3_usize).prop_map(Some)],
    ) {
        processes::set(&program, kills);
        is_always_the_same(processes::run)?;
    }
}

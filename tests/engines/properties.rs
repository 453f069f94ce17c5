//! Random small programs: the engines agree with a judge that tries every interleaving.
//!
//! `PROPTEST_CASES=10000 cargo test --release --test engines properties` looks longer.

use std::collections::BTreeSet;

use proptest::prelude::*;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::Exploration;

use crate::random;
use crate::random::judge::try_all;
use crate::random::reads_writes::Statement::{Exchange, Load, Locked, Store};

/// More interleavings than this and a program is not small.
const MOST: usize = 20_000;

fn budget() -> Budget {
    Budget { executions: 200_000, samples: 100, ..Budget::DEFAULT }
}

fn found(engine: EngineId) -> Exploration {
    explore(&Program::unnamed(random::reads_writes::run), engine, &budget())
}

fn found_waiting(engine: EngineId) -> Exploration {
    explore(&Program::unnamed(random::waiting::run), engine, &Budget { executions: 4_000, ..budget() })
}

fn labels(exploration: &Exploration) -> BTreeSet<String> {
    exploration.observations.keys().cloned().collect()
}

proptest! {
    #![proptest_config(crate::random_programs(6, 100))]

    /// The explorer completes exactly one execution of each class, and misses no outcome.
    #[test]
    fn the_explorer_is_exact(program in random::reads_writes::program(2..=3, 3)) {
        let Some(everything) = try_all(&program, MOST) else { return Ok(()) };
        random::reads_writes::set(&program);
        let exploration = found(EngineId::Explorer);
        prop_assert!(exploration.coverage.is_exhaustive());
        prop_assert_eq!(labels(&exploration), everything.outcomes);
        prop_assert_eq!(exploration.coverage.executions(), everything.traces.len() as u64);
    }

    /// Depth-first search completes every interleaving.
    #[test]
    fn depth_first_tries_every_interleaving(program in random::reads_writes::program(2..=2, 3)) {
        let Some(everything) = try_all(&program, MOST) else { return Ok(()) };
        random::reads_writes::set(&program);
        let exploration = found(EngineId::DepthFirst);
        prop_assert!(exploration.coverage.is_exhaustive());
        prop_assert_eq!(labels(&exploration), everything.outcomes);
        prop_assert_eq!(exploration.coverage.executions(), everything.interleavings as u64);
    }

    /// What samples find is possible.
    #[test]
    fn samples_find_nothing_impossible(program in random::reads_writes::program(2..=3, 3)) {
        let Some(everything) = try_all(&program, MOST) else { return Ok(()) };
        random::reads_writes::set(&program);
        for engine in [EngineId::Random, EngineId::Pct, EngineId::Urw, EngineId::RoundRobin] {
            let seen = labels(&found(engine));
            prop_assert!(seen.is_subset(&everything.outcomes), "{} saw {:?}", engine, seen);
        }
    }

    /// With sequentially consistent accesses, loom behind the facade sees what two actors can do, and nothing else.
    #[test]
    fn weak_memory_agrees_where_accesses_are_sequentially_consistent(program in random::reads_writes::program(2..=2, 2)) {
        let Some(everything) = try_all(&program, MOST) else { return Ok(()) };
        random::reads_writes::set(&program);
        let exploration = found(EngineId::Loom);
        prop_assert_eq!(labels(&exploration), everything.outcomes);
    }

    /// Where actors wait and signal, the explorer sees what trying every interleaving sees.
    #[test]
    fn the_explorer_sees_all_ways_of_waiting(program in random::waiting::program(), capacity in 0..=2_usize) {
        random::waiting::set(&program, capacity, true);
        let every = found_waiting(EngineId::DepthFirst);
        if every.coverage.is_exhaustive() {
            // shuttle's search ends an execution where it fails, and so has fewer.
            let exploration = explore(&Program::unnamed(random::waiting::run), EngineId::Explorer, &budget());
            prop_assert!(exploration.coverage.is_exhaustive());
            prop_assert_eq!(labels(&exploration), labels(&every));
        }
    }
}

/// Locks nested in three ways round a deadlock. A search that looks at blocked actors only where an execution ends, and
/// not where one is cut short, finds 14 of the 20 classes; no classic benchmark shows that.
#[test]
fn the_explorer_finds_every_class_around_nested_locks() {
    let (x, y, outer, inner) = (0, 1, 0, 1);
    let program = vec![
        vec![Store(y, 1), Locked(outer, vec![Exchange(x, 0, 1)])],
        vec![Load(x), Locked(outer, vec![Locked(inner, vec![Load(x)])])],
        vec![Locked(inner, vec![Locked(outer, vec![Store(y, 2), Load(y)])])],
    ];
    let everything = try_all(&program, 1_000_000).expect("it is small");
    random::reads_writes::set(&program);
    let exploration = found(EngineId::Explorer);
    assert!(exploration.coverage.is_exhaustive());
    assert_eq!(exploration.coverage.executions(), 20);
    assert_eq!(everything.traces.len(), 20);
    assert_eq!(labels(&exploration), everything.outcomes);
    assert!(exploration.saw("deadlock"));
}

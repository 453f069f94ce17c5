//! Par, by brute force: all ways of a graph, one after another, and all interleavings of the program.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use racecourse::budget::Budget;
use racecourse::engine::Program;
use racecourse::engine::explorer::{Method, exhaust};
use racecourse::engine::graph::states_of;
use racecourse::outcome::Outcome;
use racecourse::state_graph::StateGraph;
use racecourse_play::cost::{Cost, Distances};
use racecourse_play::names;

use crate::random;

/// More interleavings than this and brute force takes too long.
const MOST: u64 = 600;

/// The best cost of each end, by walking every way there is.
fn walked(graph: &StateGraph) -> BTreeMap<usize, (Cost, Vec<usize>, Vec<usize>)> {
    let mut best = BTreeMap::new();
    let mut open: Vec<(Vec<usize>, Vec<usize>, usize)> = vec![(vec![0], Vec::new(), 0)];
    while let Some((states, moves, preemptions)) = open.pop() {
        let at = *states.last().expect("it began somewhere");
        let state = &graph.states[at];
        if let Some(end) = state.end {
            let cost = Cost { preemptions, moves: moves.len() };
            let new = (cost, states.clone(), moves.clone());
            best.entry(end)
                .and_modify(|known: &mut (Cost, _, _)| {
                    if cost < known.0 {
                        *known = new.clone()
                    }
                })
                .or_insert(new);
        }
        for step in &state.moves {
            // Written down anew: whoever could have gone on, and did not want to let others go, is interrupted.
            let interrupted = moves.last().is_some_and(|&last: &usize| {
                let goes_on = state.moves.iter().any(|other| other.actor == last);
                let yielded = graph.standing(at, last).is_some_and(|standing| standing.has_yielded);
                last != step.actor && goes_on && !yielded
            });
            let (mut states, mut moves) = (states.clone(), moves.clone());
            states.push(step.to);
            moves.push(step.actor);
            open.push((states, moves, preemptions + usize::from(interrupted)));
        }
    }
    best
}

fn against_brute_force(run: fn() -> Outcome, budget: &Budget) -> Result<(), TestCaseError> {
    let budget = Budget { executions: MOST, ..budget.clone() };
    let program = Program::unnamed(run);
    let Ok(every) = exhaust(&program, &budget, Method::EveryInterleaving, false) else { return Ok(()) };
    let graph = states_of(&program, &budget, 100_000).map_err(|it| TestCaseError::fail(it.to_string()))?;
    let graph = Arc::new(graph);
    for (end, (cost, states, moves)) in walked(&graph) {
        let distances = Distances::to(&graph, |it| it == end);
        prop_assert_eq!(distances.from(&graph, 0, None), Some(cost));
        let label = &graph.ends[end].label;
        prop_assert_eq!(every.preemptions.get(label), Some(&cost.preemptions));
        // What the game calls the moves, the program takes for the same ones.
        let schedule = names::schedule(&graph, &states, &moves);
        let replayed = racecourse::engine::replay(&program, &schedule, &budget);
        let replayed = replayed.map_err(|why| TestCaseError::fail(format!("{schedule}: {why}")))?;
        prop_assert_eq!(replayed.execution.label(), label);
        prop_assert_eq!(&replayed.whole, &schedule);
        // The best move is on a way of the best cost.
        let (mut at, mut last, mut taken) = (0, None, Vec::new());
        while let Some(step) = distances.next(&graph, at, last) {
            taken.push(step.actor);
            (at, last) = (step.to, Some(step.actor));
        }
        prop_assert_eq!(taken.len(), cost.moves);
        prop_assert!(distances.is_reached(at));
    }
    Ok(())
}

proptest! {
    #![proptest_config(crate::random_programs(6, 50))]

    #[test]
    fn of_reads_writes_and_locks(program in random::reads_writes::program(2..=3, 3)) {
        random::reads_writes::set(&program);
        against_brute_force(random::reads_writes::run, &Budget::DEFAULT)?;
    }

    #[test]
    fn of_waiting_and_signalling(
        program in random::waiting::program(),
        capacity in 0..=2_usize,
        spurious in any::<bool>(),
        joins in prop::bool::weighted(0.8),
    ) {
        random::waiting::set(&program, capacity, joins);
        against_brute_force(random::waiting::run, &Budget { spurious_wakeups: spurious, ..Budget::DEFAULT })?;
    }

    #[test]
    fn of_processes_and_kills(program in random::processes::program(), kills in prop::option::of(0..=2_usize)) {
        random::processes::set(&program, kills);
        against_brute_force(random::processes::run, &Budget::DEFAULT)?;
    }
}

//! How far it is from each state to each end.
//!
//! Every move leads one deeper, so the states are looked at from the deepest up, and what lies behind a state is known when it
//! is its turn. Preemptions depend on who has moved last, so they are counted for each state and last actor.

use std::collections::BTreeMap;

use racecourse_trace::state_graph::{StateGraph, Way};

/// For each end that can be reached, the fewest preemptions to it.
type Preemptions = BTreeMap<usize, usize>;

/// Finds the ways of all states, which are in the order of their depth.
pub(super) fn find(graph: &mut StateGraph) {
    // For each state, by who moves next, the fewest preemptions from that move on.
    let mut by_next: Vec<BTreeMap<usize, Preemptions>> = vec![BTreeMap::new(); graph.states.len()];
    // The same where anybody may move next.
    let mut free: Vec<Preemptions> = vec![BTreeMap::new(); graph.states.len()];
    for at in (0..graph.states.len()).rev() {
        let state = &graph.states[at];
        let mut moves: BTreeMap<usize, usize> = state.end.map(|end| (end, 0)).into_iter().collect();
        free[at] = moves.clone();
        for step in &state.moves {
            for way in &graph.states[step.to].ways {
                improve(&mut moves, way.end, way.moves + 1);
            }
            let behind = after(graph, step.to, step.actor, &by_next[step.to], &free[step.to]);
            for (&end, &preemptions) in &behind {
                improve(&mut free[at], end, preemptions);
            }
            by_next[at].insert(step.actor, behind);
        }
        let ways = moves.into_iter().map(|(end, moves)| Way { end, moves, preemptions: free[at][&end] });
        graph.states[at].ways = ways.collect();
    }
}

fn improve(fewest: &mut BTreeMap<usize, usize>, end: usize, found: usize) {
    let known = fewest.entry(end).or_insert(found);
    *known = found.min(*known);
}

/// The fewest preemptions from a state in which `last` was the last to move.
fn after(
    graph: &StateGraph,
    at: usize,
    last: usize,
    by_next: &BTreeMap<usize, Preemptions>,
    free: &Preemptions,
) -> Preemptions {
    let Some(staying) = by_next.get(&last).filter(|_| !graph.standing(at, last).is_some_and(|it| it.has_yielded))
    else {
        // It cannot go on, or does not want to: nobody preempts it.
        return free.clone();
    };
    let switching = free.iter().map(|(&end, &preemptions)| (end, preemptions + 1));
    let mut fewest: Preemptions = switching.collect();
    for (&end, &preemptions) in staying {
        improve(&mut fewest, end, preemptions);
    }
    // Where all stand still, and only somebody who wakes up for no reason could go on, nobody is preempted by that end.
    if let Some(end) = graph.states[at].end {
        improve(&mut fewest, end, 0);
    }
    fewest
}

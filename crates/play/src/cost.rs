//! How far it is to the goal: the fewest preemptions, and among the ways with so few the fewest moves.
//!
//! No state of a graph comes back, and every move leads one deeper. So the states are looked at from the deepest up, and when it is a
//! state's turn, all that lies behind it is known. Costs are compared preemptions first, and adding the same to two costs keeps
//! their order: so the best way from a state goes on by the best way from the next one, as in any shortest path.

use std::ops::Add;

use racecourse_trace::state_graph::{Move, StateGraph};

/// What a way costs. Fewer preemptions are better, and among as many fewer moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// Switches away from an actor that could have gone on, and had not yielded.
    pub preemptions: usize,
    /// Moves.
    pub moves: usize,
}

impl Add for Cost {
    type Output = Cost;

    fn add(self, other: Cost) -> Cost {
        Cost { preemptions: self.preemptions + other.preemptions, moves: self.moves + other.moves }
    }
}

/// Whether it is a preemption that `next` moves in `state`, where `last` was the last to move.
pub fn preempts(graph: &StateGraph, state: usize, last: Option<usize>, next: usize) -> bool {
    let Some(last) = last.filter(|last| *last != next) else { return false };
    let can_stay = graph.states[state].moves.iter().any(|step| step.actor == last);
    can_stay && !graph.standing(state, last).is_some_and(|standing| standing.has_yielded)
}

/// From each state of a graph, how far it is to a goal: one end, or any of several.
#[derive(Clone, Debug)]
pub struct Distances {
    /// Whether the goal is reached in a state.
    reached: Vec<bool>,
    /// For each state and each of its moves, what it costs to go on by that; `None` if the goal cannot be reached then.
    by_move: Vec<Vec<Option<Cost>>>,
}

impl Distances {
    /// To the ends that `is_goal` takes, by their places among the ends.
    pub fn to(graph: &StateGraph, is_goal: impl Fn(usize) -> bool) -> Self {
        let reached: Vec<bool> = graph.states.iter().map(|state| state.end.is_some_and(&is_goal)).collect();
        let mut distances = Self { reached, by_move: vec![Vec::new(); graph.states.len()] };
        for at in (0..graph.states.len()).rev() {
            let one = Cost { preemptions: 0, moves: 1 };
            let behind = |step: &Move| distances.from(graph, step.to, Some(step.actor)).map(|cost| cost + one);
            distances.by_move[at] = graph.states[at].moves.iter().map(behind).collect();
        }
        distances
    }

    /// Whether the goal is reached in `state`.
    pub fn is_reached(&self, state: usize) -> bool {
        self.reached[state]
    }

    /// How far it is from `state`, where `last` was the last to move; `None` if the goal cannot be reached from there.
    pub fn from(&self, graph: &StateGraph, state: usize, last: Option<usize>) -> Option<Cost> {
        if self.reached[state] {
            return Some(Cost::default());
        }
        self.choices(graph, state, last).map(|(cost, _)| cost).min()
    }

    /// The move with which the best way from `state` begins. Of several the one of who has moved last, then of who comes first.
    pub fn next(&self, graph: &StateGraph, state: usize, last: Option<usize>) -> Option<Move> {
        if self.reached[state] {
            return None;
        }
        let best = self.choices(graph, state, last).min_by_key(|(cost, step)| (*cost, Some(step.actor) != last));
        best.map(|(_, step)| step)
    }

    /// The moves by which the goal can be reached, with what that costs.
    fn choices(&self, graph: &StateGraph, state: usize, last: Option<usize>) -> impl Iterator<Item = (Cost, Move)> {
        let moves = graph.states[state].moves.iter().zip(&self.by_move[state]);
        moves.filter_map(move |(step, cost)| {
            let preemptions = usize::from(preempts(graph, state, last, step.actor));
            Some(((*cost)? + Cost { preemptions, moves: 0 }, *step))
        })
    }
}

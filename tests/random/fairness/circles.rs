//! Fair ways of going round for ever.
//!
//! An execution without an end is fair (strongly) if whoever must be let go on again and again is let go on again and
//! again. Let `moving` be those who take steps for ever. From some moment on nobody else ever must go on, so the execution
//! stays among the states in which only they must, and goes from each of those that come back to each other: it ends up in a
//! component of the graph of those states and their steps. And wherever all of them take a step within such a
//! component, going all through it again and again is fair. So it is enough to look, for each group of actors, for
//! components in which each of them moves.

use std::collections::BTreeSet;

use super::components;
use super::graph::Graph;
use super::{Circle, Group};

pub(super) fn of(graph: &Graph) -> BTreeSet<Circle> {
    groups(graph.actors()).flat_map(|moving| of_group(graph, &moving)).collect()
}

/// All groups of so many actors, but the empty one.
fn groups(actors: usize) -> impl Iterator<Item = Group> {
    (1..1_usize << actors).map(move |bits| (0..actors).filter(|actor| bits & 1 << actor != 0).collect())
}

/// The circles in which exactly those move.
fn of_group(graph: &Graph, moving: &Group) -> BTreeSet<Circle> {
    let is_theirs: Vec<bool> =
        graph.nodes.iter().map(|node| node.must().all(|actor| moving.contains(&actor))).collect();
    let step = |from: usize, actor: usize| graph.nodes[from].next[actor].filter(|to| is_theirs[*to]);
    let steps = |from: usize| match is_theirs[from] {
        true => moving.iter().filter_map(|actor| step(from, *actor)).collect(),
        false => Vec::new(),
    };
    let mut circles = BTreeSet::new();
    let mut component_of = vec![0; graph.nodes.len()];
    for (number, component) in components::of(graph.nodes.len(), steps).iter().enumerate() {
        component.iter().for_each(|node| component_of[*node] = number + 1);
        let inside = |node: usize, actor: usize| step(node, actor).is_some_and(|to| component_of[to] == number + 1);
        let moves = |actor: &usize| component.iter().any(|node| is_theirs[*node] && inside(*node, *actor));
        if moving.iter().all(moves) {
            // Who waits for a lock is the same all the way round: if it came free he would have to go on.
            let node = &graph.nodes[component[0]];
            let behind = graph.behind(node, moving).difference(moving).copied().collect();
            circles.insert(Circle { moving: moving.clone(), finished: node.finished(), behind });
        }
    }
    circles
}

//! What actors are called in schedules.
//!
//! A schedule means the actors by their names, and where several have the same one, by the order in which they were started in this
//! very execution. Of that a graph of states shows who is there after which move.

use racecourse_trace::schedule::{Called, Schedule, meant, unambiguous};
use racecourse_trace::state_graph::StateGraph;

/// The actors in the order in which they were started on the way through `states`.
fn born(graph: &StateGraph, states: &[usize]) -> Vec<usize> {
    let mut born = Vec::new();
    for &state in states {
        for actor in 0..graph.actors.len() {
            if graph.standing(state, actor).is_some() && !born.contains(&actor) {
                born.push(actor);
            }
        }
    }
    born
}

/// What each actor that is there is called on the way through `states`: words that mean it and no other.
fn words(graph: &StateGraph, states: &[usize]) -> Vec<(usize, String)> {
    let born = born(graph, states);
    let names: Vec<String> = born.iter().map(|&actor| graph.actors[actor].name.clone()).collect();
    let word = |(place, word): (usize, String)| {
        // An actor without a name is numbered by its place, which may be another one in another execution.
        let is_numbered = word.strip_prefix("thread-").is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_digit()));
        if is_numbered && word != format!("thread-{place}") { format!("@{place}") } else { word }
    };
    born.iter().copied().zip(unambiguous(&names).into_iter().enumerate().map(word)).collect()
}

/// The schedule of these moves, as everybody else writes and reads it. `states` are those on the way, the first one included.
pub fn schedule(graph: &StateGraph, states: &[usize], moves: &[usize]) -> Schedule {
    let words = words(graph, states);
    let word = |actor: &usize| words.iter().find(|(it, _)| it == actor).map_or("", |(_, word)| word.as_str());
    Schedule::of(moves.iter().map(word))
}

/// The actor that `word` means on the way through `states`.
pub fn actor(graph: &StateGraph, states: &[usize], word: &str) -> Option<usize> {
    let born = born(graph, states);
    let names: Vec<String> = born.iter().map(|&actor| graph.actors[actor].name.clone()).collect();
    let by_name = meant(word, &names).map(|place| born[place]);
    // Where reports number those who are called by the same `let`, so may a player.
    by_name.or_else(|| {
        let plain: Vec<String> = names.iter().map(|name| name.split('#').next().unwrap_or(name).to_owned()).collect();
        let found = Called::all(&plain).into_iter().find(|called| called.is_meant_by(word))?;
        Some(born[found.id])
    })
}

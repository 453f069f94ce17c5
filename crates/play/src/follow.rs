//! A schedule, followed through a graph of states.

use racecourse_trace::schedule::{Refusal, Schedule, ScheduleError};
use racecourse_trace::state_graph::{StateGraph, Status};

use crate::game::{Game, Refused};
use crate::names;
use crate::words;

/// Why a schedule cannot be followed from where a game stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// How many of its steps were taken before.
    pub taken: usize,
    /// Whose turn it was, as it is written.
    pub word: String,
    /// The actor, if there is one.
    pub actor: Option<usize>,
    /// Why it cannot move, if there is such an actor.
    pub why: Option<Refused>,
}

/// Takes the steps of `schedule` from where the game stands.
///
/// # Errors
///
/// Where it cannot be followed, and why. What was possible before that has been done.
pub fn follow(game: &mut Game<'_>, schedule: &Schedule) -> Result<(), Stuck> {
    for (taken, word) in schedule.iter().enumerate() {
        let graph = &game.level().graph;
        let stuck = |actor, why| Stuck { taken, word: word.to_owned(), actor, why };
        let Some(actor) = names::actor(graph, game.states(), word) else {
            let later = graph.actors.iter().any(|actor| actor.name == word);
            return Err(stuck(None, later.then_some(Refused::NotStarted)));
        };
        game.take(actor).map_err(|why| stuck(Some(actor), Some(why)))?;
    }
    Ok(())
}

/// Goes on as a replay does when its schedule is used up: who has moved last goes on as long as it can, else the first that can. Who
/// could only wake up for no reason does not.
pub fn complete(game: &mut Game<'_>) {
    while let Some(actor) = by_default(&game.level().graph, game.state(), game.last()) {
        if game.take(actor).is_err() {
            return;
        }
    }
}

fn by_default(graph: &StateGraph, state: usize, last: Option<usize>) -> Option<usize> {
    if graph.states[state].end.is_some() {
        return None;
    }
    let able: Vec<usize> = graph.states[state].moves.iter().map(|step| step.actor).collect();
    let must: Vec<usize> = able.iter().copied().filter(|&actor| !words::could_only_wake(graph, state, actor)).collect();
    let able = if must.is_empty() { able } else { must };
    last.filter(|last| able.contains(last)).or(able.first().copied())
}

/// Follows a whole schedule from the beginning, and goes on by default.
///
/// # Errors
///
/// If it cannot be followed: the error says at which word, and why not.
pub fn play<'a>(game: &mut Game<'a>, schedule: &Schedule) -> Result<(), ScheduleError> {
    game.restart();
    match follow(game, schedule) {
        Ok(()) => {
            complete(game);
            Ok(())
        }
        Err(stuck) => Err(schedule.refused_at(stuck.taken, refusal(game, &stuck))),
    }
}

/// Why, as everybody else says it who follows schedules.
fn refusal(game: &Game<'_>, stuck: &Stuck) -> Refusal {
    let graph = &game.level().graph;
    let Some(actor) = stuck.actor else {
        let actors: Vec<String> = graph.actors.iter().map(|actor| actor.name.clone()).collect();
        return match stuck.why {
            Some(_) => Refusal::NotStarted(stuck.word.clone()),
            None => Refusal::Unknown {
                word: stuck.word.clone(),
                nearest: racecourse_layout::nearest(&stuck.word, actors.iter().map(String::as_str)).map(str::to_owned),
                actors,
            },
        };
    };
    let name = graph.actors[actor].name.clone();
    match (stuck.why, graph.states[game.state()].end) {
        (Some(Refused::Over), Some(end)) => Refusal::Over(graph.ends[end].label.clone()),
        (Some(Refused::Ended), _) => Refusal::Finished(name),
        (Some(Refused::Killed), _) => Refusal::Killed(name),
        (Some(Refused::NotStarted), _) => Refusal::NotStarted(name),
        _ => match graph.standing(game.state(), actor).filter(|it| it.status == Status::Blocked) {
            Some(standing) => words::refusal(graph, &name, standing),
            None => Refusal::NoStep(name),
        },
    }
}

//! Hints from the state at hand.

use racecourse_trace::state_graph::Move;

use crate::cost::preempts;
use crate::game::Game;
use crate::words;

/// A hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The goal cannot be reached any more: so many moves have to be taken back.
    Undo(usize),
    /// The goal could not be reached from the start.
    Never,
    /// It is reached.
    Done,
    /// Look at this object.
    Object {
        /// Its place in the list of objects.
        object: usize,
        /// Who is about to use it when it matters.
        actor: usize,
    },
    /// Interrupt somebody.
    Interrupt {
        /// Whom.
        actor: usize,
        /// Before this step, in words, on this line.
        before: (String, u32),
        /// Whether that is now; else it has something to do before.
        now: bool,
    },
    /// Nobody has to be interrupted: let this one go on until it ends or waits.
    LetGoOn {
        /// Whom.
        actor: usize,
    },
    /// Move this one now.
    Move {
        /// Whom.
        actor: usize,
        /// Its step in words.
        step: String,
    },
}

/// The hint number `level`, from 1, which is vague, to 3, which is the next move; after that it stays there.
pub fn hint(game: &Game<'_>, level: usize) -> Hint {
    let graph = &game.level().graph;
    if game.level().distances.is_reached(game.state()) {
        return Hint::Done;
    }
    let way = best_way(game);
    let Some(first) = way.first() else {
        return match game.back_to_winnable() {
            Some(moves) => Hint::Undo(moves),
            None => Hint::Never,
        };
    };
    let move_now = || Hint::Move { actor: first.mover.actor, step: next_step(game, first.state, first.mover.actor).0 };
    // The first time that somebody has to be interrupted on the way.
    let turn = way.iter().position(|at| preempts(graph, at.state, at.last, at.mover.actor));
    match level {
        0 | 1 => {
            let decisive = turn.map_or(first, |turn| &way[turn]);
            let who = turn.and(decisive.last).unwrap_or(decisive.mover.actor);
            let of = |actor: usize| graph.standing(decisive.state, actor)?.next.as_ref()?.object;
            match of(who).or_else(|| of(decisive.mover.actor)) {
                Some(object) => Hint::Object { object, actor: who },
                None => move_now(),
            }
        }
        2 => match turn.and_then(|turn| Some((turn, way[turn].last?))) {
            Some((turn, actor)) => {
                Hint::Interrupt { actor, before: next_step(game, way[turn].state, actor), now: turn == 0 }
            }
            None => Hint::LetGoOn { actor: first.mover.actor },
        },
        _ => move_now(),
    }
}

/// How many hints there are for the state at hand.
pub const LEVELS: usize = 3;

/// A move on the best way.
struct OnTheWay {
    state: usize,
    last: Option<usize>,
    mover: Move,
}

/// The best way to a goal from where the game stands; nothing if there is none.
fn best_way(game: &Game<'_>) -> Vec<OnTheWay> {
    let graph = &game.level().graph;
    let (mut state, mut last) = (game.state(), game.last());
    let mut way = Vec::new();
    while let Some(mover) = game.level().distances.next(graph, state, last) {
        way.push(OnTheWay { state, last, mover });
        (state, last) = (mover.to, Some(mover.actor));
    }
    way
}

fn next_step(game: &Game<'_>, state: usize, actor: usize) -> (String, u32) {
    let graph = &game.level().graph;
    let next = graph.standing(state, actor).and_then(|standing| standing.next.as_ref());
    next.map_or_else(|| (String::new(), 0), |next| (words::step(graph, next), next.site.line))
}

//! A game: the moves so far, and what has been seen.

use std::collections::BTreeSet;

use racecourse_trace::schedule::Schedule;
use racecourse_trace::state_graph::{StateGraph, Status};

use crate::cost::{Cost, preempts};
use crate::level::{Kind, Level};
use crate::names;

/// Why a move cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It has not been started yet.
    NotStarted,
    /// It has to wait.
    Waits,
    /// It has ended.
    Ended,
    /// Its process was killed.
    Killed,
    /// The execution is over.
    Over,
}

/// How a game stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// Somebody has to move.
    Open {
        /// Whether a goal can still be reached.
        winnable: bool,
    },
    /// The program has ended so: a place among the ends.
    Over {
        /// The end.
        end: usize,
        /// Whether it is a goal.
        goal: bool,
    },
}

/// What came of calling the goal impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It can be reached.
    False,
    /// It is, and now the step has to be pointed at that refuses.
    Point,
    /// It is, and there is no step to point at.
    Proved,
}

/// A game.
#[derive(Clone, Debug)]
pub struct Game<'a> {
    level: &'a Level,
    /// Who has moved.
    moves: Vec<usize>,
    /// The states on the way, the first one included: one more than there are moves.
    states: Vec<usize>,
    /// The moves that were there before the game was begun again, if that was the last that was done.
    before_restart: Option<Vec<usize>>,
    seen: BTreeSet<usize>,
    false_claims: usize,
    wrong_points: usize,
    proved: bool,
}

impl<'a> Game<'a> {
    /// One of `level`, before the first move.
    pub fn new(level: &'a Level) -> Self {
        Self {
            level,
            moves: Vec::new(),
            states: vec![0],
            before_restart: None,
            seen: BTreeSet::from([0]),
            false_claims: 0,
            wrong_points: 0,
            proved: false,
        }
    }

    /// What is played.
    pub fn level(&self) -> &'a Level {
        self.level
    }

    fn graph(&self) -> &'a StateGraph {
        &self.level.graph
    }

    /// The state that the game is in.
    pub fn state(&self) -> usize {
        // There is always one more than there are moves.
        self.states.last().copied().unwrap_or(0)
    }

    /// Who has moved, in order.
    pub fn moves(&self) -> &[usize] {
        &self.moves
    }

    /// The states on the way, the first one included.
    pub fn states(&self) -> &[usize] {
        &self.states
    }

    /// Who was the last to move.
    pub fn last(&self) -> Option<usize> {
        self.moves.last().copied()
    }

    /// How it stands.
    pub fn position(&self) -> Position {
        let state = self.state();
        match self.graph().states[state].end {
            Some(end) => Position::Over { end, goal: self.level.distances.is_reached(state) },
            None => Position::Open { winnable: self.rest().is_some() },
        }
    }

    /// How far it is to a goal from here; `None` if none can be reached any more.
    pub fn rest(&self) -> Option<Cost> {
        self.level.distances.from(self.graph(), self.state(), self.last())
    }

    /// Moves `actor`.
    ///
    /// # Errors
    ///
    /// Why that is not possible; then nothing has changed.
    pub fn take(&mut self, actor: usize) -> Result<(), Refused> {
        let state = self.state();
        // Where all stand still, somebody may yet wake up for no reason. A goal is the end all the same.
        if self.level.distances.is_reached(state) {
            return Err(Refused::Over);
        }
        let found = self.graph().states[state].moves.iter().find(|step| step.actor == actor);
        let Some(step) = found else { return Err(self.refusal(actor)) };
        self.moves.push(actor);
        self.states.push(step.to);
        self.seen.insert(step.to);
        self.before_restart = None;
        Ok(())
    }

    fn refusal(&self, actor: usize) -> Refused {
        let state = self.state();
        match self.graph().standing(state, actor).map(|standing| standing.status) {
            None => Refused::NotStarted,
            Some(Status::Finished) => Refused::Ended,
            Some(Status::Killed) => Refused::Killed,
            Some(_) if self.graph().states[state].moves.is_empty() && !self.is_standstill(state) => Refused::Over,
            Some(_) => Refused::Waits,
        }
    }

    /// Whether nobody can go on in a state: then each has its own reason.
    fn is_standstill(&self, state: usize) -> bool {
        let standings = (0..self.graph().actors.len()).filter_map(|actor| self.graph().standing(state, actor));
        standings.into_iter().all(|standing| standing.status != Status::Enabled)
    }

    /// Takes so many moves back, or as many as there are: how many that were. Right after the game was begun again it brings back the
    /// moves from before, and says so by `None`.
    pub fn undo(&mut self, moves: usize) -> Option<usize> {
        if self.moves.is_empty()
            && let Some(before) = self.before_restart.take()
        {
            for actor in before {
                // They were possible before.
                let _ = self.take(actor);
            }
            return None;
        }
        let taken_back = moves.min(self.moves.len());
        self.moves.truncate(self.moves.len() - taken_back);
        self.states.truncate(self.moves.len() + 1);
        Some(taken_back)
    }

    /// Goes back to the beginning.
    pub fn restart(&mut self) {
        if !self.moves.is_empty() {
            self.before_restart = Some(std::mem::take(&mut self.moves));
            self.states.truncate(1);
        }
    }

    /// Preemptions so far.
    pub fn preemptions(&self) -> usize {
        let before = |at: usize| at.checked_sub(1).map(|before| self.moves[before]);
        let preempted = |&at: &usize| preempts(self.graph(), self.states[at], before(at), self.moves[at]);
        (0..self.moves.len()).filter(preempted).count()
    }

    /// The moves so far, as `replay` takes them.
    pub fn schedule(&self) -> Schedule {
        names::schedule(self.graph(), &self.states, &self.moves)
    }

    /// How many states were seen, and how many there are.
    pub fn seen(&self) -> (usize, usize) {
        (self.seen.len(), self.graph().states.len())
    }

    /// Whether a state was seen.
    pub fn has_seen(&self, state: usize) -> bool {
        self.seen.contains(&state)
    }

    /// The fewest moves to take back so that a goal can be reached again; `None` if it could not from the start.
    pub fn back_to_winnable(&self) -> Option<usize> {
        let winnable = |moves: &usize| {
            let last = moves.checked_sub(1).map(|at| self.moves[at]);
            self.level.distances.from(self.graph(), self.states[*moves], last).is_some()
        };
        (0..=self.moves.len()).rev().find(winnable).map(|moves| self.moves.len() - moves)
    }

    /// Says that no goal can be reached from the start.
    pub fn claim_impossible(&mut self) -> Claim {
        if self.level.is_possible() {
            self.false_claims += 1;
            return Claim::False;
        }
        if self.level.refusing.is_empty() {
            self.proved = true;
            return Claim::Proved;
        }
        Claim::Point
    }

    /// Points at one of the level's places as the step that refuses: whether it is one of those.
    pub fn point(&mut self, place: usize) -> bool {
        let right = self.level.places.get(place).is_some_and(|place| self.level.refusing.contains(place));
        if right && !self.level.is_possible() {
            self.proved = true;
        } else {
            self.wrong_points += 1;
        }
        self.proved && right
    }

    /// Whether the level is done: a goal is reached, or proved to be out of reach.
    pub fn is_done(&self) -> bool {
        self.proved || matches!(self.position(), Position::Over { goal: true, .. })
    }

    /// How well it was done, if it is: 3 stars for as few preemptions as there can be, 2 for one more, 1 for more than that. Where the
    /// step that refuses had to be pointed at, each wrong one costs a star; and a false claim costs one where nobody could know.
    pub fn stars(&self) -> Option<usize> {
        if !self.is_done() {
            return None;
        }
        let lost = match self.level.par() {
            Some(par) => self.preemptions().saturating_sub(par.preemptions),
            None => self.wrong_points,
        };
        let claims = if self.level.kind == Kind::Open { self.false_claims } else { 0 };
        Some(3_usize.saturating_sub(lost + claims).max(1))
    }
}

//! Going from state to state until every move of every state has been tried.

use std::collections::VecDeque;

use super::building::Building;
use super::transcript::{Snapshot, Transcript};
use crate::explorer::Pasts;
use racecourse_kernel as kernel;
use racecourse_kernel::on_coroutines::Driver;
use racecourse_kernel::stop::{Stop, Why};
use racecourse_kernel::world::World;
use racecourse_meaning::{ActorId, Operation};
use racecourse_trace::budget::Budget;
use racecourse_trace::failure::FailureKind;
use racecourse_trace::state_graph::{GraphError, StateGraph};

/// So often the same has to come back before it is said that a limit was met by going round.
const ROUNDS: usize = 20;

/// The search.
pub(super) struct Walk {
    most: usize,
    pasts: Pasts,
    graph: Building,
    started: bool,
    /// States that may have moves which have not been tried, those that were found first in front.
    open: VecDeque<usize>,
    /// The actors that lead the execution at hand to its first state with such a move, and how many of them have moved.
    path: Vec<ActorId>,
    followed: usize,
    /// The last state that it has come to behind that, and who has moved on from there.
    here: Option<usize>,
    moved: Option<ActorId>,
    /// For each actor, whether it has yielded since its last move.
    yielded: Vec<bool>,
    /// Whether the execution is over for us, with the state in which it has ended.
    over: bool,
    end: Option<usize>,
    trouble: Option<GraphError>,
    /// What each state was, if that is taken down.
    taken_down: Option<Vec<Snapshot>>,
}

impl Walk {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            pasts: Pasts::default(),
            graph: Building::default(),
            started: false,
            open: VecDeque::new(),
            path: Vec::new(),
            followed: 0,
            here: None,
            moved: None,
            yielded: Vec::new(),
            over: false,
            end: None,
            trouble: None,
            taken_down: None,
        }
    }

    /// One that takes down what each state is.
    pub(super) fn that_takes_down(most: usize) -> Self {
        Self { taken_down: Some(Vec::new()), ..Self::new(most) }
    }

    /// Prepares the next execution; `false` if there is nothing left to try.
    pub(super) fn begin(&mut self) -> bool {
        if std::mem::replace(&mut self.started, true) {
            while self.open.front().is_some_and(|&state| self.graph.untried(state).is_none()) {
                self.open.pop_front();
            }
            let Some(&state) = self.open.front() else { return false };
            self.path = self.graph.path_to(state);
        }
        self.pasts.begin();
        self.followed = 0;
        self.here = None;
        self.moved = None;
        self.yielded.clear();
        self.over = false;
        self.end = None;
        true
    }

    /// The execution is over.
    pub(super) fn settle(&mut self, world: &World, budget: &Budget) -> Result<(), GraphError> {
        self.graph.name(world, &kernel::names());
        if let Some(trouble) = self.trouble.take() {
            return Err(self.closer(trouble));
        }
        match &world.stop {
            Some(Stop::Abandoned(Why::TooManySteps)) => {
                return Err(self.closer(GraphError::TooManySteps { most: budget.steps }));
            }
            Some(Stop::Abandoned(Why::NobodyChosen)) => return Ok(()),
            _ => {}
        }
        let (Some(end), Some(label)) = (self.end, world.label()) else { return Err(GraphError::NotRepeatable) };
        let failure = match &world.stop {
            Some(Stop::Failed(failure)) => Some(failure.kind),
            _ => None,
        };
        self.graph.ends(end, label, failure)
    }

    /// Says of limits that were met by going round that it was by that.
    fn closer(&self, trouble: GraphError) -> GraphError {
        let limit = matches!(trouble, GraphError::TooManyStates { .. } | GraphError::TooManySteps { .. });
        match self.here.filter(|_| limit).map(|state| self.graph.most_alike_before(state)) {
            Some(times) if times >= ROUNDS => GraphError::GoesRound { times },
            _ => trouble,
        }
    }

    pub(super) fn into_graph(self) -> StateGraph {
        self.graph.finish()
    }

    pub(super) fn into_transcript(self) -> Transcript {
        let (moves, ends) = (self.graph.moves(), self.graph.labelled_ends());
        Transcript { states: self.taken_down.unwrap_or_default(), moves, ends }
    }

    /// The execution comes to a state in which these can go on: its number.
    fn arrive(&mut self, world: &World, enabled: &[ActorId]) -> Result<usize, GraphError> {
        let before = self.here.zip(self.moved.take());
        let key = self.pasts.of_all();
        let state = match self.graph.known(&key) {
            Some(state) if self.graph.enabled(state).eq(enabled.iter().copied()) => state,
            Some(_) => return Err(GraphError::NotRepeatable),
            None => {
                let state = self.graph.add(world, key, enabled, &self.yielded, before);
                if let Some(taken_down) = &mut self.taken_down {
                    taken_down.push(Snapshot::of(world));
                }
                if !enabled.is_empty() {
                    self.open.push_back(state);
                }
                state
            }
        };
        self.here = Some(state);
        if let Some((before, actor)) = before {
            self.graph.lead(before, actor, state)?;
        }
        if self.graph.len() > self.most {
            return Err(GraphError::TooManyStates { most: self.most });
        }
        Ok(state)
    }

    /// Who moves next in a state that the path has led to, or that lies behind it; `None` if all moves have been tried.
    fn go_on(&mut self, world: &World, enabled: &[ActorId]) -> Result<Option<ActorId>, GraphError> {
        let mover = self.moved.or(self.path.last().copied());
        let state = self.arrive(world, enabled)?;
        if !world.has_failed() && enabled.iter().all(|&actor| !world.must_go(actor)) {
            // Only who wakes up for no reason can still go on.
            self.graph.ends(state, FailureKind::Deadlock.label(), Some(FailureKind::Deadlock))?;
        }
        // To stay with one actor is to come to its end soon, or to see that it goes round.
        let next = mover.filter(|&mover| self.graph.is_untried(state, mover)).or_else(|| self.graph.untried(state));
        self.moved = next;
        Ok(next)
    }
}

impl Driver for Walk {
    fn choose(&mut self, world: &mut World, enabled: &[ActorId]) -> Option<ActorId> {
        self.pasts.settle(world);
        let next = if let Some(&next) = self.path.get(self.followed) {
            self.followed += 1;
            Ok(Some(next))
        } else {
            self.go_on(world, enabled)
        };
        let next = match next {
            Ok(Some(next)) if enabled.contains(&next) => Some(next),
            Ok(Some(_)) => {
                self.trouble = Some(GraphError::NotRepeatable);
                None
            }
            Ok(None) => None,
            Err(trouble) => {
                self.trouble = Some(trouble);
                None
            }
        };
        let Some(next) = next else {
            self.over = true;
            return None;
        };
        self.pasts.takes(world, next);
        if let Some(yielded) = self.yielded.get_mut(next) {
            *yielded = false;
        }
        Some(next)
    }

    fn forced_step(&mut self, world: &World, actor: ActorId, op: &Operation) {
        self.pasts.settle(world);
        self.pasts.forced_step(world, actor, op);
        if op.action.is_local() {
            self.yielded.resize(self.yielded.len().max(actor + 1), false);
            self.yielded[actor] = true;
        }
    }

    fn over(&mut self, world: &World) {
        if std::mem::replace(&mut self.over, true) || matches!(world.stop, Some(Stop::Abandoned(_))) {
            return;
        }
        self.pasts.settle(world);
        if self.followed < self.path.len() {
            self.trouble = Some(GraphError::NotRepeatable);
            return;
        }
        match self.arrive(world, &[]) {
            Ok(state) => self.end = Some(state),
            Err(trouble) => self.trouble = Some(trouble),
        }
    }
}

//! The graph while it grows.

use std::collections::HashMap;
use std::hash::Hash;

use super::view::View;
use super::{gaps, ways};
use crate::explorer::PastId;
use racecourse_kernel::world::World;
use racecourse_sources::Names;
use racecourse_trace::exploration::ObjectKind;
use racecourse_trace::failure::FailureKind;
use racecourse_trace::state_graph::{Actor, End, GraphError, Move, Object, Standing, State, StateGraph, Value};

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Building {
    known: HashMap<Box<[PastId]>, usize>,
    states: Vec<Node>,
    ends: Vec<End>,
    actors: Vec<Met<(String, usize), Standing>>,
    objects: Vec<Met<(String, ObjectKind), Value>>,
}

/// A state, with what is only needed to find the others.
#[derive(Debug)]
struct Node {
    depth: usize,
    actors: Vec<Option<usize>>,
    objects: Vec<Option<usize>>,
    /// Who can go on, and to which state that leads, if it has been tried.
    moves: Vec<(usize, Option<usize>)>,
    end: Option<usize>,
    /// The state from which it was found, and who moved.
    parent: Option<(usize, usize)>,
    /// What it looks like from outside of the actors.
    fingerprint: u64,
}

/// Somebody or something, and all that was seen of it.
#[derive(Debug)]
struct Met<N, T> {
    /// Who or what it is; `None` until an execution with it has ended.
    is: Option<N>,
    all: Vec<T>,
    places: HashMap<T, usize>,
}

impl<N, T> Default for Met<N, T> {
    fn default() -> Self {
        Self { is: None, all: Vec::new(), places: HashMap::new() }
    }
}

impl<N, T: Clone + Eq + Hash> Met<N, T> {
    fn place(&mut self, seen: T) -> usize {
        if let Some(&place) = self.places.get(&seen) {
            return place;
        }
        self.all.push(seen.clone());
        self.places.insert(seen, self.all.len() - 1);
        self.all.len() - 1
    }
}

fn at<T: Default>(all: &mut Vec<T>, place: usize) -> &mut T {
    if all.len() <= place {
        all.resize_with(place + 1, T::default);
    }
    &mut all[place]
}

impl Building {
    pub(super) fn len(&self) -> usize {
        self.states.len()
    }

    pub(super) fn known(&self, key: &[PastId]) -> Option<usize> {
        self.known.get(key).copied()
    }

    /// Adds the state that `world` is in: behind `parent` if it is not the first.
    pub(super) fn add(
        &mut self,
        world: &World,
        key: Box<[PastId]>,
        enabled: &[usize],
        yielded: &[bool],
        parent: Option<(usize, usize)>,
    ) -> usize {
        let view = View { world, yielded };
        let (mut actors, mut objects) = (Vec::new(), Vec::new());
        for &actor in &world.born.actors {
            *at(&mut actors, actor) = Some(at(&mut self.actors, actor).place(view.standing(actor)));
        }
        for &object in &world.born.objects {
            *at(&mut objects, object) = Some(at(&mut self.objects, object).place(view.value(object)));
        }
        let depth = parent.map_or(0, |(parent, _)| self.states[parent].depth + 1);
        let moves = enabled.iter().map(|&actor| (actor, None)).collect();
        let fingerprint = world.fingerprint();
        self.states.push(Node { depth, actors, objects, moves, end: None, parent, fingerprint });
        self.known.insert(key, self.states.len() - 1);
        self.states.len() - 1
    }

    pub(super) fn enabled(&self, state: usize) -> impl Iterator<Item = usize> {
        self.states[state].moves.iter().map(|(actor, _)| *actor)
    }

    pub(super) fn is_untried(&self, state: usize, actor: usize) -> bool {
        self.states[state].moves.contains(&(actor, None))
    }

    /// Somebody whose move has not been tried here.
    pub(super) fn untried(&self, state: usize) -> Option<usize> {
        self.states[state].moves.iter().find(|(_, to)| to.is_none()).map(|(actor, _)| *actor)
    }

    /// Takes note of where a move leads.
    pub(super) fn lead(&mut self, from: usize, actor: usize, to: usize) -> Result<(), GraphError> {
        let found = self.states[from].moves.iter_mut().find(|(mover, _)| *mover == actor);
        let (_, leads) = found.ok_or(GraphError::NotRepeatable)?;
        if *leads.get_or_insert(to) == to { Ok(()) } else { Err(GraphError::NotRepeatable) }
    }

    /// Takes note of how the program ends in a state.
    pub(super) fn ends(&mut self, state: usize, label: &str, failure: Option<FailureKind>) -> Result<(), GraphError> {
        let known = self.ends.iter().position(|end| end.label == label && end.failure == failure);
        let end = known.unwrap_or_else(|| {
            self.ends.push(End { label: label.to_owned(), failure });
            self.ends.len() - 1
        });
        let same = *self.states[state].end.get_or_insert(end) == end;
        if same { Ok(()) } else { Err(GraphError::NotRepeatable) }
    }

    /// Who has to move, one after another, to come to a state.
    pub(super) fn path_to(&self, state: usize) -> Vec<usize> {
        let mut path: Vec<usize> = self.before(state).map(|(_, actor)| actor).collect();
        path.reverse();
        path
    }

    /// The states on the way to a state, the last one first, and who moved there.
    fn before(&self, state: usize) -> impl Iterator<Item = (usize, usize)> {
        std::iter::successors(self.states[state].parent, |&(parent, _)| self.states[parent].parent)
    }

    /// How many of the states on the way to a state look the same, where most do.
    pub(super) fn most_alike_before(&self, state: usize) -> usize {
        let mut alike: HashMap<u64, usize> = HashMap::new();
        for (before, _) in self.before(state) {
            *alike.entry(self.states[before].fingerprint).or_default() += 1;
        }
        alike.into_values().max().unwrap_or(0)
    }

    /// Names whoever and whatever is new, at the end of an execution: then all are there from whom it is to be told apart.
    pub(super) fn name(&mut self, world: &World, names: &Names) {
        for &actor in &world.born.actors {
            let met = at(&mut self.actors, actor);
            met.is.get_or_insert_with(|| (world.actor_name(actor, names), world.actors[actor].process));
        }
        for &object in &world.born.objects {
            let met = at(&mut self.objects, object);
            met.is.get_or_insert_with(|| (world.object_name(object, names), world.states[object].kind()));
        }
    }

    /// From which state whose move leads to which.
    pub(super) fn moves(&self) -> Vec<(usize, usize, usize)> {
        let of = |(from, node): (usize, &Node)| {
            node.moves.iter().filter_map(|&(actor, to)| Some((from, actor, to?))).collect::<Vec<_>>()
        };
        self.states.iter().enumerate().flat_map(of).collect()
    }

    /// The states that are ends, with their labels.
    pub(super) fn labelled_ends(&self) -> Vec<(usize, String)> {
        let all = self.states.iter().enumerate();
        all.filter_map(|(state, node)| Some((state, self.ends[node.end?].label.clone()))).collect()
    }

    /// The graph, when all moves have been tried.
    pub(super) fn finish(self) -> StateGraph {
        let Self { states, mut ends, actors, objects, .. } = self;
        let mut sorted = ends.clone();
        sorted.sort();
        let new_end: Vec<usize> = ends.drain(..).map(|end| sorted.partition_point(|it| *it < end)).collect();
        let mut order: Vec<usize> = (0..states.len()).collect();
        order.sort_by_key(|&state| states[state].depth);
        let mut places = vec![0; states.len()];
        order.iter().enumerate().for_each(|(place, &state)| places[state] = place);
        let mut states: Vec<Option<Node>> = states.into_iter().map(Some).collect();
        let states = order.iter().filter_map(|&state| states[state].take()).map(|node| State {
            depth: node.depth,
            actors: node.actors,
            objects: node.objects,
            moves: node.moves.iter().filter_map(|&(actor, to)| Some(Move { actor, to: places[to?] })).collect(),
            end: node.end.map(|end| new_end[end]),
            ways: Vec::new(),
        });
        let actor = |met: Met<(String, usize), Standing>| {
            let (name, process) = met.is.unwrap_or_default();
            Actor { name, process, standings: met.all }
        };
        let object = |met: Met<(String, ObjectKind), Value>| {
            let (name, kind) = met.is.unwrap_or_default();
            Object { name, kind, values: met.all }
        };
        let mut graph = StateGraph {
            actors: actors.into_iter().map(actor).collect(),
            objects: objects.into_iter().map(object).collect(),
            states: states.collect(),
            ends: sorted,
        };
        gaps::close(&mut graph);
        ways::find(&mut graph);
        graph
    }
}

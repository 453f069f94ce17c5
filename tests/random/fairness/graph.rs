//! All states of a program.

use std::collections::{BTreeSet, HashMap};

use super::Group;
use super::machine::{Readiness, State};
use crate::random::loops::Code;

pub(super) struct Graph<'c> {
    code: &'c Code,
    pub(super) nodes: Vec<Node>,
}

pub(super) struct Node {
    state: State,
    readiness: Vec<Readiness>,
    /// For each actor that can go on, to which node it does.
    pub(super) next: Vec<Option<usize>>,
}

impl Node {
    /// Who has to be let go on from here some time.
    pub(super) fn must(&self) -> impl Iterator<Item = usize> {
        self.with(Readiness::Must)
    }

    pub(super) fn finished(&self) -> Group {
        self.with(Readiness::Finished).collect()
    }

    fn with(&self, readiness: Readiness) -> impl Iterator<Item = usize> {
        (0..self.readiness.len()).filter(move |actor| self.readiness[*actor] == readiness)
    }

    fn is_the_end(&self) -> bool {
        self.readiness.iter().all(|readiness| *readiness == Readiness::Finished)
    }
}

impl<'c> Graph<'c> {
    /// `None` if there are more states than `most`.
    pub(super) fn of(code: &'c Code, most: usize) -> Option<Self> {
        let actors = code.actors.len();
        let first = State::first(code);
        let mut numbers = HashMap::from([(first.clone(), 0)]);
        let mut states = vec![first];
        let mut nodes: Vec<Node> = Vec::new();
        while let Some(state) = states.get(nodes.len()).cloned() {
            if states.len() > most {
                return None;
            }
            let readiness: Vec<_> = (0..actors).map(|actor| state.readiness(code, actor)).collect();
            let mut next = vec![None; actors];
            for actor in 0..actors {
                if matches!(readiness[actor], Readiness::May | Readiness::Must) {
                    let mut after = state.clone();
                    after.step(code, actor);
                    let number = *numbers.entry(after).or_insert_with_key(|after| {
                        states.push(after.clone());
                        states.len() - 1
                    });
                    next[actor] = Some(number);
                }
            }
            nodes.push(Node { state, readiness, next });
        }
        Some(Self { code, nodes })
    }

    pub(super) fn actors(&self) -> usize {
        self.code.actors.len()
    }

    pub(super) fn outcomes(&self) -> BTreeSet<String> {
        self.nodes.iter().filter(|node| node.is_the_end()).map(|node| node.state.label()).collect()
    }

    pub(super) fn deadlocks(&self) -> BTreeSet<Group> {
        let stuck = |node: &&Node| !node.is_the_end() && node.must().next().is_none();
        self.nodes.iter().filter(stuck).map(Node::finished).collect()
    }

    /// Who waits for a lock that one of `owners` has.
    pub(super) fn behind(&self, node: &Node, owners: &Group) -> Group {
        let waits =
            |actor: &usize| node.state.waits_for(self.code, *actor).is_some_and(|owner| owners.contains(&owner));
        (0..self.actors()).filter(waits).collect()
    }
}

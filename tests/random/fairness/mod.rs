//! A judge for programs that wait for ever. It owes nothing to the library: it makes the whole graph of a program's
//! states, local variables included, and says what can come of it.

mod circles;
mod components;
mod graph;
mod machine;
mod signal;

use std::collections::BTreeSet;

use self::graph::Graph;
use super::loops::{Code, Program};

/// Actors, by number.
pub(crate) type Group = BTreeSet<usize>;

/// What a program can come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The labels of executions in which everybody comes to an end.
    pub(crate) outcomes: BTreeSet<String>,
    /// Who has come to an end where nobody else ever will, unless one wakes up for no reason.
    pub(crate) deadlocks: BTreeSet<Group>,
    pub(crate) circles: BTreeSet<Circle>,
}

/// A way of going round for ever in which nobody is passed over who could go on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Circle {
    /// Who goes round.
    pub(crate) moving: Group,
    pub(crate) finished: Group,
    /// Who waits for a lock that one of those has who go round.
    pub(crate) behind: Group,
}

/// Goes through all states of `program`; `None` if there are more than `most`.
pub(crate) fn judge(program: &Program, most: usize) -> Option<Verdict> {
    let code = Code::of(program);
    let graph = Graph::of(&code, most)?;
    Some(Verdict { outcomes: graph.outcomes(), deadlocks: graph.deadlocks(), circles: circles::of(&graph) })
}

//! Steps as they stand in a program, whoever takes them.

use racecourse_trace::exploration::Verb;
use racecourse_trace::failure::Site;
use racecourse_trace::state_graph::{StateGraph, Step};

/// A step as it stands in the program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where.
    pub site: Site,
    /// The name of the object that it is on; empty if there is none.
    pub object: String,
    /// What it does.
    pub action: Verb,
}

impl Place {
    /// That of `step`.
    pub fn of(graph: &StateGraph, step: &Step) -> Self {
        let object = step.object.map_or_else(String::new, |object| graph.objects[object].name.clone());
        Self { site: step.site.clone(), object, action: step.action }
    }

    /// Every step of a program that somebody may decide to take, or has to wait for, by where it stands. Waiting for somebody's end is
    /// nobody's decision.
    pub fn all(graph: &StateGraph) -> Vec<Self> {
        let standings = graph.actors.iter().flat_map(|actor| &actor.standings);
        let steps = standings.filter_map(|standing| standing.next.as_ref());
        let decided = steps.filter(|step| !is_forced(step.action) && step.site.line > 0);
        let mut places: Vec<Self> = decided.map(|step| Self::of(graph, step)).collect();
        places.sort();
        places.dedup();
        places
    }
}

/// Whether this is taken as soon as it is possible, so that no schedule has it.
pub(crate) fn is_forced(action: Verb) -> bool {
    matches!(action, Verb::Join | Verb::WaitFor | Verb::Yield | Verb::Sleep)
}

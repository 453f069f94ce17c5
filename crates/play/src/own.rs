//! Levels of a program that somebody has written as an exercise: what still goes wrong in it is attacked, and what went wrong at the
//! beginning and does not any more is defended.

use std::collections::BTreeMap;
use std::sync::Arc;

use racecourse_trace::state_graph::StateGraph;

use crate::cost::Distances;
use crate::level::{Kind, Level, Meaning};
use crate::place::Place;
use crate::refusal::{self, Of};
use crate::text::Text;

/// A program that somebody has written, with its states.
#[derive(Clone, Debug)]
pub struct Own {
    /// The exercise's name.
    pub exercise: String,
    /// The program's, of those that use what was written.
    pub program: String,
    /// What that does, in a sentence; it may be empty.
    pub does: String,
    /// Its states.
    pub graph: Arc<StateGraph>,
    /// Its texts: what was written, and then what uses it.
    pub texts: Vec<Text>,
    /// What each end means that it has.
    pub meanings: BTreeMap<String, Meaning>,
}

impl Own {
    /// An attack for each end that is wrong, and where somebody has a choice.
    pub fn attacks(&self) -> Vec<Level> {
        let all = self.wrong().into_iter().map(|end| {
            let goals = vec![end];
            let distances = distances(&self.graph, &goals);
            self.level(Kind::Attack, goals, distances, Vec::new(), self.does.clone())
        });
        all.filter(|level| !level.distances.is_reached(0)).collect()
    }

    /// The defence against all that goes wrong in `start`, the same program with what was there at the beginning; `None` if nothing
    /// does, or if it still can here.
    pub fn defence(&self, start: &Own) -> Option<Level> {
        let goals = start.wrong();
        let here = distances(&self.graph, &goals);
        if goals.is_empty() || here.from(&self.graph, 0, None).is_some() {
            return None;
        }
        let ways = distances(&start.graph, &goals);
        let fixed = Of { graph: &self.graph, texts: &self.texts };
        let refusing = refusal::refusing(fixed, Some((&start.graph, &ways)), &start.texts);
        let meanings = goals.iter().filter_map(|goal| Some((goal.clone(), start.meanings.get(goal)?.clone())));
        let meanings: BTreeMap<String, Meaning> = meanings.chain(self.meanings.clone()).collect();
        let about =
            "This went wrong at the beginning, and it cannot any more. Say so, and point at the step that refuses.";
        Some(Level { meanings, ..self.level(Kind::Defend, goals, here, refusing, about.to_owned()) })
    }

    /// The ends that are wrong.
    fn wrong(&self) -> Vec<String> {
        let labels = self.graph.ends.iter().map(|end| &end.label);
        labels.filter(|label| self.meanings.get(*label).is_some_and(|it| it.is_bug)).cloned().collect()
    }

    fn level(
        &self,
        kind: Kind,
        goals: Vec<String>,
        distances: Distances,
        refusing: Vec<Place>,
        about: String,
    ) -> Level {
        Level {
            kind,
            scenario: self.exercise.clone(),
            variant: self.program.clone(),
            about,
            graph: Arc::clone(&self.graph),
            texts: self.texts.clone(),
            goals,
            meanings: self.meanings.clone(),
            distances,
            places: Place::all(&self.graph),
            refusing,
        }
    }
}

fn distances(graph: &StateGraph, goals: &[String]) -> Distances {
    Distances::to(graph, |end| goals.contains(&graph.ends[end].label))
}

//! Levels: a program, and what it is to be brought to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use racecourse_report::scenario::{Grade, Graded, Role, Scenario, Variant};
use racecourse_report::verdict;
use racecourse_trace::exploration::EngineId;
use racecourse_trace::state_graph::StateGraph;

use crate::absent::{Absent, Why};
use crate::cost::{Cost, Distances};
use crate::place::Place;
use crate::refusal::{self, Of};
use crate::text::Text;

/// What a player is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Bring a broken program to the end that is its bug.
    Attack,
    /// Find out that a fix cannot be brought to it, and which step refuses.
    Defend,
    /// One of the two; which one is not told.
    Open,
}

impl Kind {
    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Attack => "attack",
            Kind::Defend => "defend",
            Kind::Open => "open",
        }
    }
}

/// What an end means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// Whether it is a bug.
    pub is_bug: bool,
    /// What it means, in a few words; empty if nobody has said so.
    pub why: String,
}

/// A program, and what it is to be brought to.
#[derive(Clone, Debug)]
pub struct Level {
    /// What the player is to do.
    pub kind: Kind,
    /// The scenario's name.
    pub scenario: String,
    /// The program's. Whoever plays an open level is not to see it before the end.
    pub variant: String,
    /// What is to be said of it before the first move; it may be empty.
    pub about: String,
    /// Its states.
    pub graph: Arc<StateGraph>,
    /// Its texts.
    pub texts: Vec<Text>,
    /// The ends to come to, by label: any one of them will do.
    pub goals: Vec<String>,
    /// What each end means that the program has, and each goal.
    pub meanings: BTreeMap<String, Meaning>,
    /// How far it is to a goal.
    pub distances: Distances,
    /// Every step that one can point at.
    pub places: Vec<Place>,
    /// Those of them that refuse the goals, if these cannot be reached. None if the program leaves nothing to decide.
    pub refusing: Vec<Place>,
}

impl Level {
    /// The fewest preemptions to a goal, and then the fewest moves; `None` if none can be reached.
    pub fn par(&self) -> Option<Cost> {
        self.distances.from(&self.graph, 0, None)
    }

    /// Whether a goal can be reached.
    pub fn is_possible(&self) -> bool {
        self.par().is_some()
    }

    /// Whether `label` is a goal.
    pub fn is_goal(&self, label: &str) -> bool {
        self.goals.iter().any(|goal| goal == label)
    }
}

/// A variant whose states are known.
#[derive(Clone)]
pub struct Mapped {
    /// The variant.
    pub variant: &'static Variant,
    /// Its states.
    pub graph: Arc<StateGraph>,
}

/// The attacks on a broken variant, one for each bug of its, in the order in which the scenario grades them; and why there is none for
/// some.
pub fn attacks(scenario: &'static Scenario, broken: &Mapped) -> (Vec<Level>, Vec<Absent>) {
    let (mut levels, mut absent) = (Vec::new(), Vec::new());
    let seen: BTreeSet<&str> = broken.graph.ends.iter().map(|end| end.label.as_str()).collect();
    for label in bugs(scenario, broken) {
        let lacks = |why| Absent {
            kind: Kind::Attack,
            variant: broken.variant.name.to_owned(),
            goal: Some(label.clone()),
            why,
        };
        if !seen.contains(label.as_str()) {
            let blind = scenario.blind_spot(EngineId::Explorer, &label).map(|blind| blind.why);
            absent.push(lacks(blind.map_or(Why::NeverEndsSo, Why::NotSeen)));
            continue;
        }
        let level = level(Kind::Attack, scenario, broken, vec![label.clone()], None);
        if level.distances.is_reached(0) {
            absent.push(lacks(Why::NothingToDecide));
        } else {
            levels.push(level);
        }
    }
    (levels, absent)
}

/// What `fixed` is to be defended against: all that goes wrong in `broken`. A broken variant without a graph goes wrong in the ways
/// that the scenario says it has to be seen in.
///
/// # Errors
///
/// Why there is no such level.
pub fn defence(
    scenario: &'static Scenario,
    fixed: &Mapped,
    broken: &'static Variant,
    broken_graph: Option<&Mapped>,
) -> Result<Level, Absent> {
    let lacks = |why| Absent { kind: Kind::Defend, variant: fixed.variant.name.to_owned(), goal: None, why };
    let must_see = || verdict::must_see(scenario, broken).into_iter().map(|graded| graded.outcome.to_owned()).collect();
    let attacked = |broken| attacks(scenario, broken).0.into_iter().flat_map(|it| it.goals).collect();
    let goals: Vec<String> = broken_graph.map_or_else(must_see, attacked);
    // What the search cannot see anyway is not refused by the fix.
    let (seen, unseen): (Vec<String>, Vec<String>) =
        goals.into_iter().partition(|goal| scenario.blind_spot(EngineId::Explorer, goal).is_none());
    if seen.is_empty() {
        let blind = verdict::must_see(scenario, broken);
        let blind = blind.iter().find_map(|it| scenario.blind_spot(EngineId::Explorer, it.outcome));
        let blind = blind.or_else(|| unseen.first().and_then(|goal| scenario.blind_spot(EngineId::Explorer, goal)));
        return Err(lacks(blind.map_or(Why::BrokenNeverFails(broken.name), |blind| Why::NotSeen(blind.why))));
    }
    let level = level(Kind::Defend, scenario, fixed, seen, Some((broken, broken_graph)));
    match level.is_possible() {
        true => Err(lacks(Why::FixFails)),
        false => Ok(level),
    }
}

/// The same, where it is not told whether the program is broken or a fix.
#[must_use]
pub fn opened(level: Level) -> Level {
    let texts = level.texts.into_iter().map(Text::without_comments).collect();
    Level { kind: Kind::Open, texts, ..level }
}

/// An attack on `broken` that is won by any of its bugs.
///
/// # Errors
///
/// Why there is none.
pub fn any_attack(scenario: &'static Scenario, broken: &Mapped) -> Result<Level, Absent> {
    let (levels, mut absent) = attacks(scenario, broken);
    let goals: Vec<String> = levels.into_iter().flat_map(|level| level.goals).collect();
    if goals.is_empty() {
        let lacks = |why| Absent { kind: Kind::Attack, variant: broken.variant.name.to_owned(), goal: None, why };
        return Err(absent.pop().unwrap_or_else(|| lacks(Why::BrokenNeverFails(broken.variant.name))));
    }
    Ok(level(Kind::Attack, scenario, broken, goals, None))
}

/// The labels that are bugs of a broken variant: those that it has, and those that it has to have.
fn bugs(scenario: &'static Scenario, broken: &Mapped) -> Vec<String> {
    let mut labels = Vec::new();
    let table = verdict::table(scenario, broken.variant);
    let ends = || broken.graph.ends.iter().map(|end| end.label.as_str());
    let is_its = |it: &Graded| it.grade == Grade::MustSee || ends().any(|end| end == it.outcome);
    let graded = table.iter().filter(|it| it.is_bug() && is_its(it));
    labels.extend(graded.map(|it| it.outcome.to_owned()));
    // What nobody has graded is no end that the program is meant to have.
    labels.extend(ends().filter(|end| table.iter().all(|it| it.outcome != *end)).map(str::to_owned));
    labels
}

fn level(
    kind: Kind,
    scenario: &'static Scenario,
    of: &Mapped,
    goals: Vec<String>,
    broken: Option<(&'static Variant, Option<&Mapped>)>,
) -> Level {
    let graph = Arc::clone(&of.graph);
    let distances = distances(&graph, &goals);
    let texts = texts_of(of.variant);
    let refusing = broken.map_or_else(Vec::new, |(variant, mapped)| {
        let ways = mapped.map(|mapped| (&*mapped.graph, self::distances(&mapped.graph, &goals)));
        let ways = ways.as_ref().map(|(graph, distances)| (*graph, distances));
        refusal::refusing(Of { graph: &graph, texts: &texts }, ways, &texts_of(variant))
    });
    let labels = graph.ends.iter().map(|end| &end.label).chain(&goals);
    let meaning = |label: &str| {
        let graded = scenario.grading(of.variant, label);
        let why = graded.map_or("", |graded| graded.why).to_owned();
        Meaning { is_bug: graded.is_none_or(|graded| graded.is_bug()), why }
    };
    let meanings = labels.map(|label| (label.clone(), meaning(label))).collect();
    let (scenario, variant) = (scenario.name.to_owned(), of.variant.name.to_owned());
    let places = Place::all(&graph);
    let about = String::new();
    Level { kind, scenario, variant, about, graph, texts, goals, meanings, distances, places, refusing }
}

fn distances(graph: &StateGraph, goals: &[String]) -> Distances {
    Distances::to(graph, |end| goals.contains(&graph.ends[end].label))
}

fn texts_of(variant: &Variant) -> Vec<Text> {
    vec![Text::new(variant.file, variant.source)]
}

/// The broken variants of a scenario.
pub fn broken(scenario: &'static Scenario) -> impl Iterator<Item = &'static Variant> {
    scenario.variants.iter().filter(|variant| variant.role == Role::Broken)
}

/// Its fixes.
pub fn fixes(scenario: &'static Scenario) -> impl Iterator<Item = &'static Variant> {
    scenario.variants.iter().filter(|variant| variant.role == Role::Fixed)
}

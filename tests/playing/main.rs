//! Playing the scheduler: every level of every scenario, and random programs. What the games say is held against the programs
//! themselves and against brute force, which knows nothing of games.

#[path = "../random/mod.rs"]
#[expect(dead_code, unused_imports, reason = "other tests need the rest of it")]
mod random;

mod every_level;
mod finding;
mod own;
mod par;
mod predicting;
mod talking;
#[path = "../thoroughness.rs"]
mod thoroughness;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use proptest::test_runner::Config;
use racecourse::engine::graph::states_of;
use racecourse::scenario::{Scenario, Variant, program_of};
use racecourse::state_graph::{GraphError, StateGraph};
use racecourse_play::level::Mapped;

/// A property of few random programs, or of many.
fn random_programs(few: u32, many: u32) -> Config {
    Config { cases: thoroughness::cases(few, many), failure_persistence: None, ..Config::default() }
}

type Graphs = BTreeMap<&'static str, Arc<Result<StateGraph, GraphError>>>;

/// The states of a variant: found once, for all tests.
fn graph_of(variant: &'static Variant) -> Arc<Result<StateGraph, GraphError>> {
    static GRAPHS: OnceLock<Mutex<Graphs>> = OnceLock::new();
    let mut graphs = GRAPHS.get_or_init(Mutex::default).lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let found = || Arc::new(states_of(&program_of(variant), &variant.budget, 100_000));
    Arc::clone(graphs.entry(variant.file).or_insert_with(found))
}

/// The same for the levels, if there is a graph.
fn mapped(variant: &'static Variant) -> Option<Mapped> {
    let graph = graph_of(variant).as_ref().as_ref().ok()?.clone();
    Some(Mapped { variant, graph: Arc::new(graph) })
}

/// The scenario called so.
fn scenario(name: &str) -> &'static Scenario {
    racecourse_course::ALL.iter().find(|scenario| scenario.name == name).expect("there is such a scenario")
}

//! A course from a file: what `--dry-engine` reads, so that tests of the output know every byte of it.
//!
//! No engine runs. Scenarios and explorations are taken as they are written.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::course::{Course, Explore};
use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::exploration::{Coverage, Execution, Exploration};
use racecourse::hazard::Hazard;
use racecourse::outcome::Outcome;
use racecourse::scenario::{Actors, Blind, Concurrent, Grade, Graded, Role, Scenario, Variant};
use racecourse::schedule::{Refusal, Schedule, ScheduleError};
use racecourse::state_graph::{GraphError, StateGraph};

/// The file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct DryCourse {
    /// The scenarios; the real ones if there are none.
    #[serde(default)]
    pub scenarios: Vec<DryScenario>,
    /// What the engines are said to have found.
    pub explorations: Vec<DryExploration>,
}

/// What an engine is said to have found about a variant.
#[derive(Debug, Serialize, Deserialize)]
pub struct DryExploration {
    scenario: String,
    variant: String,
    exploration: Exploration,
}

/// A scenario as it is written in the file.
#[derive(Debug, Serialize, Deserialize)]
pub struct DryScenario {
    id: String,
    name: String,
    family: String,
    title: String,
    summary: String,
    hazard: Hazard,
    lesson: String,
    processes: bool,
    variants: Vec<DryVariant>,
    outcomes: Vec<DryGraded>,
    blind: Vec<DryBlind>,
    #[serde(default)]
    concurrent: Vec<DryConcurrent>,
    hints: Vec<String>,
    references: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DryConcurrent {
    sections: [String; 2],
    serialised: Vec<(String, String)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DryVariant {
    name: String,
    broken: bool,
    summary: String,
    source: String,
    file: String,
    outcomes: Vec<DryGraded>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DryGraded {
    outcome: String,
    grade: DryGrade,
    why: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DryGrade {
    Works,
    Allowed,
    MustSee,
    Forbidden,
}

#[derive(Debug, Serialize, Deserialize)]
struct DryBlind {
    engine: EngineId,
    outcome: String,
    why: String,
}

/// The course written in `text`, with `scenarios` if it has none of its own.
pub fn course(text: &str, scenarios: &[&'static Scenario]) -> Result<Course, serde_json::Error> {
    let dry: DryCourse = serde_json::from_str(text)?;
    let scenarios = match dry.scenarios.is_empty() {
        true => scenarios.to_vec(),
        false => dry.scenarios.into_iter().map(|scenario| &*Box::leak(Box::new(scenario.kept()))).collect(),
    };
    let found =
        dry.explorations.into_iter().map(|one| ((one.scenario, one.variant, one.exploration.engine), one.exploration));
    Ok(Course { scenarios, explorer: Box::new(Recorded(found.collect())) })
}

impl DryCourse {
    /// Adds a scenario.
    pub fn scenario(&mut self, scenario: &Scenario) {
        self.scenarios.push(DryScenario::of(scenario));
    }

    /// Adds what an engine is said to have found.
    pub fn exploration(&mut self, scenario: &Scenario, variant: &Variant, exploration: Exploration) {
        let (scenario, variant) = (scenario.name.to_owned(), variant.name.to_owned());
        self.explorations.push(DryExploration { scenario, variant, exploration });
    }
}

struct Recorded(BTreeMap<(String, String, EngineId), Exploration>);

impl Explore for Recorded {
    /// Nothing takes any time where no engine runs.
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn explore(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        engine: EngineId,
        _: &Budget,
    ) -> Exploration {
        let key = (scenario.name.to_owned(), variant.name.to_owned(), engine);
        self.0.get(&key).cloned().unwrap_or_else(|| {
            let reason = "not in the file".into();
            Exploration::new(engine, Coverage::NotApplicable { reason })
        })
    }

    fn run(
        &self,
        scenario: &'static Scenario,
        variant: &'static Variant,
        engine: EngineId,
        budget: &Budget,
        _: Duration,
        _: &dyn Fn(Option<&str>) -> bool,
    ) -> Exploration {
        self.explore(scenario, variant, engine, budget)
    }

    fn follow(
        &self,
        _: &'static Scenario,
        _: &'static Variant,
        _: &Schedule,
        _: EngineId,
        _: &Budget,
    ) -> Result<Exploration, ScheduleError> {
        Err(ScheduleError::refused(Refusal::NoEngine))
    }

    /// What came of other orders is in the file, if it is anywhere.
    fn explain(
        &self,
        _: &'static Scenario,
        _: &'static Variant,
        _: &Schedule,
        _: &str,
        _: &Budget,
    ) -> Option<Execution> {
        None
    }

    fn states(&self, _: &'static Scenario, _: &'static Variant, _: usize) -> Result<StateGraph, GraphError> {
        Err(GraphError::Interrupted { says: "no engine runs here".to_owned() })
    }
}

// A scenario's texts live as long as the program, because real ones are part of it. The few read from a file are kept
// for ever too: the process ends with the command that read them.

fn kept_text(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn kept_list<T, U>(list: Vec<T>, each: impl FnMut(T) -> U) -> &'static [U] {
    Box::leak(list.into_iter().map(each).collect::<Vec<_>>().into_boxed_slice())
}

impl DryScenario {
    fn kept(self) -> Scenario {
        Scenario {
            id: kept_text(self.id),
            name: kept_text(self.name),
            family: kept_text(self.family),
            title: kept_text(self.title),
            summary: kept_text(self.summary),
            hazard: self.hazard,
            lesson: kept_text(self.lesson),
            actors: if self.processes { Actors::Processes } else { Actors::Threads },
            variants: kept_list(self.variants, DryVariant::kept),
            outcomes: kept_list(self.outcomes, DryGraded::kept),
            blind: kept_list(self.blind, |blind| Blind {
                engine: blind.engine,
                outcome: kept_text(blind.outcome),
                why: kept_text(blind.why),
            }),
            concurrent: kept_list(self.concurrent, DryConcurrent::kept),
            hints: kept_list(self.hints, kept_text),
            references: kept_list(self.references, kept_text),
        }
    }

    fn of(scenario: &Scenario) -> Self {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Self {
            id: scenario.id.to_owned(),
            name: scenario.name.to_owned(),
            family: scenario.family.to_owned(),
            title: scenario.title.to_owned(),
            summary: scenario.summary.to_owned(),
            hazard: scenario.hazard,
            lesson: scenario.lesson.to_owned(),
            processes: scenario.actors == Actors::Processes,
            variants: scenario.variants.iter().map(DryVariant::of).collect(),
            outcomes: scenario.outcomes.iter().map(DryGraded::of).collect(),
            blind: scenario
                .blind
                .iter()
                .map(|blind| DryBlind { engine: blind.engine, outcome: blind.outcome.into(), why: blind.why.into() })
                .collect(),
            concurrent: scenario.concurrent.iter().map(DryConcurrent::of).collect(),
            hints: texts(scenario.hints),
            references: texts(scenario.references),
        }
    }
}

impl DryConcurrent {
    fn kept(self) -> Concurrent {
        Concurrent {
            sections: self.sections.map(kept_text),
            serialised: kept_list(self.serialised, |(name, why)| (kept_text(name), kept_text(why))),
        }
    }

    fn of(concurrent: &Concurrent) -> Self {
        let pair = |(name, why): &(&str, &str)| ((*name).to_owned(), (*why).to_owned());
        Self {
            sections: concurrent.sections.map(str::to_owned),
            serialised: concurrent.serialised.iter().map(pair).collect(),
        }
    }
}

impl DryVariant {
    fn kept(self) -> Variant {
        Variant {
            name: kept_text(self.name),
            role: if self.broken { Role::Broken } else { Role::Fixed },
            summary: kept_text(self.summary),
            run: || Outcome::new("not run"),
            source: kept_text(self.source),
            file: kept_text(self.file),
            outcomes: kept_list(self.outcomes, DryGraded::kept),
            budget: Budget::DEFAULT,
        }
    }

    fn of(variant: &Variant) -> Self {
        Self {
            name: variant.name.to_owned(),
            broken: variant.role == Role::Broken,
            summary: variant.summary.to_owned(),
            source: variant.source.to_owned(),
            file: variant.file.to_owned(),
            outcomes: variant.outcomes.iter().map(DryGraded::of).collect(),
        }
    }
}

impl DryGraded {
    fn kept(self) -> Graded {
        let grade = match self.grade {
            DryGrade::Works => Grade::Works,
            DryGrade::Allowed => Grade::Allowed,
            DryGrade::MustSee => Grade::MustSee,
            DryGrade::Forbidden => Grade::Forbidden,
        };
        Graded { outcome: kept_text(self.outcome), grade, why: kept_text(self.why) }
    }

    fn of(graded: &Graded) -> Self {
        let grade = match graded.grade {
            Grade::Works => DryGrade::Works,
            Grade::Allowed => DryGrade::Allowed,
            Grade::MustSee => DryGrade::MustSee,
            Grade::Forbidden => DryGrade::Forbidden,
        };
        Self { outcome: graded.outcome.to_owned(), grade, why: graded.why.to_owned() }
    }
}

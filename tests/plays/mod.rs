//! Schedules that the explorer finds, played on real threads and processes.

use libtest_mimic::Failed;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, explore};
use racecourse::exploration::Exploration;
use racecourse::isolate::{self, Limits};
use racecourse::scenario::{Actors, Scenario, Variant, program_of};
use racecourse_report::sentences;

/// What `explorer` sees of a variant, and where there are data races, what they do.
pub(crate) fn explored(variant: &Variant) -> Exploration {
    let budget = Budget { past_data_races: true, ..variant.budget.clone() };
    explore(&program_of(variant), EngineId::Explorer, &budget)
}

fn runs(scenario: &Scenario) -> u64 {
    match scenario.actors {
        Actors::Threads => 20,
        Actors::Processes => 5,
    }
}

/// Whatever the explorer has seen of a scenario's variants happens again for real, in all runs.
pub(crate) fn plays_all(scenario: &'static Scenario) -> Result<(), Failed> {
    let mut wrong = String::new();
    for variant in scenario.variants {
        for (label, seen) in explored(variant).observations {
            let schedule = &seen.example.schedule;
            let budget = Budget { runs: runs(scenario), ..variant.budget.clone() };
            let which = format!("{}/{} {label}: {schedule}", scenario.name, variant.name);
            let played = isolate::play(scenario, variant, schedule, &budget, &Limits::DEFAULT);
            match played {
                Err(error) => wrong += &format!("{which}\n{}\n", sentences::refused(&error)),
                Ok(played) => {
                    let ends = played.observations.iter().map(|(end, it)| (end.as_str(), it.count));
                    let ends: Vec<(&str, u64)> = ends.collect();
                    if ends != [(label.as_str(), budget.runs)] {
                        wrong += &format!("{which}\ncame to {ends:?}, {:?}\n", played.coverage);
                    }
                }
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failed::from(wrong)) }
}

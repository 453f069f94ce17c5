//! Schedules that the explorer finds, played on real threads and processes: what a model says happens for real, every
//! time.
//!
//! The harness is not the usual one: each play runs in a child process, which is this program started again.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explore};
use racecourse::exploration::Exploration;
use racecourse::isolate::{self, Limits};
use racecourse::scenario::{Actors, Scenario, Variant};
use racecourse::scenarios;
use racecourse::schedule::Schedule;

fn main() -> ExitCode {
    isolate::enter_if_child();
    let arguments = Arguments::from_args();
    let trial = |scenario: &&'static Scenario| {
        let scenario = *scenario;
        let name = format!("{}_does_for_real_what_the_explorer_saw", scenario.name);
        Trial::test(name, move || plays_all(scenario))
    };
    let trials = scenarios::ALL.iter().map(trial).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// What `explorer` sees of a variant, and where there are data races, what they do.
fn explored(variant: &Variant) -> Exploration {
    let budget = Budget { past_data_races: true, ..variant.budget.clone() };
    explore(&Program::from(variant), EngineId::Explorer, &budget)
}

fn runs(scenario: &Scenario) -> u64 {
    match scenario.actors {
        Actors::Threads => 20,
        Actors::Processes => 5,
    }
}

/// Whatever the explorer has seen of a scenario's variants happens again for real, in all runs.
fn plays_all(scenario: &'static Scenario) -> Result<(), Failed> {
    for variant in scenario.variants {
        for (label, seen) in explored(variant).observations {
            let schedule: Schedule = seen.example.schedule.parse().map_err(|error| format!("{error}"))?;
            let budget = Budget { runs: runs(scenario), ..variant.budget.clone() };
            let which = format!("{}/{} {label}: {schedule}", scenario.name, variant.name);
            let played = isolate::play(scenario, variant, &schedule, &budget, &Limits::DEFAULT);
            let played = played.map_err(|error| format!("{which}\n{error}"))?;
            let ends: Vec<(&str, u64)> = played.observations.iter().map(|(end, it)| (end.as_str(), it.count)).collect();
            if ends != [(label.as_str(), budget.runs)] {
                return Err(Failed::from(format!("{which}\ncame to {ends:?}, {:?}", played.coverage)));
            }
        }
    }
    Ok(())
}

//! What a scenario promises about one of its variants.

use crate::scenario::{Actors, Grade, Graded, Scenario, Variant};
use racecourse_trace::exploration::EngineId;

/// The outcomes that are graded for `variant`: the scenario's table with the variant's own entries put over it.
pub fn table(scenario: &Scenario, variant: &Variant) -> Vec<&'static Graded> {
    let overruled = |graded: &&Graded| variant.outcomes.iter().any(|own| own.outcome == graded.outcome);
    let inherited = scenario.outcomes.iter().filter(|graded| !overruled(graded));
    variant.outcomes.iter().chain(inherited).collect()
}

/// The outcomes that are bugs in `variant`.
pub fn bugs(scenario: &Scenario, variant: &Variant) -> Vec<&'static Graded> {
    table(scenario, variant).into_iter().filter(|graded| graded.is_bug()).collect()
}

/// The outcomes that a broken `variant` has to show.
pub fn must_see(scenario: &Scenario, variant: &Variant) -> Vec<&'static Graded> {
    table(scenario, variant).into_iter().filter(|graded| graded.grade == Grade::MustSee).collect()
}

/// The outcomes that say that `variant` does what it is for. A fix has to show each of them.
pub fn works(scenario: &Scenario, variant: &Variant) -> Vec<&'static Graded> {
    table(scenario, variant).into_iter().filter(|graded| graded.grade == Grade::Works).collect()
}

/// Whether a broken variant of `scenario` has to fail under `engine`. The other engines look at samples, or at one
/// schedule: for them a failure is luck, and none is no surprise. loom's search leaves executions out, and of processes
/// `weak_memory` does not decide all.
pub fn required(scenario: &Scenario, engine: EngineId) -> bool {
    match engine {
        EngineId::Explorer => true,
        EngineId::WeakMemory => scenario.actors == Actors::Threads,
        EngineId::Processes => scenario.actors == Actors::Processes,
        _ => false,
    }
}

/// How much a label matters, the worst first: ungraded, must be seen, forbidden, allowed, what it is for.
pub fn grade_rank(grade: Option<Grade>) -> u8 {
    match grade {
        None => 0,
        Some(Grade::MustSee) => 1,
        Some(Grade::Forbidden) => 2,
        Some(Grade::Allowed) => 3,
        Some(Grade::Works) => 4,
    }
}

//! The engines and the facade: small programs mean the same to all of them, and each finds what it is for.

mod checks;
#[path = "../claims/mod.rs"]
mod claims;
mod classes;
mod concurrency;
mod counterfactuals;
mod declarations;
mod does_not_repeat;
mod does_nothing;
mod everything;
#[path = "../../src/scenario/example/mod.rs"]
#[expect(unreachable_pub, reason = "it is written as a course would have it")]
mod example;
mod facade;
mod fairness;
mod handed_over;
mod hostile_words;
mod limits;
mod litmus;
mod liveness;
mod lock_orders;
mod loom_faults;
mod made_outside;
mod panics;
#[path = "../programs/mod.rs"]
mod programs;
mod properties;
#[path = "../random/mod.rs"]
mod random;
mod real_threads;
mod replay;
mod resting;
mod shared_receivers;
mod shown_values;
mod states;
#[path = "../thoroughness.rs"]
mod thoroughness;
mod thread_locals;
mod waiting_for_ever;

use proptest::prelude::ProptestConfig;

/// A property of few random programs, or of many. What fails goes into a test of its own, not into a file.
fn random_programs(few: u32, many: u32) -> ProptestConfig {
    let cases = thoroughness::cases(few, many);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

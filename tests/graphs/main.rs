//! The search for execution graphs: against brute force, against published counts, and against litmus tables.

#![expect(unreachable_pub, reason = "the modules of a test are all private")]

mod counts;
mod jobs;
mod language;
mod lesson;
mod litmus;
mod random;
#[path = "../thoroughness.rs"]
mod thoroughness;

/// A test of few random programs, or of many.
fn random_programs(few: u32, many: u32) -> proptest::test_runner::Config {
    let cases = thoroughness::cases(few, many);
    proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() }
}

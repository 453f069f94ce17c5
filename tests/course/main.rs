//! The course, checked: every variant of every scenario by every engine, and its schedules for real.
//!
//! The harness is not the usual one, because that hides the output of tests that pass, and because the engines run in
//! child processes that are this program started again.

#[path = "../claims/mod.rs"]
mod claims;
mod counterexamples;
#[path = "../plays/mod.rs"]
mod plays;
mod registry;
mod repairs;
mod verdicts;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use racecourse::isolate;
use racecourse_course::ALL;

fn main() -> ExitCode {
    isolate::enter_if_child(ALL);
    let for_real = ALL.iter().map(|&scenario| {
        let name = format!("{}_does_for_real_what_the_explorer_saw", scenario.name);
        Trial::test(name, move || plays::plays_all(scenario))
    });
    let for_real = for_real.collect::<Vec<_>>();
    let trials = [verdicts::trials(), registry::trials(), counterexamples::trials(), repairs::trials(), for_real]
        .into_iter()
        .flatten()
        .collect();
    let mut arguments = Arguments::from_args();
    // They wait for their children, and some of these for the clock.
    arguments.test_threads.get_or_insert(4);
    libtest_mimic::run(&arguments, trials).exit_code()
}

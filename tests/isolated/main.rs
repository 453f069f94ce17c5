//! What needs a process of its own: engines in watched children, schedules on real threads and processes, and the long
//! searches that are compared with published counts.
//!
//! The harness is not the usual one, because the engines run in child processes that are this program started again.

#[cfg(target_os = "linux")]
mod blocked;
mod gated;
#[cfg(target_os = "linux")]
mod hostile;
mod isolation;
mod many_outcomes;
#[path = "../plays/mod.rs"]
mod plays;
#[path = "../programs/mod.rs"]
#[expect(dead_code, reason = "one of them is about a mistake that only a model notices")]
mod programs;
#[path = "../published/mod.rs"]
#[expect(dead_code, reason = "the benchmarks use the rest")]
mod published;
mod published_counts;
#[cfg(target_os = "linux")]
mod side_by_side;
mod stopped;

use std::process::ExitCode;

use libtest_mimic::Arguments;
use racecourse::isolate;
use racecourse::scenario::Scenario;

fn main() -> ExitCode {
    if isolation::is_stranger() {
        return isolation::stranger();
    }
    #[cfg_attr(not(target_os = "linux"), expect(unused_mut, reason = "there are fewer"))]
    let mut scenarios: Vec<&'static Scenario> =
        gated::SMALL.iter().chain([&isolation::TROUBLE, &stopped::STOPPED, &many_outcomes::MANY]).collect();
    #[cfg(target_os = "linux")]
    scenarios.extend([&hostile::HOSTILE, &blocked::BLOCKED]);
    isolate::enter_if_child(&scenarios);
    if let Some(code) = many_outcomes::in_another_role() {
        return code;
    }
    #[cfg(target_os = "linux")]
    if let Some(code) = hostile::in_another_role().or_else(blocked::in_another_role) {
        return code;
    }
    if isolation::is_parent() {
        return isolation::parent();
    }
    let trials: Vec<_> =
        [isolation::trials(), stopped::trials(), many_outcomes::trials(), gated::trials(), published_counts::trials()]
            .into_iter()
            .flatten()
            .collect();
    #[cfg(target_os = "linux")]
    let trials: Vec<_> = hostile::trials().into_iter().chain(blocked::trials()).chain(trials).collect();
    let mut arguments = Arguments::from_args();
    // They wait for their children, and some of these for the clock.
    arguments.test_threads.get_or_insert(4);
    libtest_mimic::run(&arguments, trials).exit_code()
}

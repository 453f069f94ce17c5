//! The cache on disk: right values or none, whoever is killed and whatever is damaged; concurrent misses compute once.
//!
//! A program of its own with one thread, so that forking is safe.

mod cache {
    pub(crate) mod damage;
    pub(crate) mod kills;
    pub(crate) mod once;
    pub(crate) mod refusals;
}

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use nix::unistd::alarm;

/// After so many seconds a test counts as hanging, and is killed by the alarm.
const PATIENCE: u32 = 300;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    let all = [cache::damage::ALL, cache::once::ALL, cache::refusals::ALL, cache::kills::ALL];
    let trials = all.concat().into_iter().map(|(name, test)| {
        Trial::test(name, move || {
            alarm::set(PATIENCE);
            test();
            alarm::cancel();
            Ok(())
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

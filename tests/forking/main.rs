//! What forks: the worker pool and the cache on disk, whose users are killed at any moment.
//!
//! A program of its own with one thread, so that forking is safe and `waitpid` sees the children of one test only.

mod cache;
mod pool;
#[path = "../signals/mod.rs"]
mod signals;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use nix::errno::Errno;
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::alarm;

/// After so many seconds a test counts as hanging, and is killed by the alarm.
const PATIENCE: u32 = 300;

fn main() -> ExitCode {
    signals::end_who_gets_them();
    pool::orphans::enter_if_parent();
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    let trials = pool::all().into_iter().chain(cache::all());
    let trials = trials.map(|(name, test)| Trial::test(name, move || watched(test))).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Runs a test, and looks whether it has left a child, running or dead.
fn watched(test: fn()) -> Result<(), Failed> {
    alarm::set(PATIENCE);
    test();
    alarm::cancel();
    match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
        Err(Errno::ECHILD) => Ok(()),
        left => Err(format!("a child is left behind: {left:?}").into()),
    }
}

//! The worker pool: right results in order, or an error that names the task; no hang, no zombie, no orphan.
//!
//! A program of its own with one thread, so that forking is safe and `waitpid` sees the children of one test only.

mod pool {
    pub(crate) mod accidents;
    pub(crate) mod orders;
    pub(crate) mod orphans;
    pub(crate) mod random;
    pub(crate) mod standing;
}
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
    let all = [pool::orders::ALL, pool::accidents::ALL, pool::standing::ALL, pool::random::ALL, pool::orphans::ALL];
    let trials = all.concat().into_iter().map(|(name, test)| Trial::test(name, move || watched(test)));
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
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

//! What forks: the worker pool and the cache on disk, whose users are killed at any moment.
//!
//! Each test has a process of its own with one thread, so that forking is safe and `waitpid` sees the children of that test
//! only: this program starts itself again for it.

mod cache;
mod pool;
#[path = "../signals/mod.rs"]
mod signals;

use std::env;
use std::process::{Command, ExitCode, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};
use nix::errno::Errno;
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::alarm;

/// After so many seconds a test counts as hanging, and is killed by the alarm.
const PATIENCE: u32 = 300;

/// Set where this program runs one test, and for that was started by itself.
const ALONE: &str = "RACECOURSE_FORKING_TEST";

fn main() -> ExitCode {
    signals::end_who_gets_them();
    pool::orphans::enter_if_parent();
    let mut tests = pool::all().into_iter().chain(cache::all());
    if let Some(alone) = env::var_os(ALONE) {
        let Some((_, test)) = tests.find(|(name, _)| *name == alone) else { return ExitCode::from(2) };
        return watched(test).map_or_else(|why| panic!("{why}"), |()| ExitCode::SUCCESS);
    }
    let trials = tests.map(|(name, _)| Trial::test(name, move || in_a_process_of_its_own(name))).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn in_a_process_of_its_own(name: &str) -> Result<(), Failed> {
    let status = Command::new(env::current_exe()?).env(ALONE, name).stdin(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(status.to_string().into()) }
}

/// Runs a test, and looks whether it has left a child, running or dead.
fn watched(test: fn()) -> Result<(), String> {
    alarm::set(PATIENCE);
    test();
    alarm::cancel();
    match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
        Err(Errno::ECHILD) => Ok(()),
        left => Err(format!("a child is left behind: {left:?}")),
    }
}

//! The child's side: find the lab, run it, and hand over what it found.

use std::fs::OpenOptions;
use std::io;
use std::os::fd::AsFd;
use std::panic::{self, AssertUnwindSafe};

use nix::unistd::{dup2_stdin, dup2_stdout, getpgrp, getpid};

use super::guard;
use super::job::{Job, VARIABLE};
use crate::lab::wire::{self, Message};
use crate::lab::{Bench, Findings, Lab, Trouble};
use racecourse::internals::hook;
use racecourse::internals::panic_text;
use racecourse::internals::process::exit_at_once;

/// Runs a lab and ends the process, if this process was started by [`run`](super::run); else does nothing.
///
/// To be called first in `main`, before there is a second thread, or anything in the standard output.
pub fn enter_if_child(labs: &[&'static Lab]) {
    let Ok(job) = std::env::var(VARIABLE) else { return };
    // The guard kills the group, so this has to be a group of its own.
    let job = serde_json::from_str::<Job>(&job).ok().filter(|_| getpgrp() == getpid());
    let Some(job) = job else {
        eprintln!("error: {VARIABLE} is not meant to be set by hand");
        exit_at_once(2);
    };
    if let Err(error) = set_up(&job) {
        eprintln!("error: failed to set up a lab's process: {error}");
        exit_at_once(2);
    }
    wire::send(&Message::Hello);
    hook::silence_process();
    let last = match panic::catch_unwind(AssertUnwindSafe(|| work(labs, job))) {
        Ok(Ok(findings)) => Message::Done(Box::new(findings)),
        Ok(Err(Trouble::Usage(why))) => Message::Usage(why),
        Ok(Err(trouble)) => Message::Failed(trouble.to_string()),
        Err(panic) => Message::Failed(format!("the lab panicked: {}", panic_text(panic.as_ref()))),
    };
    wire::send(&last);
    // The parent closes the lifeline when it has heard this, and the guard ends whatever is left.
    exit_at_once(0)
}

/// Moves the wire to where a lab does not write by accident, and sets the guard.
fn set_up(job: &Job) -> io::Result<()> {
    let lifeline = io::stdin().as_fd().try_clone_to_owned()?;
    let guard = guard::set(lifeline, &job.folder)?;
    // Nobody waits for it: it ends after this process.
    std::mem::forget(guard);
    wire::open(io::stdout().as_fd().try_clone_to_owned()?);
    let nowhere = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    dup2_stdin(&nowhere)?;
    dup2_stdout(&nowhere)?;
    Ok(())
}

fn work(labs: &[&'static Lab], job: Job) -> Result<Findings, Trouble> {
    let lab = labs.iter().find(|lab| lab.name == job.lab);
    let lab = lab.ok_or_else(|| Trouble::Failed(format!("there is no lab called {}", job.lab)))?;
    let mut bench = Bench::new(lab, job.setting, job.folder);
    (lab.run)(&mut bench)?;
    Ok(bench.into_findings())
}

//! One worker of several comes to grief: what is left?

use std::process::abort;

use super::{crash_processes, crash_threads};
use crate::lab::{Bench, Trouble, fork};

/// How many workers there are. The second one has the bug.
pub(super) const WORKERS: usize = 3;

type Program = fn(&[fn() -> u64]) -> Vec<Result<u64, String>>;

/// How many results came back when a worker aborted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) threads: usize,
    pub(super) processes: usize,
}

/// Has a worker panic, and one abort, among threads and among processes; notes a table.
pub(super) fn measure(bench: &mut Bench) -> Result<Left, Trouble> {
    let panics = (|| panic!("a bug")) as fn() -> u64;
    let aborts = (|| abort()) as fn() -> u64;
    let (threads, processes) = (crash_threads::results as Program, crash_processes::results as Program);
    let mut rows = Vec::new();
    let mut counts = Vec::new();
    for (what, program, bug) in [
        ("a thread panics", threads, panics),
        ("a process panics", processes, panics),
        ("a thread aborts", threads, aborts),
        ("a process aborts", processes, aborts),
    ] {
        let (results, lost) = outcome(program, bug);
        counts.push(results);
        rows.push(vec![what.to_owned(), format!("{results} of {WORKERS}"), lost]);
    }
    let title = format!("One of {WORKERS} workers has a bug");
    bench.facts(title, &["", "results", "what is lost"], rows);
    match counts[..] {
        [_, _, threads, processes] => Ok(Left { threads, processes }),
        _ => Err(Trouble::Failed("not every crash was tried".to_owned())),
    }
}

/// How many results a program with this bug has in the end, and what is lost.
///
/// The program runs in a process of its own, so that this one sees its end, whatever it is.
pub(super) fn outcome(program: Program, bug: fn() -> u64) -> (usize, String) {
    let well = (|| 42) as fn() -> u64;
    let whole = fork("the whole program", move || {
        // A crash is wanted here, and no file that shows what was in memory.
        #[cfg(unix)]
        let _ = nix::sys::resource::setrlimit(nix::sys::resource::Resource::RLIMIT_CORE, 0, 0);
        program(&[well, bug, well])
    });
    match whole.join() {
        Err(lost) => (0, lost.to_string()),
        Ok(results) => {
            let right = results.iter().filter(|result| **result == Ok(42)).count();
            let lost: Vec<String> = results.into_iter().filter_map(Result::err).collect();
            (right, lost.join("; "))
        }
    }
}

//! The explorer needs exactly as many executions as there are classes of equivalent ones: by formula, and as published.
//!
//! The formulas count in how many ways the dependent steps can be ordered: permutations of the writes to a variable, the
//! subset of readers before the writer, acyclic orders of a ring of forks. The lists are the counts that GenMC has for the
//! same programs under sequential consistency (`tests/correct` of MPI-SWS/genmc), where a class is a graph of who reads
//! from whom with the order of writes. The larger sizes are benchmarks: `cargo bench`.

use libtest_mimic::{Arguments, Failed, Trial};
use racecourse::exploration::Coverage;

#[allow(dead_code, reason = "the benchmarks use the rest")]
mod published;

use published::{Published, Size, exhaust, title};

fn main() {
    let mut trials = Vec::new();
    for one in published::all() {
        for &size in one.small {
            trials.push(Trial::test(title(one.name, size), move || check(one, size)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn check(one: Published, size: Size) -> Result<(), Failed> {
    let exploration = exhaust(one.run, size);
    let executions = (one.executions)(size);
    equal("coverage", &exploration.coverage, &Coverage::Exhaustive { executions })?;
    equal("deadlocks", &exploration.count("deadlock"), &one.deadlocks)?;
    equal("executions that ended well", &exploration.count("done"), &(executions - one.deadlocks))
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), Failed> {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found:?}, expected {expected:?}").into()) }
}

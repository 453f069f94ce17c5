//! The explorer needs exactly as many executions as there are classes of equivalent ones: by formula, and as published.
//!
//! The formulas count in how many ways the dependent steps can be ordered: permutations of the writes to a variable, the
//! subset of readers before the writer, acyclic orders of a ring of forks. The lists are the counts that GenMC has for the
//! same programs under sequential consistency (`tests/correct` of MPI-SWS/genmc), where a class is a graph of who reads
//! from whom with the order of writes. The larger sizes are benchmarks: `cargo bench`.

use libtest_mimic::{Failed, Trial};
use racecourse::budget::Budget;
use racecourse::engine::Program;
use racecourse::engine::execution_graphs::{Model, count};
use racecourse::engine::explorer::Method;

use crate::published::{self, Published, Size, exhaust_by, title};

/// So many graphs are counted in a plain `cargo test`.
const SOON_COUNTED: u64 = 1_000;

/// In so many orders the search goes through each program, besides its own.
const DRAWN: u64 = 3;

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for one in published::all() {
        for &size in one.small {
            trials.push(Trial::test(title(one.name, size), move || check(one, size)));
            if (one.executions)(size) <= SOON_COUNTED || std::env::var_os("RACECOURSE_THOROUGH").is_some() {
                let graphs = format!("graphs_of_{}", title(one.name, size));
                trials.push(Trial::test(graphs, move || check_graphs(one, size)));
            }
        }
    }
    trials
}

fn check(one: Published, size: Size) -> Result<(), Failed> {
    let drawn = (1..=DRAWN).map(Method::OptimalDrawing);
    [Method::Optimal].into_iter().chain(drawn).try_for_each(|method| check_by(method, one, size))
}

fn check_by(method: Method, one: Published, size: Size) -> Result<(), Failed> {
    let found = exhaust_by(method, one.run, size)?;
    let executions = (one.executions)(size);
    equal("executions", found.executions, executions)?;
    equal("redundant executions", found.redundant, 0)?;
    let ended = |label| found.labels.get(label).copied().unwrap_or(0);
    equal("deadlocks", ended("deadlock"), one.deadlocks)?;
    equal("executions that ended well", ended("done"), executions - one.deadlocks)
}

/// The search for graphs finds as many where all is sequentially consistent.
fn check_graphs(one: Published, size: Size) -> Result<(), Failed> {
    published::set_size(size);
    let budget = Budget { executions: 10_000_000, steps: 10_000, ..Budget::DEFAULT };
    let counted = count(&Program::unnamed(one.run), &budget, Model::Sc)?;
    let executions = (one.executions)(size);
    equal("graphs", counted.complete + counted.stuck, executions)?;
    equal("graphs in which somebody is stuck", counted.stuck, one.deadlocks)
}

fn equal(what: &str, found: u64, expected: u64) -> Result<(), Failed> {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found}, expected {expected}").into()) }
}

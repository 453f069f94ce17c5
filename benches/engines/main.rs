//! `cargo bench`: what the engines need, as tables on standard output. It takes a minute or two, and fails if
//! a count is not the published one.
//!
//! A name limits it to one table: `cargo bench -- large`. Counts are the same on every machine, times are not.
//! `docs/benchmarks.md` has a measurement.

mod effort;
mod everyday;
mod explained;
mod faulty;
mod first_bug;
mod measure;
mod on_each;
mod orders;
mod public_bugs;
#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../../tests/published/mod.rs"]
mod published;
mod table;

use std::process::ExitCode;

use table::Table;

type Tables = [(&'static str, fn() -> Table); 6];

const TABLES: Tables = [
    ("small", effort::small),
    ("large", effort::large),
    ("everyday", effort::everyday),
    ("orders", orders::table),
    ("first_bug", first_bug::table),
    ("explained", explained::table),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, engine, program] = &arguments[..]
        && first == measure::ROW
    {
        measure::this_row(engine, program);
        return ExitCode::SUCCESS;
    }
    // `cargo test --all-targets` runs this too, to see whether it works, and not to measure.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let mut wrong = Vec::new();
    for (name, make) in TABLES {
        if wanted.is_empty() || wanted.iter().any(|wanted| *wanted == name) {
            let table = make();
            print!("{table}");
            wrong.extend(table.wrong);
        }
    }
    if wrong.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("not as published: {}", wrong.join(", "));
    ExitCode::FAILURE
}

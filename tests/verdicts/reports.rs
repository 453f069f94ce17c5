//! Reports on programs of these tests, as a check makes them.

use racecourse::Outcome;
use racecourse::budget::Budget;
use racecourse::engine::{EngineId, Program, explain, explore};
use racecourse::exploration::Exploration;
use racecourse_report::human::{CheckReport, Finding};

/// What `engine` finds of `run`, with what comes of other orders of the steps that lead to `label`.
pub(crate) fn explained(
    run: impl Fn() -> Outcome + Send + Sync + 'static,
    engine: EngineId,
    label: &str,
    budget: &Budget,
) -> Option<Exploration> {
    let program = Program::on_disk(run);
    let mut found = explore(&program, engine, budget);
    let schedule = found.schedule_to_explain(label)?;
    if let Some(asked) = explain(&program, &schedule, label, budget) {
        found.explain(label, asked);
    }
    Some(found)
}

/// The report on `found`, of which everything but `label` is allowed. `texts` are the files of the program, if they are at hand.
pub(crate) fn report(name: &str, found: Exploration, label: &str, texts: &[(String, String)]) -> String {
    let allowed: Vec<String> = found.observations.keys().filter(|it| *it != label).cloned().collect();
    // Of several failures this is the one to be told of.
    let only = Exploration {
        observations: found
            .observations
            .into_iter()
            .filter(|(it, seen)| it == label || seen.example.failure().is_none())
            .collect(),
        ..found
    };
    let finding = Finding::of(std::slice::from_ref(&only), Some(&allowed), &[], true);
    CheckReport { name, test: None, number: 1, texts }.failed(std::slice::from_ref(&only), &finding)
}

/// The text of a file of this package's tests, as it is named in steps.
pub(crate) fn texts(found: &Exploration) -> Vec<(String, String)> {
    let seen = found.observations.values().filter(|seen| seen.example.is_whole());
    let mut files: Vec<String> = seen.flat_map(|seen| &seen.example.events).map(|it| it.site.file.clone()).collect();
    files.sort_unstable();
    files.dedup();
    let read = |file: String| {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        std::fs::read_to_string(format!("{root}/{file}")).ok().map(|text| (file, text))
    };
    files.into_iter().filter_map(read).collect()
}

//! `racecourse list --exercises`.

use std::io::Write;

use racecourse_exercises::exercise;
use racecourse_layout::{columns_of, pad, shorten};
use serde_json::json;

use crate::args::ListFormat;
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// The version of the list for scripts.
const SCHEMA: u32 = 1;

pub(crate) fn run(format: ListFormat, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let all = exercise::all();
    if format == ListFormat::Json {
        let exercises: Vec<_> = all
            .iter()
            .map(|one| {
                let about = &one.description;
                json!({
                    "name": one.name, "kind": about.kind.name(), "title": about.title, "scenario": about.scenario,
                    "minutes": about.minutes, "needs": about.needs, "points": about.points().total(),
                })
            })
            .collect();
        writeln!(out, "{:#}", json!({ "schema": SCHEMA, "exercises": exercises }))?;
        return Ok(Exit::AsExpected);
    }
    let layout = terminal.layout();
    let widest = all.iter().map(|one| columns_of(&one.name)).max().unwrap_or_default();
    for one in &all {
        let about = &one.description;
        let line = format!(
            "  {}  {:<6}  {:>3} min  {}",
            pad(&one.name, widest),
            about.kind.name(),
            about.minutes,
            about.title
        );
        writeln!(out, "{}", shorten(&line, layout.width))?;
    }
    writeln!(out, "\nTo do them: {}", layout.invocation.with("learn"))?;
    Ok(Exit::AsExpected)
}

//! `racecourse run`: a scenario on real threads or processes, counted.

use std::io::Write;

use crate::args::Run;
use crate::course::Course;
use crate::terminal::Terminal;
use crate::{Error, Exit, names};
use racecourse::budget::Budget;
use racecourse::engine::EngineId;
use racecourse::exploration::{Coverage, Exploration};
use racecourse::scenario::{Actors, Scenario};
use racecourse_layout::{Layout, Style, columns_of, fill, pad};
use racecourse_report::verdict::Verdict;
use racecourse_report::{Checked, human, sentences};

pub(crate) fn run(run: &Run, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let scenario = names::scenario(&course.scenarios, &run.scenario)?;
    let variant = match &run.variant {
        Some(name) => names::variant(scenario, name)?,
        None => scenario.variants.first().ok_or_else(|| Error::Usage(format!("{} has no variants", scenario.name)))?,
    };
    let engine = match scenario.actors {
        Actors::Threads => EngineId::Stress,
        Actors::Processes => EngineId::Processes,
    };
    let budget = budget(&variant.budget, run.runs);
    let exploration = course.explore(scenario, variant, engine, &budget);
    let layout = terminal.layout();
    if let Coverage::NotApplicable { reason } = &exploration.coverage {
        writeln!(out, "{} cannot run {}/{}: {}", engine, scenario.name, variant.name, sentences::reason(reason))?;
        return Ok(Exit::Undecided);
    }
    let checked = Checked::new(scenario, variant, vec![exploration]);
    let heading = format!("{} {} · {}", scenario.id, scenario.title, variant.name);
    writeln!(out, "{}\n", layout.paint(Style::Strong, heading))?;
    for exploration in &checked.explorations {
        out.write_all(human::histogram(&checked, exploration, &layout).as_bytes())?;
        if let Coverage::Interrupted { reason, .. } = &exploration.coverage {
            writeln!(out, "  stopped: {}", sentences::reason(reason))?;
        }
    }
    let is_stopped = |one: &Exploration| matches!(one.coverage, Coverage::Interrupted { executions: 0, .. });
    if checked.explorations.iter().all(|one| is_stopped(one) && one.observations.is_empty()) {
        return Ok(Exit::Undecided);
    }
    out.write_all(meanings(&checked).as_bytes())?;
    out.write_all(advice(scenario, &checked, &layout).as_bytes())?;
    Ok(Exit::AsExpected)
}

/// The variant's budget with the number of real runs replaced.
fn budget(usual: &Budget, runs: Option<u64>) -> Budget {
    let runs_of = |usual: u64| runs.unwrap_or(usual);
    Budget { runs: runs_of(usual.runs), process_runs: runs_of(usual.process_runs), ..usual.clone() }
}

/// What the labels stand for.
fn meanings(checked: &Checked) -> String {
    let seen = checked.explorations.iter().flat_map(|exploration| exploration.observations.keys());
    let graded: Vec<(&str, &str)> = seen
        .filter_map(|label| Some((label.as_str(), checked.scenario.grading(checked.variant, label)?.why)))
        .collect();
    let width = graded.iter().map(|(label, _)| columns_of(label)).max().unwrap_or(0);
    let lines = graded.iter().map(|(label, why)| format!("  {}  {why}\n", pad(label, width)));
    format!("\n{}\n", lines.collect::<String>())
}

fn advice(scenario: &Scenario, checked: &Checked, layout: &Layout) -> String {
    let says = match checked.verdict.verdict {
        Verdict::Refuted => "It fails here. How often depends on the machine and on what else it does.",
        _ => "No failure here, which proves nothing. Only a search through all executions does.",
    };
    let command = layout.invocation.with(format!("check {} --variant {}", scenario.name, checked.variant.name));
    let lines = fill(says, layout.width - 2);
    lines.iter().map(|line| format!("  {line}\n")).collect::<String>() + &format!("  Why: {command}\n")
}

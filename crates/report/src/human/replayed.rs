//! The report on a schedule that was followed: the steps and the end of one execution, or the ends of many real runs.

use super::super::{Layout, Style, printable, sentences};
use super::layout::{INDENT, LEAD};
use super::rows::Sign;
use super::schedule::Extent;
use super::source::{Source, texts};
use super::{evidence, schedule, why};
use crate::counterexample::Counterexample;
use crate::scenario::{Actors, Grade, Scenario, Variant};
use racecourse_layout::{count, ends, fill, grouped, hanging, shorten};
use racecourse_trace::exploration::{Coverage, EngineId, Exploration};
use racecourse_trace::failure::FailureKind;

/// What `exploration` came to by following a schedule.
pub fn replayed(scenario: &Scenario, variant: &Variant, exploration: &Exploration, layout: &Layout) -> String {
    let exploration = &printable::exploration(exploration);
    let inner = Layout { width: layout.width.saturating_sub(INDENT).max(1), ..*layout };
    let real = exploration.engine == EngineId::Gated;
    let mut sections = vec![ends_of(scenario, variant, exploration, real, &inner)];
    let is_allowed = |label: &str| scenario.grading(variant, label).is_some_and(|graded| !graded.is_bug());
    let shown = Counterexample::first_of(exploration).map(|shown| shown.saved_by(is_allowed));
    if let Some(shown) = shown.as_ref().filter(|_| !real) {
        let texts = texts(variant);
        let source = Source::of(&texts);
        sections.push(evidence::section(shown, source, &inner));
        let heading = format!("Steps of {}", variant.name);
        let (lines, numbers) =
            schedule::section(shown, source, &heading, sign(scenario, variant, &shown.label), Extent::Brief, &inner);
        sections.push(lines);
        // Where nothing went wrong there is nothing to explain.
        if !is_allowed(&shown.label) {
            sections.push(why::section(shown, &numbers, &inner));
        }
    } else if let Some(shown) = &shown {
        sections.push(hanging("Schedule", LEAD, shown.execution.schedule.written(), inner.width));
    }
    if let Coverage::Interrupted { reason, .. } | Coverage::NotApplicable { reason } = &exploration.coverage {
        sections.push(fill(&format!("Not all was done: {}.", sentences::reason(reason)), inner.width));
    }
    sections.extend(exploration.notes.iter().map(|note| fill(&sentences::note(note), inner.width)));
    let mut text = title(scenario, variant, real, layout);
    for lines in sections.iter().filter(|lines| !lines.is_empty()) {
        text.push('\n');
        for line in lines {
            text += format!("{:INDENT$}{}", "", line.trim_end()).trim_end();
            text.push('\n');
        }
    }
    text
}

fn title(scenario: &Scenario, variant: &Variant, real: bool, layout: &Layout) -> String {
    let file = variant.file.rsplit('/').next().unwrap_or(variant.file);
    let left = format!("{} {} · {file}", scenario.id, scenario.title);
    let right = match (real, scenario.actors) {
        (false, _) => "replayed under the model",
        (true, Actors::Threads) => "played on real threads",
        (true, Actors::Processes) => "played on real processes",
    };
    let (left, right) = ends(&left, right, layout.width);
    format!("{}{right}\n", layout.paint(Style::Strong, left))
}

/// Whether this end is as it should be.
fn sign(scenario: &Scenario, variant: &Variant, label: &str) -> Sign {
    match scenario.grading(variant, label).map(|graded| graded.grade) {
        Some(grade) if !grade.is_bug() => Sign::Good,
        _ => Sign::Bad,
    }
}

/// How this end is graded, and why.
pub(super) fn meaning(scenario: &Scenario, variant: &Variant, label: &str) -> String {
    let graded = scenario.grading(variant, label);
    let word = match graded.map(|graded| graded.grade) {
        Some(Grade::Works) => "works",
        Some(Grade::Allowed) => "allowed",
        Some(Grade::MustSee | Grade::Forbidden) => "FORBIDDEN",
        None => "UNGRADED",
    };
    let why = graded.map_or("nobody graded this", |graded| graded.why.trim_end_matches('.'));
    format!("{word}: {why}")
}

/// What the executions ended with, and what that means.
fn ends_of(
    scenario: &Scenario,
    variant: &Variant,
    exploration: &Exploration,
    real: bool,
    layout: &Layout,
) -> Vec<String> {
    // Of those that were made when somebody had to stop them not all have been heard of.
    let runs = exploration.observations.values().map(|seen| seen.count).sum();
    let mut lines = Vec::new();
    for (label, seen) in &exploration.observations {
        let style = match sign(scenario, variant, label) {
            Sign::Good => Style::Good,
            Sign::Bad => Style::Bad,
            Sign::Open => Style::Open,
        };
        let how_many = if real {
            format!("{} of {} ended with {label}", grouped(seen.count), count(runs, "run"))
        } else {
            format!("It ends with {label}")
        };
        lines.push(layout.paint(style, shorten(&how_many, layout.width)));
        lines.extend(fill(&meaning(scenario, variant, label), layout.width));
        let kind = seen.example.failure.as_ref().map(|failure| failure.kind);
        if real && matches!(kind, Some(FailureKind::Livelock | FailureKind::Starvation)) {
            let says = "The runs were ended where the schedule ends; left to themselves they might get out of it.";
            lines.extend(fill(says, layout.width));
        }
    }
    lines
}

//! The table of outcomes: what one engine saw, how often, and how it is graded.

use super::super::{Checked, Layout, Style, printable};
use super::engines::coverage_words;
use crate::frequency::{Frequency, percent};
use crate::scenario::{Grade, Graded, Role};
use crate::verdict::{bugs, grade_rank, table as graded_table};
use racecourse_layout::{columns_of, count, grouped, hanging, pad, shorten};
use racecourse_trace::exploration::{Coverage, EngineId, Exploration};

/// The outcomes under the engine that decided, with what is known about all others.
pub(super) fn table(checked: &Checked, layout: &Layout) -> Vec<String> {
    let Some(exploration) = deciding(checked) else { return Vec::new() };
    let rows = rows(checked, exploration);
    let label_width = rows.iter().map(|row| columns_of(&row.label)).max().unwrap_or(0).max("anything else".len());
    let label_width = label_width.min(layout.width / 2);
    let meaning_at = 2 + label_width + 2 + 10 + 2 + 9 + 2;
    let head = format!("  {}  executions  {}  meaning", pad("outcome", label_width), pad("grade", 9));
    let mut lines = vec![layout.paint(Style::Strong, shorten(&head, layout.width))];
    for row in rows {
        let offending = if row.is_right { row.grade == NEVER } else { row.count > 0 };
        let mark = if offending { "▶ " } else { "  " };
        let label = pad(&shorten(&row.label, label_width), label_width);
        let lead = format!("{mark}{label}  {:>10}  {}", grouped(row.count), pad(row.grade, 9));
        for (at, line) in hanging(&lead, meaning_at, row.meaning, layout.width).iter().enumerate() {
            let style = if offending && at == 0 { Style::Bad } else { Style::Faint };
            lines.push(if offending || row.count == 0 { layout.paint(style, line) } else { line.clone() });
        }
    }
    let lead = format!("  {}  {:>10}  {}", pad("anything else", label_width), 0, pad("", 9));
    let rest = hanging(&lead, meaning_at, rest(checked, exploration), layout.width);
    lines.extend(rest.iter().map(|line| layout.paint(Style::Faint, line)));
    let says = format!("by {}, {} (counts, not probabilities)", exploration.engine, coverage_words(exploration));
    lines.extend(hanging("", 2, &says, layout.width).iter().map(|line| layout.paint(Style::Faint, line)));
    lines
}

/// The engine whose counts are shown: the one that found the counterexample, else the first that ran.
fn deciding(checked: &Checked) -> Option<&Exploration> {
    let ran = |one: &&Exploration| !matches!(one.coverage, Coverage::NotApplicable { .. });
    let shown = checked.verdict.counterexample.as_ref().map(|shown| shown.engine);
    let finder = checked.explorations.iter().find(|one| Some(one.engine) == shown);
    finder.or_else(|| checked.explorations.iter().find(ran))
}

/// The grade of what a fix is for and never comes to.
const NEVER: &str = "NEVER";

struct Row<'a> {
    label: String,
    count: u64,
    is_right: bool,
    grade: &'static str,
    meaning: &'a str,
}

fn rows<'a>(checked: &Checked, exploration: &Exploration) -> Vec<Row<'a>> {
    let mut graded: Vec<&'static Graded> = graded_table(checked.scenario, checked.variant);
    graded.sort_by_key(|entry| std::cmp::Reverse(grade_rank(Some(entry.grade))));
    // A program that goes wrong is not asked whether it does what it is for.
    let says_never = checked.verdict.counterexample.is_none()
        && checked.variant.role == Role::Fixed
        && exploration.has_searched_all();
    let known = graded.into_iter().map(|entry| {
        let count = exploration.count(entry.outcome);
        let is_seen = count > 0 || checked.scenario.blind_spot(exploration.engine, entry.outcome).is_some();
        Row {
            label: entry.outcome.to_owned(),
            count,
            is_right: !entry.is_bug(),
            grade: match entry.grade {
                Grade::Works if says_never && !is_seen => NEVER,
                Grade::Works => "works",
                Grade::Allowed => "allowed",
                Grade::MustSee | Grade::Forbidden => "FORBIDDEN",
            },
            meaning: entry.why,
        }
    });
    let unknown = exploration.observations.iter().filter_map(|(label, seen)| {
        let ungraded = checked.scenario.grading(checked.variant, label).is_none();
        let meaning = "not in the scenario's table: nobody foresaw it";
        ungraded.then(|| Row { label: label.clone(), count: seen.count, is_right: false, grade: "UNGRADED", meaning })
    });
    known.chain(unknown).collect()
}

/// What can be said about everything that was not seen.
fn rest(checked: &Checked, exploration: &Exploration) -> &'static str {
    let blind = bugs(checked.scenario, checked.variant)
        .iter()
        .any(|graded| checked.scenario.blind_spot(exploration.engine, graded.outcome).is_some());
    match (&exploration.coverage, exploration.engine) {
        (Coverage::Exhaustive { .. }, _) if blind => "not seen, but this engine is blind",
        (Coverage::Exhaustive { .. }, EngineId::Loom) => "not seen in all that loom tries",
        (Coverage::Exhaustive { .. }, _) => "impossible, whatever the order",
        (Coverage::Bounded { .. }, _) => "not seen within the bound",
        _ => "not seen, which proves nothing",
    }
}

/// What a native engine saw, as bars. Frequencies on this machine and nothing more.
pub fn histogram(checked: &Checked, exploration: &Exploration, layout: &Layout) -> String {
    let exploration = &printable::exploration(exploration);
    let runs: u64 = exploration.observations.values().map(|seen| seen.count).sum();
    let labels = exploration.observations.keys().map(|label| columns_of(label));
    let label_width = labels.max().unwrap_or(0).min(layout.width / 3);
    let bar_width = layout.width.saturating_sub(label_width + 34).clamp(8, 40);
    let mut text = String::new();
    for (label, seen) in &exploration.observations {
        let grade = checked.scenario.grading(checked.variant, label).map(|graded| graded.grade);
        let (word, style) = match grade {
            Some(Grade::Works) => ("works", Style::Good),
            Some(Grade::Allowed) => ("allowed", Style::Good),
            Some(Grade::MustSee | Grade::Forbidden) => ("FORBIDDEN", Style::Bad),
            None => ("UNGRADED", Style::Bad),
        };
        let share = Frequency { seen: seen.count, runs }.share();
        // Something that happened at all gets at least the thinnest bar.
        let eighths = ((share * bar_width as f64 * 8.0).round() as usize).max(1);
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
        let bar = format!("{}{partial}", "█".repeat(eighths / 8));
        let percent = percent(share);
        text += &format!(
            "  {}  {:>8}  {percent:>5} %  {} {}\n",
            pad(&shorten(label, label_width), label_width),
            grouped(seen.count),
            layout.paint(style, pad(&bar, bar_width)),
            layout.paint(style, word),
        );
    }
    let actors = if exploration.engine == EngineId::Processes { "processes" } else { "threads" };
    text + &format!("  {} on real {actors}\n", count(runs, "run"))
}

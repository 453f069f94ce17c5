//! The matrix: every variant against every engine, a line each.

use super::repair::{WANTED_BROKEN, put_back};
use super::{Checked, Layout, Repair, Style, engine_sign, style_of};
use crate::human::command_lines;
use crate::verdict::{Standing, Verdict};
use racecourse_layout::{columns_of, count, fill, hanging, pad, shorten};
use racecourse_trace::exploration::EngineId;

/// What the signs mean, the table, a line for each finding, what is not as it should be, and the total.
pub fn report(checked: &[Checked], layout: &Layout) -> String {
    let checked: &[Checked] = &checked.iter().map(Checked::printable).collect::<Vec<_>>();
    let columns = Columns::of(checked, layout);
    let parts = [
        legend(&columns, layout),
        table(checked, &columns, layout),
        findings(checked, layout),
        differences(checked, layout),
        next(checked, layout),
        total(checked, layout),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What stands over an engine's column.
const fn heading(engine: EngineId) -> &'static str {
    match engine {
        EngineId::Explorer => "ex",
        EngineId::WeakMemory => "wm",
        EngineId::Loom => "lo",
        EngineId::DepthFirst => "df",
        EngineId::Random => "rn",
        EngineId::Pct => "pc",
        EngineId::Urw => "ur",
        EngineId::RoundRobin => "rr",
        EngineId::Stress => "st",
        EngineId::Processes => "pr",
        EngineId::Gated => "ga",
    }
}

/// What the signs mean. It stands first, because nobody reads a table of signs before knowing them.
fn legend(columns: &Columns, layout: &Layout) -> String {
    let signs = "✓ bug caught, or fix searched to the end   ~ saw nothing, which proves nothing   · cannot run it   \
                 ✗ not as promised   ? should have been decided";
    let names: Vec<String> =
        columns.engines.iter().map(|engine| format!("{} {}", heading(*engine), engine.name())).collect();
    let names = names.join("   ");
    let lines = [signs, &names].into_iter().flat_map(|text| legend_lines(text, layout.width));
    finish(lines.map(|line| layout.paint(Style::Faint, line)).collect())
}

/// The widths of the columns in front of the engines'.
struct Columns {
    scenario: usize,
    variant: usize,
    engines: Vec<EngineId>,
}

impl Columns {
    fn of(checked: &[Checked], layout: &Layout) -> Self {
        let asked = |engine: &EngineId| checked.iter().any(|one| one.verdict.of(*engine).is_some());
        let engines: Vec<EngineId> = EngineId::ALL.into_iter().filter(asked).collect();
        let widest = |text: fn(&Checked) -> &str| checked.iter().map(|one| columns_of(text(one))).max().unwrap_or(0);
        let mut scenario = widest(|one| one.scenario.name).max("scenario".len());
        let mut variant = widest(|one| one.variant.name).max("variant".len());
        // Id, engines, verdict and standing take what they need; the names share the rest.
        let room = layout.width.saturating_sub(5 + 2 + engines.len() * 3 + 1 + CONCLUSION + 1);
        while scenario + variant > room && scenario + variant > 12 {
            if scenario > variant { scenario -= 1 } else { variant -= 1 }
        }
        Self { scenario, variant, engines }
    }
}

/// Columns for the longest verdict, `? UNDECIDED`.
const CONCLUSION: usize = 11;

fn table(checked: &[Checked], columns: &Columns, layout: &Layout) -> String {
    let headings: String = columns.engines.iter().map(|engine| pad(heading(*engine), 3)).collect();
    let head = format!(
        "{}{}  {} {headings} verdict",
        pad("id", 5),
        pad("scenario", columns.scenario),
        pad("variant", columns.variant)
    );
    let mut lines = vec![layout.paint(Style::Strong, head)];
    let mut previous = "";
    for one in checked {
        lines.push(row(one, previous, columns, layout));
        previous = one.scenario.id;
    }
    finish(lines)
}

fn row(one: &Checked, previous: &str, columns: &Columns, layout: &Layout) -> String {
    let first = one.scenario.id != previous;
    let (id, name) = if first { (one.scenario.id, one.scenario.name) } else { ("", "") };
    let mut line = pad(&shorten(id, 4), 5);
    line += &layout.paint(Style::Strong, pad(&shorten(name, columns.scenario), columns.scenario));
    line += &format!("  {} ", pad(&shorten(one.variant.name, columns.variant), columns.variant));
    for engine in &columns.engines {
        match one.verdict.of(*engine) {
            Some(verdict) => {
                let (sign, style) = engine_sign(one, verdict);
                line += &layout.paint(style, sign);
                line += "  ";
            }
            None => line += "   ",
        }
    }
    let (sign, word) = one.settled();
    format!("{line} {}", layout.paint(one.style(), format!("{sign} {word}")))
}

/// Entries of a legend, which are three spaces apart, in lines; no entry is torn.
fn legend_lines(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for entry in text.split("   ") {
        match lines.last_mut() {
            Some(line) if columns_of(line) + 3 + columns_of(entry) <= width => *line = format!("{line}   {entry}"),
            _ => lines.push(entry.to_owned()),
        }
    }
    lines
}

/// One line for each variant in which something wrong was seen.
fn findings(checked: &[Checked], layout: &Layout) -> String {
    let found: Vec<&Checked> = checked.iter().filter(|one| one.verdict.counterexample.is_some()).collect();
    if found.is_empty() {
        return String::new();
    }
    let name = |one: &Checked| match one.variant.name {
        "broken" => one.scenario.name.to_owned(),
        variant => format!("{}/{variant}", one.scenario.name),
    };
    let lead = found.iter().map(|one| columns_of(&name(one))).max().unwrap_or(0).min(layout.width / 2);
    let mut lines = vec![layout.paint(Style::Strong, "Findings")];
    for one in found {
        let label = pad(&shorten(&name(one), lead), lead);
        let lead_in = format!("{}{label} ", pad(one.scenario.id, 5));
        lines.extend(hanging(&lead_in, lead + 7, &one.headline(), layout.width));
    }
    finish(lines)
}

/// What is not as the scenarios promise, with the reasons.
fn differences(checked: &[Checked], layout: &Layout) -> String {
    let mut lines = Vec::new();
    for one in checked.iter().filter(|one| !one.verdict.as_expected()) {
        let name = format!("{} {}/{}", one.scenario.id, one.scenario.name, one.variant.name);
        if one.repair() == Repair::Done {
            lines.push(layout.paint(Style::Good, shorten(&format!("{name}  ★ repaired"), layout.width)));
            lines.extend(hanging("  -", 4, &format!("{}.", one.can_no_longer_happen()), layout.width));
            lines.extend(hanging("  -", 4, WANTED_BROKEN, layout.width));
            lines.extend(hanging("  >", 4, &put_back(one.variant.file), layout.width));
            continue;
        }
        let says = format!("{}: {}", one.verdict.standing.name().to_uppercase(), one.verdict.verdict);
        lines.push(layout.paint(style_of(one.verdict.standing), shorten(&format!("{name}  {says}"), layout.width)));
        for reason in one.told_reasons() {
            lines.extend(hanging("  -", 4, &reason, layout.width));
        }
        let command = layout.invocation.with(format!("check {} --variant {}", one.scenario.name, one.variant.name));
        lines.extend(hanging("  >", 4, &command, layout.width));
    }
    if lines.is_empty() { String::new() } else { finish(lines) }
}

/// What to look at now.
fn next(checked: &[Checked], layout: &Layout) -> String {
    let worst = checked.iter().max_by_key(|one| one.verdict.standing).filter(|one| !one.verdict.as_expected());
    // What differs has its commands above.
    let (None, Some(first)) = (worst, checked.first()) else { return String::new() };
    let mut lines = hanging("Next", 6, "one of them on one screen:", layout.width);
    lines.extend(command_lines("", 6, &format!("check {}", first.scenario.name), layout));
    finish(lines)
}

fn total(checked: &[Checked], layout: &Layout) -> String {
    let scenarios = checked.chunk_by(|one, next| one.scenario.id == next.scenario.id).count() as u64;
    let runs = checked.iter().flat_map(|one| &one.verdict.engines).filter(|one| one.verdict != Verdict::NotApplicable);
    let parts = [
        count(scenarios, "scenario"),
        count(checked.len() as u64, "variant"),
        count(runs.count() as u64, "search").replace("searchs", "searches"),
    ];
    let repaired = checked.iter().filter(|one| one.repair() == Repair::Done).count();
    let others = checked.iter().filter(|one| one.repair() != Repair::Done);
    let of = |standing| others.clone().filter(|one| one.verdict.standing == standing).count();
    let (differ, open) = (of(Standing::Differs), of(Standing::Undecided));
    let (says, style) = match (differ, open) {
        (0, 0) if repaired > 0 => (format!("{repaired} repaired, the rest as expected"), Style::Good),
        (0, 0) => ("every verdict is as expected".to_owned(), Style::Good),
        (0, open) => (format!("{open} undecided, the rest as expected"), Style::Open),
        (differ, 0) => (format!("{differ} not as expected"), Style::Bad),
        (differ, open) => (format!("{differ} not as expected, {open} undecided"), Style::Bad),
    };
    let lines = fill(&format!("{}: {says}.", parts.join(", ")), layout.width);
    finish(lines.into_iter().map(|line| layout.paint(style, line)).collect())
}

fn finish(lines: Vec<String>) -> String {
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

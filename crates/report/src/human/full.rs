//! Everything that was found out about a variant, in full.

use racecourse_layout::{ends, fill, hanging};

use super::super::repair::{WANTED_BROKEN, put_back, to_repair};
use super::super::{Checked, Forced, Layout, Repair, Style, style_of};
use super::command::{command_lines, shell_lines};
use super::heading::{self, finder, sentence};
use super::kinds::is_not;
use super::layout::{LEAD, bound, inner};
use super::rows::Sign;
use super::schedule::Extent;
use super::source::{Source, texts};
use super::{concurrency, engines, evidence, forced, outcomes, schedule, why};
use crate::counterexample::Counterexample;
use crate::scenario::{Actors, Role};
use crate::verdict::{Standing, Verdict};

/// Columns for the heading of a command.
const NEXT_LEAD: usize = 8;

/// Everything that was found out about a variant.
pub fn finding(checked: &Checked, layout: &Layout) -> String {
    let checked = &checked.printable();
    let inner = inner(layout);
    let mut sections = vec![fill(&sentence(checked), inner.width)];
    if checked.verdict.verdict != Verdict::NotApplicable {
        sections.push(outcomes::table(checked, &inner));
    }
    if let Some(shown) = &checked.verdict.counterexample {
        let heading = match shown.first_seen {
            0 => finder(shown, None, ""),
            n => finder(shown, None, &format!(", first seen in execution {n}")),
        };
        sections.extend(failure(checked, shown, &heading, &inner));
    }
    sections.push(concurrency::lock_orders(checked, &inner));
    sections.push(concurrency::overlaps(checked, &inner));
    let mut engines = engines::section(checked, &inner);
    engines.extend(forced::section(checked, &inner));
    sections.push(engines);
    sections.push(standing(checked, &inner));
    sections.push(next(checked, &inner));
    bound(title(checked, layout), &sections)
}

/// The failure alone: its kind, its evidence, the steps and the reason, without anything that counts executions. `None`
/// if nothing wrong was seen.
pub fn counterexample(checked: &Checked, layout: &Layout) -> Option<String> {
    let checked = &checked.printable();
    let inner = inner(layout);
    let shown = checked.verdict.counterexample.as_ref()?;
    let mut sections = vec![fill(&sentence(checked), inner.width)];
    sections.extend(failure(checked, shown, &finder(shown, None, ""), &inner));
    Some(bound(title(checked, layout), &sections))
}

/// The evidence, the steps, why, and what it is not.
fn failure(checked: &Checked, shown: &Counterexample, heading: &str, layout: &Layout) -> Vec<Vec<String>> {
    let texts = texts(checked.variant);
    let source = Source::of(&texts);
    let (lines, numbers) = schedule::section(shown, source, heading, Sign::Bad, Extent::Brief, layout);
    let mut why = why::section(shown, &numbers, layout);
    why.extend(is_not(shown, layout));
    vec![evidence::section(shown, source, layout), lines, why]
}

fn title(checked: &Checked, layout: &Layout) -> String {
    let file = checked.variant.file.rsplit('/').next().unwrap_or(checked.variant.file);
    let left = format!("{} {} · {file}", checked.scenario.id, checked.scenario.title);
    let (right, style) = heading::standing(checked);
    let (left, right) = ends(&left, &right, layout.width);
    format!("{}{}\n", layout.paint(Style::Strong, left), layout.paint(style, right))
}

/// What is not as the scenario promises.
fn standing(checked: &Checked, layout: &Layout) -> Vec<String> {
    let verdict = &checked.verdict;
    if checked.repair() == Repair::Done {
        let says = format!("★ repaired: {}.", checked.can_no_longer_happen());
        let mut lines = hanging("Verdict", LEAD, &says, layout.width);
        lines.iter_mut().for_each(|line| *line = layout.paint(checked.style(), &*line));
        lines.extend(hanging("", LEAD, WANTED_BROKEN, layout.width));
        lines.extend(shell_lines("", LEAD, &put_back(checked.variant.file), layout));
        return lines;
    }
    let says = match (verdict.standing, checked.variant.role) {
        (Standing::AsExpected, Role::Broken) => "as expected: this variant is broken on purpose".to_owned(),
        (Standing::AsExpected, Role::Fixed) => "as expected".to_owned(),
        (standing, _) => standing.name().to_uppercase(),
    };
    let text = format!("{}, {says}", verdict.verdict);
    let mut lines = hanging("Verdict", LEAD, &text, layout.width);
    let style = style_of(verdict.standing);
    lines.iter_mut().for_each(|line| *line = layout.paint(style, &*line));
    lines.extend(checked.told_reasons().iter().flat_map(|reason| hanging("", LEAD, reason, layout.width)));
    lines
}

/// The commands a reader may want next. What solves the exercise is never among them.
fn next(checked: &Checked, layout: &Layout) -> Vec<String> {
    let (scenario, variant) = (checked.scenario, checked.variant);
    let mut lines = Vec::new();
    if checked.is_to_be_repaired() {
        lines.extend(hanging("Repair", NEXT_LEAD, &to_repair(variant.file), layout.width));
    }
    let mut add = |lead: &str, arguments: &str| lines.extend(command_lines(lead, NEXT_LEAD, arguments, layout));
    if let Some(shown) = &checked.verdict.counterexample {
        add("Again", &format!("check {} --variant {} --engine {}", scenario.name, variant.name, shown.engine));
        if let Some(Forced::Played { .. }) = checked.forced {
            let on = match scenario.actors {
                Actors::Threads => "threads",
                Actors::Processes => "processes",
            };
            add("Replay", &format!("replay {} --on {on} -n 1000", scenario.name));
        }
    }
    if checked.repair() == Repair::Done {
        add("Source", &format!("show {} --variant {}", scenario.name, variant.name));
        add("Next", &format!("show {} --diff", scenario.name));
    } else if checked.is_broken() {
        if !scenario.hints.is_empty() {
            add("Hint", &format!("hint {}", scenario.name));
        }
        add("Source", &format!("show {} --variant {}", scenario.name, variant.name));
        if let Some(fix) = scenario.variants.iter().find(|variant| variant.role == Role::Fixed) {
            add("Next", &format!("check {} --variant {}", scenario.name, fix.name));
        }
    } else {
        add("Source", &format!("show {} --variant {} --diff", scenario.name, variant.name));
    }
    lines
}

//! The report for a reader: what went wrong, the evidence, the shortest way to see it, and what to do next.
//!
//! The order is always the same: a line that says it all, a sentence in plain words, the outcomes, the evidence, the
//! schedule, why it fails, what each engine says, and the next commands. Signs carry the meaning, colour only helps.

mod brief;
mod check;
mod concurrency;
mod engines;
mod evidence;
mod focus;
mod fold;
mod forced;
mod held;
mod kinds;
mod layout;
mod outcomes;
mod replayed;
mod round;
mod row;
mod rows;
mod schedule;
mod source;
mod why;

use std::borrow::Cow;

use self::layout::{INDENT, LEAD};

use schedule::Extent;

use super::{Checked, Forced, Ink, Page, ink_of, sentences};
use crate::counterexample::Counterexample;
use crate::scenario::{Actors, Role, Variant};
use crate::verdict::{Standing, Verdict};
use racecourse_layout::{columns_of, count, ends, fill, hanging, pad};

pub use crate::verdict::Finding;
pub use brief::{SCREEN, brief};
pub use check::CheckReport;
pub use engines::coverage_words;
pub use held::{all_allowed, diverges, follows};
pub use outcomes::histogram;
pub use replayed::replayed;

/// Columns for the heading of a command.
const NEXT_LEAD: usize = 8;

/// Everything that was found out about a variant.
pub fn finding(checked: &Checked, page: &Page) -> String {
    let inner = inner(page);
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
    bound(title(checked, page), &sections)
}

/// The failure alone: its kind, its evidence, the steps and the reason, without anything that counts executions. `None`
/// if nothing wrong was seen.
pub fn counterexample(checked: &Checked, page: &Page) -> Option<String> {
    let inner = inner(page);
    let shown = checked.verdict.counterexample.as_ref()?;
    let mut sections = vec![fill(&sentence(checked), inner.width)];
    sections.extend(failure(checked, shown, &finder(shown, None, ""), &inner));
    Some(bound(title(checked, page), &sections))
}

/// The page inside the indentation.
fn inner(page: &Page) -> Page {
    Page { width: page.width.saturating_sub(INDENT).max(1), ..*page }
}

/// What stands above the steps: of which variant they are, if that is not said, how simple they are, and who found them.
/// `more` says in which execution, which is not of interest where another one was looked for that is simpler.
fn finder(shown: &Counterexample, of: Option<&str>, more: &str) -> String {
    let engine = shown.engine;
    let of = of.map_or_else(String::new, |variant| format!(" of {variant}"));
    let there = if of.is_empty() { "Steps that lead there".to_owned() } else { format!("Steps{of}") };
    let Some(shortest) = shown.shortest else {
        return format!("{there}   (found by {engine}{more})");
    };
    let preemptions = match shortest.preemptions {
        0 => "no preemption".to_owned(),
        n => count(n as u64, "preemption"),
    };
    match shortest.proven {
        true if shortest.preemptions > 0 => {
            format!("Shortest schedule{of}   ({preemptions}, and none with fewer; found by {engine})")
        }
        true => format!("Shortest schedule{of}   ({preemptions}; found by {engine})"),
        false => format!("{there}, shortened   ({preemptions}; found by {engine})"),
    }
}

/// The evidence, the steps, why, and what it is not.
fn failure(checked: &Checked, shown: &Counterexample, heading: &str, page: &Page) -> Vec<Vec<String>> {
    let texts = texts(checked.variant);
    let source = source::Source::of(&texts);
    let (lines, numbers) = schedule::section(shown, source, heading, rows::Sign::Bad, Extent::Brief, page);
    let mut why = why::section(shown, &numbers, page);
    why.extend(is_not(shown, page));
    vec![evidence::section(shown, source, page), lines, why]
}

/// The one file that a variant stands in.
fn texts(variant: &Variant) -> [(Cow<'static, str>, Cow<'static, str>); 1] {
    [(Cow::Borrowed(variant.file), Cow::Borrowed(variant.source))]
}

/// What it is easily taken for.
fn is_not(shown: &Counterexample, page: &Page) -> Vec<String> {
    // On the real thing nobody looks for data races.
    if shown.failure().is_none() && shown.engine.is_native() {
        return Vec::new();
    }
    let denied = kinds::is_not(shown.failure().map(|failure| failure.kind)).join(" · ");
    hanging("It is not", LEAD, &denied, page.width)
}

/// The sections under the title, a blank line before each.
fn bound(title: String, sections: &[Vec<String>]) -> String {
    let sections = sections.iter().filter(|lines| !lines.is_empty());
    let lines: Vec<String> = sections.flat_map(|lines| blank_before(lines)).map(str::to_owned).collect();
    title + &indented(&lines)
}

fn indented(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines.iter().map(|line| line.trim_end()) {
        let indent = if line.is_empty() { 0 } else { INDENT };
        text += &format!("{:indent$}{line}\n", "");
    }
    text
}

fn blank_before(lines: &[String]) -> impl Iterator<Item = &str> {
    std::iter::once("").chain(lines.iter().map(String::as_str))
}

fn title(checked: &Checked, page: &Page) -> String {
    let file = checked.variant.file.rsplit('/').next().unwrap_or(checked.variant.file);
    let left = format!("{} {} · {file}", checked.scenario.id, checked.scenario.title);
    let (right, ink) = match (checked.failure_kind(), checked.verdict.verdict) {
        (Some(kind), _) => (format!("FAIL: {kind}"), Ink::Bad),
        (None, Verdict::Confirmed) if concurrency::is_serialised(checked) => ("FAIL: serialised".to_owned(), Ink::Bad),
        (None, Verdict::Confirmed) => ("PASS".to_owned(), Ink::Good),
        (None, Verdict::NotApplicable) => ("NOT RUN".to_owned(), Ink::Open),
        (None, _) => ("NOT DECIDED".to_owned(), Ink::Open),
    };
    let (left, right) = ends(&left, &right, page.width);
    format!("{}{}\n", page.paint(Ink::Strong, left), page.paint(ink, right))
}

/// What happens, in one sentence of plain words.
fn sentence(checked: &Checked) -> String {
    match (&checked.verdict.counterexample, checked.variant.role) {
        (Some(Counterexample { execution, .. }), _) if execution.failure.is_some() => {
            execution.failure.as_ref().map(sentences::failure).unwrap_or_default()
        }
        (Some(_), Role::Broken) => checked.scenario.summary.to_owned(),
        (Some(shown), Role::Fixed) => format!("In some executions this variant still ends with `{}`.", shown.label),
        (None, Role::Broken) if checked.verdict.verdict == Verdict::Confirmed => {
            "This variant is meant to fail, and does not: it has been repaired.".to_owned()
        }
        (None, Role::Broken) => "This variant is meant to fail, but these engines have not seen it fail.".to_owned(),
        (None, Role::Fixed) => checked.variant.summary.to_owned(),
    }
}

/// What is not as the scenario promises.
fn standing(checked: &Checked, page: &Page) -> Vec<String> {
    let verdict = &checked.verdict;
    let says = match (verdict.standing, checked.variant.role) {
        (Standing::AsExpected, Role::Broken) => "as expected: this variant is broken on purpose".to_owned(),
        (Standing::AsExpected, Role::Fixed) => "as expected".to_owned(),
        (standing, _) => standing.name().to_uppercase(),
    };
    let text = format!("{}, {says}", verdict.verdict);
    let mut lines = hanging("Verdict", LEAD, &text, page.width);
    let ink = ink_of(verdict.standing);
    lines.iter_mut().for_each(|line| *line = page.paint(ink, &*line));
    for reason in &verdict.reasons {
        lines.extend(hanging("", LEAD, &sentences::complaint(reason), page.width));
    }
    lines
}

/// The commands a reader may want next. What solves the exercise is never among them.
fn next(checked: &Checked, page: &Page) -> Vec<String> {
    let (scenario, variant) = (checked.scenario, checked.variant);
    let mut lines = Vec::new();
    let mut add = |lead: &str, arguments: &str| lines.extend(command_lines(lead, NEXT_LEAD, arguments, page));
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
    if checked.is_broken() {
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

/// A command of this program with its heading. If it has to be broken, it can still be copied into a shell.
fn command_lines(lead: &str, lead_width: usize, arguments: &str, page: &Page) -> Vec<String> {
    shell_lines(lead, lead_width, &page.invocation.with(arguments), page)
}

/// The same, of any program.
fn shell_lines(lead: &str, lead_width: usize, command: &str, page: &Page) -> Vec<String> {
    if lead_width + columns_of(command) <= page.width {
        return vec![format!("{}{command}", pad(lead, lead_width))];
    }
    let parts = fill(command, page.width.saturating_sub(lead_width + 2));
    let last = parts.len() - 1;
    let line = |(at, part): (usize, &String)| {
        let lead = pad(if at == 0 { lead } else { "" }, lead_width);
        format!("{lead}{part}{}", if at == last { "" } else { " \\" })
    };
    parts.iter().enumerate().map(line).collect()
}

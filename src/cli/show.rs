//! `racecourse show`: a lesson and its programs, of a scenario or of a lab.

use std::io::Write;

use similar::{ChangeTag, TextDiff};

use super::args::Show;
use super::course::Course;
use super::highlight::{Piece, pieces};
use super::lesson::rendered;
use super::terminal::Terminal;
use super::{Exit, Trouble, names};
use crate::lab::{self, Lab};
use crate::labs::ALL;
use crate::report::{Ink, Page, columns_of, fill, pad};
use crate::scenario::{Role, Scenario, Variant};

/// From this width on, two programs stand side by side.
const SIDE_BY_SIDE: usize = 120;

pub(super) fn run(show: &Show, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Trouble> {
    if let Some(lab) = names::lab_if_any(ALL, &show.scenario) {
        return show_lab(lab, show, terminal, out);
    }
    let scenario = names::scenario(&course.scenarios, &show.scenario)
        .map_err(|unknown| names::did_you_mean_lab(ALL, &show.scenario).unwrap_or(unknown))?;
    let picked = show.variant.as_deref().map(|name| names::variant(scenario, name)).transpose()?;
    let page = terminal.wide_page();
    if show.diff {
        let (before, after) = pair(scenario, picked)?;
        out.write_all(changes(&Text::from(before), &Text::from(after), &page).as_bytes())?;
        return Ok(Exit::AsExpected);
    }
    if let Some(variant) = picked {
        out.write_all(program(&Text::from(variant), &page).as_bytes())?;
        return Ok(Exit::AsExpected);
    }
    out.write_all(introduction(scenario, &page).as_bytes())?;
    out.write_all(rendered(without_title(scenario.lesson), &page).as_bytes())?;
    let mut variants = scenario.variants.iter().collect::<Vec<_>>();
    if let Ok((before, after)) = pair(scenario, None)
        && page.width >= SIDE_BY_SIDE
    {
        write!(out, "\n{}", side_by_side(&Text::from(before), &Text::from(after), &page))?;
        variants.retain(|variant| variant.name != before.name && variant.name != after.name);
    }
    for variant in variants {
        write!(out, "\n{}", program(&Text::from(variant), &page))?;
    }
    if !scenario.references.is_empty() {
        writeln!(out, "\n{}", page.paint(Ink::Strong, "Read on"))?;
        for reference in scenario.references {
            for (at, line) in fill(reference, page.width.min(96) - 4).iter().enumerate() {
                writeln!(out, "  {} {line}", if at == 0 { "*" } else { " " })?;
            }
        }
    }
    writeln!(out, "\nSee it fail: racecourse check {}", scenario.name)?;
    Ok(Exit::AsExpected)
}

/// A program's text, whoever's program it is.
struct Text {
    file: &'static str,
    summary: &'static str,
    source: &'static str,
    ink: Ink,
}

impl From<&'static Variant> for Text {
    fn from(variant: &'static Variant) -> Self {
        let ink = if variant.role == Role::Broken { Ink::Bad } else { Ink::Good };
        Self { file: variant.file, summary: variant.summary, source: variant.source, ink }
    }
}

impl From<&'static lab::Program> for Text {
    fn from(program: &'static lab::Program) -> Self {
        let ink = match program.role {
            lab::Role::Slow => Ink::Bad,
            lab::Role::Fast => Ink::Good,
            lab::Role::Part => Ink::Strong,
        };
        Self { file: program.file, summary: program.summary, source: program.source, ink }
    }
}

fn show_lab(lab: &'static Lab, show: &Show, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Trouble> {
    let page = terminal.wide_page();
    let picked = show.variant.as_deref().map(|name| names::program(lab, name)).transpose()?;
    let first = |role: lab::Role| lab.programs.iter().find(|program| program.role == role);
    let side = |role: lab::Role| picked.filter(|program| program.role == role).or_else(|| first(role));
    let pair = side(lab::Role::Slow).zip(side(lab::Role::Fast));
    if show.diff {
        let why = || Trouble::Usage(format!("{} has no two programs to compare", lab.name));
        let (slow, fast) = pair.ok_or_else(why)?;
        out.write_all(changes(&Text::from(slow), &Text::from(fast), &page).as_bytes())?;
        return Ok(Exit::AsExpected);
    }
    if let Some(program_of_lab) = picked {
        out.write_all(program(&Text::from(program_of_lab), &page).as_bytes())?;
        return Ok(Exit::AsExpected);
    }
    writeln!(out, "{}", page.paint(Ink::Strong, lab.title))?;
    for line in fill(lab.question, page.width.min(96)) {
        writeln!(out, "{line}")?;
    }
    write!(out, "\n{}", rendered(without_title(lab.lesson), &page))?;
    let mut programs = lab.programs.iter().collect::<Vec<_>>();
    if let Some((slow, fast)) = pair
        && page.width >= SIDE_BY_SIDE
    {
        write!(out, "\n{}", side_by_side(&Text::from(slow), &Text::from(fast), &page))?;
        programs.retain(|program| program.name != slow.name && program.name != fast.name);
    }
    for one in programs {
        write!(out, "\n{}", program(&Text::from(one), &page))?;
    }
    writeln!(out, "\nMeasure it: racecourse lab {}", lab.name)?;
    Ok(Exit::AsExpected)
}

/// The two programs to compare: what is broken and what cures it. A picked variant takes its own side.
fn pair(
    scenario: &'static Scenario,
    picked: Option<&'static Variant>,
) -> Result<(&'static Variant, &'static Variant), Trouble> {
    let first = |role: Role| scenario.variants.iter().find(|variant| variant.role == role);
    let side = |role: Role| picked.filter(|variant| variant.role == role).or_else(|| first(role));
    match (side(Role::Broken), side(Role::Fixed)) {
        (Some(before), Some(after)) => Ok((before, after)),
        _ => Err(Trouble::Usage(format!("{} has no two variants to compare", scenario.name))),
    }
}

/// A lesson without its first heading, which has been said.
fn without_title(lesson: &str) -> &str {
    match lesson.split_once('\n') {
        Some((title, rest)) if title.starts_with("# ") => rest.trim_start_matches('\n'),
        _ => lesson,
    }
}

fn introduction(scenario: &Scenario, page: &Page) -> String {
    let heading = format!("{} {}", scenario.id, scenario.title);
    let mut text = format!("{}   {} · {}\n", page.paint(Ink::Strong, heading), scenario.family, scenario.hazard);
    for line in fill(scenario.summary, page.width.min(96)) {
        text += &format!("{line}\n");
    }
    text + "\n"
}

fn heading(program: &Text, page: &Page) -> String {
    let mut text = format!("{}\n", page.paint(program.ink, format!("── {}", program.file)));
    for line in fill(program.summary, page.width.min(96)) {
        text += &format!("{}\n", page.paint(Ink::Faint, line));
    }
    text
}

/// A program with its line numbers, which are those in the reports.
fn program(program: &Text, page: &Page) -> String {
    let mut text = heading(program, page);
    for (number, line) in pieces(program.source, page).iter().enumerate() {
        let line: String = line.iter().map(Piece::painted).collect();
        text += format!("{} {line}", page.paint(Ink::Faint, format!("{:>4} ", number + 1))).trim_end();
        text.push('\n');
    }
    text
}

/// Two programs next to each other, lines that are the same at the same height.
fn side_by_side(before: &Text, after: &Text, page: &Page) -> String {
    let half = (page.width - 3) / 2;
    let (left, right) = (pieces(before.source, page), pieces(after.source, page));
    let title = |program: &Text| format!("── {}", program.file);
    let (one, other) = (pad(&title(before), half), title(after));
    let mut text = format!("{} │ {}\n", page.paint(before.ink, one), page.paint(after.ink, other));
    for (old, new) in aligned(before.source, after.source) {
        let line = |source: &'static str, index: Option<usize>| index.and_then(|index| source.lines().nth(index));
        let changed = line(before.source, old) != line(after.source, new);
        let cell = |index: Option<usize>, lines: &[Vec<Piece>]| match index {
            Some(index) => wrapped(index + 1, lines.get(index).map_or(&[][..], Vec::as_slice), half),
            None => Vec::new(),
        };
        let (mut a, mut b) = (cell(old, &left), cell(new, &right));
        let height = a.len().max(b.len());
        a.resize(height, " ".repeat(half));
        b.resize(height, String::new());
        let middle = if changed { page.paint(Ink::Mark, "┃") } else { "│".to_owned() };
        for (left, right) in a.iter().zip(&b) {
            text += format!("{left} {middle} {right}").trim_end();
            text.push('\n');
        }
    }
    text
}

/// Indices of lines that belong next to each other.
fn aligned(before: &str, after: &str) -> Vec<(Option<usize>, Option<usize>)> {
    let mut pairs = Vec::new();
    for change in TextDiff::from_lines(before, after).ops() {
        let (mut old, mut new) = (change.old_range(), change.new_range());
        while !(old.is_empty() && new.is_empty()) {
            pairs.push((old.next(), new.next()));
        }
    }
    pairs
}

/// A numbered line in rows of exactly `width` columns.
fn wrapped(number: usize, line: &[Piece], width: usize) -> Vec<String> {
    let room = width.saturating_sub(5);
    let mut rows = Vec::new();
    let mut row = format!("{number:>4} ");
    let mut used = 0;
    for piece in line {
        let mut stretch = Piece { text: String::new(), style: piece.style };
        for character in piece.text.chars() {
            let columns = columns_of(character.encode_utf8(&mut [0; 4]));
            if used + columns > room {
                row += &stretch.painted();
                stretch.text.clear();
                rows.push(format!("{row}{}", " ".repeat(room - used)));
                row = "   ↪ ".to_owned();
                used = 0;
            }
            used += columns;
            stretch.text.push(character);
        }
        row += &stretch.painted();
    }
    rows.push(format!("{row}{}", " ".repeat(room.saturating_sub(used))));
    rows
}

/// What is different, with a few lines around it.
fn changes(before: &Text, after: &Text, page: &Page) -> String {
    let mut text = format!(
        "{}\n{}\n",
        page.paint(Ink::Bad, format!("--- {}", before.file)),
        page.paint(Ink::Good, format!("+++ {}", after.file))
    );
    let diff = TextDiff::from_lines(before.source, after.source);
    for group in diff.grouped_ops(3) {
        if let Some(first) = group.first() {
            let at = format!("@@ line {} @@", first.new_range().start + 1);
            text += &format!("{}\n", page.paint(Ink::Faint, at));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, ink) = match change.tag() {
                ChangeTag::Delete => ("-", Some(Ink::Bad)),
                ChangeTag::Insert => ("+", Some(Ink::Good)),
                ChangeTag::Equal => (" ", None),
            };
            let line = format!("{sign} {}", change.value().trim_end());
            text += ink.map_or(line.clone(), |ink| page.paint(ink, &line)).trim_end();
            text.push('\n');
        }
    }
    text
}

//! Programs on a terminal: with line numbers and colours, two side by side, or what one changes in the other.

use racecourse_layout::{Layout, Style, columns_of, fill, pad};
use similar::{ChangeTag, TextDiff};

use crate::highlight::pieces;
use crate::styled::Piece;

/// From this width on, two programs stand side by side.
pub const SIDE_BY_SIDE: usize = 120;

/// A program's text, whoever's program it is.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// Where it stands, from the checkout's root.
    pub file: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The text itself.
    pub source: &'static str,
    /// The style of its heading.
    pub style: Style,
}

/// The program's text, with the commands in its comments as they can be given here. Lines stay lines.
fn said_here(program: &Text, layout: &Layout) -> String {
    layout.invocation.said_in(program.source)
}

fn heading(program: &Text, layout: &Layout) -> String {
    let mut text = format!("{}\n", layout.paint(program.style, format!("── {}", program.file)));
    // Mostly it is the program's own first line.
    if program.source.strip_prefix("//! ").is_some_and(|begin| begin.starts_with(program.summary)) {
        return text;
    }
    for line in fill(program.summary, layout.width.min(96)) {
        text += &format!("{}\n", layout.paint(Style::Faint, line));
    }
    text
}

/// A program with its line numbers, which are those in the reports.
pub fn program(program: &Text, layout: &Layout) -> String {
    let mut text = heading(program, layout);
    let source = said_here(program, layout);
    // The colours are those of Rust's tokens.
    let colour = layout.colour && program.file.ends_with(".rs");
    for (number, line) in pieces(&source, &Layout { colour, ..*layout }).iter().enumerate() {
        let line: String = line.iter().map(Piece::painted).collect();
        text += format!("{} {line}", layout.paint(Style::Faint, format!("{:>4} ", number + 1))).trim_end();
        text.push('\n');
    }
    text
}

/// Two programs next to each other, lines that are the same at the same height.
pub fn side_by_side(before: &Text, after: &Text, layout: &Layout) -> String {
    let half = (layout.width - 3) / 2;
    let (old_source, new_source) = (said_here(before, layout), said_here(after, layout));
    let (left, right) = (pieces(&old_source, layout), pieces(&new_source, layout));
    let title = |program: &Text| format!("── {}", program.file);
    let (one, other) = (pad(&title(before), half), title(after));
    let mut text = format!("{} │ {}\n", layout.paint(before.style, one), layout.paint(after.style, other));
    for (old, new) in aligned(&old_source, &new_source) {
        let changed = old.and_then(|at| old_source.lines().nth(at)) != new.and_then(|at| new_source.lines().nth(at));
        let cell = |index: Option<usize>, lines: &[Vec<Piece>]| match index {
            Some(index) => wrapped(index + 1, lines.get(index).map_or(&[][..], Vec::as_slice), half),
            None => Vec::new(),
        };
        let (mut a, mut b) = (cell(old, &left), cell(new, &right));
        let height = a.len().max(b.len());
        a.resize(height, " ".repeat(half));
        b.resize(height, String::new());
        let middle = if changed { layout.paint(Style::Mark, "┃") } else { "│".to_owned() };
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
pub fn changes(before: &Text, after: &Text, layout: &Layout) -> String {
    let mut text = format!(
        "{}\n{}\n",
        layout.paint(Style::Bad, format!("--- {}", before.file)),
        layout.paint(Style::Good, format!("+++ {}", after.file))
    );
    for line in changed_lines(&said_here(before, layout), &said_here(after, layout), layout) {
        text += &format!("{line}\n");
    }
    text
}

/// What was changed between two texts, in lines with a sign, those around it, and where it stands in the new one.
pub(crate) fn changed_lines(before: &str, after: &str, layout: &Layout) -> Vec<String> {
    let mut lines = Vec::new();
    let diff = TextDiff::from_lines(before, after);
    for group in diff.grouped_ops(3) {
        if let Some(first) = group.first() {
            let at = format!("@@ line {} @@", first.new_range().start + 1);
            lines.push(layout.paint(Style::Faint, at));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ("-", Some(Style::Bad)),
                ChangeTag::Insert => ("+", Some(Style::Good)),
                ChangeTag::Equal => (" ", None),
            };
            let line = format!("{sign} {}", change.value().trim_end());
            lines.push(style.map_or(line.clone(), |style| layout.paint(style, &line)).trim_end().to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use racecourse_layout::Invocation;

    #[test]
    fn a_command_in_a_program_is_the_one_that_works_here() {
        let text = |source| Text { file: "broken.rs", summary: "Adds.", source, style: Style::Bad };
        let before = text("//! Adds.\n//!\n//! `racecourse check adds`\n\nfn run() {}\n");
        let after = text("//! Adds once.\n//!\n//! `racecourse check adds`\n\nfn run() {}\n");
        let layout = Layout { invocation: Invocation::new("cargo run --"), ..Layout::plain(120) };
        for shown in
            [program(&before, &layout), side_by_side(&before, &after, &layout), changes(&before, &after, &layout)]
        {
            assert!(shown.contains("`cargo run -- check adds`") && !shown.contains("racecourse"), "{shown}");
        }
    }
}

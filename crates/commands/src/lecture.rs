//! `racecourse lecture`: which program shows what a lecture shows.

use std::io::Write;

use racecourse_layout::{Layout, Style, columns_of};

use crate::args::Lecture;
use crate::course::Course;
use crate::markdown::{WIDEST, rendered};
use crate::terminal::Terminal;
use crate::{Error, Exit, labs};

/// The tables, as they are read in a browser too.
const TABLES: &str = include_str!("../../../docs/lectures.md");

pub(crate) fn run(lecture: &Lecture, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let layout = terminal.narrow_layout();
    let all = sections(TABLES);
    let known = |name: &str| labs::is_one(name) || course.scenarios.iter().any(|one| one.name == name);
    let Some(number) = lecture.number else {
        for (title, _) in &all {
            writeln!(out, "  {title}")?;
        }
        let command = layout.invocation.with("lecture 1");
        writeln!(out, "\nWhat one of them shows, and which command shows it here:\n  {command}")?;
        return Ok(Exit::AsExpected);
    };
    // The number has been checked against the number of lectures.
    let Some((title, table)) = all.get(usize::from(number) - 1) else {
        return Err(Error::Usage(format!("there are lectures 1 to {}", all.len())));
    };
    let shown =
        if fits_beside(table, &layout) { rendered(table, &layout, &known) } else { below(table, &layout, &known) };
    let text = format!("{}\n\n{shown}", layout.paint(Style::Strong, title));
    terminal.show(&text, !lecture.no_pager, out)?;
    Ok(Exit::AsExpected)
}

/// What is shown has to keep so many columns beside the commands, for a table to be read.
const READABLE: usize = 24;
/// The same for the lecture's figures, where there are any.
const FIGURES: usize = 16;
/// Between the columns.
const GAP: usize = 2;

/// A row of a table: what is shown, the commands, and the lecture's figure if there is one.
type Row<'a> = (&'a str, Vec<&'a str>, Option<&'a str>);

/// The rows of a table, as Markdown.
fn rows(table: &str) -> Vec<Row<'_>> {
    let row = |line| -> Option<Row<'_>> {
        let mut cells = str::trim_matches(line, '|').split(" | ").map(str::trim);
        let (what, here, figure) = (cells.next()?, cells.next()?, cells.next()?);
        let commands = here.split('`').skip(1).step_by(2).collect();
        Some((what, commands, Some(figure).filter(|figure| *figure != "–")))
    };
    // The first two lines are the headings and the rule below them.
    table.lines().filter(|line| line.starts_with('|')).skip(2).filter_map(row).collect()
}

/// Whether the commands of `table` fit beside what they show, none of them broken: a command is copied whole.
fn fits_beside(table: &str, layout: &Layout) -> bool {
    let rows = rows(table);
    let commands = rows.iter().flat_map(|(_, commands, _)| commands);
    let widest = commands.map(|command| columns_of(&said(command, layout))).max().unwrap_or(0);
    widest + READABLE + FIGURES + 2 * GAP <= layout.width.min(WIDEST)
}

/// The rows of `table` with the commands below what they show, each on a line of its own, however long it is.
fn below(table: &str, layout: &Layout, known: &dyn Fn(&str) -> bool) -> String {
    let mut text = String::new();
    for (what, commands, figure) in rows(table) {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &rendered(what, layout, known);
        for command in commands {
            text += &format!("  {}\n", layout.paint(Style::Mark, said(command, layout)));
        }
        if let Some(figure) = figure {
            let narrower = Layout { width: layout.width - 2, ..*layout };
            let figure = rendered(&format!("Their figure: {figure}"), &narrower, known);
            text += &figure.lines().map(|line| format!("  {line}\n")).collect::<String>();
        }
    }
    text
}

/// A command as it can be given here.
fn said(command: &str, layout: &Layout) -> String {
    let said = layout.invocation.said_in(&format!("`{command}`"));
    said.trim_matches('`').to_owned()
}

/// The lectures in whose tables a command is about `lesson`, by their headings: `1 · Parallel Programming, handwritten notes`.
pub fn that_show(lesson: &str) -> Vec<&'static str> {
    let is_about = |table: &str| {
        let commands = table.split('`').filter(|text| text.starts_with("racecourse "));
        commands.into_iter().any(|command| command.split(' ').nth(2) == Some(lesson))
    };
    sections(TABLES).into_iter().filter(|(_, table)| is_about(table)).map(|(title, _)| title).collect()
}

/// The lectures that show `lesson`, for the top of the lesson; nothing if none does.
pub fn named_above(lesson: &str, layout: &Layout) -> String {
    const LEAD: &str = "Lecture  ";
    let line = |(at, title)| {
        let lead = if at == 0 { layout.paint(Style::Faint, LEAD) } else { " ".repeat(LEAD.len()) };
        format!("{lead}{title}\n")
    };
    that_show(lesson).into_iter().enumerate().map(line).collect()
}

/// The lectures: each with its heading, and its table.
fn sections(text: &str) -> Vec<(&str, &str)> {
    let (tables, _) = text.split_once("<!-- end of lectures -->").unwrap_or((text, ""));
    tables.split("\n## ").skip(1).filter_map(|section| section.split_once('\n')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_is_found_in_the_lectures_that_show_it() {
        let numbers = |lesson| that_show(lesson).iter().map(|title| title[..1].to_owned()).collect::<String>();
        assert_eq!([numbers("mean"), numbers("word_count"), numbers("nothing_like_it")], ["134", "5", ""]);
        let above = named_above("word_count", &Layout::plain(80));
        assert_eq!(above, "Lecture  5 · High-Performance Programming, Galvanize 2016\n");
        assert_eq!(named_above("nothing_like_it", &Layout::plain(80)), "");
    }

    #[test]
    fn no_command_is_broken_however_narrow_the_terminal() {
        let checkout = racecourse_layout::Invocation::new("cargo run --release --");
        for (_, table) in sections(TABLES) {
            for width in [40, 60, 80, 100, 200] {
                for invocation in [racecourse_layout::Invocation::INSTALLED, checkout] {
                    let layout = Layout { invocation, ..Layout::plain(width) };
                    let beside = fits_beside(table, &layout);
                    let known = |_: &str| false;
                    let text = if beside { rendered(table, &layout, &known) } else { below(table, &layout, &known) };
                    for (what, commands, _) in rows(table) {
                        for command in commands {
                            let whole = said(command, &layout);
                            let is_whole = text.lines().any(|line| line.contains(&whole));
                            assert!(is_whole, "{whole} is broken in {width} columns, of {what}:\n{text}");
                        }
                    }
                    // Nothing but a command is longer than a line.
                    let is_command = |line: &str| line.starts_with(&format!("  {}", invocation.words()));
                    let long = text.lines().find(|line| columns_of(line) > width && !is_command(line));
                    assert_eq!(long, None, "{width} columns");
                }
            }
            assert!(!fits_beside(table, &Layout::plain(60)));
        }
        assert!(fits_beside(sections(TABLES)[0].1, &Layout::plain(80)));
    }

    #[test]
    fn every_row_of_a_table_is_read() {
        let counts: Vec<usize> = sections(TABLES).iter().map(|(_, table)| rows(table).len()).collect();
        assert_eq!(counts, [17, 9, 9, 9, 5]);
        let (what, commands, figure) = rows(sections(TABLES)[2].1).swap_remove(2);
        assert_eq!((what, figure), ("`Pool(5).map`, and a worker that dies (`FirstParallel`)", Some("[1, 4, 9]")));
        assert_eq!(commands, ["racecourse lab pool", "racecourse check dead_worker"]);
    }

    #[test]
    fn there_are_five_lectures_in_order() {
        let all = sections(TABLES);
        assert_eq!(all.len(), 5);
        for (at, (title, table)) in all.iter().enumerate() {
            assert!(title.starts_with(&format!("{} · ", at + 1)), "{title}");
            assert!(table.contains("| what it shows | here | their figure |"), "{title} has no table");
        }
    }
}

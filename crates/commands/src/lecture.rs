//! `racecourse lecture`: which program shows what a lecture shows.

use std::io::Write;

use racecourse_layout::{Layout, Style};

use crate::args::Lecture;
use crate::course::Course;
use crate::markdown::rendered;
use crate::terminal::Terminal;
use crate::{Error, Exit, labs};

/// The tables, as they are read in a browser too.
const TABLES: &str = include_str!("../../../docs/lectures.md");

pub(crate) fn run(lecture: &Lecture, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let layout = terminal.layout();
    let all = sections(TABLES);
    let known = |name: &str| labs::is_one(name) || course.scenarios.iter().any(|one| one.name == name);
    let Some(number) = lecture.number else {
        for (title, _) in &all {
            writeln!(out, "  {title}")?;
        }
        writeln!(
            out,
            "\n`{}` has what it shows, and which program shows it here.",
            layout.invocation.with("lecture 1")
        )?;
        return Ok(Exit::AsExpected);
    };
    // The number has been checked against the number of lectures.
    let Some((title, table)) = all.get(usize::from(number) - 1) else {
        return Err(Error::Usage(format!("there are lectures 1 to {}", all.len())));
    };
    let text = format!("{}\n\n{}", layout.paint(Style::Strong, title), rendered(table, &layout, &known));
    terminal.show(&text, true, out)?;
    Ok(Exit::AsExpected)
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
    fn there_are_five_lectures_in_order() {
        let all = sections(TABLES);
        assert_eq!(all.len(), 5);
        for (at, (title, table)) in all.iter().enumerate() {
            assert!(title.starts_with(&format!("{} · ", at + 1)), "{title}");
            assert!(table.contains("| what it shows | here | their figure |"), "{title} has no table");
        }
    }
}

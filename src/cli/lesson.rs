//! A lesson's Markdown on a terminal, and the hints that go with it.

use std::io::Write;

use super::args::Hint;
use super::course::Course;
use super::highlight::highlighted;
use super::terminal::Terminal;
use super::{Exit, Trouble, names};
use crate::report::{Ink, Page, fill};

/// `markdown` with its paragraphs filled, its headings strong and its code left as it is.
pub(super) fn rendered(markdown: &str, page: &Page) -> String {
    let mut text = String::new();
    let mut paragraph = String::new();
    let mut in_code = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            flush(&mut paragraph, &mut text, page);
            in_code = !in_code;
        } else if in_code {
            // rustdoc hides such lines too.
            if line != "#" && !line.starts_with("# ") {
                text += &format!("    {}\n", highlighted(line, page));
            }
        } else if line.trim().is_empty() {
            flush(&mut paragraph, &mut text, page);
            text.push('\n');
        } else if let Some(heading) = line.strip_prefix('#') {
            flush(&mut paragraph, &mut text, page);
            text += &format!("{}\n", page.paint(Ink::Strong, heading.trim_start_matches('#').trim()));
        } else if line.starts_with(['|', '>']) {
            flush(&mut paragraph, &mut text, page);
            text += &format!("{line}\n");
        } else {
            if is_item(line) {
                flush(&mut paragraph, &mut text, page);
            }
            paragraph += line;
            paragraph.push('\n');
        }
    }
    flush(&mut paragraph, &mut text, page);
    text
}

fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let numbered = line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
    line.starts_with("* ") || line.starts_with("- ") || numbered
}

fn flush(paragraph: &mut String, text: &mut String, page: &Page) {
    let indent = if is_item(paragraph) { "  " } else { "" };
    let lines = fill(paragraph, page.width.min(96) - indent.len());
    for (at, line) in lines.iter().enumerate() {
        let indent = if at == 0 { "" } else { indent };
        *text += &format!("{indent}{line}\n");
    }
    paragraph.clear();
}

/// `racecourse hint`.
pub(super) fn hint(hint: &Hint, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Trouble> {
    let scenario = names::scenario(&course.scenarios, &hint.scenario)?;
    let page = terminal.page();
    let total = scenario.hints.len();
    let Some(text) = hint.level.checked_sub(1).and_then(|index| scenario.hints.get(index)) else {
        let has = match total {
            0 => "no hints".to_owned(),
            1 => "one hint".to_owned(),
            n => format!("hints 1 to {n}"),
        };
        return Err(Trouble::Usage(format!("{} has {has}, but no hint {}", scenario.name, hint.level)));
    };
    let heading = format!("Hint {} of {total} for {} {}", hint.level, scenario.id, scenario.title);
    writeln!(out, "{}\n", page.paint(Ink::Strong, heading))?;
    for line in fill(text, page.width - 2) {
        writeln!(out, "  {line}")?;
    }
    if hint.level < total {
        writeln!(out, "\nA plainer one: racecourse hint {} --level {}", scenario.name, hint.level + 1)?;
    }
    Ok(Exit::AsExpected)
}

//! A lesson's Markdown on a terminal.

use racecourse_layout::{Ink, Page, fill};

use crate::highlight::highlighted;

/// `markdown` with its paragraphs filled, its headings strong and its code left as it is.
pub fn rendered(markdown: &str, page: &Page) -> String {
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

/// A lesson without its first heading, which has been said.
pub fn without_title(lesson: &str) -> &str {
    match lesson.split_once('\n') {
        Some((title, rest)) if title.starts_with("# ") => rest.trim_start_matches('\n'),
        _ => lesson,
    }
}

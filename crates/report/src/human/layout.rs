//! How far things stand from the margin, and how sections are put under a title.

use racecourse_layout::Layout;

/// Spaces in front of everything but the first line.
pub(super) const INDENT: usize = 2;
/// Columns for the heading of a line such as `Next  racecourse …`.
pub(super) const LEAD: usize = 12;

/// The layout inside the indentation.
pub(super) fn inner(layout: &Layout) -> Layout {
    Layout { width: layout.width.saturating_sub(INDENT).max(1), ..*layout }
}

/// The sections under the title, a blank line before each.
pub(super) fn bound(title: String, sections: &[Vec<String>]) -> String {
    let sections = sections.iter().filter(|lines| !lines.is_empty());
    let lines: Vec<String> = sections.flat_map(|lines| blank_before(lines)).map(str::to_owned).collect();
    title + &indented(&lines)
}

/// These lines, away from the margin.
pub(super) fn indented(lines: &[String]) -> String {
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

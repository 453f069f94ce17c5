//! The lines of a program's source, for quoting.

use crate::failure::Site;
use crate::scenario::Variant;
use racecourse_layout::columns_of;

/// The text of the program that a report is about.
#[derive(Clone, Copy)]
pub(super) struct Source {
    file: &'static str,
    text: &'static str,
}

impl Source {
    pub(super) fn of(variant: &Variant) -> Self {
        Self { file: variant.file, text: variant.source }
    }

    /// The line at `site`, if it stands in this program, with its comment if that fits into `width` columns.
    pub(super) fn line(&self, site: &Site, width: usize) -> Option<&'static str> {
        if site.file != self.file {
            return None;
        }
        let at = usize::try_from(site.line).ok()?.checked_sub(1)?;
        let line = self.text.lines().nth(at)?.trim();
        let bare = without_comment(line);
        let line = if columns_of(line) <= width { line } else { bare };
        (!bare.is_empty()).then_some(line)
    }
}

/// `line` up to a comment that follows code.
fn without_comment(line: &str) -> &str {
    line.split_once(" // ").map_or(line, |(code, _)| code.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: Source = Source { file: "a.rs", text: "fn a() {\n    b(); // does b\n}\n" };

    fn site(file: &str, line: u32) -> Site {
        Site { file: file.to_owned(), line }
    }

    #[test]
    fn a_line_has_its_comment_only_where_there_is_room() {
        assert_eq!(PROGRAM.line(&site("a.rs", 2), 40), Some("b(); // does b"));
        assert_eq!(PROGRAM.line(&site("a.rs", 2), 10), Some("b();"));
    }

    #[test]
    fn lines_of_other_files_and_lines_that_are_not_there_are_not_quoted() {
        assert_eq!(PROGRAM.line(&site("b.rs", 2), 40), None);
        assert_eq!(PROGRAM.line(&site("a.rs", 0), 40), None);
        assert_eq!(PROGRAM.line(&site("a.rs", 9), 40), None);
    }
}

//! The lines of a program's source, for quoting.

use std::borrow::Cow;

use racecourse_layout::columns_of;

use crate::scenario::Variant;
use racecourse_trace::failure::Site;

/// The texts of the program that a report is about: files with what stands in them.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    texts: &'a [(Cow<'a, str>, Cow<'a, str>)],
}

impl<'a> Source<'a> {
    /// These files.
    pub(super) fn of(texts: &'a [(Cow<'a, str>, Cow<'a, str>)]) -> Self {
        Self { texts }
    }

    /// The line at `site`, if it stands in this program, with its comment if that fits into `width` columns.
    pub(super) fn line(&self, site: &Site, width: usize) -> Option<&'a str> {
        let (_, text) = self.texts.iter().find(|(file, _)| *file == site.file)?;
        let at = usize::try_from(site.line).ok()?.checked_sub(1)?;
        let line = text.lines().nth(at)?.trim();
        let bare = without_comment(line);
        let line = if columns_of(line) <= width { line } else { bare };
        (!bare.is_empty()).then_some(line)
    }
}

/// The one file that a variant stands in.
pub(super) fn texts(variant: &Variant) -> [(Cow<'static, str>, Cow<'static, str>); 1] {
    [(Cow::Borrowed(variant.file), Cow::Borrowed(variant.source))]
}

/// `line` up to a comment that follows code.
fn without_comment(line: &str) -> &str {
    line.split_once(" // ").map_or(line, |(code, _)| code.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: &[(Cow<'_, str>, Cow<'_, str>)] =
        &[(Cow::Borrowed("a.rs"), Cow::Borrowed("fn a() {\n    b(); // does b\n}\n"))];
    const PROGRAM: Source<'_> = Source { texts: TEXTS };

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

//! The texts of a program, by line.

use racecourse_trace::failure::Site;

/// A file that a program is written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its path, as sites have it.
    pub file: String,
    /// Its lines.
    pub lines: Vec<String>,
}

impl Text {
    /// The file at `file`, with this text.
    pub fn new(file: impl Into<String>, text: &str) -> Self {
        Self { file: file.into(), lines: text.lines().map(str::to_owned).collect() }
    }

    /// The same without what its comments say, for whoever is not to be told: the lines stay where they are.
    #[must_use]
    pub fn without_comments(self) -> Self {
        let lines = self.lines.iter().map(|line| code_of(line).to_owned()).collect();
        Self { lines, ..self }
    }
}

/// The line at `site`, without the spaces around it; `None` if it is in none of these files.
pub fn line_at<'a>(texts: &'a [Text], site: &Site) -> Option<&'a str> {
    let text = texts.iter().find(|text| text.file == site.file)?;
    let at = usize::try_from(site.line).ok()?.checked_sub(1)?;
    text.lines.get(at).map(|line| line.trim())
}

/// A line of Rust without the comment at its end. Comments that begin with two slashes are known, and the slashes in a string are
/// none.
pub(crate) fn code_of(line: &str) -> &str {
    let mut in_string = false;
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = in_string,
            // A quote as a character is no string.
            '"' if !line[..at].ends_with('\'') => in_string = !in_string,
            '/' if !in_string && line[at..].starts_with("//") => return line[..at].trim_end(),
            _ => {}
        }
    }
    line.trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_goes_and_what_looks_like_one_stays() {
        assert_eq!(code_of("    value.store(1); // write: too late"), "    value.store(1);");
        assert_eq!(code_of("//! It is broken."), "");
        assert_eq!(code_of(r#"let page = "http://a\"//b"; // c"#), r#"let page = "http://a\"//b";"#);
        assert_eq!(code_of("let quote = '\"'; // a quote"), "let quote = '\"';");
        let text = Text::new("a.rs", "// one\ntwo(); // three\n").without_comments();
        assert_eq!(text.lines, ["", "two();"]);
        let at = |line| Site { file: "a.rs".to_owned(), line };
        assert_eq!(line_at(std::slice::from_ref(&text), &at(2)), Some("two();"));
        assert_eq!(
            (line_at(std::slice::from_ref(&text), &at(0)), line_at(std::slice::from_ref(&text), &at(3))),
            (None, None)
        );
    }
}

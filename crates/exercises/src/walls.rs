//! The wall of names, as far as it stands in the text of a submission.
//!
//! A submission is compiled with `std`, `core` and `alloc` meaning something else, and without `unsafe`. What gets around that
//! needs one of two words: `extern`, which would give another crate a name, and `mod` without a body, which would read another
//! file. A macro can hide neither, since a keyword is a keyword in its text. So they are looked for here, by rustc's own lexer,
//! and nothing else is.

use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, strip_shebang, tokenize};

/// A word that a submission may not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The line, counted from 1.
    pub line: usize,
    /// Why not, in a sentence.
    pub why: &'static str,
}

const EXTERN: &str = "`extern` is not part of an exercise: it would bring in names that no exercise has";
const OTHER_FILE: &str = "a submission is one file: a module is written with its body, `mod name { … }`";
const FRONTMATTER: &str = "a submission is the text of a module: it has no frontmatter and no `#!` line";

/// The first word in `text` that may not be there.
pub fn refused(text: &str) -> Option<Refused> {
    let line_of = |at: usize| text[..at].matches('\n').count() + 1;
    if strip_shebang(text).is_some() || text.trim_start().starts_with("---") {
        return Some(Refused { line: 1, why: FRONTMATTER });
    }
    let mut module: Option<Module> = None;
    let mut at = 0;
    for token in tokenize(text, FrontmatterAllowed::No) {
        let begin = at;
        at += token.len as usize;
        let word = &text[begin..at];
        match token.kind {
            TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => continue,
            TokenKind::Ident if word == "extern" => return Some(Refused { line: line_of(begin), why: EXTERN }),
            _ => {}
        }
        let is_name = matches!(token.kind, TokenKind::Ident | TokenKind::RawIdent);
        module = match module {
            _ if matches!(token.kind, TokenKind::Ident) && word == "mod" => Some(Module { begin, named: false }),
            Some(Module { named: true, .. }) if matches!(token.kind, TokenKind::OpenBrace) => None,
            Some(Module { begin, named: false }) if matches!(token.kind, TokenKind::Dollar) => {
                Some(Module { begin, named: false })
            }
            Some(Module { begin, named: false }) if is_name => Some(Module { begin, named: true }),
            Some(Module { begin, .. }) => return Some(Refused { line: line_of(begin), why: OTHER_FILE }),
            None => None,
        };
    }
    module.map(|module| Refused { line: line_of(module.begin), why: OTHER_FILE })
}

/// The word `mod`, and whether its name has been seen.
struct Module {
    begin: usize,
    named: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_passes() {
        for text in [
            "mod inner { pub fn extern_like() {} }",
            "// extern crate std;\n/* mod x; */ fn f() -> &'static str { \"extern mod x;\" }",
            "let r#extern = 1;",
            "macro_rules! m { ($name:ident) => { mod $name { } } }",
            "mod a { mod r#mod { } }",
            "r#\"extern\"#",
            "#![allow(dead_code)]\nfn f() {}",
        ] {
            assert_eq!(refused(text), None, "{text}");
        }
    }

    #[test]
    fn what_gets_around_the_wall_is_refused_with_its_line() {
        for (text, line) in [
            ("extern crate std as real;", 1),
            ("\n\nmacro_rules! m { ($($t:tt)*) => { $($t)* } }\nm!(extern crate std as real;);", 4),
            ("fn f() {}\nextern \"C\" { fn exit(code: i32); }", 2),
            ("#[path = \"/etc/passwd\"]\nmod secrets;", 2),
            ("mod /* here */ x\n;", 1),
            ("macro_rules! m { ($semi:tt) => { mod x $semi } } m!(;);", 1),
            ("macro_rules! m { ($($t:tt)*) => { mod $($t)* } }", 1),
            ("mod", 1),
            ("#!/usr/bin/env cargo\nfn f() {}", 1),
            ("---\n---\nfn f() {}", 1),
        ] {
            assert_eq!(refused(text).map(|found| found.line), Some(line), "{text}");
        }
    }
}

//! Rust source in colours, where there are colours.
//!
//! syntect finds out what is what; the colours are the terminal's own sixteen, so that they can be read on a light
//! background too.

use std::sync::OnceLock;

use anstyle::{AnsiColor, Style};
use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};

use racecourse_layout::Page;

/// A stretch of text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) style: Style,
}

impl Piece {
    pub(crate) fn painted(&self) -> String {
        if self.style == Style::new() { self.text.clone() } else { format!("{0}{1}{0:#}", self.style, self.text) }
    }
}

/// One line of Rust on its own.
pub(crate) fn highlighted(line: &str, page: &Page) -> String {
    let lines = pieces(line, page);
    lines.iter().flatten().map(Piece::painted).collect()
}

/// The lines of `source`, each in pieces; one piece for each line without colours.
pub(crate) fn pieces(source: &str, page: &Page) -> Vec<Vec<Piece>> {
    let plain = |line: &str| vec![Piece { text: line.to_owned(), style: Style::new() }];
    let rust = syntaxes().find_syntax_by_extension("rs");
    match rust.filter(|_| page.colour) {
        None => source.lines().map(plain).collect(),
        Some(rust) => coloured(source, rust).unwrap_or_else(|| source.lines().map(plain).collect()),
    }
}

fn coloured(source: &str, rust: &SyntaxReference) -> Option<Vec<Vec<Piece>>> {
    let mut state = ParseState::new(rust);
    let mut scopes = ScopeStack::new();
    let mut lines = Vec::new();
    for line in source.lines() {
        let with_end = format!("{line}\n");
        let changes = state.parse_line(&with_end, syntaxes()).ok()?;
        let mut pieces = Vec::new();
        let mut from = 0;
        for (at, change) in changes {
            push(&mut pieces, &with_end[from..at], &scopes);
            scopes.apply(&change).ok()?;
            from = at;
        }
        push(&mut pieces, &with_end[from..], &scopes);
        lines.push(pieces);
    }
    Some(lines)
}

fn push(pieces: &mut Vec<Piece>, text: &str, scopes: &ScopeStack) {
    let text = text.trim_end_matches('\n');
    if !text.is_empty() {
        pieces.push(Piece { text: text.to_owned(), style: style(scopes) });
    }
}

/// The style for the innermost scope that has one.
fn style(scopes: &ScopeStack) -> Style {
    let name_of = |scope: &syntect::parsing::Scope| scope.build_string();
    scopes.as_slice().iter().rev().find_map(|scope| style_of(&name_of(scope))).unwrap_or_default()
}

fn style_of(scope: &str) -> Option<Style> {
    let starts = |prefix: &str| scope.starts_with(prefix);
    match () {
        () if starts("comment") || starts("punctuation.definition.comment") => Some(Style::new().dimmed()),
        () if starts("string") => Some(AnsiColor::Green.on_default()),
        () if starts("constant") => Some(AnsiColor::Cyan.on_default()),
        () if starts("keyword.operator") => None,
        () if starts("keyword") || starts("storage") => Some(AnsiColor::Magenta.on_default()),
        () if starts("entity.name.function") || starts("support.function") => Some(AnsiColor::Blue.on_default()),
        () if starts("support.macro") => Some(AnsiColor::Blue.on_default()),
        () if starts("entity.name") || starts("support.type") => Some(AnsiColor::Yellow.on_default()),
        () => None,
    }
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}

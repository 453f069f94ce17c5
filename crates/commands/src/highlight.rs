//! Rust source in colours, where there are colours.
//!
//! rustc's lexer says what is a comment, a string or a name; what a name is for is told by how it is written and by what
//! comes after it, which is enough for the eye. The colours are the terminal's own sixteen, so that they can be read on a
//! light background too.

use anstyle::{AnsiColor, Style};
use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

use racecourse_layout::Layout;

use crate::styled::Piece;

/// The lines of `source`, each in pieces; one piece for each line without colours.
pub(crate) fn pieces(source: &str, layout: &Layout) -> Vec<Vec<Piece>> {
    if !layout.colour {
        return source.lines().map(|line| vec![Piece::new(line, Style::new())]).collect();
    }
    let mut lines = vec![Vec::new()];
    for (text, style) in styled(source) {
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            if let (Some(line), false) = (lines.last_mut(), part.is_empty()) {
                line.push(Piece::new(part, style));
            }
        }
    }
    if source.ends_with('\n') || source.is_empty() {
        lines.pop();
    }
    lines
}

/// The tokens of `source` with their styles; together they are the whole of it.
fn styled(source: &str) -> Vec<(&str, Style)> {
    let mut rest = source;
    let tokens = tokenize(source, FrontmatterAllowed::No).map(|token| {
        let (text, tail) = rest.split_at(token.len as usize);
        rest = tail;
        (token.kind, text)
    });
    let tokens: Vec<(TokenKind, &str)> = tokens.collect();
    let style = |at: usize| {
        let (kind, text) = tokens[at];
        let next = tokens.get(at + 1).map(|(kind, _)| *kind);
        let before = tokens[..at].iter().rev().find(|(kind, _)| *kind != TokenKind::Whitespace).map(|(_, text)| *text);
        (text, style_of(kind, text, before, next))
    };
    (0..tokens.len()).map(style).collect()
}

fn style_of(kind: TokenKind, text: &str, before: Option<&str>, next: Option<TokenKind>) -> Style {
    let colour = |colour: AnsiColor| colour.on_default();
    match kind {
        TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => Style::new().dimmed(),
        TokenKind::Literal { kind: LiteralKind::Int { .. } | LiteralKind::Float { .. }, .. } => colour(AnsiColor::Cyan),
        TokenKind::Literal { .. } => colour(AnsiColor::Green),
        TokenKind::Lifetime { .. } => colour(AnsiColor::Magenta),
        TokenKind::Ident if matches!(text, "true" | "false") => colour(AnsiColor::Cyan),
        TokenKind::Ident if KEYWORDS.contains(&text) => colour(AnsiColor::Magenta),
        TokenKind::Ident if next == Some(TokenKind::Bang) => colour(AnsiColor::Blue),
        TokenKind::Ident if text.starts_with(char::is_uppercase) => {
            let constant = text.len() > 1 && text.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '_');
            colour(if constant { AnsiColor::Cyan } else { AnsiColor::Yellow })
        }
        TokenKind::Ident if PRIMITIVES.contains(&text) => colour(AnsiColor::Yellow),
        TokenKind::Ident if next == Some(TokenKind::OpenParen) || before == Some("fn") => colour(AnsiColor::Blue),
        _ => Style::new(),
    }
}

const KEYWORDS: [&str; 36] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "fn", "for", "if",
    "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "struct",
    "super", "trait", "type", "union", "unsafe", "use", "where", "while",
];

const PRIMITIVES: [&str; 17] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16", "u32", "u64", "u128",
    "usize",
];

#[cfg(test)]
mod tests {
    use super::*;

    const COLOURS: Layout = Layout { colour: true, ..Layout::plain(80) };

    #[test]
    fn no_character_is_lost() {
        for source in
            ["", "\n", "fn a() {}\n", "// ends without a line\nlet x = 'a'; \"two\nlines\"", "'\\0 \u{7f} r#\"", "#!x"]
        {
            let lines = pieces(source, &COLOURS);
            let text = |line: &Vec<Piece>| line.iter().map(|piece| piece.text.as_str()).collect::<String>();
            assert_eq!(lines.iter().map(text).collect::<Vec<_>>(), source.lines().collect::<Vec<_>>(), "{source:?}");
        }
    }

    #[test]
    fn what_is_what() {
        let line = &pieces("let x: u32 = Mutex::new(1).lock(); // held", &COLOURS)[0];
        let style = |text: &str| line.iter().find(|piece| piece.text == text).map(|piece| piece.style);
        let colour = |colour: AnsiColor| Some(colour.on_default());
        assert_eq!(style("let"), colour(AnsiColor::Magenta));
        assert_eq!(style("u32"), colour(AnsiColor::Yellow));
        assert_eq!(style("Mutex"), colour(AnsiColor::Yellow));
        assert_eq!(style("lock"), colour(AnsiColor::Blue));
        assert_eq!(style("1"), colour(AnsiColor::Cyan));
        assert_eq!(style("// held"), Some(Style::new().dimmed()));
        assert_eq!(style("x"), Some(Style::new()));
    }
}

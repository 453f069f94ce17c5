//! Text of which parts have a style of their own, in lines that fit.

use anstyle::Style;
use racecourse_layout::columns_of;

/// A stretch of text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) style: Style,
}

impl Piece {
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }

    pub(crate) fn painted(&self) -> String {
        if self.style == Style::new() { self.text.clone() } else { format!("{0}{1}{0:#}", self.style, self.text) }
    }
}

/// A piece that may be broken between its words, or must not be: a command is copied whole.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) piece: Piece,
    pub(crate) solid: bool,
}

/// How many columns the pieces of a line take.
pub(crate) fn width_of(line: &[Piece]) -> usize {
    line.iter().map(|piece| columns_of(&piece.text)).sum()
}

/// `runs` in lines of at most `width` columns, with one space between words.
pub(crate) fn flow(runs: &[Run], width: usize) -> Vec<Vec<Piece>> {
    let width = width.max(1);
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut line: Vec<Piece> = Vec::new();
    for word in words(runs, width) {
        let gap = usize::from(!line.is_empty());
        if !line.is_empty() && width_of(&line) + gap + width_of(&word) > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(Piece::new(" ", Style::new()));
        }
        line.extend(word);
        while width_of(&line) > width {
            let rest = cut(&mut line, width);
            lines.push(std::mem::replace(&mut line, rest));
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The words, each in as many pieces as it has styles. What is too long for any line is no longer solid.
fn words(runs: &[Run], width: usize) -> Vec<Vec<Piece>> {
    let mut words: Vec<Vec<Piece>> = Vec::new();
    let mut word: Vec<Piece> = Vec::new();
    for Run { piece, solid } in runs {
        if *solid && columns_of(&piece.text) <= width {
            word.push(piece.clone());
            continue;
        }
        for (at, part) in piece.text.split(char::is_whitespace).enumerate() {
            if at > 0 && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if !part.is_empty() {
                word.push(Piece::new(part, piece.style));
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Leaves as much of `line` as fits into `width` columns, but at least one character, and gives back the rest.
fn cut(line: &mut Vec<Piece>, width: usize) -> Vec<Piece> {
    let (mut kept, mut rest, mut used) = (Vec::new(), Vec::new(), 0);
    for piece in line.drain(..) {
        let fits = |text: &str| columns_of(text) + used <= width || (used == 0 && text.chars().count() == 1);
        let ends = piece.text.char_indices().map(|(at, c)| at + c.len_utf8());
        let end = ends.take_while(|end| rest.is_empty() && fits(&piece.text[..*end])).last().unwrap_or(0);
        let (head, tail) = piece.text.split_at(end);
        if !head.is_empty() {
            used += columns_of(head);
            kept.push(Piece::new(head, piece.style));
        }
        if !tail.is_empty() {
            rest.push(Piece::new(tail, piece.style));
        }
    }
    *line = kept;
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, solid: bool) -> Run {
        Run { piece: Piece::new(text, Style::new()), solid }
    }

    fn lines(runs: &[Run], width: usize) -> Vec<String> {
        let text = |line: Vec<Piece>| line.into_iter().map(|piece| piece.text).collect();
        flow(runs, width).into_iter().map(text).collect()
    }

    #[test]
    fn words_of_several_styles_stay_together() {
        assert_eq!(lines(&[run("the ", false), run("pair", false), run(", which", false)], 10), ["the pair,", "which"]);
    }

    #[test]
    fn what_is_solid_is_not_broken_unless_it_has_to_be() {
        let command = [run("try ", false), run("`a b c`", true), run(" now", false)];
        assert_eq!(lines(&command, 9), ["try", "`a b c`", "now"]);
        assert_eq!(lines(&command, 5), ["try", "`a b", "c`", "now"]);
        assert_eq!(lines(&[run("verylongword", true)], 5), ["veryl", "ongwo", "rd"]);
        assert_eq!(lines(&[run("右右", false)], 1), ["右", "右"]);
    }
}

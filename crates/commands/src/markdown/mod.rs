//! A lesson's Markdown on a terminal.

mod links;
mod table;

use anstyle::{AnsiColor, Style as Ansi};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use racecourse_layout::{Invocation, Layout, Style, columns_of};

use crate::highlight::pieces;
use crate::styled::{Piece, Run, flow};

use self::table::Table;

/// The eye loses longer lines.
pub(crate) const WIDEST: usize = 96;

/// `markdown` with paragraphs filled, tables fitted, code in colours, and commands as they can be given here. A link to
/// one of the things that are `known` by name becomes the command that shows it.
pub fn rendered(markdown: &str, layout: &Layout, known: &dyn Fn(&str) -> bool) -> String {
    let mut writer = Writer {
        layout,
        known,
        text: String::new(),
        margins: Vec::new(),
        gap: false,
        runs: Vec::new(),
        styles: vec![Ansi::new()],
        links: Vec::new(),
        numbers: Vec::new(),
        code: None,
        table: None,
    };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.hear(event);
    }
    writer.flush();
    writer.text
}

/// A lesson without its first heading, which has been said.
pub fn without_title(lesson: &str) -> &str {
    match lesson.split_once('\n') {
        Some((title, rest)) if title.starts_with("# ") => rest.trim_start_matches('\n'),
        _ => lesson,
    }
}

/// What stands in front of the lines of a list's item or a quotation: of its first line, and of all further ones.
struct Margin {
    first: Option<String>,
    rest: String,
}

struct Writer<'a> {
    layout: &'a Layout,
    known: &'a dyn Fn(&str) -> bool,
    text: String,
    margins: Vec<Margin>,
    /// Whether a blank line has to come before what is next.
    gap: bool,
    /// The paragraph at hand.
    runs: Vec<Run>,
    styles: Vec<Ansi>,
    /// Where the links at hand lead.
    links: Vec<String>,
    /// The next number of each list that surrounds this; `None` if its items have no numbers.
    numbers: Vec<Option<u64>>,
    /// The block of code at hand, and whether it is Rust.
    code: Option<(String, bool)>,
    table: Option<Table>,
}

impl Writer<'_> {
    fn hear(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((code, _)) => code.push_str(&text),
                None => self.say(&text, false),
            },
            Event::Code(text) => {
                let style = self.style().fg_color(self.layout.colour.then_some(AnsiColor::Cyan.into()));
                let text = self.layout.invocation.said_in(&format!("`{text}`"));
                self.runs.push(Run { piece: Piece::new(text, style), solid: true });
            }
            Event::InlineHtml(tag) if self.table.is_some() && tag.as_ref() == "<br>" => {
                self.runs.push(table::new_line())
            }
            Event::SoftBreak | Event::HardBreak => self.say(" ", false),
            Event::Rule => {
                let width = self.room();
                self.line(&self.layout.paint(Style::Faint, "─".repeat(width)));
                self.gap = true;
            }
            // Neither means anything on a terminal.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                let style = if level <= HeadingLevel::H3 { Ansi::new().bold() } else { Ansi::new().underline() };
                self.push_style(style);
            }
            Tag::Emphasis => self.emphasised(Ansi::new().italic(), "*"),
            Tag::Strong => self.emphasised(Ansi::new().bold(), "**"),
            Tag::Link { dest_url, .. } => self.links.push(dest_url.into_string()),
            Tag::CodeBlock(kind) => {
                self.flush();
                let language = match &kind {
                    CodeBlockKind::Fenced(language) => language.split([',', ' ']).next().unwrap_or_default(),
                    CodeBlockKind::Indented => "text",
                };
                let rust = ["", "rust", "should_panic", "no_run", "compile_fail", "ignore"].contains(&language);
                self.code = Some((String::new(), rust));
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.leave_gap();
                let bar = self.layout.paint(Style::Faint, "│ ");
                self.margins.push(Margin { first: None, rest: bar });
            }
            Tag::List(first) => {
                self.flush();
                self.numbers.push(first);
            }
            Tag::Item => {
                let sign = match self.numbers.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "• ".to_owned(),
                };
                let rest = " ".repeat(columns_of(&sign));
                self.margins.push(Margin { first: Some(sign), rest });
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Table::default());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.flush();
                self.gap = true;
            }
            TagEnd::Heading(_) => {
                self.flush();
                self.styles.pop();
                self.gap = true;
            }
            TagEnd::Emphasis => self.emphasis_ends("*"),
            TagEnd::Strong => self.emphasis_ends("**"),
            TagEnd::Link => self.link_ends(),
            TagEnd::CodeBlock => self.code_ends(),
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.margins.pop();
                self.gap = true;
            }
            TagEnd::List(_) => {
                self.numbers.pop();
                self.gap = self.numbers.is_empty();
            }
            TagEnd::Item => {
                self.flush();
                self.margins.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.runs);
                self.table.get_or_insert_default().cell(cell);
            }
            TagEnd::TableHead | TagEnd::TableRow => self.table.get_or_insert_default().row(),
            TagEnd::Table => {
                let table = self.table.take().unwrap_or_default();
                for line in table.lines(self.room(), self.layout) {
                    self.line(&line);
                }
                self.gap = true;
            }
            _ => {}
        }
    }

    fn style(&self) -> Ansi {
        self.styles.last().copied().unwrap_or_default()
    }

    fn push_style(&mut self, style: Ansi) {
        let style = if self.layout.colour {
            self.style().effects(self.style().get_effects() | style.get_effects())
        } else {
            Ansi::new()
        };
        self.styles.push(style);
    }

    /// Where there are no styles, emphasis keeps its signs.
    fn emphasised(&mut self, style: Ansi, signs: &str) {
        if !self.layout.colour {
            self.say(signs, false);
        }
        self.push_style(style);
    }

    fn emphasis_ends(&mut self, signs: &str) {
        self.styles.pop();
        if !self.layout.colour {
            self.say(signs, false);
        }
    }

    fn say(&mut self, text: &str, solid: bool) {
        self.runs.push(Run { piece: Piece::new(text, self.style()), solid });
    }

    fn link_ends(&mut self) {
        let Some(to) = self.links.pop() else { return };
        if let Some(name) = links::named(&to).filter(|name| (self.known)(name)) {
            let command = self.layout.invocation.with(format!("show {name}"));
            let style = self.style().fg_color(self.layout.colour.then_some(AnsiColor::Cyan.into()));
            self.say(" (", false);
            self.runs.push(Run { piece: Piece::new(format!("`{command}`"), style), solid: true });
            self.say(")", false);
        } else if to.contains("://") && self.runs.last().is_none_or(|run| run.piece.text != to) {
            self.say(" <", false);
            self.say(&to, true);
            self.say(">", false);
        }
    }

    fn code_ends(&mut self) {
        let Some((code, rust)) = self.code.take() else { return };
        if rust {
            // rustdoc hides such lines too.
            let shown: Vec<&str> = code.lines().filter(|line| *line != "#" && !line.starts_with("# ")).collect();
            for line in pieces(&shown.join("\n"), self.layout) {
                let line: String = line.iter().map(Piece::painted).collect();
                self.line(&format!("    {line}"));
            }
        } else {
            let (installed, here) = (Invocation::INSTALLED.words(), self.layout.invocation.words());
            for line in code.lines() {
                let line = match line.strip_prefix("$ ").and_then(|line| line.strip_prefix(installed)) {
                    Some(arguments) => format!("$ {here}{arguments}"),
                    None => line.to_owned(),
                };
                self.line(&format!("    {line}"));
            }
        }
        self.gap = true;
    }

    /// Columns for text, inside all margins.
    fn room(&self) -> usize {
        let margins: usize = self.margins.iter().map(|margin| columns_of(&plain(&margin.rest))).sum();
        self.layout.width.min(WIDEST).saturating_sub(margins).max(1)
    }

    /// Writes the paragraph at hand.
    fn flush(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        for line in flow(&runs, self.room()) {
            let line: String = line.iter().map(Piece::painted).collect();
            self.line(&line);
        }
    }

    /// The blank line between blocks, if one is due.
    fn leave_gap(&mut self) {
        if std::mem::take(&mut self.gap) && !self.text.is_empty() {
            let margins: String = self.margins.iter().map(|margin| margin.rest.as_str()).collect();
            self.text += &format!("{}\n", margins.trim_end());
        }
    }

    fn line(&mut self, line: &str) {
        self.leave_gap();
        let margins: String =
            self.margins.iter_mut().map(|margin| margin.first.take().unwrap_or_else(|| margin.rest.clone())).collect();
        self.text += format!("{margins}{line}").trim_end();
        self.text.push('\n');
    }
}

/// `text` without its colours.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[cfg(test)]
mod tests;

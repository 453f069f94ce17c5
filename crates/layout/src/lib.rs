//! Text in columns of a terminal: layouts and styles, filling and padding, and words as they can stand in a message.
//!
//! Everything is a pure function of its arguments. What a layout is like is decided by whoever knows the terminal.

mod invocation;
mod text;
mod words;

use anstyle::{AnsiColor, Style as Ansi};

pub use invocation::Invocation;
pub use text::{columns_of, count, ends, fill, grouped, hanging, pad, sentence, shorten};
pub use words::{is_invisible, nearest, shown, shown_json, shown_lines, visible};

/// How a report is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// No line is longer than this, in columns of a terminal.
    pub width: usize,
    /// Whether colours may be used. They never carry anything that the text does not say.
    pub colour: bool,
    /// How its reader starts this program: what suggested commands begin with.
    pub invocation: Invocation,
}

impl Layout {
    /// The width used where there is no terminal to fit.
    pub const DEFAULT_WIDTH: usize = 96;
    /// Below this, a report would be cut to pieces; a narrower terminal wraps it instead.
    pub const MIN_WIDTH: usize = 72;
    /// What has no columns that belong side by side, such as a lab's report, fits into as few as this.
    pub const NARROWEST: usize = 40;

    /// A layout without colours, for somebody who has the program installed.
    pub const fn plain(width: usize) -> Self {
        Self { width, colour: false, invocation: Invocation::INSTALLED }
    }

    /// `text` in `style`, if this layout has colours.
    pub fn paint(&self, style: Style, text: impl AsRef<str>) -> String {
        let text = text.as_ref();
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        let style = style.style();
        format!("{style}{text}{style:#}")
    }
}

/// What a colour is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A name or a heading.
    Strong,
    /// Something the eye may pass over.
    Faint,
    /// Wrong.
    Bad,
    /// Right.
    Good,
    /// Not settled.
    Open,
    /// The step or row that matters.
    Mark,
}

impl Style {
    fn style(self) -> Ansi {
        let colour = |colour: AnsiColor| colour.on_default();
        match self {
            Style::Strong => Ansi::new().bold(),
            Style::Faint => Ansi::new().dimmed(),
            Style::Bad => colour(AnsiColor::Red).bold(),
            Style::Good => colour(AnsiColor::Green),
            Style::Open => colour(AnsiColor::Yellow),
            Style::Mark => colour(AnsiColor::Cyan).bold(),
        }
    }
}

//! Where the output goes: how wide it is, and whether it takes colours.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::args::Colour;
use crate::report::Page;

/// The surroundings, looked at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    choice: ColorChoice,
    width: Option<usize>,
    asked: Option<usize>,
}

impl Terminal {
    /// Looks at this process's standard output and environment.
    pub(super) fn of_this_process(colour: Colour, width: Option<u16>) -> Self {
        let stdout = io::stdout();
        let choice = match colour {
            // Asks for NO_COLOR, CLICOLOR_FORCE and the like.
            Colour::Auto => AutoStream::choice(&stdout),
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        let size = stdout.is_terminal().then(|| terminal_size::terminal_size_of(&stdout)).flatten();
        Self { choice, width: size.map(|(width, _)| usize::from(width.0)), asked: width.map(usize::from) }
    }

    /// The page for reports: as wide as the terminal, but no wider than the eye can follow.
    pub(super) fn page(&self) -> Page {
        let fitting = self.width.map_or(Page::DEFAULT_WIDTH, |width| width.clamp(Page::MIN_WIDTH, 100));
        Page { width: self.asked.unwrap_or(fitting), colour: self.has_colour() }
    }

    /// The page for sources, which may use the whole terminal.
    pub(super) fn wide_page(&self) -> Page {
        let width = self.asked.or(self.width).unwrap_or(Page::DEFAULT_WIDTH).max(Page::MIN_WIDTH);
        Page { width, ..self.page() }
    }

    pub(super) fn has_colour(&self) -> bool {
        !matches!(self.choice, ColorChoice::Never)
    }

    /// Standard output, buffered, with colours as chosen.
    pub(super) fn stdout(&self) -> impl Write + use<> {
        io::BufWriter::new(AutoStream::new(io::stdout().lock(), self.choice))
    }

    /// Standard error.
    pub(super) fn stderr(&self) -> impl Write + use<> {
        AutoStream::auto(io::stderr())
    }
}

//! Where the output goes: how wide it is, and whether it takes colours.

use std::env;
use std::io::{self, IsTerminal, Write};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use racecourse_layout::{Invocation, Layout};

use crate::args::Colour;
use crate::{invocation, pager};

/// The surroundings, looked at once.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    choice: ColorChoice,
    width: Option<usize>,
    height: Option<usize>,
    asked: Option<usize>,
    colour: Colour,
    invocation: Invocation,
}

impl Terminal {
    /// Looks at this process's standard output and environment.
    pub fn of_this_process(colour: Colour, width: Option<u16>) -> Self {
        let stdout = io::stdout();
        let choice = match colour {
            Colour::Auto => choice_for(&stdout),
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        let size = stdout.is_terminal().then(|| terminal_size::terminal_size_of(&stdout)).flatten();
        // Who sets `COLUMNS` for a program means it, also where there is no terminal.
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
        Self {
            choice,
            width: columns.filter(|columns| *columns > 0).or(size.map(|(width, _)| usize::from(width.0))),
            height: size.map(|(_, height)| usize::from(height.0)),
            asked: width.map(usize::from),
            colour,
            invocation: invocation::of_this_process(),
        }
    }

    /// The layout for reports: as wide as the terminal, but no wider than the eye can follow.
    pub fn layout(&self) -> Layout {
        self.layout_from(Layout::MIN_WIDTH)
    }

    /// The layout for what fits into few columns, too: that of reports, and as narrow as the terminal.
    pub fn narrow_layout(&self) -> Layout {
        self.layout_from(Layout::NARROWEST)
    }

    fn layout_from(&self, least: usize) -> Layout {
        let fitting = self.width.map_or(Layout::DEFAULT_WIDTH, |width| width.min(100));
        let width = self.asked.unwrap_or(fitting).max(least);
        Layout { width, colour: self.has_colour(), invocation: self.invocation }
    }

    /// The layout for sources, which may use the whole terminal.
    pub fn wide_layout(&self) -> Layout {
        self.wide_layout_from(Layout::MIN_WIDTH)
    }

    /// The layout for sources with a lesson that fits into few columns, too.
    pub fn layout_of_lessons(&self) -> Layout {
        self.wide_layout_from(Layout::NARROWEST)
    }

    fn wide_layout_from(&self, least: usize) -> Layout {
        let width = self.asked.or(self.width).unwrap_or(Layout::DEFAULT_WIDTH).max(least);
        Layout { width, ..self.layout() }
    }

    /// Shows `text` on standard output: page by page, if that is a terminal with fewer lines and `paged` allows it.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn show(&self, text: &str, paged: bool, out: &mut dyn Write) -> io::Result<()> {
        let is_long = self.height.is_some_and(|height| text.lines().count() >= height);
        if let Some(pager) = pager::choice().filter(|_| paged && is_long) {
            out.flush()?;
            match pager::show(text, &pager) {
                Ok(()) => return Ok(()),
                Err(error) => writeln!(self.stderr(), "no pager: {error}")?,
            }
        }
        out.write_all(text.as_bytes())
    }

    /// What makes another program of ours show things in the same way, if the user asked for a way.
    pub fn as_arguments(&self) -> Vec<String> {
        let width = self.asked.map(|width| format!("--width={width}"));
        let colour = match self.colour {
            Colour::Auto => None,
            Colour::Always => Some("--color=always".to_owned()),
            Colour::Never => Some("--color=never".to_owned()),
        };
        width.into_iter().chain(colour).collect()
    }

    /// The layout of a screen that is filled, and how many lines it has. Asked again each time, because windows change their size.
    pub fn screen(&self) -> (Layout, usize) {
        let size = terminal_size::terminal_size_of(io::stdout());
        let (width, height) = size.map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)));
        let width = self.asked.unwrap_or(width).clamp(20, 120);
        (Layout { width, colour: self.has_colour(), invocation: self.invocation }, height.max(8))
    }

    /// Standard output as it is, for whoever fills a screen.
    pub fn stdout_unbuffered(&self) -> impl Write + use<> {
        io::stdout()
    }

    fn has_colour(&self) -> bool {
        !matches!(self.choice, ColorChoice::Never)
    }

    /// Standard output, buffered, with colours as chosen.
    pub fn stdout(&self) -> impl Write + use<> {
        io::BufWriter::new(AutoStream::new(io::stdout().lock(), self.choice))
    }

    /// Standard error.
    pub fn stderr(&self) -> impl Write + use<> {
        let stderr = io::stderr();
        let choice = choice_for(&stderr);
        AutoStream::new(stderr, choice)
    }
}

/// Whether colours suit this stream, when nobody asked for a way: by NO_COLOR, CLICOLOR_FORCE and the like.
fn choice_for(stream: &impl RawStream) -> ColorChoice {
    // On a build server, which sets CI, `anstream` takes every terminal for one with colours. A dumb one has none there either.
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let is_forced = env::var_os("CLICOLOR_FORCE").is_some_and(|force| !force.is_empty());
    if is_dumb && !is_forced { ColorChoice::Never } else { AutoStream::choice(stream) }
}

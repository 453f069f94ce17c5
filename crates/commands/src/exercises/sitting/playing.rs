//! Playing what is written, while sitting at it: the same games as `racecourse play` has, on the same terminal.

use std::io::{IsTerminal, Write, stdin};
use std::sync::mpsc::Receiver;

use nix::sys::signal::Signal;
use racecourse_layout::shown;
use racecourse_play::session::Session as Game;

use super::Work;
use crate::Error;
use crate::asked::Typed;
use crate::exercises::playing::Playing;
use crate::play::{Left, Table, full_screen, lines};
use crate::raw_terminal::RawTerminal;
use crate::terminal::Terminal;

/// Plays on the screen until it is left: what is to be said then, or the signal that has ended it.
pub(super) fn on_screen(
    work: &dyn Work,
    terminal: &Terminal,
    raw: &mut RawTerminal,
) -> Result<Result<String, Option<Signal>>, Error> {
    let failed = |error| Error::Io("use the terminal".to_owned(), error);
    let mut levels = match work.levels() {
        Ok(levels) => levels,
        Err(why) => return Ok(Ok(why)),
    };
    let mut said = None;
    while let Some(playing) = levels.next() {
        let mut game = Game::new(&playing.level);
        let table = Table { played: &playing, terminal };
        let left = full_screen::at_the_keys(&table, &mut game, raw).map_err(failed)?;
        said = Some(outcome(&playing, game.game().is_done()));
        match left {
            Ok(Left::Next) => {}
            Ok(Left::Quit) => return Ok(Ok(said.unwrap_or_default())),
            Err(signal) => return Ok(Err(signal)),
        }
    }
    Ok(Ok(said.map_or_else(|| levels.says_why_not(), |said| format!("{said} That was the last level."))))
}

/// The same by lines that come from `heard`.
pub(super) fn by_lines(
    work: &dyn Work,
    terminal: &Terminal,
    heard: &Receiver<String>,
    out: &mut dyn Write,
) -> Result<String, Error> {
    let mut levels = match work.levels() {
        Ok(levels) => levels,
        Err(why) => return Ok(why),
    };
    let mut ask = |out: &mut dyn Write| {
        write!(out, "> ")?;
        out.flush()?;
        let Ok(line) = heard.recv() else {
            writeln!(out)?;
            return Ok(Typed::Nothing);
        };
        // Who reads the whole afterwards wants to know what it was an answer to.
        if !stdin().is_terminal() {
            writeln!(out, "{}", shown(line.trim(), 200))?;
        }
        Ok(Typed::Line(line.trim().to_owned()))
    };
    let mut said = None;
    while let Some(playing) = levels.next() {
        let table = Table { played: &playing, terminal };
        writeln!(out)?;
        let (done, left) = lines::play(&table, &playing.level, &mut ask, out)?;
        said = Some(outcome(&playing, done));
        if let Left::Quit = left {
            return Ok(said.unwrap_or_default());
        }
    }
    Ok(said.map_or_else(|| levels.says_why_not(), |said| format!("{said} That was the last level.")))
}

/// What has become of a game, in a sentence.
fn outcome(playing: &Playing<'_>, done: bool) -> String {
    let level = &playing.level;
    let done = if done { "done" } else { "not done" };
    format!("Played {} · {}: {done}.", level.variant, level.kind.name())
}

//! A game by lines: one is read, some are written, and no cursor is moved.

use std::io::Write;

use racecourse_layout::{Style, fill};
use racecourse_play::game::Position;
use racecourse_play::level::Level;
use racecourse_play::line::{COMMANDS, Line, beginning, objects, places, read, standings};
use racecourse_play::session::{Command, Reply, Session};

use super::{Left, Table};
use crate::Error;
use crate::asked::Typed;

/// Plays `level`: whether it was done, and why it was left.
///
/// Lines come from `ask`.
pub(crate) fn play(
    table: &Table<'_>,
    level: &Level,
    ask: &mut dyn FnMut(&mut dyn Write) -> Result<Typed, Error>,
    out: &mut dyn Write,
) -> Result<(bool, Left), Error> {
    let mut session = Session::new(level);
    for line in beginning(level) {
        writeln!(out, "{line}")?;
    }
    stand(&session, out)?;
    loop {
        let asked = match ask(out)? {
            Typed::Line(line) => read(&session, &line),
            Typed::Wrong(why) => Err(why),
            Typed::Nothing => return Ok((session.game().is_done(), Left::Quit)),
        };
        match asked {
            Err(wrong) => writeln!(out, "error: {wrong}")?,
            Ok(Line::Quit) => return Ok((session.game().is_done(), Left::Quit)),
            Ok(Line::Next) => return Ok((session.game().is_done(), Left::Next)),
            Ok(Line::Help) => help(out)?,
            Ok(Line::Real) => say(table, &table.real(level, &session.game().schedule()), out)?,
            Ok(Line::Play(command)) => {
                let reply = session.act(&command);
                say(table, &reply, out)?;
                match command {
                    Command::Move(_) | Command::Moves(_) | Command::Same | Command::Undo(_) | Command::Restart => {
                        stand(&session, out)?;
                    }
                    Command::Impossible if session.is_pointing() => {
                        for place in places(&session) {
                            writeln!(out, "{place}")?;
                        }
                    }
                    Command::Schedule => {
                        if let Some(command) = table.replay(level, session.game()) {
                            writeln!(out, "{command}")?;
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

/// How everybody stands, unless it is over.
fn stand(session: &Session<'_>, out: &mut dyn Write) -> Result<(), Error> {
    if matches!(session.game().position(), Position::Open { .. }) {
        writeln!(out, "{}", standings(session))?;
        let objects = objects(session);
        if !objects.is_empty() {
            writeln!(out, "{objects}")?;
        }
    }
    Ok(())
}

fn say(table: &Table<'_>, reply: &Reply, out: &mut dyn Write) -> Result<(), Error> {
    let layout = table.terminal.layout();
    for line in &reply.lines {
        let style = reply.style.filter(|_| line.starts_with(['✓', '✗', '·']) || reply.style == Some(Style::Good));
        for line in fill(line, layout.width) {
            let line = style.map_or_else(|| line.clone(), |style| layout.paint(style, &line));
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn help(out: &mut dyn Write) -> Result<(), Error> {
    writeln!(out, "a name or a number moves an actor by one step; several make several moves: left right×2")?;
    writeln!(out, "an empty line moves the one again that has moved last")?;
    for (letter, word, what) in COMMANDS {
        writeln!(out, "{letter}, {word}: {what}")?;
    }
    Ok(())
}

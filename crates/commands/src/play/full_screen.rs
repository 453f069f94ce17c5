//! A game on the whole screen, key by key.

use std::io::Write;

use nix::sys::signal::{Signal, raise};
use racecourse_layout::{Layout, Style};
use racecourse_play::level::Level;
use racecourse_play::line::{COMMANDS, Line};
use racecourse_play::screen::{Shown, chosen_by, screen};
use racecourse_play::session::{Command, Reply, Session, stars};

use super::{Left, Table};
use crate::Error;
use crate::raw_terminal::{Event, Key, RawTerminal};

/// Plays `level`: whether it was done, and why it was left. What was done is written out behind it.
pub(crate) fn play(table: &Table<'_>, level: &Level, out: &mut dyn Write) -> Result<(bool, Left), Error> {
    let mut session = Session::new(level);
    let left = {
        let failed = |error| Error::Io("use the terminal".to_owned(), error);
        let mut terminal = RawTerminal::take().map_err(failed)?;
        at_the_keys(table, &mut session, &mut terminal).map_err(failed)?
    };
    let left = match left {
        Ok(left) => left,
        // The terminal is as it was: now the signal may do what it does.
        Err(signal) => {
            if let Some(signal) = signal {
                let _ = raise(signal);
            }
            Left::Quit
        }
    };
    let game = session.game();
    let done = game.is_done();
    let stars = game.stars().map_or_else(|| "not done".to_owned(), stars);
    writeln!(out, "{} · {}: {stars}", level.scenario, level.kind.name())?;
    if let Some(command) = table.replay(level, game) {
        writeln!(out, "{command}")?;
    }
    Ok((done, left))
}

/// Plays until the game is left, or a signal or the end of the terminal does that.
pub(crate) fn at_the_keys(
    table: &Table<'_>,
    session: &mut Session<'_>,
    terminal: &mut RawTerminal,
) -> std::io::Result<Result<Left, Option<Signal>>> {
    let level = session.level();
    let mut shown = Shown { on: table.played.on(level), ..Shown::default() };
    if !level.about.is_empty() {
        shown.reply = Some(Reply { style: None, lines: vec![level.about.clone()] });
    }
    loop {
        draw(table, session, &shown, terminal)?;
        let key = match terminal.event()? {
            Event::Resized => continue,
            Event::Ended(signal) => return Ok(Err(signal)),
            Event::Key(key) => key,
        };
        match asked(session, &mut shown, key) {
            None => {}
            Some(Line::Quit) => return Ok(Ok(Left::Quit)),
            Some(Line::Next) => return Ok(Ok(Left::Next)),
            Some(Line::Help) => shown.keys = !shown.keys,
            Some(Line::Real) => {
                let says = format!("Playing it on real {} …", shown.on);
                shown.reply = Some(Reply { style: Some(Style::Open), lines: vec![says] });
                draw(table, session, &shown, terminal)?;
                shown.reply = Some(table.real(session.level(), &session.game().schedule()));
            }
            Some(Line::Play(command)) => {
                shown.keys = false;
                shown.scrolled = 0;
                let mut reply = session.act(&command);
                if command == Command::Schedule {
                    let game = session.game();
                    reply.lines.extend(table.replay(session.level(), game));
                    terminal.copy(&game.schedule().to_string())?;
                }
                shown.reply = Some(reply);
            }
        }
    }
}

fn draw(table: &Table<'_>, session: &Session<'_>, shown: &Shown, terminal: &RawTerminal) -> std::io::Result<()> {
    let (width, height) = RawTerminal::size();
    let layout: Layout = table.terminal.layout();
    let lines = screen(session, shown, width, height).into_iter().map(|line| {
        let pieces = line.into_iter().map(|piece| match piece.style {
            Some(style) => layout.paint(style, piece.text),
            None => piece.text,
        });
        pieces.collect::<String>()
    });
    terminal.draw(&lines.collect::<Vec<_>>())
}

/// What a key asks for, where it is more than to look further down.
fn asked(session: &Session<'_>, shown: &mut Shown, key: Key) -> Option<Line> {
    match key {
        Key::Quit => return Some(Line::Quit),
        Key::Tab | Key::Down => shown.scrolled += 1,
        Key::Up => shown.scrolled = shown.scrolled.saturating_sub(1),
        Key::PageDown => shown.scrolled += 8,
        Key::PageUp => shown.scrolled = shown.scrolled.saturating_sub(8),
        _ => {}
    }
    if shown.keys {
        // Any other key goes back to the game.
        let leaves = matches!(key, Key::Char(_) | Key::Enter | Key::Escape | Key::Backspace);
        return if key == Key::Char('q') { Some(Line::Quit) } else { leaves.then_some(Line::Help) };
    }
    if session.is_pointing() {
        return pointed(shown, key);
    }
    match key {
        Key::Enter => Some(Line::Play(Command::Same)),
        Key::Backspace => Some(Line::Play(Command::Undo(1))),
        Key::Char(c) => {
            let letter = COMMANDS.iter().find(|(letter, ..)| *letter == c).map(|(_, word, _)| *word);
            if let Some(&actor) = chosen_by(c).and_then(|at| session.players().get(at)) {
                return Some(Line::Play(Command::Move(actor)));
            }
            Some(match letter? {
                "undo" => Line::Play(Command::Undo(1)),
                "restart" => Line::Play(Command::Restart),
                "hint" => Line::Play(Command::Hint),
                "why" => Line::Play(Command::Why(None)),
                "impossible" => Line::Play(Command::Impossible),
                "outcomes" => Line::Play(Command::Outcomes),
                "schedule" => Line::Play(Command::Schedule),
                "real" => Line::Real,
                "next" => Line::Next,
                "help" => Line::Help,
                _ => Line::Quit,
            })
        }
        _ => None,
    }
}

/// The same while a step is to be pointed at.
fn pointed(shown: &mut Shown, key: Key) -> Option<Line> {
    match key {
        Key::Char(digit) if digit.is_ascii_digit() && shown.typed.len() < 3 => {
            shown.typed.push(digit);
            None
        }
        Key::Backspace => {
            shown.typed.pop();
            None
        }
        Key::Enter => {
            let number = std::mem::take(&mut shown.typed).parse::<usize>().ok()?;
            // 0 is no step, and the reply to that says which there are.
            Some(Line::Play(Command::Point(number.wrapping_sub(1))))
        }
        Key::Escape | Key::Char('u') => {
            shown.typed.clear();
            Some(Line::Play(Command::Nothing))
        }
        Key::Char('q') => Some(Line::Quit),
        _ => None,
    }
}

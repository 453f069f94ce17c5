//! `racecourse learn`: exercises one after the other, each checked whenever it is saved.
//!
//! On a terminal it is one screen at a time; through a pipe it is plain lines, which a program or a screen reader can follow. That a
//! file was saved is seen by looking at it ten times a second: that costs nothing, needs no other package, and sees every way in which
//! editors save.

mod choosing;
mod playing;
mod screen;
mod session;
mod stepping;

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, SystemTime};

use nix::sys::signal::raise;
use racecourse_exercises::exercise;
use racecourse_exercises::folder::Folder;
use racecourse_layout::Layout;

use self::screen::Screen;
use self::session::{Does, Session};
use super::workshop;
use crate::args::Learn;
use crate::raw_terminal::{self, Event, RawTerminal};
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// How often files are looked at.
const LOOK: Duration = Duration::from_millis(100);
/// For how long a file that has changed stays as it is until it is taken for written: some editors empty it first.
const SETTLED: Duration = Duration::from_millis(20);
/// How often it is looked at whether it does, at most.
const MOST_LOOKS: usize = 50;

pub(crate) fn run(learn: &Learn, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let place = learn.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    if !Folder::may_be(&place) {
        let says = "there is something else in this folder; name another one, for instance `learn course`";
        return Err(Error::Usage(if learn.folder.is_some() {
            says.replace("this folder", &place.display().to_string())
        } else {
            says.to_owned()
        }));
    }
    let exercises = exercise::all();
    let folder = Folder::make(&place, &exercises).map_err(Error::Usage)?;
    if let Some(bad) = &folder.bad {
        writeln!(terminal.stderr(), "warning: the record of progress could not be read, and is kept as {bad}")?;
    }
    let workshop = workshop(terminal, |hears| folder.workshop(hears))?;
    // They are there as long as the program is.
    let mut session = Session::new(folder, workshop, exercises.leak());
    if raw_terminal::is_possible() {
        on_terminal(&mut session, learn, terminal)
    } else {
        through_pipe(&mut session, learn, terminal, out)
    }
}

/// The file that is watched, as it was when it was looked at.
struct Watched {
    file: PathBuf,
    seen: Option<(SystemTime, u64)>,
}

impl Watched {
    fn of(session: &Session) -> Self {
        let file = session.file();
        Self { seen: look_at(&file), file }
    }

    /// Whatever it is now is known.
    fn note(&mut self, session: &Session) {
        *self = Self::of(session);
    }

    /// Whether the session's file is another one than when it was last asked. One that another exercise has is new, and not changed.
    fn has_changed(&mut self, session: &Session) -> bool {
        let mut now = Self::of(session);
        let changed = now.file == self.file && now.seen.is_some() && now.seen != self.seen;
        if changed {
            now.seen = settled(now.seen, || {
                thread::sleep(SETTLED);
                look_at(&now.file)
            });
        }
        // While an editor replaces it, it may not be there for a moment.
        if now.seen.is_some() || now.file != self.file {
            *self = now;
        }
        changed
    }
}

/// When a file was written last, and how long it is.
fn look_at(file: &Path) -> Option<(SystemTime, u64)> {
    let found = fs::metadata(file).ok()?;
    Some((found.modified().ok()?, found.len()))
}

/// What is seen at last, of what is seen to be `first`: what two looks one after another agree on.
fn settled<T: PartialEq>(first: T, mut look: impl FnMut() -> T) -> T {
    let mut before = first;
    for _ in 0..MOST_LOOKS {
        let now = look();
        if now == before {
            break;
        }
        before = now;
    }
    before
}

fn on_terminal(session: &mut Session, learn: &Learn, terminal: &Terminal) -> Result<Exit, Error> {
    let failed = |error| Error::Io("use the terminal".to_owned(), error);
    let mut raw = RawTerminal::take().map_err(failed)?;
    let mut watched = Watched::of(session);
    loop {
        let (layout, height) = terminal.screen();
        let draw = |raw: &RawTerminal, screen: Screen, scrolled| raw.draw(&screen.lines(scrolled, &layout, height));
        draw(&raw, session.screen(&layout), session.scrolled).map_err(failed)?;
        // A file is looked at again and again; the screen is drawn anew only if something has happened.
        let happened = loop {
            if let Some(event) = raw.event_within(LOOK).map_err(failed)? {
                break Some(event);
            }
            if watched.has_changed(session) && !learn.manual {
                break None;
            }
        };
        let does = match happened {
            None => Does::Check,
            Some(Event::Resized) => Does::Nothing,
            Some(Event::Ended(signal)) => {
                // The terminal is as it was: now the signal may do what it does.
                drop(raw);
                if let Some(signal) = signal {
                    let _ = raise(signal);
                }
                return Ok(Exit::AsExpected);
            }
            Some(Event::Key(key)) => session.press(key, &layout, height),
        };
        match does {
            Does::Nothing => {}
            Does::Check => {
                draw(&raw, session.busy("… checking", &layout), 0).map_err(failed)?;
                watched.note(session);
                session.check().map_err(Error::Usage)?;
            }
            Does::Real => {
                draw(&raw, session.busy("… on real threads", &layout), 0).map_err(failed)?;
                session.play_for_real();
            }
            Does::Play => {
                draw(&raw, session.busy("… finding all states", &layout), 0).map_err(failed)?;
                match playing::on_screen(session, terminal, &mut raw)? {
                    Ok(says) => session.says(&says),
                    Err(signal) => {
                        drop(raw);
                        if let Some(signal) = signal {
                            let _ = raise(signal);
                        }
                        return Ok(Exit::AsExpected);
                    }
                }
            }
            Does::Edit => match editor(learn) {
                None => session.says("no editor is known: set EDITOR, or give one by --edit-cmd"),
                Some(command) => {
                    // Meanwhile the terminal is the editor's, with all its keys.
                    drop(raw);
                    edit(&command, &session.file()).unwrap_or_else(|why| session.says(&why));
                    raw = RawTerminal::take().map_err(failed)?;
                }
            },
            Does::Quit => return Ok(Exit::AsExpected),
        }
    }
}

/// The command that opens a file for editing.
fn editor(learn: &Learn) -> Option<String> {
    let of = |variable: &str| std::env::var(variable).ok().filter(|command| !command.trim().is_empty());
    learn.edit_cmd.clone().or_else(|| of("VISUAL")).or_else(|| of("EDITOR"))
}

/// Runs the editor to its end.
fn edit(command: &str, file: &Path) -> Result<(), String> {
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or_default();
    let failed = |why: String| format!("failed to run `{command}`: {why}");
    let status = std::process::Command::new(program).args(words).arg(file).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(status.to_string())),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// What can be said through a pipe, a line each.
const COMMANDS: &str = "Say: check, steps, real, play, diff, hint, task, list, go NAME, next, solution, quit. A saved file is checked by itself.";

fn through_pipe(session: &mut Session, learn: &Learn, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let layout = terminal.layout();
    let lines = input();
    write!(out, "{}", session.screen(&layout).text(&layout))?;
    writeln!(out, "\n{COMMANDS}")?;
    out.flush()?;
    let mut watched = Watched::of(session);
    loop {
        let line = match lines.recv_timeout(LOOK) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(Exit::AsExpected),
        };
        let mut checks = false;
        if let Some(line) = line {
            match session.hear(line.trim()) {
                Ok(Does::Quit) => return Ok(Exit::AsExpected),
                Ok(Does::Check) => checks = true,
                Ok(Does::Real) => {
                    session.play_for_real();
                    say(session, &layout, out)?;
                }
                Ok(Does::Play) => {
                    let says = playing::by_lines(session, terminal, &lines, out)?;
                    session.says(&says);
                    say(session, &layout, out)?;
                }
                Ok(Does::Edit | Does::Nothing) => say(session, &layout, out)?,
                Err(()) => writeln!(out, "{COMMANDS}")?,
            }
        }
        if watched.has_changed(session) && !learn.manual || checks {
            session.check().map_err(Error::Usage)?;
            say(session, &layout, out)?;
        }
        out.flush()?;
    }
}

fn say(session: &mut Session, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", session.screen(layout).text(layout))
}

/// Lines of standard input, as they come.
fn input() -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An editor that empties a file before it writes it has saved once.
    #[test]
    fn what_is_being_written_is_looked_at_until_it_stays_as_it_is() {
        let mut lengths = [70, 140, 200, 200, 0].into_iter();
        assert_eq!(settled(0, || lengths.next().unwrap()), 200);
        assert_eq!(settled(7, || 7), 7);
        // Who never comes to an end is not waited for.
        let mut length = 0;
        let grows = || {
            length += 1;
            length
        };
        assert_eq!(settled(0, grows), MOST_LOOKS);
    }
}

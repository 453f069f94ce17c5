//! Sitting at a file: it is checked whenever it is saved, and what was found is looked at, stepped through and played.
//!
//! On a terminal it is one screen at a time; through a pipe it is plain lines, which a program or a screen reader can follow. That a
//! file was saved is seen by looking at it ten times a second: that costs nothing, needs no other package, and sees every way in which
//! editors save.

pub(super) mod pages;
mod playing;
pub(super) mod screen;
pub(super) mod sheet;
pub(super) mod stepping;

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, SystemTime};

use nix::sys::signal::raise;
use racecourse_layout::{Layout, Style};

use self::screen::Screen;
use self::sheet::Sheet;
use super::playing::Levels;
use crate::raw_terminal::{self, Event, Key, RawTerminal};
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// How often files are looked at.
const LOOK: Duration = Duration::from_millis(100);
/// For how long a file that has changed stays as it is until it is taken for written: some editors empty it first.
const SETTLED: Duration = Duration::from_millis(20);
/// How often it is looked at whether it does, at most.
const MOST_LOOKS: usize = 50;
/// Looks after which a file that is not there is gone.
const MOST_MISSED: usize = 5;

/// What somebody sits at.
pub(super) trait Work {
    /// The file that is being worked on.
    fn file(&self) -> PathBuf;

    /// What is to be seen.
    fn screen(&self, layout: &Layout) -> Screen;

    /// What is before whoever sits at it.
    fn sheet(&mut self) -> &mut Sheet;

    /// What a key does.
    fn press(&mut self, key: Key, layout: &Layout, height: usize) -> Does;

    /// What a line does that came through a pipe.
    ///
    /// # Errors
    ///
    /// In a sentence, if nothing is to be done about it.
    fn hear(&mut self, line: &str) -> Result<Does, String>;

    /// What such lines can be, in a sentence.
    fn commands(&self) -> &'static str;

    /// Says something on the next screen.
    fn says(&mut self, message: &str) {
        self.sheet().says(message);
    }

    /// Checks what is there.
    ///
    /// # Errors
    ///
    /// In a sentence, if it cannot be gone on.
    fn check(&mut self) -> Result<(), String>;

    /// Plays what is wrong on real threads and processes, and says what came of it.
    fn play_for_real(&mut self);

    /// The levels of what is written, those first that the last check has found to go wrong.
    ///
    /// # Errors
    ///
    /// In a sentence, why there are none.
    fn levels(&self) -> Result<Levels<'_>, String>;

    /// The screen while something is under way.
    fn busy(&self, what: &str, layout: &Layout) -> Screen {
        Screen { headline: what.to_owned(), style: Style::Faint, ..self.screen(layout) }
    }
}

/// What is to be done about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Nothing,
    Check,
    Edit,
    /// Play what is wrong on real threads.
    Real,
    /// Be the scheduler of what is written.
    Play,
    Quit,
}

/// How somebody wants to sit.
#[derive(Clone, Debug, Default)]
pub(super) struct Manner {
    /// It is checked only when somebody asks for it.
    pub(super) manual: bool,
    /// The command that opens a file for editing.
    pub(super) edit_cmd: Option<String>,
}

/// Sits at `work` until it is left: on the terminal if there is one.
pub(super) fn sit(
    work: &mut dyn Work,
    manner: &Manner,
    terminal: &Terminal,
    out: &mut dyn Write,
) -> Result<Exit, Error> {
    if raw_terminal::is_possible() {
        on_terminal(work, manner, terminal)
    } else {
        through_pipe(work, manner, terminal, out)
    }
}

/// The file that is watched, as it was when it was looked at.
struct Watched {
    file: PathBuf,
    seen: Option<(SystemTime, u64)>,
    /// How often it was looked for in vain since.
    missed: usize,
}

impl Watched {
    fn of(work: &dyn Work) -> Self {
        let file = work.file();
        Self { seen: look_at(&file), file, missed: 0 }
    }

    /// Whatever it is now is known.
    fn note(&mut self, work: &dyn Work) {
        *self = Self::of(work);
    }

    /// Whether the file is another one than when it was last asked. One that another exercise has is new, and not changed.
    fn has_changed(&mut self, work: &dyn Work) -> bool {
        let mut now = Self::of(work);
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
            return changed;
        }
        self.missed += 1;
        let is_gone = self.seen.is_some() && self.missed == MOST_MISSED;
        if is_gone {
            self.seen = None;
        }
        is_gone
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

fn on_terminal(work: &mut dyn Work, manner: &Manner, terminal: &Terminal) -> Result<Exit, Error> {
    let failed = |error| Error::Io("use the terminal".to_owned(), error);
    let mut raw = RawTerminal::take().map_err(failed)?;
    let mut watched = Watched::of(work);
    loop {
        let (layout, height) = terminal.screen();
        let draw = |raw: &RawTerminal, screen: Screen, scrolled| raw.draw(&screen.lines(scrolled, &layout, height));
        draw(&raw, work.screen(&layout), work.sheet().scrolled).map_err(failed)?;
        // A file is looked at again and again; the screen is drawn anew only if something has happened.
        let happened = loop {
            if let Some(event) = raw.event_within(LOOK).map_err(failed)? {
                break Some(event);
            }
            if watched.has_changed(work) && !manner.manual {
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
            Some(Event::Key(key)) => {
                // What was saved before is checked first: the key may lead to another exercise.
                let saved = !manner.manual && watched.has_changed(work);
                if saved {
                    draw(&raw, work.busy("… checking", &layout), 0).map_err(failed)?;
                    work.check().map_err(Error::Usage)?;
                }
                match work.press(key, &layout, height) {
                    Does::Check if saved && work.file() == watched.file => Does::Nothing,
                    does => does,
                }
            }
        };
        match does {
            Does::Nothing => {}
            Does::Check => {
                draw(&raw, work.busy("… checking", &layout), 0).map_err(failed)?;
                watched.note(work);
                work.check().map_err(Error::Usage)?;
            }
            Does::Real => {
                draw(&raw, work.busy("… for real", &layout), 0).map_err(failed)?;
                work.play_for_real();
            }
            Does::Play => {
                draw(&raw, work.busy("… finding all states", &layout), 0).map_err(failed)?;
                match playing::on_screen(work, terminal, &mut raw)? {
                    Ok(says) => work.says(&says),
                    Err(signal) => {
                        drop(raw);
                        if let Some(signal) = signal {
                            let _ = raise(signal);
                        }
                        return Ok(Exit::AsExpected);
                    }
                }
            }
            Does::Edit => match editor(manner) {
                None => {
                    let file = work.file();
                    work.says(&format!("Open {} in an editor of yours, beside this: it is checked when you save it. To have it opened from here, set EDITOR, or begin with --edit-cmd.", file.display()))
                }
                Some(command) => {
                    // Meanwhile the terminal is the editor's, with all its keys.
                    drop(raw);
                    edit(&command, &work.file()).unwrap_or_else(|why| work.says(&why));
                    raw = RawTerminal::take().map_err(failed)?;
                }
            },
            Does::Quit => return Ok(Exit::AsExpected),
        }
    }
}

/// The command that opens a file for editing.
fn editor(manner: &Manner) -> Option<String> {
    let of = |variable: &str| std::env::var(variable).ok().filter(|command| !command.trim().is_empty());
    manner.edit_cmd.clone().or_else(|| of("VISUAL")).or_else(|| of("EDITOR"))
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

fn through_pipe(work: &mut dyn Work, manner: &Manner, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let layout = terminal.layout();
    let lines = input();
    write!(out, "{}", work.screen(&layout).text(&layout))?;
    writeln!(out, "\n{}", work.commands())?;
    out.flush()?;
    let mut watched = Watched::of(work);
    loop {
        let line = match lines.recv_timeout(LOOK) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(Exit::AsExpected),
        };
        // What was saved before is checked first: the line may lead to another exercise.
        let saved = watched.has_changed(work) && !manner.manual;
        if saved {
            work.check().map_err(Error::Usage)?;
            say(work, &layout, out)?;
        }
        let mut checks = false;
        if let Some(line) = line {
            let heard = work.hear(line.trim());
            // What is saved from now on is seen, also of another exercise.
            let is_another = work.file() != watched.file;
            if is_another {
                watched.note(work);
            }
            match heard {
                Ok(Does::Quit) => return Ok(Exit::AsExpected),
                Ok(Does::Check) => checks = !saved || is_another,
                Ok(Does::Real) => {
                    work.play_for_real();
                    say(work, &layout, out)?;
                }
                Ok(Does::Play) => {
                    let says = playing::by_lines(work, terminal, &lines, out)?;
                    work.says(&says);
                    say(work, &layout, out)?;
                }
                Ok(Does::Edit | Does::Nothing) => say(work, &layout, out)?,
                Err(why) => writeln!(out, "{why}.\n{}", work.commands())?,
            }
        }
        if checks {
            watched.note(work);
            work.check().map_err(Error::Usage)?;
            say(work, &layout, out)?;
        }
        out.flush()?;
    }
}

/// Why nothing is done about a line: nothing of the kind can be done at all, or not as long as there is nothing to be seen.
pub(super) fn unheard(line: &str, of_what_is_shown: &[&str]) -> String {
    if of_what_is_shown.contains(&line) {
        format!("`{line}` needs a check that has shown an order of steps")
    } else {
        format!("`{line}` is nothing that can be done here")
    }
}

fn say(work: &dyn Work, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", work.screen(layout).text(layout))
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

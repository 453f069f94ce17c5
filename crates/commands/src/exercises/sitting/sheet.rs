//! What everybody has who sits at a file, whatever that is about: how far a page is scrolled, which step is shown, what is to be said
//! once, and how a check is begun.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, Local};
use racecourse_exercises::check::Extent;
use racecourse_layout::{Layout, fill, shown};

use super::pages;
use super::screen::Screen;
use crate::raw_terminal::Key;

/// What is before somebody who sits at a file.
#[derive(Debug)]
pub(in crate::exercises) struct Sheet {
    /// How many lines of the page are above the screen.
    pub(in crate::exercises) scrolled: usize,
    /// Which step is shown, where they are gone through.
    pub(in crate::exercises) step: usize,
    /// How long the last check took.
    pub(in crate::exercises) took: Duration,
    /// When the file was saved that it was of, if the system says so.
    pub(in crate::exercises) saved: Option<DateTime<Local>>,
    /// How much further the next check goes than usual.
    times: u64,
    /// Something to be said once.
    message: Option<String>,
}

impl Sheet {
    /// Nothing was checked yet, and there is nothing to say.
    pub(in crate::exercises) const fn new() -> Self {
        Self { scrolled: 0, step: 0, took: Duration::ZERO, saved: None, times: 1, message: None }
    }

    /// Says something on the next screen.
    pub(in crate::exercises) fn says(&mut self, message: &str) {
        self.message = Some(shown(message, usize::MAX));
    }

    /// What was said has been heard.
    pub(in crate::exercises) fn is_heard(&mut self) {
        self.message = None;
    }

    /// The next check goes further than usual.
    pub(in crate::exercises) fn goes_further(&mut self) {
        self.times = pages::MORE;
    }

    /// The next check goes as far as usual.
    pub(in crate::exercises) fn goes_as_usual(&mut self) {
        self.times = 1;
    }

    /// Has `check` done to what is in `file`, as far as it is to go, and takes the time.
    pub(in crate::exercises) fn checks<R>(&mut self, file: &Path, check: impl FnOnce(&Extent) -> R) -> R {
        let begun = Instant::now();
        self.saved = file.metadata().and_then(|about| about.modified()).ok().map(DateTime::from);
        self.is_heard();
        let extent = Extent { times: std::mem::replace(&mut self.times, 1), ..Extent::USUAL };
        let checked = check(&extent);
        self.took = begun.elapsed();
        checked
    }

    /// Goes to another step, of which `last` is the last one, if `key` is for that.
    pub(in crate::exercises) fn steps(&mut self, key: Key, last: usize) -> bool {
        match key {
            Key::Down | Key::Enter | Key::Char('s' | ' ') => self.step = (self.step + 1).min(last),
            Key::Up | Key::Backspace | Key::Char('b') => self.step = self.step.saturating_sub(1),
            _ => return false,
        }
        true
    }

    /// Scrolls a page that can be scrolled so far on a screen of `height` lines, if `key` is for that.
    pub(in crate::exercises) fn scrolls(&mut self, key: Key, most: usize, height: usize) -> bool {
        // The screen may have become larger since.
        let from = self.scrolled.min(most);
        self.scrolled = match key {
            Key::Down => from + 1,
            Key::Up => from.saturating_sub(1),
            Key::PageDown | Key::Char(' ') => from + height / 2,
            Key::PageUp => from.saturating_sub(height / 2),
            _ => return false,
        }
        .min(most);
        true
    }

    /// Puts above everything else what is to be said.
    pub(in crate::exercises) fn put_message(&self, screen: &mut Screen, inside: &Layout) {
        if let Some(message) = &self.message {
            screen.body.splice(0..0, fill(message, inside.width).into_iter().chain([String::new()]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_goes_beyond_the_ends() {
        let mut sheet = Sheet::new();
        let keys = [(Key::Down, 1), (Key::Char(' '), 3), (Key::PageDown, 3), (Key::Up, 2), (Key::PageUp, 0)];
        for (key, at) in keys {
            assert!(sheet.scrolls(key, 3, 24));
            assert_eq!(sheet.scrolled, at, "{key:?}");
        }
        sheet.scrolled = 7;
        assert!(sheet.scrolls(Key::Up, 3, 24) && sheet.scrolled == 2);
        for (key, at) in [(Key::Enter, 1), (Key::Char('s'), 1), (Key::Char('b'), 0), (Key::Up, 0)] {
            assert!(sheet.steps(key, 1));
            assert_eq!(sheet.step, at, "{key:?}");
        }
        assert!(!sheet.scrolls(Key::Char('x'), 3, 24) && !sheet.steps(Key::Char('x'), 1));
    }

    #[test]
    fn only_one_check_goes_further() {
        let mut sheet = Sheet::new();
        sheet.goes_further();
        let times = |sheet: &mut Sheet| sheet.checks(Path::new("none"), |extent| extent.times);
        assert_eq!([times(&mut sheet), times(&mut sheet)], [pages::MORE, 1]);
        sheet.goes_further();
        sheet.goes_as_usual();
        assert_eq!(times(&mut sheet), 1);
    }
}

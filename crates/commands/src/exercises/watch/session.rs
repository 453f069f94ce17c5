//! What is going on with the file: what has become of the last check, and which page of that is to be seen.

use std::fs;
use std::path::{Path, PathBuf};

use racecourse::exploration::Execution;
use racecourse_exercises::check::{Checked, Extent, check};
use racecourse_exercises::exercise::Exercise;
use racecourse_exercises::ladder::Judgement;
use racecourse_exercises::own;
use racecourse_exercises::real;
use racecourse_exercises::workshop::Workshop;
use racecourse_layout::{Layout, Style, shown};

use crate::exercises::playing::{Levels, Wanted};
use crate::exercises::sitting::screen::Screen;
use crate::exercises::sitting::sheet::Sheet;
use crate::exercises::sitting::{Does, Work, pages, stepping, unheard};
use crate::raw_terminal::Key;

/// Somebody's own file, and what was found about it.
pub(super) struct Session<'a> {
    file: PathBuf,
    exercise: &'a Exercise,
    /// The same as it is to be played: with what may come out, as the last check has found it.
    played: Exercise,
    workshop: Workshop,
    /// Where it is built.
    place: &'a Path,
    checked: Option<Checked<'a>>,
    page: Page,
    sheet: Sheet,
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Verdict,
    Errors,
    /// The execution that shows what is wrong, step by step.
    Steps,
}

impl<'a> Session<'a> {
    pub(super) fn new(file: PathBuf, exercise: &'a Exercise, workshop: Workshop, place: &'a Path) -> Self {
        Self {
            file,
            exercise,
            played: exercise.clone(),
            workshop,
            place,
            checked: None,
            page: Page::Verdict,
            sheet: Sheet::new(),
        }
    }

    /// What was found, if the file could be read.
    pub(super) fn judgement(&self) -> Option<&Judgement> {
        Some(&self.checked.as_ref()?.judgement)
    }

    fn name(&self) -> String {
        shown(self.exercise.file(), 40)
    }

    fn turn_to(&mut self, page: Page) {
        (self.page, self.sheet.scrolled) = (page, 0);
    }

    /// The execution that shows what is wrong.
    fn shown(&self) -> Option<&Execution> {
        Some(&self.checked.as_ref()?.shown.as_ref()?.execution)
    }

    fn last_step(&self) -> usize {
        self.shown().map_or(0, |execution| stepping::steps(execution).saturating_sub(1))
    }

    fn keys(&self) -> Vec<(&'static str, String)> {
        let checked = self.checked.as_ref();
        let is_shown = self.shown().is_some();
        let keys: [(&'static str, &str, bool); 10] = [
            ("s", "next step", self.page == Page::Steps),
            ("b", "back", self.page == Page::Steps),
            ("o", "open", true),
            ("s", "step through", self.page == Page::Verdict && is_shown),
            ("f", "for real", is_shown),
            ("p", "play", is_shown),
            ("e", "all errors", self.page == Page::Verdict && checked.is_some_and(pages::has_errors)),
            ("m", "search ten times as far", checked.is_some_and(pages::is_too_long)),
            ("v", "verdict", self.page != Page::Verdict),
            ("c", "check again", true),
        ];
        let there = keys.into_iter().filter(|(_, _, is_there)| *is_there);
        there.map(|(key, does, _)| (key, does.to_owned())).chain([("q", "quit".to_owned())]).collect()
    }
}

impl Work for Session<'_> {
    fn file(&self) -> PathBuf {
        self.file.clone()
    }

    fn screen(&self, layout: &Layout) -> Screen {
        let inside = Layout { width: layout.width.saturating_sub(2), ..*layout };
        let mut screen = Screen {
            headline: self.name(),
            style: Style::Strong,
            aside: String::new(),
            body: Vec::new(),
            ladder: None,
            below: if self.page == Page::Steps { "PgDn" } else { "space" },
            keys: self.keys(),
        };
        match (self.page, &self.checked) {
            (_, None) => {}
            (Page::Verdict, Some(checked)) => pages::verdict(&mut screen, checked, &self.name(), &self.sheet, &inside),
            (Page::Errors, Some(checked)) => pages::errors(&mut screen, checked, &inside),
            (Page::Steps, Some(checked)) => pages::steps(&mut screen, checked, self.sheet.step, &self.name(), &inside),
        }
        // Layers and points are for exercises.
        screen.ladder = None;
        self.sheet.put_message(&mut screen, &inside);
        screen
    }

    fn sheet(&mut self) -> &mut Sheet {
        &mut self.sheet
    }

    fn press(&mut self, key: Key, layout: &Layout, height: usize) -> Does {
        self.sheet.is_heard();
        let most = self.screen(layout).most_scrolled(layout, height);
        let last_step = self.last_step();
        if (self.page == Page::Steps && self.sheet.steps(key, last_step)) || self.sheet.scrolls(key, most, height) {
            return Does::Nothing;
        }
        match (self.page, key) {
            (_, Key::Quit | Key::Char('q')) => return Does::Quit,
            (_, Key::Char('o')) => return Does::Edit,
            (_, Key::Char('c' | 'w')) => return Does::Check,
            (_, Key::Char('m')) if self.checked.as_ref().is_some_and(pages::is_too_long) => {
                self.sheet.goes_further();
                return Does::Check;
            }
            (_, Key::Char('e')) if self.checked.as_ref().is_some_and(pages::has_errors) => self.turn_to(Page::Errors),
            (_, Key::Char('v') | Key::Escape) => self.turn_to(Page::Verdict),
            (_, Key::Char('s')) if self.shown().is_some() => {
                self.sheet.step = 0;
                self.turn_to(Page::Steps);
            }
            (_, Key::Char('f')) if self.shown().is_some() => return Does::Real,
            (_, Key::Char('p')) if self.shown().is_some() => return Does::Play,
            _ => {}
        }
        Does::Nothing
    }

    fn hear(&mut self, line: &str) -> Result<Does, String> {
        self.sheet.is_heard();
        match line {
            "" | "check" => return Ok(Does::Check),
            "quit" => return Ok(Does::Quit),
            "more" if self.checked.as_ref().is_some_and(pages::is_too_long) => {
                self.sheet.goes_further();
                return Ok(Does::Check);
            }
            "steps" if self.shown().is_some() => {
                self.sheet.step = self.last_step();
                self.turn_to(Page::Steps);
            }
            "real" if self.shown().is_some() => return Ok(Does::Real),
            "play" if self.shown().is_some() => return Ok(Does::Play),
            _ => return Err(unheard(line, &["steps", "real", "play"])),
        }
        Ok(Does::Nothing)
    }

    fn commands(&self) -> &'static str {
        "Say: check, steps, real, play, more, quit. A saved file is checked by itself."
    }

    fn check(&mut self) -> Result<(), String> {
        match fs::read_to_string(&self.file) {
            Err(error) => {
                let says = format!("failed to read {}: {error}", self.file.display());
                self.says(&says);
            }
            Ok(text) => {
                let place = self.place.join("build");
                let checked =
                    self.sheet.checks(&self.file, |extent| check(&self.workshop, self.exercise, &text, &place, extent));
                self.played = own::as_found(self.exercise, checked.seen.first());
                self.checked = Some(checked);
                self.turn_to(Page::Verdict);
            }
        }
        Ok(())
    }

    fn play_for_real(&mut self) {
        let Some(checked) = &self.checked else { return };
        let says = pages::for_real(real::play(checked, &self.workshop, &self.place.join("real"), &Extent::USUAL));
        self.says(&says);
        self.turn_to(Page::Verdict);
    }

    fn levels(&self) -> Result<Levels<'_>, String> {
        let checked = self.checked.as_ref().ok_or("Nothing was checked yet.")?;
        Levels::of(&self.place.join("play"), &self.workshop, &self.played, &checked.text, Wanted::default())
    }
}

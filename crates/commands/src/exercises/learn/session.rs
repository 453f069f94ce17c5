//! What is going on: which exercise, which page of it, and what has become of the last check.

mod view;

use std::path::PathBuf;

use racecourse::exploration::Execution;

use racecourse_exercises::check::{Checked, Extent};
use racecourse_exercises::exercise::Exercise;
use racecourse_exercises::folder::Folder;
use racecourse_exercises::format::Kind;
use racecourse_exercises::ladder::Judgement;
use racecourse_exercises::path::Path;
use racecourse_exercises::progress::State;
use racecourse_exercises::workshop::Workshop;
use racecourse_layout::Layout;

use super::choosing::Choice;
use crate::exercises::playing::{Levels, Wanted};
use crate::exercises::sitting::screen::Screen;
use crate::exercises::sitting::sheet::Sheet;
use crate::exercises::sitting::{Does, Work, pages, stepping, unheard};
use crate::names::normal;
use crate::raw_terminal::Key;

/// What a student is doing.
pub(super) struct Session {
    folder: Folder,
    workshop: Workshop,
    exercises: &'static [Exercise],
    at: usize,
    /// The week of the exercise on the path.
    week: Option<usize>,
    page: Page,
    sheet: Sheet,
    checked: Option<Checked<'static>>,
    /// What is to be seen of the list.
    choice: Choice,
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Task,
    Verdict,
    Errors,
    Hint,
    /// Whether a solution is to be shown, asked once.
    Sure,
    Solutions,
    List,
    /// The execution that shows what is wrong, step by step.
    Steps,
    /// What was changed since the start.
    Diff,
    /// What keys do, and what a file of an exercise has.
    Help,
}

impl Session {
    /// Begins with the first exercise that is not right.
    pub(super) fn new(folder: Folder, workshop: Workshop, exercises: &'static [Exercise]) -> Self {
        let is_open =
            |one: &Exercise| matches!(folder.state_of(&one.name), State::Untouched | State::Wrong | State::Undecided);
        let at = exercises.iter().position(is_open).unwrap_or(0);
        let (page, sheet, week) = (Page::Task, Sheet::new(), week_of(&exercises[at]));
        Self { folder, workshop, exercises, at, week, page, sheet, checked: None, choice: Choice::of(at) }
    }

    fn exercise(&self) -> &'static Exercise {
        &self.exercises[self.at]
    }

    fn turn_to(&mut self, page: Page) {
        (self.page, self.sheet.scrolled) = (page, 0);
    }

    fn go_to(&mut self, at: usize) {
        (self.at, self.checked) = (at, None);
        self.sheet.goes_as_usual();
        self.week = week_of(self.exercise());
        self.turn_to(Page::Task);
    }

    fn hints_seen(&self) -> usize {
        self.folder.progress.exercises.get(&self.exercise().name).map_or(0, |standing| standing.hints)
    }

    /// The next hint; after the last one, whether a solution is wanted.
    fn next_hint(&mut self) {
        let (seen, all) = (self.hints_seen(), self.exercise().description.hints.len());
        let name = &self.exercise().name;
        let page = match () {
            () if self.page == Page::Hint && seen >= all => Page::Sure,
            () if self.page == Page::Hint || seen == 0 => {
                self.folder.standing(name).hints = (seen + 1).min(all);
                self.save();
                Page::Hint
            }
            // What was seen before is seen again first.
            () => Page::Hint,
        };
        self.turn_to(page);
    }

    fn save(&mut self) {
        if let Err(why) = self.folder.save() {
            self.says(&why);
        }
    }

    fn show_solutions(&mut self) {
        let name = &self.exercise().name;
        if self.folder.may_see_solutions(name) {
            self.turn_to(Page::Solutions);
        } else {
            self.turn_to(Page::Sure);
        }
    }

    fn is_right(&self) -> bool {
        self.checked.as_ref().is_some_and(Checked::is_right)
    }

    /// The next exercise that is not right, after this one.
    fn next(&self) -> Option<usize> {
        let later = (self.at + 1..self.exercises.len()).chain(0..self.at);
        let is_open = |at: &usize| {
            matches!(
                self.folder.state_of(&self.exercises[*at].name),
                State::Untouched | State::Wrong | State::Undecided
            )
        };
        later.into_iter().find(is_open)
    }

    /// Scrolls a list so that what is marked is to be seen, with the heading above it.
    fn scroll_to_marked(&mut self, layout: &Layout, height: usize) {
        let screen = self.screen(layout);
        let marked = screen.body.iter().position(|row| row.starts_with('▶')).unwrap_or(0);
        self.sheet.scrolled = marked.saturating_sub(height / 3).min(screen.most_scrolled(layout, height));
    }

    fn pressed(&mut self, key: Key, layout: &Layout, height: usize) -> Does {
        self.sheet.is_heard();
        let most = self.screen(layout).most_scrolled(layout, height);
        if let (Page::List, Some(_), Key::Char(_) | Key::Backspace) = (self.page, &self.choice.typed, key) {
            let change = |typed: &mut String| match key {
                Key::Char(letter) => typed.push(letter),
                _ => drop(typed.pop()),
            };
            self.choice.types(change, self.exercises);
            return Does::Nothing;
        }
        let last_step = self.last_step();
        let goes_on = match self.page {
            Page::Steps => self.sheet.steps(key, last_step) || self.sheet.scrolls(key, most, height),
            // There these keys are for something else.
            Page::List | Page::Sure => false,
            _ => self.sheet.scrolls(key, most, height),
        };
        if goes_on {
            return Does::Nothing;
        }
        match (self.page, key) {
            (_, Key::Quit | Key::Char('q')) => return Does::Quit,
            (Page::List, Key::Up | Key::Down) => self.choice.go(key == Key::Down, &self.open()),
            (Page::List, Key::Escape) => self.choice.typed = None,
            (Page::List, Key::Enter) => self.go_to(self.choice.marked),
            (Page::List, Key::Char('/')) => self.choice.typed = Some(String::new()),
            (Page::List, Key::Char('u')) => self.choice.only_open ^= true,
            (Page::List, Key::Char('r')) => match self.folder.reset(&self.exercises[self.choice.marked]) {
                Ok(Some(kept)) => {
                    self.says(&format!("it is as it was at first; what was there is in {}", kept.display()))
                }
                Ok(None) => self.says("it is as it was at first"),
                Err(why) => self.says(&why),
            },
            (Page::Sure, Key::Char('y')) => {
                let name = &self.exercise().name;
                self.folder.standing(name).shown = true;
                self.save();
                self.turn_to(Page::Solutions);
            }
            (Page::Sure, _) => self.turn_to(Page::Task),
            (_, Key::Char('o')) => return Does::Edit,
            (_, Key::Char('w' | 'c')) => return Does::Check,
            (_, Key::Char('m')) if self.is_too_long() => {
                self.sheet.goes_further();
                return Does::Check;
            }
            (_, Key::Char('h')) => self.next_hint(),
            (_, Key::Char('a')) => self.show_solutions(),
            (_, Key::Char('t')) => self.turn_to(Page::Task),
            (_, Key::Char('e')) if self.has_errors() => self.turn_to(Page::Errors),
            (_, Key::Char('v')) if self.checked.is_some() => self.turn_to(Page::Verdict),
            (_, Key::Char('s')) if self.shown().is_some() => {
                self.sheet.step = 0;
                self.turn_to(Page::Steps);
            }
            (_, Key::Char('f')) if self.shown().is_some() => return Does::Real,
            (_, Key::Char('p')) => return Does::Play,
            (_, Key::Char('d')) => self.turn_to(Page::Diff),
            (_, Key::Char('?')) => self.turn_to(Page::Help),
            (_, Key::Char('l')) => self.list(),
            (_, Key::Char('n')) => match self.next() {
                Some(next) => self.go_to(next),
                None => self.says("there is no other one that is still to be done"),
            },
            _ => {}
        }
        Does::Nothing
    }

    fn is_too_long(&self) -> bool {
        self.checked.as_ref().is_some_and(pages::is_too_long)
    }

    fn has_errors(&self) -> bool {
        self.checked.as_ref().is_some_and(pages::has_errors)
    }

    fn list(&mut self) {
        self.choice = Choice { only_open: self.choice.only_open, ..Choice::of(self.at) };
        self.turn_to(Page::List);
    }

    /// Of each exercise, whether it is still to be done.
    fn open(&self) -> Vec<bool> {
        let state = |one: &Exercise| self.folder.state_of(&one.name);
        let is_open = |state| matches!(state, State::Untouched | State::Wrong | State::Undecided);
        self.exercises.iter().map(|one| is_open(state(one))).collect()
    }

    /// The execution that shows what is wrong.
    fn shown(&self) -> Option<&Execution> {
        Some(&self.checked.as_ref()?.shown.as_ref()?.execution)
    }

    fn last_step(&self) -> usize {
        self.shown().map_or(0, |execution| stepping::steps(execution).saturating_sub(1))
    }
}

impl Work for Session {
    fn screen(&self, layout: &Layout) -> Screen {
        self.seen(layout)
    }

    fn sheet(&mut self) -> &mut Sheet {
        &mut self.sheet
    }

    fn commands(&self) -> &'static str {
        "Say: check [NAME], steps, real, play, diff, hint, task, list, go NAME, next, solution, help, quit. A saved file is checked by itself."
    }

    fn file(&self) -> PathBuf {
        self.folder.file_of(&self.exercise().name)
    }

    fn check(&mut self) -> Result<(), String> {
        if let Err(why) = self.folder.text_of(&self.exercise().name) {
            // What was found before is of something that is not there any more.
            self.checked = None;
            self.turn_to(Page::Task);
            self.says(&format!("{why}; `racecourse reset {}` begins it anew", self.exercise().name));
            return Ok(());
        }
        let exercise = self.exercise();
        let file = self.folder.file_of(&exercise.name);
        let checked = self.sheet.checks(&file, |extent| self.folder.check(exercise, &self.workshop, extent))?;
        self.checked = Some(checked);
        self.turn_to(Page::Verdict);
        Ok(())
    }

    fn press(&mut self, key: Key, layout: &Layout, height: usize) -> Does {
        let does = self.pressed(key, layout, height);
        if self.page == Page::List {
            self.scroll_to_marked(layout, height);
        }
        does
    }

    fn hear(&mut self, line: &str) -> Result<Does, String> {
        self.sheet.is_heard();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "go" | "check" if !rest.is_empty() => {
                let wanted = normal(rest);
                let at = self.exercises.iter().position(|one| one.name == wanted);
                self.go_to(at.ok_or_else(|| format!("There is no exercise `{rest}`"))?);
                return Ok(if word == "check" { Does::Check } else { Does::Nothing });
            }
            "" | "check" => return Ok(Does::Check),
            "quit" => return Ok(Does::Quit),
            "play" => return Ok(Does::Play),
            "task" => self.turn_to(Page::Task),
            "hint" => self.next_hint(),
            "list" => self.list(),
            "diff" => self.turn_to(Page::Diff),
            "help" | "?" => self.turn_to(Page::Help),
            "steps" if self.shown().is_some() => {
                self.sheet.step = self.last_step();
                self.turn_to(Page::Steps);
            }
            "real" if self.shown().is_some() => return Ok(Does::Real),
            "solution" if self.page == Page::Sure => {
                self.press(Key::Char('y'), &Layout::plain(80), 24);
            }
            "solution" => self.show_solutions(),
            "next" => {
                self.press(Key::Char('n'), &Layout::plain(80), 24);
            }
            "go" => return Err("Go where? Say `go` and the name of an exercise".to_owned()),
            _ => return Err(unheard(line, &["steps", "real"])),
        }
        Ok(Does::Nothing)
    }

    fn levels(&self) -> Result<Levels<'_>, String> {
        let exercise = self.exercise();
        let text = self.folder.text_of(&exercise.name)?;
        let first = self.checked.as_ref().filter(|checked| checked.text == text).and_then(|checked| {
            let Judgement::Wrong(fault) = &checked.judgement else { return None };
            let seen = checked.seen.get(fault.at?)?;
            Some((seen.program.name.clone(), seen.variation))
        });
        // Each test would be gone through with each implementation, only to find that there is nothing.
        let only_first = exercise.description.kind == Kind::Test;
        if only_first && first.is_none() {
            let says = "A test can be played when a check has found that it fails with what is right.";
            return Err(says.to_owned());
        }
        let wanted = Wanted { first, only_first, ..Wanted::default() };
        Levels::of(&self.folder.place_to_play(&exercise.name), &self.workshop, exercise, &text, wanted)
    }

    fn play_for_real(&mut self) {
        let Some(checked) = &self.checked else { return };
        let says = pages::for_real(self.folder.for_real(checked, &self.workshop, &Extent::USUAL));
        self.says(&says);
        self.turn_to(Page::Verdict);
    }
}

/// The week in which an exercise is done.
fn week_of(exercise: &Exercise) -> Option<usize> {
    Path::of_course().week_of(&exercise.name)
}

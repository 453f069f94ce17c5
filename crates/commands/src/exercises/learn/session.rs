//! What is going on: which exercise, which page of it, and what has become of the last check.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use racecourse_exercises::check::{Checked, Extent};
use racecourse_exercises::exercise::Exercise;
use racecourse_exercises::folder::Folder;
use racecourse_exercises::ladder::{Judgement, Why};
use racecourse_exercises::path::Path;
use racecourse_exercises::progress::State;
use racecourse_exercises::words::Words;
use racecourse_exercises::workshop::{NotBuilt, Workshop};
use racecourse_layout::{Layout, Style, fill, shown};

use super::keys::Key;
use super::screen::Screen;
use crate::exercises::overview::Row;
use crate::exercises::{overview, show};
use crate::names::normal;

/// How many times further a search goes when somebody asks for more.
const MORE: u64 = 10;

/// What a student is doing.
pub(super) struct Session {
    folder: Folder,
    workshop: Workshop,
    exercises: &'static [Exercise],
    at: usize,
    /// The week of the exercise on the path.
    week: Option<usize>,
    page: Page,
    /// How many lines of the page are above the screen.
    pub(super) scrolled: usize,
    checked: Option<Checked<'static>>,
    took: Duration,
    /// How much further the next check goes than usual.
    times: u64,
    /// Something to be said once.
    message: Option<String>,
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
    List {
        marked: usize,
    },
}

/// What is to be done about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Nothing,
    Check,
    Edit,
    Quit,
}

impl Session {
    /// Begins with the first exercise that is not right.
    pub(super) fn new(folder: Folder, workshop: Workshop, exercises: &'static [Exercise]) -> Self {
        let is_open =
            |one: &Exercise| matches!(folder.state_of(&one.name), State::Untouched | State::Wrong | State::Undecided);
        let at = exercises.iter().position(is_open).unwrap_or(0);
        let (page, took) = (Page::Task, Duration::ZERO);
        let week = week_of(&exercises[at]);
        Self { folder, workshop, exercises, at, week, page, scrolled: 0, checked: None, took, times: 1, message: None }
    }

    fn exercise(&self) -> &'static Exercise {
        &self.exercises[self.at]
    }

    /// The file that is being worked on.
    pub(super) fn file(&self) -> PathBuf {
        self.folder.file_of(&self.exercise().name)
    }

    /// Says something on the next screen.
    pub(super) fn says(&mut self, message: &str) {
        self.message = Some(shown(message, usize::MAX));
    }

    /// Checks what is there.
    ///
    /// # Errors
    ///
    /// In a sentence, if the note of it cannot be written.
    pub(super) fn check(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        let extent = Extent { times: std::mem::replace(&mut self.times, 1), ..Extent::USUAL };
        if let Err(why) = self.folder.text_of(&self.exercise().name) {
            self.says(&why);
            return Ok(());
        }
        self.checked = Some(self.folder.check(self.exercise(), &self.workshop, &extent)?);
        self.took = begun.elapsed();
        self.turn_to(Page::Verdict);
        Ok(())
    }

    fn turn_to(&mut self, page: Page) {
        (self.page, self.scrolled) = (page, 0);
    }

    fn go_to(&mut self, at: usize) {
        (self.at, self.checked, self.times) = (at, None, 1);
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

    /// What a key does.
    pub(super) fn press(&mut self, key: Key, layout: &Layout, height: usize) -> Does {
        let does = self.pressed(key, layout, height);
        if matches!(self.page, Page::List { .. }) {
            self.scroll_to_marked(layout, height);
        }
        does
    }

    /// Scrolls a list so that what is marked is to be seen, with the heading above it.
    fn scroll_to_marked(&mut self, layout: &Layout, height: usize) {
        let screen = self.screen(layout);
        let marked = screen.body.iter().position(|row| row.starts_with('▶')).unwrap_or(0);
        self.scrolled = marked.saturating_sub(height / 3).min(screen.most_scrolled(layout, height));
    }

    fn pressed(&mut self, key: Key, layout: &Layout, height: usize) -> Does {
        self.message = None;
        let most = self.screen(layout).most_scrolled(layout, height);
        match (self.page, key) {
            (_, Key::Quit | Key::Char('q')) => return Does::Quit,
            (Page::List { marked }, Key::Up) => self.page = Page::List { marked: marked.saturating_sub(1) },
            (Page::List { marked }, Key::Down) => {
                self.page = Page::List { marked: (marked + 1).min(self.exercises.len() - 1) };
            }
            (Page::List { marked }, Key::Enter) => self.go_to(marked),
            (Page::List { marked }, Key::Char('r')) => match self.folder.reset(&self.exercises[marked]) {
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
            (_, Key::Down) => self.scrolled = (self.scrolled + 1).min(most),
            (_, Key::Up) => self.scrolled = self.scrolled.min(most).saturating_sub(1),
            (_, Key::PageDown | Key::Char(' ')) => self.scrolled = (self.scrolled + height / 2).min(most),
            (_, Key::PageUp) => self.scrolled = self.scrolled.min(most).saturating_sub(height / 2),
            (_, Key::Char('o')) => return Does::Edit,
            (_, Key::Char('w' | 'c')) => return Does::Check,
            (_, Key::Char('m')) if self.is_too_long() => {
                self.times = MORE;
                return Does::Check;
            }
            (_, Key::Char('h')) => self.next_hint(),
            (_, Key::Char('a')) => self.show_solutions(),
            (_, Key::Char('t')) => self.turn_to(Page::Task),
            (_, Key::Char('e')) if self.has_errors() => self.turn_to(Page::Errors),
            (_, Key::Char('v')) if self.checked.is_some() => self.turn_to(Page::Verdict),
            (_, Key::Char('l')) => self.turn_to(Page::List { marked: self.at }),
            (_, Key::Char('n')) => match self.next() {
                Some(next) => self.go_to(next),
                None => self.says("there is no other one that is still to be done"),
            },
            _ => {}
        }
        Does::Nothing
    }

    /// What a line does that came through a pipe.
    ///
    /// # Errors
    ///
    /// If it is none that is known.
    pub(super) fn hear(&mut self, line: &str) -> Result<Does, ()> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "" | "check" => return Ok(Does::Check),
            "quit" => return Ok(Does::Quit),
            "task" => self.turn_to(Page::Task),
            "hint" => self.next_hint(),
            "list" => self.turn_to(Page::List { marked: self.at }),
            "solution" if self.page == Page::Sure => {
                self.press(Key::Char('y'), &Layout::plain(80), 24);
            }
            "solution" => self.show_solutions(),
            "next" => {
                self.press(Key::Char('n'), &Layout::plain(80), 24);
            }
            "go" => {
                let wanted = normal(rest);
                let at = self.exercises.iter().position(|one| one.name == wanted).ok_or(())?;
                self.go_to(at);
            }
            _ => return Err(()),
        }
        Ok(Does::Nothing)
    }

    fn is_too_long(&self) -> bool {
        self.checked.as_ref().is_some_and(|checked| {
            matches!(&checked.judgement, Judgement::Undecided(doubt) if matches!(doubt.why, Why::TooManyExecutions(_) | Why::OutOfTime { .. }))
        })
    }

    fn has_errors(&self) -> bool {
        self.checked
            .as_ref()
            .is_some_and(|checked| matches!(checked.not_built, Some(NotBuilt::Submission(_) | NotBuilt::Driver(_))))
    }

    /// The screen while a check is under way.
    pub(super) fn busy(&self, layout: &Layout) -> Screen {
        let mut screen = self.screen(layout);
        screen.headline = "… checking".to_owned();
        screen.style = Style::Faint;
        screen
    }

    /// What is to be seen.
    pub(super) fn screen(&self, layout: &Layout) -> Screen {
        let exercise = self.exercise();
        let about = &exercise.description;
        let place = format!("{} · {} of {}", exercise.name, self.at + 1, self.exercises.len());
        let inside = Layout { width: layout.width.saturating_sub(2), ..*layout };
        let mut screen = Screen {
            headline: exercise.name.clone(),
            style: Style::Strong,
            aside: format!(
                "{}{} of {} · {} · {} min",
                self.week.map_or(String::new(), |week| format!("week {week} · ")),
                self.at + 1,
                self.exercises.len(),
                about.kind.name(),
                about.minutes
            ),
            body: Vec::new(),
            ladder: None,
            keys: self.keys(),
        };
        match (self.page, &self.checked) {
            (Page::Verdict, Some(checked)) => {
                let words = Words::of(checked, &inside);
                screen.headline = format!("{} {}", words.sign, words.headline);
                screen.style = words.style;
                screen.aside = format!("{} · {:.1} s", exercise.name, self.took.as_secs_f64());
                for section in words.sections.iter().filter(|section| !section.is_empty()) {
                    if !screen.body.is_empty() {
                        screen.body.push(String::new());
                    }
                    screen.body.extend(section.iter().cloned());
                }
                screen.ladder = Some(words.ladder);
            }
            (
                Page::Errors,
                Some(Checked { not_built: Some(NotBuilt::Submission(all) | NotBuilt::Driver(all)), .. }),
            ) => {
                screen.headline = "all that the compiler says".to_owned();
                screen.body = all.all.lines().map(|line| shown(&line.replace('\t', "    "), usize::MAX)).collect();
            }
            (Page::Hint, _) => {
                let (seen, all) = (self.hints_seen(), about.hints.len());
                screen.headline = format!("hint {seen} of {all}");
                screen.aside = place;
                for (nth, hint) in about.hints.iter().enumerate().take(seen) {
                    screen.body.extend(racecourse_layout::hanging(
                        &format!("{}", nth + 1),
                        3,
                        &hint.text,
                        inside.width,
                    ));
                    screen.body.push(String::new());
                }
            }
            (Page::Sure, _) => {
                screen.headline = "Show solutions?".to_owned();
                screen.aside = place;
                let says = "It then counts as shown, not as right. A hint costs nothing, and there may be one that you have not seen.";
                screen.body = fill(says, inside.width);
            }
            (Page::Solutions, _) => {
                screen.headline = "solutions".to_owned();
                screen.aside = place;
                screen.body = show::solutions(exercise, &inside);
            }
            (Page::List { marked }, _) => {
                let (heading, rows) = overview::rows(&self.folder, self.exercises, &inside);
                [screen.headline, screen.aside] = heading;
                for (at, Row { week, text }) in rows.into_iter().enumerate() {
                    screen.body.extend(week);
                    screen.body.push(if at == marked { format!("▶{}", &text[1..]) } else { text });
                }
            }
            _ => {
                screen.body = show::task(exercise, &inside);
                screen.body.push(format!("file   {}", self.file().display()));
                screen.body.push(String::new());
                let starts = &about.starts;
                screen
                    .body
                    .extend(fill(&format!("At first it fails: {}, {}.", starts.layer, starts.label), inside.width));
            }
        }
        if let Some(message) = &self.message {
            screen.body.splice(0..0, fill(message, inside.width).into_iter().chain([String::new()]));
        }
        screen
    }

    fn keys(&self) -> Vec<(&'static str, String)> {
        let seen = self.hints_seen();
        let hint = ("h", format!("hint {seen}/{}", self.exercise().description.hints.len()));
        let plain = |key: &'static str, does: &str| (key, does.to_owned());
        let mut keys = match self.page {
            Page::Sure => return vec![plain("y", "yes"), plain("any other key", "no")],
            Page::List { .. } => {
                return vec![plain("↑↓", "move"), plain("enter", "go"), plain("r", "reset this"), plain("q", "quit")];
            }
            Page::Hint if seen >= self.exercise().description.hints.len() => {
                vec![plain("h", "show a solution"), plain("t", "task"), plain("o", "open")]
            }
            Page::Hint => vec![plain("h", "a plainer one"), plain("t", "task"), plain("o", "open")],
            Page::Task => vec![plain("o", "open in editor"), plain("w", "watch it fail"), hint],
            Page::Verdict if self.is_right() => {
                let next = self.next().map(|at| plain("n", &format!("next: {}", self.exercises[at].name)));
                next.into_iter().chain([plain("a", "all solutions"), plain("t", "task")]).collect()
            }
            Page::Verdict => {
                let mut keys = vec![plain("o", "open"), hint];
                keys.extend(self.has_errors().then(|| plain("e", "all errors")));
                keys.extend(self.is_too_long().then(|| plain("m", "search ten times as far")));
                keys.extend([plain("c", "check again"), plain("t", "task")]);
                keys
            }
            Page::Errors | Page::Solutions => vec![plain("↑↓", "scroll"), plain("o", "open"), plain("t", "task")],
        };
        if self.page != Page::Verdict && self.checked.is_some() {
            keys.push(plain("v", "verdict"));
        }
        keys.extend([plain("l", "list"), plain("q", "quit")]);
        keys
    }
}

/// The week in which an exercise is done.
fn week_of(exercise: &Exercise) -> Option<usize> {
    Path::of_course().week_of(&exercise.name)
}

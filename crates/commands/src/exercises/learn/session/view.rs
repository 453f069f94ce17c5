//! What is to be seen of a session: its screens, and what can be done on each. It changes nothing.

use racecourse_exercises::words;
use racecourse_layout::{Layout, Style, fill, hanging, shown, shown_lines};

use super::{Page, Session};
use crate::exercises::overview::Row;
use crate::exercises::sitting::screen::Screen;
use crate::exercises::sitting::{Work, pages};
use crate::exercises::{overview, show};
use crate::explain::FACADE;
use crate::listing;
use crate::markdown::rendered;

impl Session {
    /// What is to be seen.
    pub(super) fn seen(&self, layout: &Layout) -> Screen {
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
            below: match self.page {
                Page::List => "↓",
                Page::Steps => "PgDn",
                _ => "space",
            },
            keys: self.keys(),
        };
        match (self.page, &self.checked) {
            (Page::Verdict, Some(checked)) => {
                pages::verdict(&mut screen, checked, &exercise.name, &self.sheet, &inside)
            }
            (Page::Errors, Some(checked)) => pages::errors(&mut screen, checked, &inside),
            (Page::Hint, _) => {
                let (seen, all) = (self.hints_seen(), about.hints.len());
                screen.headline = format!("hint {seen} of {all}");
                screen.aside = place;
                for (nth, hint) in about.hints.iter().enumerate().take(seen) {
                    screen.body.extend(hanging(&format!("{}", nth + 1), 3, &hint.text, inside.width));
                    screen.body.push(String::new());
                }
            }
            (Page::Sure, _) => {
                screen.headline = "Show solutions?".to_owned();
                screen.aside = place;
                let says = match about.hints.len().saturating_sub(self.hints_seen()) {
                    0 => "It then counts as shown, not as right.",
                    _ => {
                        "It then counts as shown, not as right. A hint costs nothing, and there is one that you have not seen."
                    }
                };
                screen.body = fill(says, inside.width);
            }
            (Page::Solutions, _) => {
                screen.headline = "solutions".to_owned();
                screen.aside = place;
                screen.body = show::solutions(exercise, &inside);
            }
            (Page::List, _) => {
                let (heading, rows) = overview::rows(&self.folder, self.exercises, &inside);
                [screen.headline, screen.aside] = heading;
                let open = self.open();
                for (at, Row { week, text }) in rows.into_iter().enumerate() {
                    screen.body.extend(week);
                    if self.choice.shows(at, open[at]) {
                        let is_marked = at == self.choice.marked;
                        screen.body.push(if is_marked { format!("▶{}", &text[1..]) } else { text });
                    }
                }
                if let Some(typed) = &self.choice.typed {
                    screen.headline = format!("find: {}▏", shown(typed, 30));
                }
            }
            (Page::Steps, Some(checked)) => pages::steps(&mut screen, checked, self.sheet.step, &place, &inside),
            (Page::Diff, _) => {
                screen.headline = "what you have changed".to_owned();
                screen.aside = place;
                let now = self.folder.text_of(&exercise.name).unwrap_or_default();
                screen.body = listing::changed_lines(&exercise.start, &shown_lines(&now), &inside);
                if screen.body.is_empty() {
                    screen.body = vec!["Nothing yet: it is as it was at first.".to_owned()];
                }
            }
            (Page::Help, _) => {
                screen.headline = "keys, and what a file of an exercise has".to_owned();
                screen.aside = place;
                screen.body = help(&inside);
            }
            _ => {
                screen.body = show::task(exercise, &inside);
                screen.body.push(format!("file   {}", self.file().display()));
                screen.body.push(String::new());
                screen.body.extend(fill(&format!("At first it fails: {}.", words::at_first(exercise)), inside.width));
            }
        }
        self.sheet.put_message(&mut screen, &inside);
        screen
    }

    fn keys(&self) -> Vec<(&'static str, String)> {
        let seen = self.hints_seen();
        let hint = ("h", format!("hint {seen}/{}", self.exercise().description.hints.len()));
        let plain = |key: &'static str, does: &str| (key, does.to_owned());
        let mut keys = match self.page {
            Page::Sure => return vec![plain("y", "yes"), plain("any other key", "no")],
            Page::List if self.choice.typed.is_some() => {
                return vec![plain("letters", "find"), plain("↑↓", "move"), plain("enter", "go")];
            }
            Page::List => {
                let which = if self.choice.only_open { "all" } else { "undone only" };
                let keys = [
                    ("↑↓", "move"),
                    ("enter", "go"),
                    ("/", "search"),
                    ("u", which),
                    ("r", "reset this"),
                    ("q", "quit"),
                ];
                return keys.map(|(key, does)| plain(key, does)).to_vec();
            }
            Page::Steps => {
                vec![plain("s", "next step"), plain("b", "back"), plain("f", "for real"), plain("t", "task")]
            }
            Page::Hint if seen >= self.exercise().description.hints.len() => {
                vec![plain("h", "show a solution"), plain("t", "task"), plain("o", "open")]
            }
            Page::Hint => vec![plain("h", "a plainer one"), plain("t", "task"), plain("o", "open")],
            Page::Task => vec![plain("o", "open in editor"), plain("w", "watch it fail"), hint, plain("p", "play")],
            Page::Verdict if self.is_right() => {
                let next = self.next().map(|at| plain("n", &format!("next: {}", self.exercises[at].name)));
                next.into_iter()
                    .chain([plain("a", "all solutions"), plain("d", "diff"), plain("p", "play"), plain("t", "task")])
                    .collect()
            }
            Page::Verdict => {
                let mut keys = vec![plain("o", "open"), hint];
                if self.shown().is_some() {
                    keys.extend([plain("s", "step through"), plain("f", "for real"), plain("p", "play")]);
                }
                keys.extend(self.has_errors().then(|| plain("e", "all errors")));
                keys.extend(self.is_too_long().then(|| plain("m", "search ten times as far")));
                keys.extend([plain("c", "check again"), plain("t", "task")]);
                keys
            }
            Page::Errors | Page::Solutions | Page::Diff | Page::Help => {
                vec![plain("↑↓", "scroll"), plain("o", "open"), plain("t", "task")]
            }
        };
        if self.page != Page::Verdict && self.checked.is_some() {
            keys.push(plain("v", "verdict"));
        }
        keys.push(plain("l", "list"));
        if self.page != Page::Help {
            keys.push(plain("?", "help"));
        }
        keys.push(plain("q", "quit"));
        keys
    }
}

/// All keys, of which a screen names those that are most wanted there.
const KEYS: [(&str, &str); 17] = [
    ("o", "open the file in your editor"),
    ("w c", "check it now; it is checked whenever it is saved as well"),
    ("h", "a hint; once more, a plainer one"),
    ("t", "the task"),
    ("v", "the last verdict"),
    ("e", "all that the compiler says"),
    ("s b", "go through what is wrong, step by step, and back"),
    ("f", "play what is wrong for real: threads and processes, each step held until it is its turn"),
    ("p", "play the scheduler of what you have written"),
    ("m", "search ten times as far, where a search was too long"),
    ("d", "what you have changed since the start"),
    ("a", "solutions: all of them when yours is right, and after a question before"),
    ("n", "the next exercise that is not right yet"),
    ("l", "the list, in which you go to any of them"),
    ("↑↓", "a line up or down; space is half a screen"),
    ("?", "this"),
    ("q", "quit; what you have done is kept"),
];

/// What keys do, and what a file of an exercise has.
fn help(layout: &Layout) -> Vec<String> {
    let keys = KEYS.iter().flat_map(|(key, does)| hanging(key, 5, does, layout.width));
    let page = rendered(FACADE, layout, &|_| false);
    keys.chain([String::new()]).chain(page.lines().map(str::to_owned)).collect()
}

//! `racecourse syllabus`: the path through the course.

use std::io::Write;

use racecourse::scenario::Scenario;
use racecourse_exercises::exercise::{self, Exercise};
use racecourse_exercises::path::{Item, Path, Week};
use racecourse_layout::{Layout, Style, columns_of, count, ends, hanging, pad, shorten};
use serde_json::json;

use crate::args::{ProgressFormat, Syllabus};
use crate::course::Course;
use crate::labs::LABS;
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// The version of the document for scripts.
const SCHEMA: u32 = 1;

pub(crate) fn run(asked: &Syllabus, course: &Course, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let path = Path::of_course();
    let weeks: Vec<(usize, &Week)> = match asked.week {
        None => path.weeks.iter().enumerate().collect(),
        Some(week) => {
            let found = path.weeks.get(week).map(|found| (week, found));
            let last = path.weeks.len() - 1;
            vec![found.ok_or_else(|| Error::Usage(format!("there are weeks 0 to {last}, and no week {week}")))?]
        }
    };
    let there = There { exercises: exercise::all(), scenarios: &course.scenarios };
    let layout = terminal.layout();
    let text = match asked.format {
        ProgressFormat::Human => human(&weeks, &there, &layout),
        ProgressFormat::Md => markdown(&weeks, &there),
        ProgressFormat::Json => json(&weeks, &there),
    };
    write!(out, "{text}")?;
    Ok(Exit::AsExpected)
}

/// What the path leads through.
struct There<'a> {
    exercises: Vec<Exercise>,
    scenarios: &'a [&'static Scenario],
}

impl There<'_> {
    fn exercise(&self, item: &Item) -> Option<&Exercise> {
        match item {
            Item::Exercise(name) => self.exercises.iter().find(|one| one.name == *name),
            _ => None,
        }
    }

    /// What is done, in a word.
    fn word(&self, item: &Item) -> &'static str {
        item.word().or_else(|| Some(self.exercise(item)?.description.kind.name())).unwrap_or_default()
    }

    fn minutes(&self, item: &Item) -> u32 {
        item.minutes().or_else(|| Some(self.exercise(item)?.description.minutes)).unwrap_or_default()
    }

    fn points(&self, item: &Item) -> u32 {
        self.exercise(item).map_or(0, |one| one.description.points().total())
    }

    fn title<'b>(&'b self, item: &'b Item) -> &'b str {
        let name = item.name();
        match item {
            Item::Exercise(_) => self.exercise(item).map_or(name, |one| one.description.title.as_str()),
            Item::Lab(_) => LABS.iter().find(|(lab, _)| *lab == name).map_or(name, |(_, title)| title),
            _ => self.scenarios.iter().find(|one| one.name == name).map_or(name, |one| one.title),
        }
    }

    fn minutes_of(&self, items: &[Item]) -> u32 {
        items.iter().map(|item| self.minutes(item)).sum()
    }

    fn points_of(&self, items: &[Item]) -> u32 {
        items.iter().map(|item| self.points(item)).sum()
    }
}

fn human(weeks: &[(usize, &Week)], there: &There<'_>, layout: &Layout) -> String {
    let all = || weeks.iter().flat_map(|(_, week)| week.all());
    let name = |item: &Item| columns_of(item.name());
    let (word, widest) = (all().map(|item| there.word(item).len()).max(), all().map(name).max());
    let (word, widest) = (word.unwrap_or_default(), widest.unwrap_or_default());
    let row = |item: &Item| {
        let (does, name) = (pad(there.word(item), word), pad(item.name(), widest));
        let line = format!("    {does}  {name}  {:>3} min  {}", there.minutes(item), there.title(item));
        format!("{}\n", shorten(&line, layout.width))
    };
    let mut text = String::new();
    for (nth, week) in weeks {
        if !text.is_empty() {
            text.push('\n');
        }
        let aside = format!("{} · {}", hours(there.minutes_of(&week.items)), points(there.points_of(&week.items)));
        let (left, aside) = ends(&format!("week {nth} · {}", week.title), &aside, layout.width);
        text += &format!("{}{aside}\n", layout.paint(Style::Strong, left));
        for idea in &week.ideas {
            text += &(hanging("  ·", 4, idea, layout.width).join("\n") + "\n");
        }
        text += &lectures(week).map_or(String::new(), |says| format!("  {says}\n"));
        text.push('\n');
        text.extend(week.items.iter().map(row));
        if !week.more.is_empty() {
            let aside = format!("{} · {}", hours(there.minutes_of(&week.more)), points(there.points_of(&week.more)));
            text += &format!("  for whoever wants more: {aside}\n");
            text.extend(week.more.iter().map(row));
        }
    }
    let exercises = all().filter(|item| matches!(item, Item::Exercise(_))).count();
    let minutes = weeks.iter().map(|(_, week)| there.minutes_of(&week.items)).sum();
    let all = match weeks.iter().map(|(_, week)| there.minutes_of(&week.more)).sum() {
        0 => hours(minutes),
        more => format!("{}, and {} for whoever wants more", hours(minutes), hours(more)),
    };
    text + &format!("\n{} in {}: {all}\n", count(exercises as u64, "exercise"), count(weeks.len() as u64, "week"))
}

fn markdown(weeks: &[(usize, &Week)], there: &There<'_>) -> String {
    let mut text = "# A course in races\n".to_owned();
    let row = |item: &Item| {
        let points = match there.points(item) {
            0 => String::new(),
            points => points.to_string(),
        };
        let title = there.title(item).replace('|', "\\|");
        let command = item.command();
        format!("| {} | {title} | `{command}` | {} | {points} |\n", there.word(item), there.minutes(item))
    };
    let table = |items: &[Item]| {
        let head = "\n| | what | `racecourse …` | minutes | points |\n|---|---|---|---|---|\n".to_owned();
        head + &items.iter().map(row).collect::<String>()
    };
    for (nth, week) in weeks {
        text += &format!("\n## Week {nth}: {}\n\n", week.title);
        text.extend(week.ideas.iter().map(|idea| format!("- {idea}\n")));
        text += &lectures(week).map_or(String::new(), |says| format!("\n{}.\n", says));
        text += &table(&week.items);
        let all = format!("{}, {}", hours(there.minutes_of(&week.items)), points(there.points_of(&week.items)));
        text += &format!("\n{all}.\n");
        if !week.more.is_empty() {
            text +=
                &format!("\nFor whoever wants more ({}):\n{}", hours(there.minutes_of(&week.more)), table(&week.more));
        }
    }
    text
}

fn json(weeks: &[(usize, &Week)], there: &There<'_>) -> String {
    let rows = |items: &[Item]| {
        let row = |item: &Item| {
            json!({
                "does": there.word(item), "name": item.name(), "title": there.title(item), "command": item.command(),
                "minutes": there.minutes(item), "points": there.points(item),
                "needs": there.exercise(item).map(|one| &one.description.needs),
            })
        };
        items.iter().map(row).collect::<Vec<_>>()
    };
    let week = |(nth, week): &(usize, &Week)| {
        json!({
            "week": nth, "title": week.title, "ideas": week.ideas, "lectures": week.lectures,
            "items": rows(&week.items), "more": rows(&week.more),
        })
    };
    format!("{:#}\n", json!({ "schema": SCHEMA, "weeks": weeks.iter().map(week).collect::<Vec<_>>() }))
}

/// `lectures 1 and 3`.
fn lectures(week: &Week) -> Option<String> {
    let numbers: Vec<String> = week.lectures.iter().map(u8::to_string).collect();
    let (last, others) = numbers.split_last()?;
    Some(match others {
        [] => format!("lecture {last}"),
        others => format!("lectures {} and {last}", others.join(", ")),
    })
}

/// `2 h 10 min`.
pub(super) fn hours(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn points(points: u32) -> String {
    count(points.into(), "point")
}

//! `racecourse progress`: how far somebody has come.

use std::io::Write;

use racecourse_exercises::exercise::{self, Exercise};
use racecourse_exercises::folder::Folder;
use racecourse_exercises::path::Path;
use racecourse_exercises::progress::State;
use racecourse_layout::{Layout, Style, columns_of, ends, pad, shorten};
use serde_json::json;

use super::folder;
use super::syllabus::hours;
use crate::args::{Progress, ProgressFormat};
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(crate) fn run(progress: &Progress, terminal: &Terminal, out: &mut dyn Write) -> Result<Exit, Error> {
    let folder = match &progress.folder {
        Some(there) => Folder::around(there).map_err(Error::Usage)?,
        None => folder()?,
    };
    let all = exercise::all();
    let layout = terminal.layout();
    match progress.format {
        ProgressFormat::Human => {
            let ([title, aside], rows) = rows(&folder, &all, &layout);
            let (title, aside) = ends(&title, &aside, layout.width);
            writeln!(out, "{}{aside}\n", layout.paint(Style::Strong, title))?;
            for (nth, Row { week, text }) in rows.into_iter().enumerate() {
                if let Some(week) = week {
                    writeln!(out, "{}{week}", if nth == 0 { "" } else { "\n" })?;
                }
                writeln!(out, "{text}")?;
            }
        }
        ProgressFormat::Md => {
            writeln!(out, "# A course in races\n\n| exercise | minutes | state |\n|---|---|---|")?;
            for one in &all {
                let says = says(&folder, one).replace('|', "\\|");
                let sign = folder.state_of(&one.name).sign();
                writeln!(out, "| `{}` | {} | {sign} {says} |", one.name, one.description.minutes)?;
            }
            writeln!(
                out,
                "\nCounted by whoever did the exercises; a grade comes from `racecourse grade` on the teacher's machine."
            )?;
        }
        ProgressFormat::Json => {
            let state = |one: &Exercise| format!("{:?}", folder.state_of(&one.name)).to_lowercase();
            let rows: Vec<_> = all
                .iter()
                .map(|one| json!({ "name": one.name, "state": state(one), "standing": folder.progress.exercises.get(&one.name) }))
                .collect();
            writeln!(out, "{:#}", json!({ "schema": 1, "exercises": rows }))?;
        }
    }
    if let Some(bad) = &folder.bad {
        writeln!(terminal.stderr(), "warning: the record of progress could not be read, and is kept as {bad}")?;
    }
    Ok(Exit::AsExpected)
}

/// Columns of what shows how much of a week is done.
const BAR: usize = 16;

/// A row for an exercise.
pub(super) struct Row {
    /// What stands above it, if it is the first of its week.
    pub(super) week: Option<String>,
    /// The row.
    pub(super) text: String,
}

/// A heading, with what stands at its right, and a row for each exercise.
pub(super) fn rows(folder: &Folder, all: &[Exercise], layout: &Layout) -> ([String; 2], Vec<Row>) {
    let is_done = |one: &&Exercise| matches!(folder.state_of(&one.name), State::Right | State::Changed | State::Shown);
    let done = all.iter().filter(is_done).count();
    let minutes: u32 = all.iter().filter(|one| !is_done(one)).map(|one| one.description.minutes).sum();
    let left = if minutes == 0 { String::new() } else { format!(" · {} to go", hours(minutes)) };
    let heading = ["A course in races".to_owned(), format!("{done} of {} right{left}", all.len())];
    let widest = all.iter().map(|one| columns_of(&one.name)).max().unwrap_or_default();
    let path = Path::of_course();
    let week_of = |one: &Exercise| path.week_of(&one.name);
    let rows = all.iter().enumerate().map(|(at, one)| {
        let is_first = at == 0 || week_of(&all[at - 1]) != week_of(one);
        let week = week_of(one).filter(|_| is_first).map(|nth| {
            let of_week = || all.iter().filter(|one| week_of(one) == Some(nth));
            let (done, of) = (of_week().filter(is_done).count(), of_week().count());
            let bar: String = (0..BAR).map(|at| if at * of < done * BAR { '█' } else { '░' }).collect();
            let left = format!("week {nth}  {}", path.weeks[nth].title);
            let (left, right) = ends(&left, &format!("{bar} {done}/{of}"), layout.width);
            format!("{left}{right}")
        });
        let state = folder.state_of(&one.name);
        let style = match state {
            State::Right | State::Changed => Style::Good,
            State::Wrong => Style::Bad,
            State::Undecided => Style::Open,
            State::Untouched | State::Shown => Style::Faint,
        };
        let about = &one.description;
        let name = pad(&one.name, widest);
        let rest = format!("{name}  {:>3} min  {:<6}  {}", about.minutes, about.kind.name(), says(folder, one));
        let text =
            format!("   {} {}", layout.paint(style, state.sign()), shorten(&rest, layout.width.saturating_sub(5)));
        Row { week, text }
    });
    (heading, rows.collect())
}

/// What there is of an exercise, in some words.
fn says(folder: &Folder, exercise: &Exercise) -> String {
    let standing = folder.progress.exercises.get(&exercise.name).cloned().unwrap_or_default();
    let all = exercise.description.points().total();
    match folder.state_of(&exercise.name) {
        State::Untouched => exercise.description.title.clone(),
        State::Wrong | State::Undecided => standing.verdict,
        State::Right => format!("{} of {all}", standing.points),
        State::Changed => "was right, changed since".to_owned(),
        State::Shown => "right, after a solution was shown".to_owned(),
    }
}

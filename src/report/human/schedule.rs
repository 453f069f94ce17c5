//! The schedule as a table: a column for each actor, the values, the source line, the decisive step marked.

use std::collections::BTreeMap;

use super::super::text::{columns_of, hanging, pad, shorten};
use super::super::{Ink, Page};
use super::LEAD;
use super::rows::{Row, Step, focus, rows};
use crate::counterexample::Counterexample;
use crate::exploration::Execution;
use crate::failure::Evidence;

/// The numbers under which steps are shown.
pub(super) struct Numbers(BTreeMap<usize, usize>);

impl Numbers {
    /// ` (step 3)` for the event at this index, or nothing if it has no row.
    pub(super) fn of(&self, event: usize) -> String {
        self.0.get(&event).map_or_else(String::new, |number| format!(" (step {number})"))
    }
}

/// The table of steps, and the text to name the schedule by.
pub(super) fn section(shown: &Counterexample, page: &Page) -> (Vec<String>, Numbers) {
    let tries = match shown.first_seen {
        0 => String::new(),
        n => format!(", first seen in execution {n}"),
    };
    section_under(&format!("Steps that lead there   (found by {}{tries})", shown.engine), shown, page)
}

/// The same under another heading.
pub(super) fn section_under(heading: &str, shown: &Counterexample, page: &Page) -> (Vec<String>, Numbers) {
    let rows = rows(shown);
    let steps: Vec<&Step> = rows.iter().filter_map(step_of).collect();
    let numbers = Numbers(steps.iter().map(|step| (step.event, step.number)).collect());
    if steps.is_empty() {
        return (Vec::new(), numbers);
    }
    let mut lines = vec![page.paint(Ink::Strong, shorten(heading, page.width))];
    let states = States::of(&shown.execution, &steps);
    let all = states.names.len();
    let table = [(all, true), (all, false), (0, true), (0, false)]
        .into_iter()
        .find_map(|(columns, file)| Table::fitting(shown, &rows, &states, columns, file, page));
    match table {
        Some(table) => lines.extend(table.lines(page)),
        None => lines.extend(list(shown, &rows, page)),
    }
    if !shown.execution.schedule.is_empty() {
        lines.push(String::new());
        // Long ones are for machines: the JSON report has them whole.
        let schedule = hanging("Schedule", LEAD, &shown.execution.schedule, page.width);
        match schedule.len() {
            0..=3 => lines.extend(schedule),
            more => {
                lines.extend(schedule.into_iter().take(2));
                lines.extend(hanging(
                    "",
                    LEAD,
                    &format!("… {} more lines; --format json has all", more - 2),
                    page.width,
                ));
            }
        }
    }
    (lines, numbers)
}

fn step_of(row: &Row) -> Option<&Step> {
    match row {
        Row::Step(step) => Some(step),
        Row::Words(_) => None,
    }
}

/// What some objects hold after each step.
struct States {
    names: Vec<String>,
    /// By event, one value per name.
    after: BTreeMap<usize, Vec<String>>,
}

impl States {
    /// Follows plain memory and atomics, and in a circle the locks: what changes is what the reader wants to watch.
    fn of(execution: &Execution, steps: &[&Step]) -> Self {
        let circle =
            matches!(execution.failure.as_ref().map(|failure| &failure.evidence), Some(Evidence::Lasso { .. }));
        // Waiting for a notification gives up a lock that the step does not name: then nobody can follow the locks.
        let locks = circle && execution.objects.iter().all(|object| object.kind != "condvar");
        let touched = |object: usize| steps.iter().any(|step| execution.events[step.event].object == Some(object));
        let watched: Vec<usize> = (0..execution.objects.len())
            .filter(|object| match execution.objects[*object].kind.as_str() {
                "atomic" | "cell" => {
                    execution.events.iter().any(|event| event.object == Some(*object) && event.written.is_some())
                }
                "mutex" => locks,
                _ => false,
            })
            .filter(|object| touched(*object))
            .collect();
        // More columns than that and nobody follows them; then only what the failure is about.
        let watched = if watched.len() > 3 { focus(execution).into_iter().collect() } else { watched };
        let mut now: Vec<String> = watched.iter().map(|object| initially(execution, *object)).collect();
        let mut after = BTreeMap::new();
        for (at, event) in execution.events.iter().enumerate() {
            if let Some(column) = watched.iter().position(|object| event.object == Some(*object)) {
                match event.action.as_str() {
                    "lock" | "try_lock" if matches!(event.note.as_str(), "" | "ok") => {
                        now[column] = execution.actors.get(event.actor).cloned().unwrap_or_default();
                    }
                    "unlock" => "free".clone_into(&mut now[column]),
                    _ => {
                        if let Some(value) = &event.written {
                            now[column].clone_from(value);
                        }
                    }
                }
            }
            after.insert(at, now.clone());
        }
        let names = watched.iter().map(|object| execution.objects[*object].name.clone()).collect();
        Self { names, after }
    }
}

/// What the first step to touch the object finds there, if it reads.
fn initially(execution: &Execution, object: usize) -> String {
    if execution.objects[object].kind == "mutex" {
        return "free".to_owned();
    }
    let first = execution.events.iter().find(|event| event.object == Some(object));
    first.and_then(|event| event.read.clone()).unwrap_or_else(|| "·".to_owned())
}

/// The table with one column for each actor.
struct Table<'a> {
    rows: &'a [Row],
    states: &'a States,
    /// Names of the objects shown, and of the actors with their index; each with the width of its column.
    state_widths: Vec<usize>,
    actors: Vec<(usize, String, usize)>,
    /// Whether sites are written with their file.
    file: bool,
    site_width: usize,
    /// Whether all remarks have room at the right of their steps.
    beside: bool,
}

const STEP: usize = 6;
const GAP: usize = 2;

impl<'a> Table<'a> {
    /// The table with the first `columns` objects, if it fits the page.
    fn fitting(
        shown: &'a Counterexample,
        rows: &'a [Row],
        states: &'a States,
        columns: usize,
        file: bool,
        page: &Page,
    ) -> Option<Self> {
        let steps: Vec<&Step> = rows.iter().filter_map(step_of).collect();
        let mut files: Vec<&str> = steps.iter().map(|step| step.site.file.as_str()).collect();
        files.dedup();
        if !file && files.len() > 1 {
            return None;
        }
        let state_widths = states.names.iter().enumerate().take(columns).map(|(column, name)| {
            let values = steps.iter().map(|step| columns_of(&states.after[&step.event][column]));
            values.max().unwrap_or(0).max(columns_of(name)) + GAP
        });
        let names = shown.execution.actors.iter().enumerate().filter_map(|(actor, name)| {
            let texts = steps.iter().filter(|step| step.actor == actor).map(|step| columns_of(&step.text));
            texts.max().map(|width| (actor, name.clone(), width.max(columns_of(name)) + GAP + 1))
        });
        let mut table = Self {
            rows,
            states,
            state_widths: state_widths.collect(),
            actors: names.collect(),
            file,
            site_width: 0,
            beside: false,
        };
        table.site_width = steps.iter().map(|step| columns_of(&table.site(step))).max().unwrap_or(0);
        let right = table.sites_at() + table.site_width;
        let remarks = steps.iter().filter_map(|step| step.remark.as_deref());
        table.beside = remarks.map(|remark| right + 4 + columns_of(remark)).all(|end| end <= page.width);
        (right <= page.width).then_some(table)
    }

    fn site(&self, step: &Step) -> String {
        match (self.file, step.site.line) {
            (_, 0) => String::new(),
            (true, _) => step.site.short(),
            (false, line) => format!("line {line}"),
        }
    }

    fn cells_at(&self) -> usize {
        STEP + GAP + self.state_widths.iter().sum::<usize>()
    }

    fn sites_at(&self) -> usize {
        self.cells_at() + self.actors.iter().map(|(.., width)| width).sum::<usize>()
    }

    fn lines(&self, page: &Page) -> Vec<String> {
        let mut head = pad("  step", STEP + GAP);
        for (name, width) in self.states.names.iter().zip(&self.state_widths) {
            head += &pad(name, *width);
        }
        for (_, name, width) in &self.actors {
            head += &pad(name, *width);
        }
        let mut lines = vec![page.paint(Ink::Strong, head.trim_end())];
        for row in self.rows {
            match row {
                Row::Step(step) => lines.extend(self.step(step, page)),
                Row::Words(words) => lines.push(page.paint(Ink::Faint, words_line(words, page))),
            }
        }
        lines
    }

    fn step(&self, step: &Step, page: &Page) -> Vec<String> {
        let mark = if step.remark.is_some() { "▶" } else { " " };
        let mut line = pad(&format!("{mark} {:>4}", step.number), STEP + GAP);
        for (value, width) in self.states.after[&step.event].iter().zip(&self.state_widths) {
            line += &pad(value, *width);
        }
        let mut cell_at = 0;
        for (actor, _, width) in &self.actors {
            if *actor == step.actor {
                cell_at = columns_of(&line);
                line += &pad(&step.text, *width);
            } else {
                line += &" ".repeat(*width);
            }
        }
        line += &pad(&self.site(step), self.site_width);
        let Some(remark) = &step.remark else { return vec![line] };
        if self.beside {
            return vec![page.paint(Ink::Mark, format!("{line}  ◀ {remark}"))];
        }
        // No room beside it: under its own step, moved left as far as it must.
        let under = shorten(&format!("▲ {remark}"), page.width);
        let at = cell_at.min(page.width - columns_of(&under));
        vec![page.paint(Ink::Mark, line), page.paint(Ink::Mark, format!("{}{under}", " ".repeat(at)))]
    }
}

fn words_line(words: &str, page: &Page) -> String {
    shorten(&format!("{}{words}", " ".repeat(STEP + GAP)), page.width)
}

/// One step per line with its actor's name, where columns would not fit.
fn list(shown: &Counterexample, rows: &[Row], page: &Page) -> Vec<String> {
    let name = |step: &Step| shown.execution.actors.get(step.actor).map_or("?", String::as_str).to_owned();
    let steps: Vec<&Step> = rows.iter().filter_map(step_of).collect();
    let name_width = steps.iter().map(|step| columns_of(&name(step))).max().unwrap_or(0).min(page.width / 4);
    let site_width = steps.iter().map(|step| columns_of(&step.site.short())).max().unwrap_or(0).min(page.width / 3);
    let room = page.width.saturating_sub(STEP + GAP + name_width + GAP + GAP + site_width);
    let text_width = steps.iter().map(|step| columns_of(&step.text)).max().unwrap_or(0).min(room);
    let mut lines = vec![page.paint(Ink::Strong, format!("{}{}", pad("  step", STEP + GAP), "actor"))];
    for row in rows {
        let step = match row {
            Row::Step(step) => step,
            Row::Words(words) => {
                lines.push(page.paint(Ink::Faint, words_line(words, page)));
                continue;
            }
        };
        let mark = if step.remark.is_some() { "▶" } else { " " };
        let line = format!(
            "{}{}{}{}",
            pad(&format!("{mark} {:>4}", step.number), STEP + GAP),
            pad(&shorten(&name(step), name_width), name_width + GAP),
            pad(&shorten(&step.text, text_width), text_width + GAP),
            shorten(&step.site.short(), site_width),
        );
        match &step.remark {
            None => lines.push(line),
            Some(remark) => {
                lines.push(page.paint(Ink::Mark, line));
                let at = STEP + GAP + name_width + GAP;
                let under = hanging("", at, &format!("▲ {remark}"), page.width);
                lines.extend(under.iter().map(|line| page.paint(Ink::Mark, line)));
            }
        }
    }
    lines
}

//! The schedule as a table: what the shared things are after each step, a column for each actor, the source line, the
//! decisive step marked.

use std::collections::BTreeMap;

use super::super::{Layout, Style};
use super::focus::focus;
use super::layout::LEAD;
use super::round::lasso_of;
use super::row::{Row, Step};
use super::rows::{Sign, story};
use super::source::Source;
use crate::counterexample::{Counterexample, States, is_odd, worth_watching};
use racecourse_layout::{columns_of, hanging, pad, shorten};

/// The numbers under which steps are shown.
pub(super) struct Numbers(BTreeMap<usize, usize>);

impl Numbers {
    /// `step 3` for the event at this index, if it has a number.
    pub(super) fn step(&self, event: usize) -> Option<String> {
        self.0.get(&event).map(|number| format!("step {number}"))
    }

    /// ` (step 3)` for the event at this index, or nothing if it has no number.
    pub(super) fn of(&self, event: usize) -> String {
        self.step(event).map_or_else(String::new, |step| format!(" ({step})"))
    }
}

/// How much of a schedule is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// As much as a reader wants to see: the program can be asked for the rest.
    Brief,
    /// All of it: there is nobody to be asked.
    Whole,
}

/// The table of steps under `heading`, the lines of source and the text to name the schedule by, and the numbers of the steps.
pub(super) fn section(
    shown: &Counterexample,
    source: Source<'_>,
    heading: &str,
    sign: Sign,
    extent: Extent,
    layout: &Layout,
) -> (Vec<String>, Numbers) {
    let (mut lines, below, numbers) = in_parts(shown, source, heading, sign, extent, layout);
    lines.extend(below);
    (lines, numbers)
}

/// The same, with what stands below the table by itself.
pub(super) fn in_parts(
    shown: &Counterexample,
    source: Source<'_>,
    heading: &str,
    sign: Sign,
    extent: Extent,
    layout: &Layout,
) -> (Vec<String>, Vec<String>, Numbers) {
    let story = story(shown, sign);
    let numbers = Numbers(numbers_of(&story.steps));
    if !story.rows.iter().any(|row| matches!(row, Row::Step(_))) {
        return (Vec::new(), Vec::new(), numbers);
    }
    let mut lines = vec![layout.paint(Style::Strong, shorten(heading, layout.width))];
    let mut table = Table::best(shown, story.rows, source, layout);
    if !table.has_columns() {
        // Where the states say what locks guard, the steps need not.
        let brief = self::story(&without_passed_values(shown), sign);
        let brief = Table::best(shown, brief.rows, source, layout);
        if brief.has_columns() && brief.watched.len() >= table.watched.len() {
            table = brief;
        }
    }
    lines.extend(table.lines(layout));
    let mut below = table.quoted(layout);
    if !shown.execution.schedule.is_empty() {
        below.push(String::new());
        // Long ones are for machines: the JSON report has them whole.
        // What no schedule leads to has an order in which it is told, and no more.
        let heading = if is_odd(&shown.execution) { "Order" } else { "Schedule" };
        let schedule = hanging(heading, LEAD, shown.execution.schedule.written(), layout.width);
        match schedule.len() {
            _ if extent == Extent::Whole => below.extend(schedule),
            0..=3 => below.extend(schedule),
            more => {
                below.extend(schedule.into_iter().take(2));
                let rest = format!("… {} more lines; --format json has all", more - 2);
                below.extend(hanging("", LEAD, &rest, layout.width));
            }
        }
    }
    (lines, below, numbers)
}

/// The number of each event that is shown as a step, or with one.
pub(super) fn numbers_of(steps: &[Step]) -> BTreeMap<usize, usize> {
    let spans = steps.iter().flat_map(|step| (step.event..=step.last).map(|event| (event, step.number)));
    let own = |(event, _): &(usize, usize)| steps.iter().any(|step| [step.event, step.last].contains(event));
    spans.filter(own).collect()
}

/// The same, as if nobody could see what locks guard and messages say.
fn without_passed_values(shown: &Counterexample) -> Counterexample {
    let mut shown = shown.clone();
    shown.execution.events.iter_mut().for_each(|event| event.passed = None);
    shown
}

/// Columns for the number of a step, and between columns.
const STEP: usize = 4;
const GAP: usize = 2;
/// With less room than this a line of source says nothing.
const LEAST_SOURCE: usize = 24;
/// More states than that and nobody follows them.
const MOST_STATES: usize = 3;
/// More lines of source than that under the table and one might as well open the file.
const MOST_QUOTED: usize = 10;
/// More columns of actors than that and each is too narrow.
const MOST_ACTORS: usize = 4;

/// The table, ready to be written.
struct Table<'a> {
    rows: Vec<Row>,
    states: States,
    /// Objects whose states are shown, each with its name and the width of its column.
    watched: Vec<(usize, String, usize)>,
    cells: Cells,
    /// The file, if all steps stand in the same one.
    file: Option<String>,
    site_width: usize,
    source: Source<'a>,
    /// Columns for the source text; 0 if it is left out.
    source_width: usize,
}

/// Where a step's text goes.
enum Cells {
    /// A column for each actor: index, name, width.
    Columns(Vec<(usize, String, usize)>),
    /// The actor's name in front of the text: the names, and the two widths.
    Named(Vec<String>, usize, usize),
}

impl Cells {
    fn width(&self) -> usize {
        match self {
            Cells::Columns(columns) => columns.iter().map(|(.., width)| width).sum(),
            Cells::Named(_, name, text) => name + text,
        }
    }
}

fn steps(rows: &[Row]) -> impl Iterator<Item = &Step> {
    rows.iter().filter_map(|row| match row {
        Row::Step(step) => Some(step),
        _ => None,
    })
}

impl<'a> Table<'a> {
    /// The fullest table that fits the width. What goes first is the source text, then the states, then the columns.
    fn best(shown: &Counterexample, rows: Vec<Row>, source: Source<'a>, layout: &Layout) -> Self {
        let execution = &shown.execution;
        let focus = focus(execution);
        let states = States::of(execution);
        let watch = |most: usize| -> Vec<(usize, String, usize)> {
            let with_width = |object: usize| {
                let name = execution.objects[object].name.clone();
                let values = steps(&rows).map(|step| columns_of(states.after(step.last, object)));
                let widest = values.max().unwrap_or(0).max(columns_of(states.initial(object))).max(columns_of(&name));
                (object, name, widest + GAP)
            };
            worth_watching(execution, &states, &focus, most).into_iter().map(with_width).collect()
        };
        let choices = [watch(MOST_STATES), watch(MOST_STATES - 1), watch(1), Vec::new()];
        let columns = || {
            let names = execution.actors.iter().enumerate().filter_map(|(actor, name)| {
                // The sign behind a marked step needs room too.
                let width = |step: &Step| columns_of(&step.text) + if step.remark.is_some() { 3 } else { 0 };
                let texts = steps(&rows).filter(|step| step.actor == actor).map(width);
                texts.max().map(|width| (actor, name.clone(), width.max(columns_of(name)) + GAP))
            });
            Cells::Columns(names.collect())
        };
        let mut files: Vec<String> = steps(&rows).filter(|s| s.site.line > 0).map(|s| s.site.file.clone()).collect();
        files.dedup();
        let file = match files.as_slice() {
            [one] => one.rsplit('/').next().map(str::to_owned),
            _ => None,
        };
        let mut table = Self {
            states: states.clone(),
            watched: Vec::new(),
            cells: columns(),
            file,
            site_width: 0,
            source,
            source_width: 0,
            rows: rows.clone(),
        };
        table.site_width = steps(&rows).map(|step| columns_of(&table.site(step))).max().unwrap_or(0);
        if matches!(&table.cells, Cells::Columns(columns) if columns.len() <= MOST_ACTORS) {
            // That a circle comes back to where it was shows only if nothing that moves in it is left out.
            let few_enough = if lasso_of(execution).is_some() { 1 } else { choices.len() };
            for watched in choices.iter().take(few_enough) {
                table.watched.clone_from(watched);
                if table.fits(layout) {
                    return table;
                }
            }
        }
        for watched in choices {
            table.watched = watched;
            table.cells = table.named(&execution.actors, layout);
            if table.fits(layout) {
                return table;
            }
        }
        // Nothing fits: shortened texts do.
        table.cells = table.named(&execution.actors, layout);
        if let Cells::Named(_, name, text) = &mut table.cells {
            let room = layout.width.saturating_sub(STEP + GAP + table.site_width);
            *name = (*name).min(room / 3);
            *text = room.saturating_sub(*name);
        }
        table
    }

    /// Whether each actor has one.
    fn has_columns(&self) -> bool {
        matches!(self.cells, Cells::Columns(_))
    }

    fn named(&self, actors: &[String], layout: &Layout) -> Cells {
        let name = |step: &Step| actors.get(step.actor).map_or(1, |name| columns_of(name));
        let name_width = steps(&self.rows).map(name).max().unwrap_or(0).max("actor".len()) + GAP;
        let width = |step: &Step| columns_of(&step.text) + if step.remark.is_some() { 3 } else { 0 };
        let text_width = steps(&self.rows).map(width).max().unwrap_or(0) + GAP;
        Cells::Named(actors.to_vec(), name_width.min(layout.width / 4), text_width)
    }

    /// Whether it fits, and if so with how much of the source.
    fn fits(&mut self, layout: &Layout) -> bool {
        self.source_width = 0;
        let width = self.sites_at() + self.site_width;
        if width > layout.width {
            return false;
        }
        let room = layout.width.saturating_sub(width + GAP);
        let lines = steps(&self.rows).filter_map(|step| self.source.line(&step.site, room));
        let wanted = lines.map(columns_of).max().unwrap_or(0);
        if wanted > 0 && room >= wanted.min(LEAST_SOURCE) {
            self.source_width = room.min(wanted);
        }
        true
    }

    fn site(&self, step: &Step) -> String {
        match (&self.file, step.site.line) {
            (_, 0) => String::new(),
            (Some(_), line) => line.to_string(),
            (None, _) => step.site.short(),
        }
    }

    fn cells_at(&self) -> usize {
        STEP + GAP + self.watched.iter().map(|(.., width)| width).sum::<usize>()
    }

    fn sites_at(&self) -> usize {
        self.cells_at() + self.cells.width()
    }

    fn lines(&self, layout: &Layout) -> Vec<String> {
        let mut head = pad("step", STEP + GAP);
        for (_, name, width) in &self.watched {
            head += &pad(name, *width);
        }
        match &self.cells {
            Cells::Columns(columns) => columns.iter().for_each(|(_, name, width)| head += &pad(name, *width)),
            Cells::Named(_, name, text) => head += &pad("actor", name + text),
        }
        match (&self.file, self.source_width) {
            (None, _) => {}
            // The heading of bare numbers ends where they end.
            (Some(_), 0) => {
                let end = (self.sites_at() + self.site_width).saturating_sub("line".len());
                head = pad(head.trim_end(), end);
                head += if head.ends_with(' ') { "line" } else { " line" };
            }
            (Some(file), _) => head += file,
        }
        let mut lines = vec![layout.paint(Style::Strong, shorten(head.trim_end(), layout.width))];
        for row in &self.rows {
            match row {
                Row::Start if self.watched.is_empty() => {}
                Row::Start => {
                    let states = |object: usize| self.states.initial(object);
                    lines
                        .push(format!("{}{}", pad("   0", STEP + GAP), self.states_line(states)).trim_end().to_owned());
                }
                Row::Step(step) => lines.extend(self.step(step, layout)),
                Row::Words(words) => {
                    let words = format!("{}{words}", " ".repeat(STEP + GAP));
                    lines.push(layout.paint(Style::Faint, shorten(&words, layout.width)));
                }
            }
        }
        lines
    }

    /// The lines of source that the steps stand on, if there was no room for them in the table and they are few.
    fn quoted(&self, layout: &Layout) -> Vec<String> {
        if self.source_width > 0 || self.file.is_none() {
            return Vec::new();
        }
        let room = layout.width.saturating_sub(LEAD + 5);
        let sites = steps(&self.rows).map(|step| (step.site.line, &step.site));
        let quoted: Vec<String> = BTreeMap::from_iter(sites)
            .into_iter()
            .filter_map(|(line, site)| Some(format!("{line:>3}  {}", shorten(self.source.line(site, room)?, room))))
            .collect();
        if quoted.is_empty() || quoted.len() > MOST_QUOTED {
            return Vec::new();
        }
        let lead = |at: usize| pad(if at == 0 { "Lines" } else { "" }, LEAD);
        let lines = quoted.iter().enumerate().map(|(at, line)| layout.paint(Style::Faint, lead(at) + line));
        std::iter::once(String::new()).chain(lines).collect()
    }

    fn states_line<'s>(&'s self, state: impl Fn(usize) -> &'s str) -> String {
        self.watched.iter().map(|(object, _, width)| pad(state(*object), *width)).collect()
    }

    fn step(&self, step: &Step, layout: &Layout) -> Vec<String> {
        let mut line = pad(&format!("{:>4}", step.number), STEP + GAP);
        line += &self.states_line(|object| self.states.after(step.last, object));
        let mut cell_at = columns_of(&line);
        let (room_left, text) = match &self.cells {
            Cells::Columns(columns) => {
                let before = columns.iter().take_while(|(actor, ..)| *actor != step.actor);
                cell_at += before.map(|(.., width)| width).sum::<usize>();
                line = pad(&line, cell_at);
                (self.sites_at() - cell_at, step.text.clone())
            }
            Cells::Named(names, name_width, text_width) => {
                let name = names.get(step.actor).map_or("?", String::as_str);
                line += &pad(&shorten(name, name_width - GAP), *name_width);
                cell_at = columns_of(&line);
                let room = text_width - if step.remark.is_some() { 3 } else { 0 };
                (*text_width, shorten(&step.text, room.saturating_sub(GAP)))
            }
        };
        line += &text;
        let mut under = None;
        if let Some(remark) = &step.remark {
            line += "  ◀";
            let beside = format!(" {remark}");
            if columns_of(&text) + 3 + columns_of(&beside) + GAP <= room_left {
                line += &beside;
            } else {
                under = Some(remark);
            }
        }
        // Numbers of lines stand under each other by their ends, file names by their beginnings.
        line = pad(&line, self.sites_at());
        line += &match self.file {
            Some(_) => format!("{:>1$}", self.site(step), self.site_width),
            None => pad(&self.site(step), self.site_width),
        };
        if self.source_width > 0
            && let Some(code) = self.source.line(&step.site, self.source_width)
        {
            line += &format!("  {}", shorten(code, self.source_width));
        }
        let line = line.trim_end();
        let Some(remark) = under else {
            return vec![if step.remark.is_some() { layout.paint(Style::Mark, line) } else { line.to_owned() }];
        };
        // No room beside it: under its own step, moved left as far as it must.
        let remark = shorten(&format!("▲ {remark}"), layout.width);
        let at = cell_at.min(layout.width - columns_of(&remark));
        vec![layout.paint(Style::Mark, line), layout.paint(Style::Mark, format!("{}{remark}", " ".repeat(at)))]
    }
}

//! Tables: of measurements, and of anything.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::number::{count, seconds, times};
use crate::lab::findings::{Facts, Measured, Row};
use racecourse_layout::{Layout, Style, fill};

/// A column's heading, and what stands in it.
type Column = (&'static str, fn(&Measured, &Row) -> String);

/// What is measured of each program, from left to right. The columns on the right are left out where they do not fit.
pub(super) fn measured(table: &Measured, layout: &Layout) -> String {
    let mut facts = cells(table);
    // Rather less to read than a table that does not fit.
    loop {
        let drawn = table_of(facts.columns.clone(), facts.rows.clone(), layout, true);
        if widest(&drawn) <= layout.width || facts.columns.len() <= 3 {
            return titled(&table.title, &drawn, layout);
        }
        facts.columns.pop();
        facts.rows.iter_mut().for_each(|row| _ = row.pop());
    }
}

/// All that is measured of each program, as text.
pub fn cells(table: &Measured) -> Facts {
    let repeated = table.rows.iter().any(|row| row.measurements.len() > 1);
    let counted = table.rows.iter().any(|row| row.measurements.iter().any(|one| one.cache_misses.is_some()));
    let mut columns: Vec<Column> = vec![
        ("", |_, row| row.name.clone()),
        ("time", |_, row| seconds(row.median())),
        ("speed-up", |table, row| times(table.speed_up(row))),
        ("on cores", |_, row| if_counted_well(row, seconds(row.on_cores()))),
        ("at a time", |_, row| if_counted_well(row, format!("{:.2}", row.on_cores() / row.median()))),
        ("waits", |_, row| if_counted(row, mean_count(row.mean(|one| one.waits as f64)))),
        ("preempted", |_, row| if_counted(row, mean_count(row.mean(|one| one.preemptions as f64)))),
        ("faults", |_, row| if_counted(row, mean_count(row.mean(|one| one.page_faults as f64)))),
    ];
    if repeated {
        columns.insert(
            2,
            ("spread", |_, row| {
                let (least, most) = row.spread();
                let share = |time: f64| (time / row.median() * 100.0).round();
                format!("{}–{} %", share(least), share(most))
            }),
        );
    }
    if counted {
        columns.push(("cache misses", |_, row| {
            let mean = row.mean(|one| one.cache_misses.map_or(f64::NAN, |misses| misses as f64));
            if mean.is_nan() { "–".to_owned() } else { mean_count(mean) }
        }));
    }
    Facts {
        title: table.title.clone(),
        columns: columns.iter().map(|(heading, _)| (*heading).to_owned()).collect(),
        rows: table.rows.iter().map(|row| columns.iter().map(|(_, cell)| cell(table, row)).collect()).collect(),
    }
}

/// A table of anything. Cells that do not fit are wrapped.
pub(super) fn facts(table: &Facts, layout: &Layout) -> String {
    let drawn = table_of(table.columns.clone(), table.rows.clone(), layout, false);
    titled(&table.title, &drawn, layout)
}

/// What is not counted of workers that go on living is not shown.
fn if_counted(row: &Row, text: String) -> String {
    if row.counted { text } else { "–".to_owned() }
}

/// In less time than this, in seconds, to read the clocks of the cores is a part of what they show.
const SHORT: f64 = 0.001;

/// What the cores were taken for is not shown of a program that is over before they can be looked at.
fn if_counted_well(row: &Row, text: String) -> String {
    if row.median() < SHORT { "–".to_owned() } else { if_counted(row, text) }
}

fn mean_count(mean: f64) -> String {
    if mean.fract() == 0.0 || mean >= 10.0 { count(mean.round() as i64) } else { format!("{mean:.1}") }
}

fn table_of(headings: Vec<String>, rows: Vec<Vec<String>>, layout: &Layout, exact: bool) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let numeric = of_figures(headings.len(), &rows);
    table.set_header(headings);
    table.add_rows(rows);
    if exact {
        table.set_content_arrangement(ContentArrangement::Disabled);
    } else {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(layout.width.min(100) - 1).unwrap_or(u16::MAX));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((1, 1));
        if numeric[index] {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| format!(" {}", line.trim_end())).collect()
}

/// Which of so many columns hold figures and nothing else: they stand below each other by their ends, and words by their
/// beginnings. The first column has the names.
pub fn of_figures(columns: usize, rows: &[Vec<String>]) -> Vec<bool> {
    let is_figure = |row: &Vec<String>, column: usize| row.get(column).is_none_or(|cell: &String| is_number(cell));
    (0..columns).map(|column| column > 0 && rows.iter().all(|row| is_figure(row, column))).collect()
}

/// Whether `cell` begins with a digit, as figures do, or says that there is none.
fn is_number(cell: &str) -> bool {
    cell.is_empty() || cell.starts_with(|c: char| c.is_ascii_digit() || c == '–' || c == '-' || c == '+')
}

fn widest(lines: &[String]) -> usize {
    lines.iter().map(|line| racecourse_layout::columns_of(line)).max().unwrap_or(0)
}

fn titled(title: &str, lines: &[String], layout: &Layout) -> String {
    let title = fill(title, layout.width.saturating_sub(2));
    let mut text: String = title.iter().map(|line| format!("  {}\n", layout.paint(Style::Strong, line))).collect();
    for (at, line) in lines.iter().enumerate() {
        let line = if at == 0 { layout.paint(Style::Faint, line) } else { line.clone() };
        text += &format!("{line}\n");
    }
    text
}

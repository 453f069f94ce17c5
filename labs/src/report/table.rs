//! Tables: of measurements, and of anything.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};

use super::number::{count, seconds, times};
use super::together::{apart, filled, joined};
use crate::lab::findings::{Facts, Measured, Row};
use racecourse_layout::{Layout, Style, columns_of, fill, pad};

/// A column's heading, and what stands in it.
type Column = (&'static str, fn(&Measured, &Row) -> String);

/// What is measured of each program, from left to right. The columns on the right are left out where they do not fit.
pub(super) fn measured(table: &Measured, layout: &Layout) -> String {
    let mut facts = cells(table);
    // Rather less to read than a table that does not fit.
    loop {
        let drawn = table_of(facts.columns.clone(), facts.rows.clone(), layout, true);
        if widest(&drawn) <= layout.width {
            return titled(&table.title, &drawn, layout);
        }
        // What one looks for is the speed-up; it goes last.
        let spread = facts.columns.iter().position(|column| column == "spread");
        let column = match (facts.columns.len(), spread) {
            (5.., _) => facts.columns.len() - 1,
            (_, Some(spread)) => spread,
            _ => return one_below_the_other(&facts, layout),
        };
        facts.columns.remove(column);
        facts.rows.iter_mut().for_each(|row| _ = row.remove(column));
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

/// A table of anything. Cells that do not fit are wrapped between their words, and where not even these fit there is a line for
/// each cell.
pub(super) fn facts(table: &Facts, layout: &Layout) -> String {
    let needed: usize =
        (0..table.columns.len()).map(|column| longest_word(&table.columns, &table.rows, column) + PADDING).sum();
    if needed + 1 > layout.width {
        return one_below_the_other(table, layout);
    }
    let drawn = table_of(table.columns.clone(), table.rows.clone(), layout, false);
    titled(&table.title, &drawn, layout)
}

/// What a column takes besides its text.
const PADDING: usize = 2;

/// How wide the longest of what is not broken in this column is.
fn longest_word(headings: &[String], rows: &[Vec<String>], column: usize) -> usize {
    let texts = rows.iter().filter_map(|row| row.get(column)).chain(headings.get(column));
    let widest_word = |text: &String| joined(text, usize::MAX).split(' ').map(columns_of).max();
    texts.filter_map(widest_word).max().unwrap_or(0)
}

/// A table without columns: the cells of a row below its name, each behind its heading.
fn one_below_the_other(table: &Facts, layout: &Layout) -> String {
    let headings = table.columns.iter().skip(1).map(|heading| columns_of(heading)).max().unwrap_or(0);
    let headings = headings.min(layout.width / 2);
    let room = layout.width.saturating_sub(headings + 6).max(1);
    let mut lines = Vec::new();
    for row in &table.rows {
        let mut cells = row.iter();
        let name = cells.next().filter(|name| !name.is_empty());
        lines.extend(name.into_iter().flat_map(|name| filled(name, layout.width - 2)).map(|line| format!("  {line}")));
        for (heading, cell) in table.columns.iter().skip(1).zip(cells) {
            let (heading, cell) = (fill(heading, headings), filled(cell, room));
            for line in 0..heading.len().max(cell.len()) {
                let [heading, cell] = [&heading, &cell].map(|lines| lines.get(line).map_or("", String::as_str));
                lines.push(format!("    {}  {cell}", pad(heading, headings)).trim_end().to_owned());
            }
        }
    }
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    title(&table.title, layout) + &lines
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
    let longest: Vec<usize> = (0..headings.len()).map(|column| longest_word(&headings, &rows, column)).collect();
    table.set_header(headings);
    table.add_rows(rows.iter().map(|row| row.iter().map(|cell| joined(cell, usize::MAX))));
    if exact {
        table.set_content_arrangement(ContentArrangement::Disabled);
    } else {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(layout.width.min(100) - 1).unwrap_or(u16::MAX));
        for (column, longest) in table.column_iter_mut().zip(longest) {
            let least = u16::try_from(longest + PADDING).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
        }
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((1, 1));
        if numeric[index] {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| format!(" {}", apart(line.trim_end()))).collect()
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
    lines.iter().map(|line| columns_of(line)).max().unwrap_or(0)
}

fn titled(text: &str, lines: &[String], layout: &Layout) -> String {
    let mut text = title(text, layout);
    for (at, line) in lines.iter().enumerate() {
        let line = if at == 0 { layout.paint(Style::Faint, line) } else { line.clone() };
        text += &format!("{line}\n");
    }
    text
}

/// A heading above a table or a picture.
pub(super) fn title(text: &str, layout: &Layout) -> String {
    let lines = filled(text, layout.width.saturating_sub(2));
    lines.iter().map(|line| format!("  {}\n", layout.paint(Style::Strong, line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn break_evens() -> Facts {
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        Facts {
            title: "Where it begins to pay, in divisions".to_owned(),
            columns: row(["", "the smallest", "break-even (on one thread)", "from run to run"]),
            rows: vec![
                row([
                    "2 threads of a pool",
                    "218 ns",
                    "none up to 20 million",
                    "1.1 million to 3.3 million, and in 3 of 5 runs never",
                ]),
                row(["2 new threads", "106 µs", "320 000 (484 µs)", "150 000 to 4.6 million"]),
            ],
        }
    }

    #[test]
    fn numbers_in_cells_are_never_broken() {
        for width in 40..=120 {
            let text = facts(&break_evens(), &Layout::plain(width));
            assert!(text.lines().all(|line| columns_of(line) <= width), "{width} columns:\n{text}");
            for number in ["20 million", "218 ns", "320 000", "150 000", "1.1 million", "4.6 million", "106 µs"] {
                assert!(text.contains(number), "{number} is broken in {width} columns:\n{text}");
            }
        }
    }

    #[test]
    fn where_columns_do_not_fit_there_is_a_line_for_each_cell() {
        let text = facts(&break_evens(), &Layout::plain(40));
        let begins =
            "  Where it begins to pay, in divisions\n  2 threads of a pool\n    the smallest          218 ns\n";
        assert!(text.starts_with(begins), "{text}");
    }
}

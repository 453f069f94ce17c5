//! Plain tables, in Markdown so that they can be kept.

use std::fmt;
use std::time::Duration;

/// A heading and rows of cells.
pub(crate) struct Table {
    title: String,
    /// Rows in which a count is not the known one.
    pub(crate) wrong: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(title: String, head: &[&str]) -> Self {
        Self { title, wrong: Vec::new(), rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    /// Remembers that the row called `name` is wrong, if it is.
    pub(crate) fn expect(&mut self, name: &str, right: bool) {
        if !right {
            self.wrong.push(name.to_owned());
        }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows[0].len();
        let width = |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        writeln!(f, "\n### {}\n", self.title)?;
        for (at, row) in self.rows.iter().enumerate() {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                // Names to the left, numbers to the right.
                if column == 0 { write!(f, "| {cell:width$} ")? } else { write!(f, "| {cell:>width$} ")? }
            }
            writeln!(f, "|")?;
            if at == 0 {
                let rule = |(column, width): (usize, &usize)| match column {
                    0 => format!("|{}", "-".repeat(width + 2)),
                    _ => format!("|{}:", "-".repeat(width + 1)),
                };
                writeln!(f, "{}|", widths.iter().enumerate().map(rule).collect::<String>())?;
            }
        }
        Ok(())
    }
}

/// `1 234 567`.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let first = (digits.len() + 2) % 3 + 1;
    let (head, tail) = digits.split_at(first);
    tail.as_bytes().chunks(3).fold(head.to_owned(), |text, part| {
        // Cut out of ASCII digits.
        text + " " + &part.iter().map(|digit| char::from(*digit)).collect::<String>()
    })
}

/// `0.4 ms`, `1.27 s`.
pub(crate) fn seconds(time: Duration) -> String {
    match time.as_secs_f64() {
        long if long >= 1.0 => format!("{long:.2} s"),
        short if short >= 0.01 => format!("{:.0} ms", short * 1e3),
        shorter => format!("{:.1} ms", shorter * 1e3),
    }
}

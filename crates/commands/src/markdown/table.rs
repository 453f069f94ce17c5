//! A table, as wide as the layout lets it be.

use anstyle::Style as Ansi;
use racecourse_layout::{Layout, Style, columns_of};

use crate::styled::{Piece, Run, flow, width_of};

/// Spaces between columns.
const GAP: usize = 2;
/// No column is made narrower than this.
const NARROWEST: usize = 6;
/// So much a column of words keeps if another one has commands that are not to be broken.
const READABLE: usize = 16;

/// What begins a new line within a cell.
const NEW_LINE: &str = "\n";

/// Begins a new line within a cell.
pub(super) fn new_line() -> Run {
    Run { piece: Piece::new(NEW_LINE, Ansi::new()), solid: true }
}

/// Rows of cells, the first of them headings.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<Vec<Vec<Run>>>,
    row: Vec<Vec<Run>>,
}

impl Table {
    pub(super) fn cell(&mut self, mut cell: Vec<Run>) {
        for line in cell.split_mut(|run| run.piece.text == NEW_LINE) {
            if let [alone] = line {
                without_signs(&mut alone.piece.text);
            }
        }
        self.row.push(cell);
    }

    /// Ends the row at hand.
    pub(super) fn row(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
    }

    pub(super) fn lines(&self, width: usize, layout: &Layout) -> Vec<String> {
        let widths = self.widths(width);
        let mut lines = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let cells: Vec<Vec<Vec<Piece>>> =
                row.iter().zip(&widths).map(|(cell, width)| flowed(&styled(cell, at == 0, layout), *width)).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
            for line in 0..height {
                let parts = cells.iter().zip(&widths).map(|(cell, width)| padded(cell.get(line), *width));
                lines.push(parts.collect::<Vec<_>>().join(&" ".repeat(GAP)));
            }
            if at == 0 {
                let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                lines.push(layout.paint(Style::Faint, rules.join(&" ".repeat(GAP))));
            }
        }
        lines
    }

    /// The columns' widths: what they need, or else the widest give way.
    fn widths(&self, width: usize) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let natural = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            let widths =
                cells.map(|cell| flowed(cell, usize::MAX).iter().map(|line| width_of(line)).max().unwrap_or(0));
            widths.max().unwrap_or(0).max(1)
        };
        let mut widths: Vec<usize> = (0..columns).map(natural).collect();
        let room = width.saturating_sub(GAP * columns.saturating_sub(1));
        // A command that leaves the words no room is broken, but for its sake no other.
        let most = room.saturating_sub(READABLE * columns.saturating_sub(1));
        let mut least: Vec<usize> =
            (0..columns).map(|column| self.longest_solid(column, most).max(NARROWEST)).collect();
        if least.iter().sum::<usize>() > room {
            least.fill(NARROWEST);
        }
        while widths.iter().sum::<usize>() > room {
            match widths.iter_mut().zip(&least).filter(|(width, least)| **width > **least).max() {
                Some((widest, _)) => *widest -= 1,
                None => break,
            }
        }
        widths
    }

    /// How wide the widest of what is not to be broken is in this column, of all that is no wider than `most`.
    fn longest_solid(&self, column: usize, most: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        let solid = cells.flatten().filter(|run| run.solid && run.piece.text != NEW_LINE);
        solid.map(|run| columns_of(&run.piece.text)).filter(|wide| *wide <= most).max().unwrap_or(0)
    }
}

/// Code among words has backticks around it; where it is all that a line has, they would only be copied along.
fn without_signs(text: &mut String) {
    let code = text.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
    if let Some(code) = code {
        *text = code.to_owned();
    }
}

/// A cell in lines of at most `width` columns.
fn flowed(cell: &[Run], width: usize) -> Vec<Vec<Piece>> {
    cell.split(|run| run.piece.text == NEW_LINE).flat_map(|part| flow(part, width)).collect()
}

fn styled(cell: &[Run], heading: bool, layout: &Layout) -> Vec<Run> {
    let bold = |run: &Run| {
        let style = if heading && layout.colour { Ansi::new().bold() } else { run.piece.style };
        Run { piece: Piece { style, ..run.piece.clone() }, ..*run }
    };
    cell.iter().map(bold).collect()
}

fn padded(line: Option<&Vec<Piece>>, width: usize) -> String {
    let line = line.map_or(&[][..], Vec::as_slice);
    let text: String = line.iter().map(Piece::painted).collect();
    format!("{text}{}", " ".repeat(width.saturating_sub(width_of(line))))
}

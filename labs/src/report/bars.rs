//! Bars on a terminal.

use super::number::three_digits;
use crate::lab::findings::Chart;
use racecourse_layout::{Layout, Style, columns_of, pad, shorten};

/// From an eighth of a column to a whole one.
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
/// From nothing to the height of a line, in eighths.
const HEIGHTS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A name takes no more columns than this.
const LONGEST_NAME: usize = 32;

pub(super) fn bars(chart: &Chart, layout: &Layout) -> String {
    let mut text = format!("  {}", layout.paint(Style::Strong, &chart.title));
    text += &format!("{}\n", layout.paint(Style::Faint, format!("   ({})", chart.y.label)));
    let lengths: Vec<f64> = chart.series.iter().flat_map(|series| &series.points).map(|point| point.1).collect();
    let longest = lengths.iter().copied().filter(|length| length.is_finite()).fold(0.0, f64::max);
    let names = chart.names.iter().map(|name| columns_of(name)).max().unwrap_or(0).min(LONGEST_NAME);
    let values: Vec<String> = lengths.iter().map(|&length| three_digits(length)).collect();
    let widest = values.iter().map(|value| columns_of(value)).max().unwrap_or(0);
    let room = layout.width.min(100).saturating_sub(names + widest + 6).max(8);
    for ((name, &length), value) in chart.names.iter().zip(&lengths).zip(&values) {
        let name = pad(&shorten(name, names), names);
        let share = if longest > 0.0 && length > 0.0 { length / longest } else { 0.0 };
        text += &format!("  {name}  {} {value}\n", layout.paint(Style::Mark, bar(share, room)));
    }
    text
}

/// How many eighths of a whole `share` is.
pub fn eighths(share: f64) -> usize {
    ((share * 8.0).round() as usize).min(8)
}

/// An upright bar of `share` of a line's height.
pub fn upright(share: f64) -> char {
    HEIGHTS[eighths(share)]
}

/// A bar of so great a share of `room` columns. What is there at all is seen.
fn bar(share: f64, room: usize) -> String {
    let eighths = (share * room as f64 * 8.0).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    let mut bar = "█".repeat(eighths / 8);
    if eighths % 8 > 0 {
        bar.push(EIGHTHS[eighths % 8 - 1]);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_shares() {
        assert_eq!([bar(1.0, 3), bar(0.5, 3), bar(0.0, 3), bar(1e-9, 3)], ["███", "█▌", "", "▏"]);
    }

    #[test]
    fn names_and_values_stand_in_columns() {
        let chart = Chart::bars("Speed", "times", [("one", 1.0), ("three", 2.0), ("none", f64::NAN)]);
        let text = bars(&chart, &Layout::plain(72));
        assert!(text.contains("  one    ████"), "{text}");
        assert!(text.lines().all(|line| columns_of(line) <= 72), "{text}");
    }
}

//! Bars on a terminal.

use super::number::three_digits;
use super::table::title;
use super::together::filled;
use crate::lab::findings::Chart;
use racecourse_layout::{Layout, Style, columns_of, pad, shorten};

/// From an eighth of a column to a whole one.
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
/// From nothing to the height of a line, in eighths.
const HEIGHTS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A name takes no more columns than this.
const LONGEST_NAME: usize = 32;

pub(super) fn bars(chart: &Chart, layout: &Layout) -> String {
    let mut text = title(&chart.title, layout).trim_end().to_owned();
    let label = format!("({})", chart.y.label);
    if columns_of(&chart.title) + columns_of(&label) + 5 <= layout.width {
        text += &format!("   {}\n", layout.paint(Style::Faint, label));
    } else {
        text.push('\n');
        let lines = filled(&label, layout.width - 2);
        text += &lines.iter().map(|line| format!("  {}\n", layout.paint(Style::Faint, line))).collect::<String>();
    }
    let lengths = chart.lengths();
    let marks: Vec<(&str, f64)> = chart
        .series
        .iter()
        .filter(|series| series.ideal)
        .filter_map(|series| Some((series.name.as_str(), series.points.first()?.1)))
        .collect();
    let all = lengths.iter().copied().chain(marks.iter().map(|mark| mark.1));
    let longest = all.filter(|length| length.is_finite()).fold(0.0, f64::max);
    let names = chart.names.iter().map(|name| columns_of(name)).max().unwrap_or(0);
    let names = names.min(LONGEST_NAME).min(layout.width / 2);
    let values: Vec<String> = lengths.iter().map(|&length| three_digits(length)).collect();
    let widest = values.iter().map(|value| columns_of(value)).max().unwrap_or(0);
    let room = layout.width.min(100).saturating_sub(names + widest + 6).max(8);
    for ((name, &length), value) in chart.names.iter().zip(&lengths).zip(&values) {
        let name = pad(&shorten(name, names), names);
        let share = if longest > 0.0 && length > 0.0 { length / longest } else { 0.0 };
        text += &format!("  {name}  {} {value}\n", layout.paint(Style::Mark, bar(share, room)));
    }
    for (name, at) in marks {
        // The sign stands below where a bar of that length would end.
        let columns = ((at / longest * room as f64).round() as usize).max(1) - 1;
        let text_below = format!("{} = {name}", three_digits(at));
        let before = names + 4 + columns;
        // The words go to the side on which there is room.
        text += &match before + 3 + columns_of(&text_below) <= layout.width.min(100) {
            true => format!("{}{}\n", " ".repeat(before), layout.paint(Style::Faint, format!("↑ {text_below}"))),
            false => {
                let indent = before.saturating_sub(columns_of(&text_below) + 1);
                format!("{}{}\n", " ".repeat(indent), layout.paint(Style::Faint, format!("{text_below} ↑")))
            }
        };
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
    fn what_is_ideal_is_marked_below_where_a_bar_would_end() {
        let chart = Chart::bars("Speed", "times", [("one", 1.0)]);
        let ideal = |length| bars(&chart.clone().with_ideal("ideal", [(0.0, length)]), &Layout::plain(72));
        for (length, ends) in [(2.0, "2.00 = ideal ↑"), (1.0, "1.00 = ideal ↑"), (0.5, "")] {
            let text = ideal(length);
            assert!(text.lines().all(|line| columns_of(line) <= 72), "{text}");
            assert!(text.contains(ends), "{text}");
        }
        assert!(
            bars(&chart.clone().with_ideal("ideal", [(0.0, 0.01)]), &Layout::plain(72)).contains("↑ 0.010 = ideal")
        );
    }

    #[test]
    fn names_and_values_stand_in_columns() {
        let chart = Chart::bars("Speed", "times", [("one", 1.0), ("three", 2.0), ("none", f64::NAN)]);
        let text = bars(&chart, &Layout::plain(72));
        assert!(text.contains("  one    ████"), "{text}");
        assert!(text.lines().all(|line| columns_of(line) <= 72), "{text}");
    }
}

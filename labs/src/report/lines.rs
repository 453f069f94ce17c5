//! Lines on a terminal: drawn by ratatui into a buffer, and taken from there as text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::widgets::{Axis, Chart as Widget, Dataset, GraphType, Widget as _};

use super::SIDE_BY_SIDE;
use super::apart::{Place, apart};
use super::scale::{Scale, scale};
use super::table::title;
use super::thing::Thing;
use super::together::filled;
use crate::lab::findings::{Chart, Series};
use racecourse_layout::{Layout, Style, columns_of, shorten};

/// A series is told from the others by its sign; the colour says what it is, as in all pictures.
const SIGNS: [char; 6] = ['●', '▲', '■', '◆', '+', '○'];
/// What is not measured, one beside the other.
const IDEAL: [char; 4] = ['·', ':', '┊', '╎'];
const ROWS: u16 = 16;

pub(super) fn lines(chart: &Chart, layout: &Layout) -> String {
    let all = || chart.series.iter().flat_map(|series| &series.points);
    let x = scale(all().map(|point| point.0), chart.x.logarithmic, false);
    let y = scale(all().map(|point| point.1), chart.y.logarithmic, true);
    let placed: Vec<Vec<(f64, f64)>> = chart.series.iter().map(|series| place(series, &x, &y)).collect();
    let signs = signs(&chart.series);
    let mut datasets = Vec::new();
    for ((series, points), (sign, colour)) in chart.series.iter().zip(&placed).zip(&signs) {
        let marker = if series.ideal { Marker::Custom(*sign) } else { Marker::Braille };
        datasets.push(Dataset::default().data(points).marker(marker).graph_type(GraphType::Line).style(*colour));
    }
    let area = Rect::new(0, 0, u16::try_from(layout.width.min(100) - 2).unwrap_or(98), ROWS);
    let mut buffer = Buffer::empty(area);
    let axis = |scale: &Scale, labels: Vec<String>| Axis::default().bounds(scale.bounds).labels(labels);
    // The horizontal axis gets its labels below, where they belong: ratatui moves them to share out the room.
    let blank = vec![" ".to_owned(); 2];
    let widget = Widget::new(datasets).x_axis(axis(&x, blank)).y_axis(axis(&y, y.labels.clone()));
    widget.legend_position(None).render(area, &mut buffer);
    label_below(&x, &mut buffer);
    // The signs come last, so that no line hides them.
    let are_moved = draw_signs(chart, &placed, &signs, [x.bounds, y.bounds], &mut buffer);

    let mut text = title(&chart.title, layout);
    text += &format!("  {}\n", layout.paint(Style::Faint, format!("↑ {}", chart.y.label)));
    text += &painted(&buffer, layout);
    let label = format!("{} →", chart.x.label);
    let indent = " ".repeat(usize::from(area.width).saturating_sub(columns_of(&label)) + 2);
    text += &format!("{indent}{}\n", layout.paint(Style::Faint, label));
    let names: Vec<String> =
        chart.series.iter().zip(&signs).map(|(series, (sign, _))| format!("{sign} {}", series.name)).collect();
    if chart.series.len() > 1 {
        text += &legend(&names, layout.width.min(100));
    }
    if are_moved {
        let lines = filled(SIDE_BY_SIDE, layout.width.min(100) - 2);
        text += &lines.iter().map(|line| format!("  {}\n", layout.paint(Style::Faint, line))).collect::<String>();
    }
    text
}

/// Draws the signs of what is measured, side by side where one would cover another. Says whether there are such.
fn draw_signs(
    chart: &Chart,
    placed: &[Vec<(f64, f64)>],
    signs: &[(char, Color)],
    [x, y]: [[f64; 2]; 2],
    buffer: &mut Buffer,
) -> bool {
    let Some(corner) = corner(buffer) else { return false };
    let (columns, rows) = (buffer.area.width - corner - 1, buffer.area.height - 2);
    // A place among so many, as ratatui finds it.
    let among = |value: f64, [least, most]: [f64; 2], count: u16| {
        ((value - least) * (f64::from(count) - 1.0) / (most - least)).round() as i32
    };
    let place =
        |&(a, b): &(f64, f64)| (i32::from(corner) + 1 + among(a, x, columns), i32::from(rows) - 1 - among(b, y, rows));
    let measured: Vec<usize> = (0..chart.series.len()).filter(|at| !chart.series[*at].ideal).collect();
    let places: Vec<Vec<Place>> = measured.iter().map(|at| placed[*at].iter().map(place).collect()).collect();
    let edges = (i32::from(corner) + 1, i32::from(buffer.area.width) - 1);
    let moved = apart(&places, 1, 1, edges);
    for (at, places) in measured.iter().zip(&moved) {
        let (sign, colour) = signs[*at];
        for &(column, row) in places {
            if let Some(cell) = buffer.cell_mut((column as u16, row as u16)) {
                cell.set_char(sign).set_fg(colour);
            }
        }
    }
    moved != places
}

/// The column in which the axes meet.
fn corner(buffer: &Buffer) -> Option<u16> {
    let Rect { width, height, .. } = buffer.area;
    (0..width).find(|&column| buffer[(column, height - 2)].symbol() == "└")
}

/// The names in lines, none of them broken.
fn legend(names: &[String], width: usize) -> String {
    let mut text = String::new();
    let mut used = 0;
    for name in names {
        let name = shorten(name, width - 4);
        let wide = columns_of(&name) + 3;
        if used == 0 || used + wide > width {
            text += if used == 0 { "  " } else { "\n  " };
            used = 2;
        } else {
            text += "   ";
        }
        text += &name;
        used += wide;
    }
    text + "\n"
}

/// Writes the labels of the horizontal axis into the last row, each below its place.
fn label_below(scale: &Scale, buffer: &mut Buffer) {
    let Rect { width, height, .. } = buffer.area;
    let below = height - 1;
    let Some(corner) = corner(buffer) else { return };
    let room = f64::from(width - corner - 2);
    let mut free = 0;
    for (at, label) in scale.labels.iter().enumerate() {
        let place = f64::from(corner + 1) + room * at as f64 / (scale.labels.len() - 1) as f64;
        let wide = columns_of(label);
        let last = usize::from(width).saturating_sub(wide);
        let begin = (place.round() as usize).saturating_sub(wide / 2).min(last);
        // One that would touch the one before it is left out.
        if at == 0 || begin > free {
            buffer.set_string(begin as u16, below, label, ratatui::style::Style::default());
            free = begin + wide;
        }
    }
}

fn place(series: &Series, x: &Scale, y: &Scale) -> Vec<(f64, f64)> {
    series.points.iter().filter_map(|(a, b)| Some((x.place(*a)?, y.place(*b)?))).collect()
}

fn signs(series: &[Series]) -> Vec<(char, Color)> {
    let names = series.iter().filter(|one| !one.ideal).map(|one| one.name.as_str());
    let mut measured = SIGNS.iter().cycle().copied().zip(Thing::of_all(names).into_iter().map(colour));
    let mut ideal = IDEAL.iter().cycle().map(|&sign| (sign, Color::DarkGray));
    let next = |one: &Series| if one.ideal { ideal.next() } else { measured.next() };
    series.iter().map(next).map(|sign| sign.unwrap_or((IDEAL[0], Color::DarkGray))).collect()
}

fn colour(thing: Thing) -> Color {
    match thing {
        Thing::Alone => Color::Gray,
        Thing::Processes => Color::Blue,
        Thing::Threads => Color::Yellow,
        Thing::Library => Color::Green,
        Thing::Locked => Color::Magenta,
        Thing::Other(number) => [Color::Cyan, Color::Red][number % 2],
    }
}

/// The buffer's cells as lines, without the spaces at their ends.
fn painted(buffer: &Buffer, layout: &Layout) -> String {
    let mut text = String::new();
    for row in 0..buffer.area.height {
        let mut line = String::from("  ");
        for column in 0..buffer.area.width {
            let cell = &buffer[(column, row)];
            let style = style_of(cell.fg).filter(|_| layout.colour && cell.symbol() != " ");
            match style {
                Some(style) => line += &format!("{style}{}{style:#}", cell.symbol()),
                None => line += cell.symbol(),
            }
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

fn style_of(colour: Color) -> Option<anstyle::Style> {
    use anstyle::AnsiColor;
    let ansi = match colour {
        Color::Cyan => AnsiColor::Cyan,
        Color::Yellow => AnsiColor::Yellow,
        Color::Green => AnsiColor::Green,
        Color::Magenta => AnsiColor::Magenta,
        Color::Blue => AnsiColor::Blue,
        Color::Red => AnsiColor::Red,
        Color::DarkGray => AnsiColor::BrightBlack,
        _ => return None,
    };
    Some(ansi.on_default())
}

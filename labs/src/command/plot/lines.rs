//! A chart of lines as a picture: each line has a colour, and a sign that is told from the others without it.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::legend::Sample;
use super::shape::{Shape, headed};
use super::sign::Sign;
use super::style::{IDEAL, colour};
use super::{Failure, label, legend};
use crate::lab::findings::{Chart, Series};
use crate::report::{Place, SIDE_BY_SIDE, Scale, Thing, apart, scale};

/// A line with more points than this has a sign only at some of them.
const MOST_SIGNS: usize = 24;
/// A sign is hidden by another one that is less than so many pixels away.
const HIDDEN: i32 = 7;
/// So many pixels aside both are seen.
const ASIDE: i32 = 10;
/// What is not measured is dashed, each in its own way: the dashes, and the gaps between them.
const DASHES: [(u32, u32); 4] = [(7, 5), (2, 4), (12, 4), (4, 9)];

type Plane<'a, B> = ChartContext<'a, B, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

pub(super) fn draw<B: DrawingBackend>(chart: &Chart, area: &DrawingArea<B, Shift>, shape: Shape) -> Result<(), Failure>
where
    B::ErrorType: 'static,
{
    let all = || chart.series.iter().flat_map(|series| &series.points);
    let x = scale(all().map(|point| point.0), chart.x.logarithmic, false);
    let y = scale(all().map(|point| point.1), chart.y.logarithmic, true);
    let (ideal, measured): (Vec<&Series>, Vec<&Series>) = chart.series.iter().partition(|series| series.ideal);
    let (uprights, ideal): (Vec<&Series>, Vec<&Series>) = ideal.into_iter().partition(|series| is_upright(series));
    let things = Thing::of_all(measured.iter().map(|series| series.name.as_str()));
    let repetitions = Thing::repetitions(&things);
    let colours: Vec<RGBColor> =
        things.iter().zip(repetitions).map(|(thing, repetition)| colour(*thing, repetition)).collect();

    let area = headed(area, &chart.title, shape)?;
    let (width, height) = area.dim_in_pixel();
    let mut entries: Vec<(String, Sample)> = Vec::new();
    if measured.len() + ideal.len() > 1 {
        let signed = measured.iter().zip(&colours).enumerate();
        entries.extend(signed.map(|(at, (series, colour))| (series.name.clone(), Sample::Signed(at, *colour))));
        let dashed = ideal.iter().enumerate().map(|(at, series)| (series.name.clone(), dashes(at)));
        entries.extend(dashed);
    }
    // Whether signs are moved is known only when the plane is there; a line more leaves room for saying so.
    let with_remark = [&entries[..], &[(SIDE_BY_SIDE.to_owned(), Sample::Remark)]].concat();
    let names = rows_of_names(&uprights, &x, (width as i32, shape));
    let above = names.iter().map(|name| name.row + 1).max().unwrap_or(0) * NAME;
    let below = legend::height(&with_remark, width, shape);
    let (rest, foot) = area.split_vertically(height - below);
    let (head, rest) = rest.split_vertically(above as u32);

    let mut builder = ChartBuilder::on(&rest);
    builder.margin(shape.margin()).margin_top(6).x_label_area_size(48);
    builder.y_label_area_size(y_labels(shape));
    let mut drawing = builder.build_cartesian_2d(x.bounds[0]..x.bounds[1], y.bounds[0]..y.bounds[1])?;
    drawing
        .configure_mesh()
        .x_desc(&chart.x.label)
        .y_desc(&chart.y.label)
        .x_labels(x.labels.len())
        .y_labels(y.labels.len())
        .x_label_formatter(&|value| label(&x, *value))
        .y_label_formatter(&|value| label(&y, *value))
        .axis_desc_style(("sans-serif", shape.middle()))
        .label_style(("sans-serif", shape.small()))
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (at, series) in ideal.iter().enumerate() {
        dashed(&mut drawing, placed(series, &x, &y), at)?;
    }
    for (at, series) in uprights.iter().enumerate() {
        let across = series.points.first().and_then(|point| x.place(point.0)).unwrap_or(x.bounds[0]);
        dashed(&mut drawing, vec![(across, y.bounds[0]), (across, y.bounds[1])], at)?;
    }
    let written = ("sans-serif", shape.small()).into_font().color(&IDEAL).pos(Pos::new(HPos::Center, VPos::Center));
    for name in &names {
        head.draw(&Text::new(name.text.as_str(), (name.middle, name.row * NAME + NAME / 2), written.clone()))?;
    }
    for (series, colour) in measured.iter().zip(&colours) {
        drawing.draw_series(LineSeries::new(placed(series, &x, &y), ShapeStyle::from(*colour).stroke_width(2)))?;
    }
    let plane = drawing.plotting_area();
    let base = rest.get_base_pixel();
    let pixel = |point: &(f64, f64)| {
        let (x, y) = plane.map_coordinate(point);
        (x - base.0, y - base.1)
    };
    let signs = |series: &&Series| -> Vec<Place> {
        let points = placed(series, &x, &y);
        let every = points.len().div_ceil(MOST_SIGNS).max(1);
        points.iter().step_by(every).map(pixel).collect()
    };
    let places: Vec<Vec<Place>> = measured.iter().map(signs).collect();
    let moved = apart(&places, HIDDEN, ASIDE, (y_labels(shape) as i32, width as i32));
    for (at, (places, colour)) in moved.iter().zip(&colours).enumerate() {
        for &place in places {
            rest.draw(&Sign { place, number: at, colour: *colour, line: 0 })?;
        }
    }
    legend::draw(if moved == places { &entries } else { &with_remark }, &foot, shape)
}

/// What the labels of the upright axis take.
fn y_labels(shape: Shape) -> u32 {
    if shape == Shape::Wide { 76 } else { 62 }
}

/// A place on the horizontal axis, and no value.
fn is_upright(series: &Series) -> bool {
    matches!(&series.points[..], [from, .., to] if from.0 == to.0)
}

fn placed(series: &Series, x: &Scale, y: &Scale) -> Vec<(f64, f64)> {
    series.points.iter().filter_map(|(a, b)| Some((x.place(*a)?, y.place(*b)?))).collect()
}

fn dashes(at: usize) -> Sample {
    let (dash, gap) = DASHES[at % DASHES.len()];
    Sample::Dashed(dash, gap)
}

fn dashed<B: DrawingBackend>(drawing: &mut Plane<'_, B>, points: Vec<(f64, f64)>, at: usize) -> Result<(), Failure>
where
    B::ErrorType: 'static,
{
    let (dash, gap) = DASHES[at % DASHES.len()];
    let style = ShapeStyle::from(IDEAL).stroke_width(2);
    drawing.draw_series(DashedLineSeries::new(points, dash, gap, style))?;
    Ok(())
}

/// The name of an upright, above it: no line of the picture comes there.
struct Name {
    text: String,
    /// Where its middle is.
    middle: i32,
    /// In which row it stands, so that no two cover each other.
    row: i32,
}

/// From one row of names to the next, in pixels.
const NAME: i32 = 20;

fn rows_of_names(uprights: &[&Series], x: &Scale, (width, shape): (i32, Shape)) -> Vec<Name> {
    let margin = shape.margin() as i32;
    let (left, right) = (margin + y_labels(shape) as i32, width - margin);
    let mut names: Vec<Name> = Vec::new();
    for series in uprights {
        let across = series.points.first().and_then(|point| x.place(point.0)).unwrap_or(x.bounds[0]);
        let share = (across - x.bounds[0]) / (x.bounds[1] - x.bounds[0]);
        let half = shape.wide(&series.name) / 2;
        let middle = left + (share * f64::from(right - left)).round() as i32;
        let middle = middle.min(width - half).max(half);
        let is_free = |row: &i32| {
            let mut others = names.iter().filter(|other| other.row == *row);
            others.all(|other| (other.middle - middle).abs() > half + shape.wide(&other.text) / 2 + 4)
        };
        let row = (0..).find(is_free).unwrap_or(0);
        names.push(Name { text: series.name.clone(), middle, row });
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_uprights_stand_above_them_and_cover_no_other() {
        let upright =
            |name: &str, at| Series { name: name.to_owned(), ideal: true, points: vec![(at, 1.0), (at, 9.0)] };
        let all = [upright("L1d, 48 KiB", 48.0), upright("L2, 256 KiB", 256.0), upright("L3, 480 MiB", 491_520.0)];
        assert!(all.iter().all(is_upright));
        let x = scale([4.0, 1e6].into_iter(), true, false);
        for shape in [Shape::Wide, Shape::Narrow] {
            let width = shape.size().0 as i32;
            let names = rows_of_names(&all.iter().collect::<Vec<_>>(), &x, (width, shape));
            for (at, one) in names.iter().enumerate() {
                let half = shape.wide(&one.text) / 2;
                assert!(one.middle >= half && one.middle + half <= width);
                for other in &names[..at] {
                    let apart = (one.middle - other.middle).abs() >= half + shape.wide(&other.text) / 2;
                    assert!(one.row != other.row || apart, "{} and {}", one.text, other.text);
                }
            }
        }
        assert!(!is_upright(&Series { name: String::new(), ideal: true, points: vec![(1.0, 1.0), (2.0, 2.0)] }));
    }
}

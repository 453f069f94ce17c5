//! A chart of bars as a picture: each bar has its name before it, its figure behind it, and a texture where its colour does
//! not tell it from others.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::shape::{Shape, headed};
use super::style::{EDGE, IDEAL, colour, texture};
use super::{Failure, hatching, label};
use crate::lab::findings::Chart;
use crate::report::{Thing, scale, three_digits};

/// What a figure takes behind the longest bar, as a share of the axis.
const FIGURE: f64 = 1.08;

pub(super) fn draw<B: DrawingBackend>(chart: &Chart, area: &DrawingArea<B, Shift>, shape: Shape) -> Result<(), Failure>
where
    B::ErrorType: 'static,
{
    let lengths = chart.lengths();
    let marks = || chart.series.iter().filter(|series| series.ideal);
    let values =
        lengths.iter().map(|length| length * FIGURE).chain(marks().flat_map(|one| &one.points).map(|point| point.1));
    let y = scale(values, false, true);
    let count = chart.names.len() as f64;
    let longest = chart.names.iter().map(|name| shape.wide(name)).max().unwrap_or(0) as u32;
    let area = &headed(area, &chart.title, shape)?;
    let mut builder = ChartBuilder::on(area);
    builder.margin(shape.margin()).x_label_area_size(48);
    // Beside its bar a name would take half of a narrow screen: there it stands above it.
    let is_beside = shape == Shape::Wide;
    builder.y_label_area_size(if is_beside { (longest + 16).clamp(60, 380) } else { 4 });
    let (begins, thick) = if is_beside { (0.15, 0.7) } else { (0.5, 0.45) };
    // The first bar is the topmost, and above it is room for the name of what is ideal.
    let top = if marks().next().is_some() { 0.5 } else { 0.0 };
    let mut drawing = builder.build_cartesian_2d(y.bounds[0]..y.bounds[1], -count..top)?;
    drawing
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_desc(&chart.y.label)
        .x_labels(y.labels.len())
        .x_label_formatter(&|value| label(&y, *value))
        .axis_desc_style(("sans-serif", shape.middle()))
        .label_style(("sans-serif", shape.small()))
        .light_line_style(TRANSPARENT)
        .draw()?;
    let things = Thing::of_all(chart.names.iter().map(String::as_str));
    let repetitions = Thing::repetitions(&things);
    let plane = drawing.plotting_area().clone();
    let base = area.get_base_pixel();
    let place = |value: f64, at: f64| {
        let (x, y) = plane.map_coordinate(&(value, at));
        (x - base.0, y - base.1)
    };
    for (at, (&length, thing)) in lengths.iter().zip(&things).enumerate() {
        let top = -(at as f64) - begins;
        let length = if length.is_finite() { length } else { 0.0 };
        let corners = (place(0.0, top), place(length, top - thick));
        area.draw(&Rectangle::new([corners.0, corners.1], colour(*thing, 0).filled()))?;
        for line in hatching::lines(texture(*thing, repetitions[at]), corners) {
            area.draw(&PathElement::new(line.to_vec(), WHITE.stroke_width(2)))?;
        }
        area.draw(&Rectangle::new([corners.0, corners.1], EDGE))?;
    }
    let dashes = ShapeStyle::from(IDEAL).stroke_width(2);
    for mark in marks() {
        let at = mark.points.first().map_or(0.0, |point| point.1);
        drawing.draw_series(DashedLineSeries::new([(at, -count), (at, 0.1)], 7, 5, dashes))?;
    }
    let written =
        |horizontal| ("sans-serif", shape.small()).into_font().color(&BLACK).pos(Pos::new(horizontal, VPos::Center));
    for (at, (name, &length)) in chart.names.iter().zip(&lengths).enumerate() {
        let middle = -(at as f64) - begins - thick / 2.0;
        match is_beside {
            true => {
                let (left, line) = place(0.0, middle);
                area.draw(&Text::new(name.as_str(), (left - 8, line), written(HPos::Right)))?;
            }
            false => {
                let (left, line) = place(0.0, -(at as f64) - 0.25);
                area.draw(&Text::new(name.as_str(), (left + 2, line), written(HPos::Left)))?;
            }
        }
        let (right, line) = place(if length.is_finite() { length } else { 0.0 }, middle);
        // White behind it, as the dashes of what is ideal may pass there.
        let figure = three_digits(length);
        let wide = figure.chars().count() as i32 * 9;
        area.draw(&Rectangle::new([(right + 4, line - 9), (right + 8 + wide, line + 9)], WHITE.filled()))?;
        area.draw(&Text::new(figure, (right + 6, line), written(HPos::Left)))?;
    }
    for mark in marks() {
        let at = mark.points.first().map_or(0.0, |point| point.1);
        // Near the right edge there is room on the left alone.
        let side = if at > 0.85 * y.bounds[1] { HPos::Right } else { HPos::Center };
        area.draw(&Text::new(mark.name.as_str(), place(at, 0.3), written(side)))?;
    }
    Ok(())
}

//! A chart of lines as a picture: each line has a colour, and a sign that is told from the others without it.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::element::DashedPathElement;
use plotters::prelude::*;

use super::sign::Sign;
use super::style::{IDEAL, MIDDLE, SMALL, colour};
use super::{Failure, label};
use crate::lab::findings::{Chart, Series};
use crate::report::{Scale, Thing, scale};

/// A line with more points than this has a sign only at some of them.
const MOST_SIGNS: usize = 24;

type Plane<'a, B> = ChartContext<'a, B, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

pub(super) fn draw<B: DrawingBackend>(chart: &Chart, area: &DrawingArea<B, Shift>) -> Result<(), Failure>
where
    B::ErrorType: 'static,
{
    let all = || chart.series.iter().flat_map(|series| &series.points);
    let x = scale(all().map(|point| point.0), chart.x.logarithmic, false);
    let y = scale(all().map(|point| point.1), chart.y.logarithmic, true);
    let mut builder = ChartBuilder::on(area);
    builder.caption(&chart.title, ("sans-serif", 24)).margin(16).x_label_area_size(52).y_label_area_size(76);
    let mut drawing = builder.build_cartesian_2d(x.bounds[0]..x.bounds[1], y.bounds[0]..y.bounds[1])?;
    drawing
        .configure_mesh()
        .x_desc(&chart.x.label)
        .y_desc(&chart.y.label)
        .x_labels(x.labels.len())
        .y_labels(y.labels.len())
        .x_label_formatter(&|value| label(&x, *value))
        .y_label_formatter(&|value| label(&y, *value))
        .axis_desc_style(("sans-serif", MIDDLE))
        .label_style(("sans-serif", SMALL))
        .light_line_style(TRANSPARENT)
        .draw()?;
    let (ideal, measured): (Vec<&Series>, Vec<&Series>) = chart.series.iter().partition(|series| series.ideal);
    for (at, series) in ideal.into_iter().enumerate() {
        draw_ideal(&mut drawing, series, &placed(series, &x, &y), at)?;
    }
    let things = Thing::of_all(measured.iter().map(|series| series.name.as_str()));
    let repetitions = Thing::repetitions(&things);
    for (at, series) in measured.into_iter().enumerate() {
        draw_measured(&mut drawing, series, placed(series, &x, &y), at, colour(things[at], repetitions[at]))?;
    }
    if chart.series.len() > 1 {
        let mut legend = drawing.configure_series_labels();
        legend
            .label_font(("sans-serif", SMALL))
            .background_style(WHITE.mix(0.85))
            .border_style(RGBColor(200, 200, 200));
        legend.legend_area_size(36).position(emptiest_corner(chart, &x, &y)).draw()?;
    }
    Ok(())
}

fn placed(series: &Series, x: &Scale, y: &Scale) -> Vec<(f64, f64)> {
    series.points.iter().filter_map(|(a, b)| Some((x.place(*a)?, y.place(*b)?))).collect()
}

/// What is not measured is dashed, each in its own way; an upright has its name beside it.
fn draw_ideal<'a, B: DrawingBackend + 'a>(
    drawing: &mut Plane<'a, B>,
    series: &Series,
    points: &[(f64, f64)],
    at: usize,
) -> Result<(), Failure>
where
    B::ErrorType: 'static,
{
    const DASHES: [(u32, u32); 4] = [(7, 5), (2, 4), (12, 4), (4, 9)];
    let (dash, gap) = DASHES[at % DASHES.len()];
    let style = ShapeStyle::from(IDEAL).stroke_width(2);
    drawing
        .draw_series(DashedLineSeries::new(points.to_vec(), dash, gap, style))?
        .label(&series.name)
        .legend(move |(x, y)| DashedPathElement::new([(x, y), (x + 30, y)], dash, gap, style));
    if let [from, .., to] = points
        && from.0 == to.0
    {
        let style = ("sans-serif", SMALL).into_font().color(&IDEAL).transform(FontTransform::Rotate270);
        let name = series.name.clone();
        let upright = EmptyElement::at(*to) + Text::new(name, (-17, 60), style);
        drawing.draw_series([upright])?;
    }
    Ok(())
}

fn draw_measured<'a, B: DrawingBackend + 'a>(
    drawing: &mut Plane<'a, B>,
    series: &Series,
    points: Vec<(f64, f64)>,
    at: usize,
    colour: RGBColor,
) -> Result<(), Failure>
where
    B::ErrorType: 'static,
{
    let style = ShapeStyle::from(colour).stroke_width(2);
    let every = points.len().div_ceil(MOST_SIGNS).max(1);
    let signs: Vec<(f64, f64)> = points.iter().copied().step_by(every).collect();
    drawing.draw_series(LineSeries::new(points, style))?.label(&series.name).legend(move |place| {
        let middle = (place.0 + 15, place.1);
        Sign { place: middle, number: at, colour, line: 30 }
    });
    drawing.draw_series(signs.into_iter().map(|place| Sign { place, number: at, colour, line: 0 }))?;
    Ok(())
}

/// The corner with the fewest points in it: there the legend hides least.
fn emptiest_corner(chart: &Chart, x: &Scale, y: &Scale) -> SeriesLabelPosition {
    let share = |scale: &Scale, value: f64| {
        scale.place(value).map(|place| (place - scale.bounds[0]) / (scale.bounds[1] - scale.bounds[0]))
    };
    // Lines are not only where their points are.
    let between = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
        let places: Vec<(f64, f64)> = points.iter().filter_map(|(a, b)| Some((share(x, *a)?, share(y, *b)?))).collect();
        let along = |pair: &[(f64, f64)]| {
            let [from, to] = [pair[0], pair[1]];
            (0..20)
                .map(move |step| f64::from(step) / 20.0)
                .map(move |t| (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t))
        };
        places.windows(2).flat_map(along).chain(places.last().copied()).collect()
    };
    let all: Vec<(f64, f64)> = chart.series.iter().flat_map(|series| between(&series.points)).collect();
    let corners = [
        (SeriesLabelPosition::UpperLeft, 0.0, 1.0),
        (SeriesLabelPosition::UpperRight, 1.0, 1.0),
        (SeriesLabelPosition::LowerRight, 1.0, 0.0),
        (SeriesLabelPosition::LowerLeft, 0.0, 0.0),
    ];
    let crowd = |(_, across, up): &(SeriesLabelPosition, f64, f64)| {
        all.iter().filter(|(a, b)| (a - across).abs() < 0.4 && (b - up).abs() < 0.3).count()
    };
    corners.into_iter().min_by_key(crowd).map_or(SeriesLabelPosition::UpperLeft, |(corner, _, _)| corner)
}

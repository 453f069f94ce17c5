//! A lab's charts as a picture in a file.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;

use crate::lab::Findings;
use crate::lab::findings::{Chart, ChartKind, Exhibit};
use crate::report::{Scale, scale};

const WIDTH: u32 = 960;
const HEIGHT: u32 = 540;
/// Colours that are told apart by people who confuse red and green too: from Okabe and Ito, *Color Universal Design*, 2008.
const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
];

/// A line with more points than this is drawn without dots.
const MOST_DOTS: usize = 40;

type Failure = Box<dyn std::error::Error>;

/// What a file is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Picture {
    Svg,
    Png,
}

impl Picture {
    /// What the end of `path`'s name asks for.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension().and_then(OsStr::to_str)?.to_ascii_lowercase().as_str() {
            "svg" => Some(Picture::Svg),
            "png" => Some(Picture::Png),
            _ => None,
        }
    }
}

/// Writes all charts of `findings` to `path`, one below the other.
pub(super) fn write(findings: &[Findings], picture: Picture, path: &Path) -> Result<(), Failure> {
    let exhibits = findings.iter().flat_map(|one| &one.exhibits);
    let charts: Vec<&Chart> = exhibits
        .filter_map(|exhibit| match exhibit {
            Exhibit::Chart(chart) => Some(chart),
            _ => None,
        })
        .collect();
    if charts.is_empty() {
        return Err("this lab has no chart to draw".into());
    }
    set_font();
    let size = (WIDTH, HEIGHT * charts.len() as u32);
    match picture {
        Picture::Svg => draw_all(&charts, SVGBackend::new(path, size).into_drawing_area()),
        Picture::Png => draw_all(&charts, BitMapBackend::new(path, size).into_drawing_area()),
    }
}

fn set_font() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // The bytes are a font's, so this does not fail; and if it did, drawing would say so.
        let _ = register_font("sans-serif", FontStyle::Normal, dejavu::sans::regular());
        let _ = register_font("sans-serif", FontStyle::Bold, dejavu::sans::bold());
    });
}

fn draw_all<B: DrawingBackend>(charts: &[&Chart], area: DrawingArea<B, Shift>) -> Result<(), Failure>
where
    B::ErrorType: 'static,
{
    area.fill(&WHITE)?;
    for (chart, part) in charts.iter().zip(area.split_evenly((charts.len(), 1))) {
        match chart.kind {
            ChartKind::Lines => draw_lines(chart, &part)?,
            ChartKind::Bars => draw_bars(chart, &part)?,
        }
    }
    area.present()?;
    Ok(())
}

fn draw_lines<B: DrawingBackend>(chart: &Chart, area: &DrawingArea<B, Shift>) -> Result<(), Failure>
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
        .axis_desc_style(("sans-serif", 17))
        .label_style(("sans-serif", 15))
        .light_line_style(TRANSPARENT)
        .draw()?;
    let mut colours = COLOURS.iter().cycle().copied();
    for series in &chart.series {
        let points: Vec<(f64, f64)> =
            series.points.iter().filter_map(|(a, b)| Some((x.place(*a)?, y.place(*b)?))).collect();
        let colour = if series.ideal { RGBColor(120, 120, 120) } else { colours.next().unwrap_or(BLACK) };
        let style = ShapeStyle::from(colour).stroke_width(if series.ideal { 1 } else { 2 });
        if series.ideal {
            drawing.draw_series(DashedLineSeries::new(points, 6, 5, style))?
        } else {
            drawing.draw_series(LineSeries::new(points.iter().copied(), style))?
        }
        .label(&series.name)
        .legend(move |(x, y)| PathElement::new([(x, y), (x + 22, y)], style));
        if !series.ideal && series.points.len() <= MOST_DOTS {
            let dots = series.points.iter().filter_map(|(a, b)| Some((x.place(*a)?, y.place(*b)?)));
            drawing.draw_series(dots.map(|point| Circle::new(point, 4, colour.filled())))?;
        }
    }
    if chart.series.len() > 1 {
        let mut legend = drawing.configure_series_labels();
        legend.label_font(("sans-serif", 15)).background_style(WHITE.mix(0.85)).border_style(RGBColor(200, 200, 200));
        legend.position(emptiest_corner(chart, &x, &y)).draw()?;
    }
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

fn draw_bars<B: DrawingBackend>(chart: &Chart, area: &DrawingArea<B, Shift>) -> Result<(), Failure>
where
    B::ErrorType: 'static,
{
    let lengths: Vec<f64> = chart.series.iter().flat_map(|series| &series.points).map(|point| point.1).collect();
    let y = scale(lengths.iter().copied(), false, true);
    let count = chart.names.len() as f64;
    let longest = chart.names.iter().map(|name| name.chars().count()).max().unwrap_or(0) as u32;
    let mut builder = ChartBuilder::on(area);
    builder.caption(&chart.title, ("sans-serif", 24)).margin(16).x_label_area_size(52);
    builder.y_label_area_size((longest * 9 + 16).clamp(60, 380));
    // The first bar is the topmost.
    let mut drawing = builder.build_cartesian_2d(y.bounds[0]..y.bounds[1], -count..0.0)?;
    drawing
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_desc(&chart.y.label)
        .x_labels(y.labels.len())
        .x_label_formatter(&|value| label(&y, *value))
        .axis_desc_style(("sans-serif", 17))
        .label_style(("sans-serif", 15))
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (at, &length) in lengths.iter().enumerate() {
        let top = -(at as f64) - 0.15;
        let length = if length.is_finite() { length } else { 0.0 };
        drawing.draw_series([Rectangle::new([(0.0, top), (length, top - 0.7)], COLOURS[0].filled())])?;
    }
    let plane = drawing.plotting_area();
    for (at, name) in chart.names.iter().enumerate() {
        let (left, middle) = plane.map_coordinate(&(0.0, -(at as f64) - 0.5));
        let style = ("sans-serif", 15).into_font().color(&BLACK);
        use plotters::style::text_anchor::{HPos, Pos, VPos};
        let style = style.pos(Pos::new(HPos::Right, VPos::Center));
        let base = area.get_base_pixel();
        area.draw(&Text::new(name.as_str(), (left - base.0 - 8, middle - base.1), style))?;
    }
    Ok(())
}

/// What is written at `value`: a label of the scale if it stands there.
fn label(scale: &Scale, value: f64) -> String {
    let [first, last] = scale.bounds;
    let steps = (scale.labels.len() - 1) as f64;
    let at = (value - first) / (last - first) * steps;
    let near = at.round();
    if (at - near).abs() < 1e-6 && near >= 0.0 {
        return scale.labels.get(near as usize).cloned().unwrap_or_default();
    }
    String::new()
}

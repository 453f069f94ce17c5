//! A lab's charts as pictures.

mod bars;
mod hatching;
mod legend;
mod lines;
mod shape;
mod sign;
mod style;

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use racecourse_layout::shown_lines;

pub(super) use self::shape::Shape;
use self::style::PALE;
use crate::lab::Findings;
use crate::lab::findings::{Chart, ChartKind, Exhibit};
use crate::report::{Scale, counted, day};

/// What the line below a picture takes, which says where and when it was measured.
const FOOT: u32 = 26;

pub(super) type Failure = Box<dyn std::error::Error>;

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
    let charts: Vec<(&Chart, String)> = findings
        .iter()
        .flat_map(|one| one.exhibits.iter().map(move |exhibit| (one, exhibit)))
        .filter_map(|(one, exhibit)| match exhibit {
            Exhibit::Chart(chart) => Some((chart, foot(one))),
            _ => None,
        })
        .collect();
    if charts.is_empty() {
        return Err("this lab has no chart to draw".into());
    }
    set_font();
    let (width, height) = Shape::Wide.size();
    let size = (width, height * charts.len() as u32);
    match picture {
        Picture::Svg => {
            let mut text = String::new();
            draw_all(&charts, SVGBackend::with_string(&mut text, size).into_drawing_area(), Shape::Wide)?;
            Ok(std::fs::write(path, shown_lines(&text))?)
        }
        Picture::Png => draw_all(&charts, BitMapBackend::new(path, size).into_drawing_area(), Shape::Wide),
    }
}

/// A chart of `findings` as the text of an SVG.
pub(super) fn svg(findings: &Findings, chart: &Chart, shape: Shape) -> Result<String, Failure> {
    set_font();
    let mut text = String::new();
    let area = SVGBackend::with_string(&mut text, shape.size()).into_drawing_area();
    draw_all(&[(chart, foot(findings))], area, shape)?;
    // Texts are escaped for XML where they are drawn; what no XML may hold, or turns the direction of writing, is not.
    Ok(shown_lines(&text))
}

/// Which lab it was, on which machine, and when.
fn foot(findings: &Findings) -> String {
    let machine = &findings.machine;
    let processor = if machine.processor.is_empty() { "a processor without a name" } else { &machine.processor };
    format!("{} · {processor}, {} · {}", findings.lab, counted(machine.cores, "core"), day(findings.when))
}

fn set_font() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // The bytes are a font's, so this does not fail; and if it did, drawing would say so.
        let _ = register_font("sans-serif", FontStyle::Normal, dejavu::sans::regular());
        let _ = register_font("sans-serif", FontStyle::Bold, dejavu::sans::bold());
    });
}

fn draw_all<B: DrawingBackend>(
    charts: &[(&Chart, String)],
    area: DrawingArea<B, Shift>,
    shape: Shape,
) -> Result<(), Failure>
where
    B::ErrorType: 'static,
{
    area.fill(&WHITE)?;
    for ((chart, foot), part) in charts.iter().zip(area.split_evenly((charts.len(), 1))) {
        let (width, height) = shape.size();
        // On a narrow screen there is no room for a foot, and the page says it at its top.
        let (picture, below) = part.split_vertically(if shape == Shape::Wide { height - FOOT } else { height });
        match chart.kind {
            ChartKind::Lines => lines::draw(chart, &picture, shape)?,
            ChartKind::Bars => bars::draw(chart, &picture, shape)?,
        }
        if shape == Shape::Wide {
            let style = ("sans-serif", shape.small()).into_font().color(&PALE).pos(Pos::new(HPos::Right, VPos::Top));
            below.draw(&Text::new(foot.as_str(), (width as i32 - 16, 2), style))?;
        }
    }
    area.present()?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::Setting;
    use crate::lab::machine::Machine;

    const HOSTILE: &str = "\u{1b}[2J</text><script>x()</script>\u{202e}\0\n&\"'";

    /// A picture in which everything that can be a text of somebody else's is `text`.
    fn drawn(kind: ChartKind, text: &str, shape: Shape) -> String {
        let mut chart =
            Chart::lines(text, text, text).with(text, [(1.0, 1.0), (2.0, 1.5)]).with_ideal(text, [(1.0, 1.0)]);
        chart.kind = kind;
        if kind == ChartKind::Bars {
            chart.names = vec![text.to_owned(), text.to_owned()];
        }
        let findings = Findings {
            lab: text.to_owned(),
            setting: Setting {
                size: 1,
                share: 1.0,
                workers: vec![1],
                repeat: 1,
                at_most: false,
                input: None,
                guess: None,
                python: None,
            },
            machine: Machine { processor: text.to_owned(), ..Machine::this() },
            when: 0,
            exhibits: Vec::new(),
            lecture: Vec::new(),
            cannot: Vec::new(),
            answer: None,
            learned: String::new(),
        };
        svg(&findings, &chart, shape).expect("it can be drawn")
    }

    /// The names of all tags, in order.
    fn tags(svg: &str) -> Vec<&str> {
        let end = |tag: &str| tag.find([' ', '>', '\n']).unwrap_or(tag.len());
        svg.split('<').skip(1).map(|tag| &tag[..end(tag)]).collect()
    }

    #[test]
    fn a_text_cannot_change_what_stands_around_it() {
        for kind in [ChartKind::Lines, ChartKind::Bars] {
            for shape in [Shape::Wide, Shape::Narrow] {
                let (hostile, harmless) = (drawn(kind, HOSTILE, shape), drawn(kind, "harmless", shape));
                // What stands where depends on how long a text is, so the number of tags may be another one.
                let (found, known) = (tags(&hostile), tags(&harmless));
                assert!(found.iter().all(|tag| known.contains(tag)), "{hostile}");
                let count = |wanted: &str| found.iter().filter(|tag| **tag == wanted).count();
                assert_eq!(count("text"), count("/text"), "{hostile}");
                assert!(hostile.contains("&lt;/text&gt;"), "the text is there: {hostile}");
                let obeyed = |c: char| c != '\n' && racecourse_layout::is_invisible(c);
                assert!(!hostile.contains(obeyed), "{hostile}");
            }
        }
    }
}

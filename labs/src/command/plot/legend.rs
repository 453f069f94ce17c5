//! What the lines and signs of a picture stand for, below it: there they hide nothing.

use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Failure;
use super::shape::Shape;
use super::sign::Sign;
use super::style::{IDEAL, PALE};

/// From one row to the next, in pixels.
const ROW: i32 = 22;
/// What a sign with its line takes.
const SAMPLE: i32 = 38;
/// Between two entries.
const GAP: i32 = 22;

/// What stands in front of a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sample {
    /// A line with a sign: which one.
    Signed(usize, RGBColor),
    /// Dashes of such a length, with such gaps.
    Dashed(u32, u32),
    /// Nothing: it is a remark.
    Remark,
}

/// An entry, and where it stands: how far to the right, and in which row.
type Placed<'a> = (&'a (String, Sample), i32, i32);

/// Where the entries stand, one after the other, and in as many rows as it takes.
fn placed(entries: &[(String, Sample)], width: i32, shape: Shape) -> Vec<Placed<'_>> {
    let margin = shape.margin() as i32;
    let (mut x, mut row) = (margin, 0);
    let mut all = Vec::new();
    for entry in entries {
        let sample = if entry.1 == Sample::Remark { 0 } else { SAMPLE };
        let wide = sample + shape.wide(&entry.0);
        if x > margin && x + wide > width - margin {
            (x, row) = (margin, row + 1);
        }
        all.push((entry, x, row));
        x += wide + GAP;
    }
    all
}

/// How many pixels the entries take down.
pub(super) fn height(entries: &[(String, Sample)], width: u32, shape: Shape) -> u32 {
    let rows = placed(entries, width as i32, shape).last().map_or(0, |(_, _, row)| row + 1);
    (rows * ROW) as u32
}

/// Draws the entries.
pub(super) fn draw<B: DrawingBackend>(
    entries: &[(String, Sample)],
    area: &DrawingArea<B, Shift>,
    shape: Shape,
) -> Result<(), Failure>
where
    B::ErrorType: 'static,
{
    let (width, _) = area.dim_in_pixel();
    for ((name, sample), x, row) in placed(entries, width as i32, shape) {
        let y = row * ROW + ROW / 2;
        let mut begin = x + SAMPLE;
        match *sample {
            Sample::Signed(number, colour) => area.draw(&Sign { place: (x + 15, y), number, colour, line: 30 })?,
            Sample::Dashed(dash, gap) => {
                let style = ShapeStyle::from(IDEAL).stroke_width(2);
                area.draw(&DashedPathElement::new([(x, y), (x + 30, y)], dash, gap, style))?;
            }
            Sample::Remark => begin = x,
        }
        let colour = if *sample == Sample::Remark { PALE } else { BLACK };
        let style = ("sans-serif", shape.small()).into_font().color(&colour).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw(&Text::new(name.as_str(), (begin, y), style))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stay_within_the_picture_and_cover_each_other_nowhere() {
        let names = ["process, ordinary memory", "process, shared mapping", "thread, ordinary memory", "a step"];
        let entries: Vec<(String, Sample)> =
            names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), Sample::Signed(at, BLACK))).collect();
        for shape in [Shape::Wide, Shape::Narrow] {
            let (width, _) = shape.size();
            let all = placed(&entries, width as i32, shape);
            assert_eq!(all.len(), names.len());
            let ends = |((name, _), x, _): &Placed<'_>| x + SAMPLE + shape.wide(name);
            assert!(all.iter().all(|one| ends(one) <= width as i32), "{all:?}");
            let apart = |pair: &[Placed<'_>]| pair[0].2 < pair[1].2 || ends(&pair[0]) < pair[1].1;
            assert!(all.windows(2).all(apart), "{all:?}");
            assert_eq!(height(&entries, width, shape), (all[3].2 + 1) as u32 * ROW as u32);
        }
        assert_eq!(height(&[], 400, Shape::Narrow), 0);
    }
}

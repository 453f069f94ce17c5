//! How large a picture is, and what is in it: for a page, and for a screen that is held in a hand.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use racecourse_layout::fill;

use super::Failure;

/// The shape of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Shape {
    /// For a page.
    Wide,
    /// For a narrow screen.
    Narrow,
}

impl Shape {
    /// Across and down, in pixels.
    pub(super) fn size(self) -> (u32, u32) {
        match self {
            Shape::Wide => (960, 540),
            Shape::Narrow => (400, 420),
        }
    }

    /// The letters of a heading.
    fn large(self) -> u32 {
        if self == Shape::Wide { 24 } else { 18 }
    }

    /// The letters of axes' descriptions.
    pub(super) fn middle(self) -> u32 {
        if self == Shape::Wide { 17 } else { 15 }
    }

    /// The letters of everything else.
    pub(super) fn small(self) -> u32 {
        if self == Shape::Wide { 15 } else { 14 }
    }

    /// Around a picture.
    pub(super) fn margin(self) -> u32 {
        if self == Shape::Wide { 16 } else { 6 }
    }

    /// How many pixels such a text takes, about: the letters are those of one font, and it need not be exact.
    pub(super) fn wide(self, text: &str) -> i32 {
        text.chars().count() as i32 * self.small() as i32 * 3 / 5
    }
}

/// Writes the heading of a picture at its top, and gives back what is left below.
pub(super) fn headed<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    title: &str,
    shape: Shape,
) -> Result<DrawingArea<B, Shift>, Failure>
where
    B::ErrorType: 'static,
{
    let letters = shape.large();
    let (width, _) = area.dim_in_pixel();
    let lines = fill(title, (width * 5 / 3 / letters) as usize);
    let height = letters * 5 / 4;
    let (head, rest) = area.split_vertically(shape.margin() + height * lines.len() as u32);
    let style = ("sans-serif", letters).into_font().color(&BLACK).pos(Pos::new(HPos::Center, VPos::Top));
    for (at, line) in lines.iter().enumerate() {
        let place = (width as i32 / 2, (shape.margin() + height * at as u32) as i32);
        head.draw(&Text::new(line.as_str(), place, style.clone()))?;
    }
    Ok(rest)
}

//! Signs that are told from each other by their shape.

use std::iter::{Once, once};

use plotters::element::{Drawable, PointCollection};
use plotters::style::{RGBColor, ShapeStyle};
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};

/// A sign at a place.
pub(super) struct Sign<C> {
    pub(super) place: C,
    /// Which of the shapes it has.
    pub(super) number: usize,
    pub(super) colour: RGBColor,
    /// How long a line goes through it, to both sides together: 0 for none.
    pub(super) line: i32,
}

impl<'a, C> PointCollection<'a, C> for &'a Sign<C> {
    type Point = &'a C;
    type IntoIter = Once<&'a C>;

    fn point_iter(self) -> Self::IntoIter {
        once(&self.place)
    }
}

impl<C, B: DrawingBackend> Drawable<B> for Sign<C> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut places: I,
        backend: &mut B,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        let Some((x, y)) = places.next() else { return Ok(()) };
        let style = ShapeStyle::from(self.colour).filled();
        let outline = ShapeStyle::from(self.colour).stroke_width(2);
        if self.line > 0 {
            backend.draw_line((x - self.line / 2, y), (x + self.line / 2, y), &outline)?;
        }
        match self.number % 6 {
            0 => backend.draw_circle((x, y), 5, &style, true),
            1 => backend.fill_polygon([(x - 7, y + 6), (x + 7, y + 6), (x, y - 7)], &style),
            2 => backend.draw_rect((x - 5, y - 5), (x + 5, y + 5), &style, true),
            3 => backend.fill_polygon([(x - 7, y), (x, y - 7), (x + 7, y), (x, y + 7)], &style),
            4 => {
                backend.draw_line((x - 6, y), (x + 6, y), &outline)?;
                backend.draw_line((x, y - 6), (x, y + 6), &outline)
            }
            _ => backend.draw_circle((x, y), 5, &outline, false),
        }
    }
}

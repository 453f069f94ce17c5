//! Colours and letters of pictures.

use plotters::style::RGBColor;

use crate::report::Thing;

/// Axes' descriptions.
pub(super) const MIDDLE: u32 = 17;
/// Everything else that is written.
pub(super) const SMALL: u32 = 15;
/// What is written, but does not matter so much.
pub(super) const PALE: RGBColor = RGBColor(110, 110, 110);
/// What would be ideal, and not measured.
pub(super) const IDEAL: RGBColor = RGBColor(110, 110, 110);

/// The colour of a thing: the same everywhere. If there are several of the same thing in a picture, those after the first
/// are paler.
///
/// The colours are told apart by people who confuse red and green too (Okabe and Ito, *Color Universal Design*, 2008).
/// Where there are none, signs and figures do it.
pub(super) fn colour(thing: Thing, repetition: usize) -> RGBColor {
    const OTHERS: [RGBColor; 4] =
        [RGBColor(86, 180, 233), RGBColor(230, 159, 0), RGBColor(120, 94, 40), RGBColor(160, 30, 60)];
    let RGBColor(red, green, blue) = match thing {
        Thing::Alone => RGBColor(70, 70, 70),
        Thing::Processes => RGBColor(0, 114, 178),
        Thing::Threads => RGBColor(213, 94, 0),
        Thing::Library => RGBColor(0, 158, 115),
        Thing::Locked => RGBColor(204, 121, 167),
        Thing::Other(number) => OTHERS[number % OTHERS.len()],
    };
    let share = 1.0 - 0.28 * (repetition.min(2) as f64);
    let paler = |part: u8| (255.0 - f64::from(255 - part) * share).round() as u8;
    RGBColor(paler(red), paler(green), paler(blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thing_has_a_colour_of_its_own_and_the_second_one_a_paler() {
        let things = [Thing::Alone, Thing::Processes, Thing::Threads, Thing::Library, Thing::Locked];
        let all: Vec<RGBColor> = things
            .into_iter()
            .chain((0..4).map(Thing::Other))
            .flat_map(|thing| (0..3).map(move |repetition| colour(thing, repetition)))
            .collect();
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one), "{one:?} stands for two things");
        }
        assert_eq!(colour(Thing::Threads, 0), RGBColor(213, 94, 0));
    }
}

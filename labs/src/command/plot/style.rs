//! Colours and letters of pictures.

use plotters::style::RGBColor;

use crate::report::Thing;

/// What is written, but does not matter so much.
pub(super) const PALE: RGBColor = RGBColor(110, 110, 110);
/// What would be ideal, and not measured.
pub(super) const IDEAL: RGBColor = RGBColor(110, 110, 110);
/// Around a bar, so that a pale one has an edge too.
pub(super) const EDGE: RGBColor = RGBColor(60, 60, 60);

/// The colour of a thing: the same everywhere. If there are several of the same thing in a picture, lines after the first
/// are paler.
///
/// The colours are told apart by people who confuse red and green too (after Okabe and Ito, *Color Universal Design*,
/// 2008), and their lightness is that of equal steps of grey, so that a picture printed without colours can be read as well.
/// What is none of the things with a name has a [`Texture`] besides.
pub(super) fn colour(thing: Thing, repetition: usize) -> RGBColor {
    const OTHERS: [RGBColor; 4] =
        [RGBColor(70, 150, 205), RGBColor(232, 190, 60), RGBColor(122, 92, 40), RGBColor(110, 20, 50)];
    let RGBColor(red, green, blue) = match thing {
        Thing::Alone => RGBColor(45, 45, 45),
        Thing::Processes => RGBColor(0, 92, 155),
        Thing::Threads => RGBColor(200, 86, 0),
        Thing::Library => RGBColor(48, 178, 134),
        Thing::Locked => RGBColor(236, 178, 208),
        Thing::Other(number) => OTHERS[number % OTHERS.len()],
    };
    let share = 1.0 - 0.28 * (repetition.min(2) as f64);
    let paler = |part: u8| (255.0 - f64::from(255 - part) * share).round() as u8;
    RGBColor(paler(red), paler(green), paler(blue))
}

/// What is drawn in white over a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texture {
    /// Nothing.
    Plain,
    /// Lines that go up from left to right.
    Rising,
    /// Lines that go down.
    Falling,
    /// Both.
    Crossed,
}

/// The texture of a thing's bar: those after the first of the same colour have one, and what has no name.
pub(super) fn texture(thing: Thing, repetition: usize) -> Texture {
    match (thing, repetition) {
        (Thing::Other(_), _) => Texture::Crossed,
        (_, 0) => Texture::Plain,
        (_, at) if at % 2 == 1 => Texture::Rising,
        _ => Texture::Falling,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMED: [Thing; 5] = [Thing::Alone, Thing::Processes, Thing::Threads, Thing::Library, Thing::Locked];

    /// How light a colour is, from 0 for black to 100 for white, in steps that look equal (L* of CIE 1976).
    fn lightness(RGBColor(red, green, blue): RGBColor) -> f64 {
        let linear = |part: u8| match f64::from(part) / 255.0 {
            dark if dark <= 0.040_45 => dark / 12.92,
            light => ((light + 0.055) / 1.055).powf(2.4),
        };
        let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
        if luminance > 0.008_856 { 116.0 * luminance.cbrt() - 16.0 } else { 903.3 * luminance }
    }

    #[track_caller]
    fn are_apart_in_grey(things: &[Thing]) {
        let mut all: Vec<f64> = things.iter().map(|thing| lightness(colour(*thing, 0))).collect();
        all.sort_by(f64::total_cmp);
        let closest = all.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        assert!(closest >= 12.0, "{all:.0?}");
        assert!(all.iter().all(|lightness| *lightness <= 80.0), "something is hardly seen on white: {all:.0?}");
    }

    #[test]
    fn every_thing_has_a_colour_of_its_own_and_the_second_one_a_paler() {
        let all: Vec<RGBColor> = NAMED
            .into_iter()
            .chain((0..4).map(Thing::Other))
            .flat_map(|thing| (0..3).map(move |repetition| colour(thing, repetition)))
            .collect();
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one), "{one:?} stands for two things");
        }
        assert_eq!(colour(Thing::Threads, 0), RGBColor(200, 86, 0));
    }

    #[test]
    fn without_colours_things_are_told_apart_by_their_lightness() {
        are_apart_in_grey(&NAMED);
        are_apart_in_grey(&[0, 1, 2, 3].map(Thing::Other));
        assert!((lightness(RGBColor(255, 255, 255)) - 100.0).abs() < 0.01);
    }

    #[test]
    fn bars_of_one_colour_have_textures_of_their_own() {
        for thing in NAMED {
            let all = [0, 1, 2].map(|repetition| texture(thing, repetition));
            assert_eq!(all, [Texture::Plain, Texture::Rising, Texture::Falling]);
            assert!(!all.contains(&texture(Thing::Other(0), 0)));
        }
    }
}

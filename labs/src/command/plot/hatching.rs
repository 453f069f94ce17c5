//! White lines across a rectangle, by which bars are told apart where their colours do not tell.

use super::style::Texture;

/// From one line to the next, in pixels.
const DISTANCE: usize = 12;

/// A place in a picture, in pixels.
type Pixel = (i32, i32);

/// The lines of a texture in the rectangle between two opposite corners: each from where to where.
pub(super) fn lines(texture: Texture, (a, b): (Pixel, Pixel)) -> Vec<[Pixel; 2]> {
    let (left, right) = (a.0.min(b.0), a.0.max(b.0));
    let (top, bottom) = (a.1.min(b.1), a.1.max(b.1));
    let height = bottom - top;
    // Each rises by a pixel with each pixel to the right, and would begin at the bottom.
    let rising = || {
        let begins = (left - height..right).step_by(DISTANCE);
        begins.filter_map(move |begin| {
            let (from, to) = (begin.max(left), (begin + height).min(right));
            (from < to).then(|| [(from, bottom - (from - begin)), (to, bottom - (to - begin))])
        })
    };
    let falling = || rising().map(|line| line.map(|(x, y)| (x, top + bottom - y)));
    match texture {
        Texture::Plain => Vec::new(),
        Texture::Rising => rising().collect(),
        Texture::Falling => falling().collect(),
        Texture::Crossed => rising().chain(falling()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_within_and_go_the_way_they_should() {
        for (a, b) in [((10, 20), (110, 50)), ((10, 50), (13, 20)), ((5, 5), (5, 5))] {
            for texture in [Texture::Rising, Texture::Falling, Texture::Crossed] {
                for [from, to] in lines(texture, (a, b)) {
                    for (x, y) in [from, to] {
                        assert!((a.0..=b.0).contains(&x), "{texture:?}: {x}");
                        assert!((a.1.min(b.1)..=a.1.max(b.1)).contains(&y), "{texture:?}: {y}");
                    }
                    assert_eq!((to.0 - from.0).abs(), (to.1 - from.1).abs());
                    assert!(texture != Texture::Rising || to.1 < from.1);
                    assert!(texture != Texture::Falling || to.1 > from.1);
                }
            }
        }
        let wide = ((0, 0), (100, 30));
        assert!(lines(Texture::Plain, wide).is_empty());
        assert!(lines(Texture::Rising, wide).len() > 8);
    }
}

//! A small model: what is observed at a place is like what was observed at the nearest points.

use super::data::Point;

/// What can be chosen about the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// How many of the nearest points are asked.
    pub neighbours: usize,
    /// How distances are measured: 1 goes along the axes, 2 is as the crow flies, more looks at the longest way only.
    pub power: f64,
    /// How much more a near point counts than a far one: 0 is not at all.
    pub nearness: f64,
}

/// All settings: five choices for each of three things.
pub fn grid() -> Vec<Setting> {
    let mut grid = Vec::new();
    for neighbours in [1, 3, 5, 9, 17] {
        for power in [1.0, 1.5, 2.0, 3.0, 4.0] {
            for nearness in [0.0, 0.5, 1.0, 2.0, 4.0] {
                grid.push(Setting { neighbours, power, nearness });
            }
        }
    }
    grid
}

/// What the model expects at `place`, having seen `known`.
pub fn expect(known: &[Point], place: [f64; 3], setting: &Setting) -> f64 {
    let distance = |point: &Point| {
        let ways = point.at.iter().zip(place).map(|(a, b)| (a - b).abs().powf(setting.power));
        ways.sum::<f64>().powf(1.0 / setting.power)
    };
    let mut seen: Vec<(f64, f64)> = known.iter().map(|point| (distance(point), point.value)).collect();
    seen.sort_by(|one, other| one.0.total_cmp(&other.0));
    seen.truncate(setting.neighbours);
    // The last number keeps a point at this very place from counting infinitely much.
    let weights = || seen.iter().map(|(distance, _)| (distance + 1e-3).powf(-setting.nearness));
    let sum: f64 = weights().zip(&seen).map(|(weight, (_, value))| weight * value).sum();
    sum / weights().sum::<f64>()
}

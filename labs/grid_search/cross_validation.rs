//! How good a setting is: what the model is asked about, it has not seen.

use super::data::Point;
use super::neighbours::{Setting, expect};

/// In how many parts the points are divided.
pub const FOLDS: usize = 5;

/// By how much the model is off with this setting, as the root of the mean square; less is better.
///
/// Each part of the points has its turn: the model sees all others, and is asked about this one.
pub fn error(points: &[Point], setting: &Setting) -> f64 {
    let mut squares = 0.0;
    for fold in 0..FOLDS {
        let (asked, seen): (Vec<_>, Vec<_>) = points.iter().enumerate().partition(|(at, _)| at % FOLDS == fold);
        let seen: Vec<Point> = seen.into_iter().map(|(_, point)| *point).collect();
        for (_, point) in asked {
            squares += (expect(&seen, point.at, setting) - point.value).powi(2);
        }
    }
    (squares / points.len() as f64).sqrt()
}

/// Which of the errors is the least: the first, if there are several.
pub fn best(errors: &[f64]) -> Option<usize> {
    (0..errors.len()).min_by(|&one, &other| errors[one].total_cmp(&errors[other]))
}

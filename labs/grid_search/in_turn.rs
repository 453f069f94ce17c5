//! One setting is tried after the other.

use super::cross_validation::error;
use super::data::Point;
use super::neighbours::Setting;

/// The errors of all settings, in their order.
pub fn errors(points: &[Point], grid: &[Setting]) -> Vec<f64> {
    grid.iter().map(|setting| error(points, setting)).collect()
}

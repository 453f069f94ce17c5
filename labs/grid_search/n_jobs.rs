//! Whoever of a pool is idle tries the next setting: the parallel loop, once more.

use racecourse_labs::lab::pool::{Pool, TaskLost};

use super::cross_validation::error;
use super::data::Point;
use super::neighbours::Setting;

/// The errors of all settings, in their order.
pub fn errors(points: &[Point], grid: &[Setting], pool: &Pool) -> Result<Vec<f64>, TaskLost> {
    pool.map(grid, |setting| error(points, setting))
}

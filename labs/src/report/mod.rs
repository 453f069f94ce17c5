//! What a lab found out, in words, tables and pictures.

mod bars;
mod human;
mod json;
mod lines;
mod number;
mod scale;
mod table;

pub use bars::{eighths, upright};
pub use human::human;
pub use json::json;
pub use number::{count, counted, seconds};
pub use scale::{Scale, scale};

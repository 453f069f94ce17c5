//! What a lab found out, in words, tables and pictures.

mod bars;
mod beside;
mod date;
mod human;
mod json;
mod lines;
mod number;
mod scale;
mod table;
mod thing;

pub use bars::{eighths, upright};
pub use beside::beside;
pub use date::day;
pub use human::human;
pub use json::json;
pub use number::{count, counted, seconds, three_digits, times};
pub use scale::{Scale, scale};
pub use table::{cells, of_figures};
pub use thing::Thing;

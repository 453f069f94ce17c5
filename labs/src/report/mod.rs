//! What a lab found out, in words, tables and pictures.

mod apart;
mod bars;
mod beside;
mod date;
mod human;
mod json;
mod lines;
mod number;
mod said;
mod scale;
mod table;
mod thing;
mod together;
mod visible;

pub use apart::{Place, apart};
pub use bars::{eighths, upright};
pub use beside::beside;
pub use date::day;
pub use human::{about, human};
pub use json::json;
pub use number::{count, counted, listed, seconds, three_digits, times};
pub use said::Said;
pub use scale::{Scale, scale};
pub use table::{cells, of_figures};
pub use thing::Thing;
pub use together::unbroken;

/// What is said below a picture in which signs were moved.
pub const SIDE_BY_SIDE: &str = "Signs that would cover each other stand side by side.";

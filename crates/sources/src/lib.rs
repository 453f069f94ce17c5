//! The texts of programs, and the names that they give to what is made in them.
//!
//! A report calls a mutex as the `let` does that binds it, and quotes the line of a step. For that [`Sources`] has the text
//! of a program, or reads its files when somebody wants to see a line, and [`Names`] looks up what stands at a place.

mod naming;
mod source;

pub use naming::{MOST_OF_A_NAME, Names, debug_in, name_of_copy, nearest, shown, site, visible};
pub use source::Sources;

//! Grades in the forms of other programs. Pure.

pub mod classroom50;
pub mod junit;

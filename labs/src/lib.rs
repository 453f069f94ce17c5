//! Labs: what the lectures claim, measured on this machine.
//!
//! [`labs`] are the questions, [`lab`] is what they measure with, and [`report`] puts what was found into words, tables and
//! pictures.

// The programs that are shown name what they use as anybody outside would.
extern crate self as racecourse_labs;

#[path = "../mod.rs"]
pub mod labs;

pub mod command;
pub mod lab;
pub mod report;

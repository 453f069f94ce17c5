//! What an engine is given of a variant.

use crate::engine::Program;
use racecourse_report::scenario::Variant;

/// The program of `variant`, for an engine: its function, and its text for names. Nothing else of it goes in.
pub fn program_of(variant: &Variant) -> Program {
    Program::new(variant.run, variant.file, variant.source)
}
